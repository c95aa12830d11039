"""登录: from a password or a recovery code to the keys of a data folder."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.models import cipher
from app.models.cipher import CipherKey
from app.models.schema import FileState, file_state
from app.services.errors import BadInput, Refused
from app.services.locations import Locations
from app.services.security import attempts, crypto, keyfile
from app.services.security.crypto import Wrapped, WrongSecret
from app.services.security.keyfile import Change, KeyFile, Slot
from app.services.security.passwords import check_password, new_code, normal, read_code

MASTER = 48
_SLOT, _CODE, _AUDIT, _FORMER = "slot:", "recovery", "audit key", "former key"


@dataclass(frozen=True, slots=True)
class Login:
    """Who is there, and the keys that came out.

    Args:
        account: The uuid of the account; empty where the recovery code opened.
        name: The person's name.
        master: 32 bytes of key and 16 of salt.
        audit_key: Seals the log.
        cipher_key: Opens the database; None where it lies there plain.
        failures: Time and name of the failed log-ins since the last good one.
        former: The keys of former passwords, for old copies, newest first.

    """

    account: str
    name: str
    master: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)
    cipher_key: CipherKey | None = field(repr=False)
    failures: tuple[tuple[str, str], ...] = ()
    former: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def copy_key(self) -> bytes:
        """The key of copies of a database that itself lies there plain."""
        return self.master[:32]


def log_in(paths: Locations, name: str, password: str, now: datetime) -> Login:
    """Open the keys of a data folder with a person's password.

    Raises:
        Waiting: There were too many failures.
        WrongSecret: It is not this person's password.

    """
    attempts.require(paths, now)
    keys = _settled(paths, keyfile.load(paths.keys))
    slot = next((known for known in keys.slots if known.name == name), None)
    try:
        if slot is None:
            raise WrongSecret("没有这个用户，请从名单中选择。")
        master = open_slot(slot, password)
        if keys.change is Change.RENEWED:
            keys, master = _renewal_settled(paths, keys, slot.account, password, master)
    except WrongSecret as error:
        left = attempts.failed(paths, name, now)
        hint = f"还可以试 {left} 次。" if left else "请等待 10 分钟后再试。"
        raise WrongSecret(f"用户名或密码不对，{hint}", field="password") from error
    return _opened(paths, keys, slot.account, slot.name, master)


def log_in_by_code(paths: Locations, code: str, now: datetime) -> Login:
    """Open the keys of a data folder with the recovery code (恢复码) of the printed page.

    Raises:
        BadInput: It has not the form of a code.
        Waiting: There were too many failures.
        WrongSecret: It is not this folder's code.

    """
    plain = read_code(code)
    attempts.require(paths, now)
    keys = _settled(paths, keyfile.load(paths.keys))
    try:
        if keys.recovery is None:
            raise WrongSecret("这份数据没有恢复码。")
        master = crypto.unwrap(Wrapped(**keys.recovery.wrapped), plain, _CODE)
        if keys.change is Change.RENEWED:
            if file_state(paths.database, cipher_key(master)) is FileState.FOREIGN:
                raise WrongSecret("主密钥已更换，这个恢复码已作废。")
            keys = replace(keys, change=Change.NONE, renewed=None)
            keyfile.save(paths.keys, keys)
    except WrongSecret as error:
        attempts.failed(paths, "恢复码", now)
        raise WrongSecret("恢复码不对，请对照纸面逐个核对。", field="code") from error
    return _opened(paths, keys, "", "恢复码", master)


def open_slot(slot: Slot, password: str) -> bytes:
    """Return the master key of a person's slot.

    Raises:
        WrongSecret: It is not this person's password.

    """
    return crypto.unwrap(Wrapped(**slot.wrapped), normal(password), _SLOT + slot.account)


def open_master(keys: KeyFile, secret: str) -> bytes:
    """Return the master key of a copy's key file by anybody's password or by the code.

    Raises:
        WrongSecret: It opens nothing there.

    """
    for slot in keys.slots:
        try:
            return open_slot(slot, secret)
        except WrongSecret:
            continue
    if keys.recovery is not None:
        with suppress(BadInput, WrongSecret):
            return crypto.unwrap(Wrapped(**keys.recovery.wrapped), read_code(secret), _CODE)
    raise WrongSecret("密码或恢复码不对，请重新输入。")


def slot_for(account: str, name: str, password: str, master: bytes) -> Slot:
    """Return a person's slot.

    Raises:
        BadInput: The password does not keep the rule.

    """
    plain = check_password(password, name)
    return Slot(account, name, crypto.wrap(master, plain, _SLOT + account).plain())


def code_slot(master: bytes) -> tuple[str, Slot]:
    """Return a fresh recovery code and its slot."""
    code = new_code()
    return code, Slot("", "", crypto.wrap(master, read_code(code), _CODE).plain())


def new_master() -> bytes:
    """Return a fresh key and salt."""
    return secrets.token_bytes(MASTER)


def cipher_key(master: bytes) -> CipherKey:
    """Return the master key as SQLCipher takes it."""
    return CipherKey(master.hex())


def sealed_keys(keys: KeyFile, master: bytes) -> KeyFile:
    """Return the file with every plain key put under the master key: the end of a change to a password."""
    sealed = tuple(crypto.seal(bytes.fromhex(key), master[:32], _FORMER) for key in keys.former)
    return replace(
        keys,
        audit="",
        audit_sealed=crypto.seal(bytes.fromhex(keys.audit), master[:32], _AUDIT)
        if keys.audit
        else keys.audit_sealed,
        former=(),
        former_sealed=(*keys.former_sealed, *sealed),
        change=Change.NONE,
    )


def plain_keys(keys: KeyFile, master: bytes) -> KeyFile:
    """Return the file with every key plain, slots still there: the begin of a change to no password."""
    opened = tuple(crypto.unseal(key, master[:32], _FORMER).hex() for key in keys.former_sealed)
    return replace(
        keys,
        audit=keys.audit or crypto.unseal(keys.audit_sealed, master[:32], _AUDIT).hex(),
        audit_sealed="",
        former=(*keys.former, *opened, master.hex()),
        former_sealed=(),
        change=Change.TO_PLAIN,
    )


def settle(paths: Locations) -> KeyFile:
    """Finish or take back a change that a crash cut off, as far as that needs no password; return the file."""
    return _settled(paths, keyfile.load_or_make(paths.keys))


def _settled(paths: Locations, keys: KeyFile) -> KeyFile:
    if keys.change is Change.NONE:
        return keys
    paths.database.with_name(f"{paths.database.name}.new").unlink(missing_ok=True)
    if paths.database.exists() and cipher.is_encrypted(paths.database):
        # to a cipher: done, the keys are put away at the next log-in; to plain: not done, all stays as it is
        return keys
    keys = without_password(keys)
    keyfile.save(paths.keys, keys)
    return keys


def renewed_keys(keys: KeyFile, slot: Slot, recovery: Slot, former: bytes, master: bytes) -> KeyFile:
    """Return the file of another master key: one person's slot, the other keys under the new one."""
    opened = (*(crypto.unseal(key, former[:32], _FORMER) for key in keys.former_sealed), former)
    return replace(
        keys,
        slots=(slot,),
        recovery=recovery,
        audit_sealed=crypto.seal(crypto.unseal(keys.audit_sealed, former[:32], _AUDIT), master[:32], _AUDIT),
        former_sealed=tuple(crypto.seal(key, master[:32], _FORMER) for key in opened),
    )


def _renewal_settled(
    paths: Locations, keys: KeyFile, account: str, password: str, master: bytes
) -> tuple[KeyFile, bytes]:
    """Finish or take back a renewal that a crash cut off: the database tells which master key it has."""
    if file_state(paths.database, cipher_key(master)) is not FileState.FOREIGN:
        keys = replace(keys, change=Change.NONE, renewed=None)
    else:
        assert keys.renewed is not None
        slot = next((known for known in keys.renewed.slots if known.account == account), None)
        if slot is None:
            name = keys.renewed.names[0]
            raise Refused(f"主密钥正在更换，请先由“{name}”登录，再为您重设密码。")
        master = open_slot(slot, password)
        # nobody has seen the code that belongs to it
        keys = replace(keys.renewed, recovery=None)
    keyfile.save(paths.keys, keys)
    return keys, master


def without_password(keys: KeyFile) -> KeyFile:
    """Return the file of a folder without password; the keys in it must be plain."""
    return replace(keys, slots=(), recovery=None, cipher=False, change=Change.NONE)


def _opened(paths: Locations, keys: KeyFile, account: str, name: str, master: bytes) -> Login:
    if keys.change is not Change.NONE:
        keys = sealed_keys(keys, master)
        if keys.former_sealed and crypto.unseal(keys.former_sealed[-1], master[:32], _FORMER) == master:
            keys = replace(keys, former_sealed=keys.former_sealed[:-1])
        keyfile.save(paths.keys, keys)
    audit_key = (
        bytes.fromhex(keys.audit) if keys.audit else crypto.unseal(keys.audit_sealed, master[:32], _AUDIT)
    )
    if keys.cipher and not cipher.available():
        raise Refused(
            "这份数据已加密，而这台电脑上没有加密组件，不能打开；请在原来的电脑上打开，或先在那里取消密码。"
        )
    return Login(
        account=account,
        name=name,
        master=master,
        audit_key=audit_key,
        cipher_key=cipher_key(master) if keys.cipher else None,
        failures=attempts.succeeded(paths),
        former=tuple(crypto.unseal(key, master[:32], _FORMER) for key in reversed(keys.former_sealed)),
    )
