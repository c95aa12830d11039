"""Opening a data folder: a new one is made, an older one is copied and brought up to date, others are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from app.models import cipher
from app.models.cipher import CipherKey
from app.models.kinds import AuditKind
from app.models.schema import FileState, file_state, interrupted, upgrade_file
from app.models.store import Store
from app.services import audit, backup
from app.services.backup_shelf import Reason
from app.services.context import Context
from app.services.errors import BadFile, FileBusy, Refused
from app.services.locations import Locations
from app.services.security import accounts, copies, keyfile, login
from app.services.security.login import Login
from app.services.startup_place import is_read_only


class LoginNeeded(Refused):
    """The data have a password."""


def open_store(paths: Locations, now: datetime, session: Login | None = None) -> Store:
    """Open the database of a data folder with this program's schema.

    Args:
        paths: The folders.
        now: The present moment, for the name of a copy.
        session: Who has logged in; needed where the folder has a password.

    Raises:
        LoginNeeded: The folder has a password and nobody has logged in.
        Refused: The file was saved by a newer program; it is left untouched.
        BadFile: The file is not a database of this program; it is left untouched.
        FileBusy: The folder cannot be written.

    """
    path = paths.database
    _require_key_file(paths)
    key = None if session is None else session.cipher_key
    # a password that was being set or taken away when the program died: finished or taken back here
    protected = paths.keys.exists() and login.settle(paths).protected
    if protected and session is None:
        raise LoginNeeded("这份数据设有密码，请先登录；命令行请加 --user 和 --password-file。")
    read_only = is_read_only(paths)
    _bring_up_to_date(paths, now, key, read_only=read_only)
    audit_key = b"" if read_only and not paths.keys.exists() else _audit_key(paths, session)
    store = Store.open(path, audit_key=audit_key, key=key, read_only=read_only)
    if session is not None:
        store.copy_key = session.copy_key if key is None else None
        store.former_keys = [login.cipher_key(master) for master in session.former]
    audit.settle(store, now, sealed_before=protected or _sealed_before(paths))
    return store


def enter(ctx: Context, session: Login) -> Context:
    """Return the context of who has logged in, and log it together with the failures before.

    Raises:
        Refused: The account was closed meanwhile.

    """
    person = accounts.by_uuid(ctx, session.account) if session.account else None
    if person is not None and not person.active:
        raise Refused(f"用户“{person.name}”已停用，请由有“管理”角色的人处理。")
    # the recovery code is for whoever runs this office: it opens everything
    roles = person.roles if person is not None else accounts.EVERYTHING
    if ctx.store.read_only:
        return replace(ctx, operator=session.name, login=session, roles=roles)
    for at, name in session.failures:
        audit.log_event(ctx, AuditKind.LOGIN_FAILED, f"{at.replace('T', ' ')} 以“{name}”登录失败")
    entered = replace(ctx, operator=session.name, login=session, roles=roles)
    audit.log_event(entered, AuditKind.LOGIN, f"“{session.name}”登录")
    copies.protect(_folders(ctx), ctx.store)
    return entered


def _bring_up_to_date(paths: Locations, now: datetime, key: CipherKey | None, *, read_only: bool) -> None:
    path = paths.database
    state = file_state(path, key)
    if state is FileState.NEWER:
        raise Refused(f"“{path}”由更新版本的先锋档案保存，请升级本程序后再打开；文件未改动。")
    if state is FileState.FOREIGN:
        raise BadFile(f"“{path}”不是先锋档案的数据文件，或已经损坏；文件未改动，请从备份恢复。")
    if state is FileState.CURRENT:
        return
    if read_only:
        raise Refused(
            "这份数据由旧版本的先锋档案保存，要先升级才能打开，而这里不能写入；请复制到电脑硬盘上再打开。"
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if state is FileState.OLDER:
            backup.back_up(paths, now, None, Reason.UPGRADE, key=key, rotate=False)
        upgrade_file(path, key)
    except (OSError, *cipher.errors()) as error:  # type: ignore[misc]
        raise FileBusy(f"数据文件夹“{paths.data}”不能写入，请检查权限或磁盘空间。") from error


def _require_key_file(paths: Locations) -> None:
    path = paths.database
    if paths.keys.exists() or not path.exists() or not path.stat().st_size or interrupted(path):
        # a power cut in a save may leave anything at the begin of the file; its journal puts that right
        return
    if cipher.is_encrypted(path):
        raise BadFile(
            f"“{path}”不能打开：它不是先锋档案的数据文件，或者已加密而密钥文件“{paths.keys.name}”不在旁边。"
            "文件未改动；加密数据请从备份文件夹取回密钥文件。"
        )


def _sealed_before(paths: Locations) -> bool:
    """Tell whether the end of a log under this folder's key was ever noted."""
    return paths.keys.exists() and keyfile.load(paths.keys).anchored


def _audit_key(paths: Locations, session: Login | None) -> bytes:
    if session is not None:
        return session.audit_key
    return bytes.fromhex(keyfile.load_or_make(paths.keys).audit)


def _folders(ctx: Context) -> Locations:
    assert ctx.paths is not None
    return ctx.paths
