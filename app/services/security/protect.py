"""设密码、改密码、取消密码: the database changes its form in one step that a crash finds done or not begun.

First the key file learns both sides, then a new file is written and verified beside the old one, then it takes
the old one's name, then the key file forgets the old side. Which side a crash left is told by the database.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.models import cipher
from app.models.cipher import CipherKey
from app.models.kinds import AuditKind, Role
from app.services import audit
from app.services.context import Changes, Context
from app.services.errors import BadFile, FileBusy, Refused
from app.services.files import sync_folder
from app.services.locations import Locations
from app.services.progress import NO_PROGRESS, Progress
from app.services.security import accounts, copies, keyfile, login
from app.services.security.accounts import AccountRow
from app.services.security.keyfile import Change, KeyFile
from app.services.security.login import Login
from app.services.security.passwords import check_password

STEPS = 6
PREPARING = "正在准备密钥"


@dataclass(frozen=True, slots=True)
class Protected:
    """A folder that has a password now: who logged in by it, and the recovery code, shown this once."""

    login: Login
    code: str = field(repr=False)


def encrypts() -> bool:
    """Tell whether this computer can encrypt the database itself, or only its copies."""
    return cipher.available()


def set_password(ctx: Context, name: str, password: str, progress: Progress = NO_PROGRESS) -> Protected:
    """Give a folder without password its first user, who may do everything, and encrypt it.

    Raises:
        BadInput: Name or password do not keep the rule.
        Refused: There is a password already.
        FileBusy: The disk is full or cannot be written; nothing was changed.

    """
    paths = folders(ctx)
    if keyfile.load_or_make(paths.keys).protected:
        raise Refused("这份数据已经设了密码。")
    wanted = accounts.clean_name(name)
    check_password(password, wanted)
    account = accounts.first(ctx, wanted)
    progress.step(0, STEPS, PREPARING)
    master = login.new_master()
    code, recovery = login.code_slot(master)
    before = keyfile.load_or_make(paths.keys)
    slots = (login.slot_for(account, wanted, password, master),)
    both = replace(before, slots=slots, recovery=recovery, cipher=cipher.available(), change=Change.TO_CIPHER)
    if cipher.available():
        keyfile.save(paths.keys, both)
        progress.step(1, STEPS, "正在加密数据")
        exchange(ctx, before, login.cipher_key(master), progress)
    after = login.sealed_keys(both, master)
    keyfile.save(paths.keys, after)
    ctx.store.copy_key = None if after.cipher else master[:32]
    progress.step(5, STEPS, "正在加密原有备份")
    copies.protect(paths, ctx.store)
    audit.log_event(replace(ctx, operator=wanted), AuditKind.KEYS, f"设置密码，{_what(after)}")
    progress.step(STEPS, STEPS, "已完成")
    key = login.cipher_key(master) if after.cipher else None
    return Protected(Login(account, wanted, master, ctx.store.audit_key, key), code)


def remove_password(ctx: Context, session: Login, progress: Progress = NO_PROGRESS) -> None:
    """Take all passwords away; the database lies there plain afterwards.

    Raises:
        FileBusy: The disk is full or cannot be written; nothing was changed.

    """
    ctx.require(Role.MANAGE)
    paths = folders(ctx)
    before = keyfile.load(paths.keys)
    progress.step(0, STEPS, PREPARING)
    both = login.plain_keys(before, session.master)
    if before.cipher:
        keyfile.save(paths.keys, both)
        progress.step(1, STEPS, "正在解密数据")
        exchange(ctx, before, None, progress)
    keyfile.save(paths.keys, login.without_password(both))
    ctx.store.copy_key = None
    progress.step(5, STEPS, "正在记录")
    audit.log_event(ctx, AuditKind.KEYS, "取消密码，数据不再加密")
    progress.step(STEPS, STEPS, "已完成")


def change_password(ctx: Context, session: Login, former: str, password: str) -> None:
    """Give the person who is logged in another password.

    Raises:
        WrongSecret: The former one is wrong.
        BadInput: The new one does not keep the rule.

    """
    paths = folders(ctx)
    login.log_in(paths, session.name, former, ctx.now)
    _put(paths, session, session.account, session.name, password)
    audit.log_event(ctx, AuditKind.KEYS, "修改本人密码")


def give_password(ctx: Context, session: Login, account: str, name: str, password: str) -> None:
    """Give another person a (new) password; only for 管理, or after the recovery code has opened.

    Raises:
        BadInput: It does not keep the rule.

    """
    ctx.require(Role.MANAGE)
    _put(folders(ctx), session, account, name, password)
    audit.log_event(ctx, AuditKind.KEYS, f"为“{name}”设置密码")


def let_go(ctx: Context, person: AccountRow) -> Changes:
    """Let a person rest, and take the password away at once: from this moment it opens nothing here.

    Raises:
        Refused: Nobody could manage or log in any more.

    """
    ctx.require(Role.MANAGE)
    paths = folders(ctx)
    keys = keyfile.load(paths.keys).without_slot(person.uuid)
    held = {slot.account for slot in keys.slots}
    if not any(p.active and Role.MANAGE in p.roles and p.uuid in held for p in accounts.accounts(ctx)):
        raise Refused("至少要保留一个有“管理”角色、能登录的用户；要取消密码，请用“取消密码”。")
    changes = accounts.change(ctx, person.id, person.roles, active=False)
    keyfile.save(paths.keys, keys)
    audit.log_event(ctx, AuditKind.KEYS, f"停用“{person.name}”，密码随即作废")
    return changes


def new_code(ctx: Context, session: Login) -> str:
    """Make another recovery code; the former one opens nothing any more."""
    ctx.require(Role.MANAGE)
    paths = folders(ctx)
    code, slot = login.code_slot(session.master)
    keyfile.save(paths.keys, replace(keyfile.load(paths.keys), recovery=slot))
    audit.log_event(ctx, AuditKind.KEYS, "更换恢复码，原恢复码作废")
    return code


def _put(paths: Locations, session: Login, account: str, name: str, password: str) -> None:
    slot = login.slot_for(account, name, password, session.master)
    keyfile.save(paths.keys, keyfile.load(paths.keys).with_slot(slot))


def exchange(ctx: Context, before: KeyFile, key: CipherKey | None, progress: Progress) -> None:
    """Write the database anew under another key and put it in its place."""
    paths = folders(ctx)
    former = ctx.store.key

    def replaced() -> CipherKey | None:
        new = paths.database.with_name(f"{paths.database.name}.new")
        try:
            _rewrite(paths.database, former, new, key, progress)
        except cipher.errors() as error:
            raise OSError(str(error)) from error
        finally:
            new.unlink(missing_ok=True)
        return key

    try:
        ctx.store.exchange(paths.database, replaced)
    except OSError as error:
        keyfile.save(paths.keys, before)
        raise FileBusy("没有完成：磁盘空间不足或不能写入，数据没有改动。请清理磁盘后重试。") from error
    except BadFile:
        keyfile.save(paths.keys, before)
        raise


def _rewrite(
    path: Path, former: CipherKey | None, new: Path, key: CipherKey | None, progress: Progress
) -> None:
    cipher.export(path, former, new, key)
    progress.step(2, STEPS, "正在核对")
    if cipher.faults(new, key) or cipher.contents(new, key) != cipher.contents(path, former):
        raise BadFile("没有完成：新文件没有通过核对，数据没有改动。请先在“检查数据”中核对。")
    progress.step(3, STEPS, "正在替换")
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    old = path.with_name(f"{path.name}.old")
    old.unlink(missing_ok=True)
    with suppress(OSError):
        # where the medium knows links, the former content can be overwritten after it has lost its name
        os.link(path, old)
    new.replace(path)
    sync_folder(path.parent)
    progress.step(4, STEPS, "正在清除旧文件")
    copies.scrub(old)


def _what(keys: KeyFile) -> str:
    return "数据已加密" if keys.cipher else "本机没有加密组件，仅备份加密"


def folders(ctx: Context) -> Locations:
    """Return the folders of the data that are open."""
    if ctx.paths is None:
        raise Refused("现在没有打开数据文件夹。")
    return ctx.paths
