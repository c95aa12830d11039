"""更换主密钥: after somebody has left, an old copy of the key file no longer opens the present data.

The database is written anew under the other key as when a password is set: the key file learns both sides, the
new file is verified, takes the old one's place, the key file forgets the old side. At the next log-in after a
crash the database tells which key it has.
"""

from __future__ import annotations

from dataclasses import replace

from app.models.kinds import AuditKind, Role
from app.services import audit
from app.services.context import Context
from app.services.errors import BadInput
from app.services.progress import NO_PROGRESS, Progress
from app.services.security import copies, keyfile, login
from app.services.security.crypto import WrongSecret
from app.services.security.keyfile import Change
from app.services.security.login import Login
from app.services.security.protect import PREPARING, STEPS, Protected, exchange, folders


def renew(ctx: Context, session: Login, password: str, progress: Progress = NO_PROGRESS) -> Protected:
    """Give the data another master key; only who asks for it keeps a password, everybody else is given one anew.

    Copies made before stay as they are: they open with the keys that lie beside them.

    Raises:
        BadInput: It is not the password of who is logged in.
        FileBusy: The disk is full or cannot be written; nothing was changed.

    """
    ctx.require(Role.MANAGE)
    paths = folders(ctx)
    before = keyfile.load(paths.keys)
    own = next((slot for slot in before.slots if slot.account == session.account), None)
    progress.step(0, STEPS, PREPARING)
    try:
        if own is None:
            raise WrongSecret("请用自己的用户名和密码登录后再更换主密钥。")
        login.open_slot(own, password)
    except WrongSecret as error:
        raise BadInput(error.message, field="password") from error
    master = login.new_master()
    code, recovery = login.code_slot(master)
    slot = login.slot_for(session.account, session.name, password, master)
    after = login.renewed_keys(before, slot, recovery, session.master, master)
    if before.cipher:
        keyfile.save(paths.keys, replace(before, change=Change.RENEWED, renewed=after))
        progress.step(1, STEPS, "正在用新密钥加密数据")
        exchange(ctx, before, login.cipher_key(master), progress)
    keyfile.save(paths.keys, after)
    key = login.cipher_key(master) if after.cipher else None
    renewed = replace(
        session, master=master, cipher_key=key, former=(session.master, *session.former), failures=()
    )
    ctx.store.copy_key = None if after.cipher else renewed.copy_key
    ctx.store.former_keys = [login.cipher_key(former) for former in renewed.former]
    progress.step(5, STEPS, "正在记录")
    audit.log_event(ctx, AuditKind.KEYS, "更换主密钥，其他用户的密码和原恢复码作废")
    copies.protect(paths, ctx.store)
    progress.step(STEPS, STEPS, "已完成")
    return Protected(renewed, code)
