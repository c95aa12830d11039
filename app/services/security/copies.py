"""Copies of a folder with a password: encrypted like the database, with the keys beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.models import cipher
from app.models.cipher import CipherKey
from app.models.schema import FileState, file_state
from app.models.store import Store
from app.services.errors import BadFile
from app.services.files import write_atomic
from app.services.locations import Locations
from app.services.security import crypto, keyfile, login
from app.services.security.crypto import WrongSecret

KEYS = ".keys"
"""What is added to a copy's name for the file with its (wrapped) keys."""
_BLOCK = 1 << 20


class Locked(BadFile):
    """A copy that is encrypted under keys nobody has opened yet: its password or recovery code is needed."""


def put_keys_beside(paths: Locations, target: Path) -> None:
    """Write the wrapped keys beside an encrypted copy, so that it opens on another computer as well."""
    if keyfile.has_password(paths.keys):
        write_atomic(keys_of(target), paths.keys.read_bytes(), private=True)


def keys_of(copy: Path) -> Path:
    """Return where the keys of a copy are."""
    return copy.with_name(copy.name + KEYS)


def close_up(target: Path, store: Store | None) -> None:
    """Seal a finished copy where the database itself is not encrypted but has a password."""
    if store is not None and store.copy_key is not None:
        write_atomic(target, crypto.sealed_copy(target.read_bytes(), store.copy_key))


@contextmanager
def opened(
    copy: Path, paths: Locations, store: Store | None, secret: str = ""
) -> Iterator[tuple[Path, CipherKey | None]]:
    """Give a copy as a database and its key; one that was sealed as a whole is opened beside the data meanwhile.

    Args:
        copy: The file.
        paths: The folders of the data that are open.
        store: The store that is open; its key is tried, and those of former passwords.
        secret: A password or recovery code of the copy, where it comes from elsewhere.

    Raises:
        Locked: None of these keys opens it.

    """
    if not copy.exists() or copy.stat().st_size == 0 or copy.resolve() == paths.database.resolve():
        yield copy, None if store is None else store.key
        return
    with copy.open("rb") as stream:
        start = stream.read(64)
    if crypto.is_sealed_copy(start):
        plain = paths.data / ".xianfeng-opened.db"
        try:
            write_atomic(plain, _unsealed(copy, paths, store, secret), private=True)
            yield plain, None
        finally:
            scrub(plain)
    elif cipher.is_encrypted(copy):
        yield copy, _fitting(copy, paths, store, secret)
    else:
        yield copy, None


def protect(paths: Locations, store: Store) -> int:
    """Encrypt the plain copies in the backup folder as the database is; return how many there were."""
    if (store.key is None and store.copy_key is None) or not paths.backups.is_dir():
        return 0
    done = 0
    for copy in sorted(paths.backups.glob("*.db")):
        with copy.open("rb") as stream:
            start = stream.read(64)
        if crypto.is_sealed_copy(start) or cipher.is_encrypted(copy):
            continue
        _protect_one(copy, store)
        put_keys_beside(paths, copy)
        done += 1
    return done


def scrub(path: Path) -> None:
    """Overwrite a file and delete it; on flash memory the medium itself may keep old blocks."""
    if not path.exists():
        return
    left = path.stat().st_size
    with path.open("r+b") as stream:
        while left > 0:
            left -= stream.write(bytes(min(left, _BLOCK)))
        stream.flush()
        os.fsync(stream.fileno())
    path.unlink()


def _protect_one(copy: Path, store: Store) -> None:
    if store.key is None:
        close_up(copy, store)
        return
    new, old = copy.with_name(f".{copy.name}.new"), copy.with_name(f".{copy.name}.old")
    try:
        cipher.export(copy, None, new, store.key)
        if cipher.faults(new, store.key) or cipher.contents(new, store.key) != cipher.contents(copy, None):
            return
        old.unlink(missing_ok=True)
        with suppress(OSError):
            os.link(copy, old)
        new.replace(copy)
        scrub(old)
    except cipher.errors():
        # a damaged copy stays as it is: perhaps something can still be saved from it
        return
    finally:
        new.unlink(missing_ok=True)


def _masters(copy: Path, paths: Locations, secret: str) -> Iterator[bytes]:
    if paths.keys.exists():
        # without a password the keys of former ones lie there open; with one, only the store knows them
        yield from (bytes.fromhex(key) for key in reversed(keyfile.load(paths.keys).former))
    if secret and keys_of(copy).exists():
        yield login.open_master(keyfile.load(keys_of(copy)), secret)


def _fitting(copy: Path, paths: Locations, store: Store | None, secret: str) -> CipherKey | None:
    """Return the key of an encrypted copy; None where it is something else that is no plain database."""
    if not cipher.available():
        return None
    known = [store.key] if store is not None and store.key is not None else []
    known += [] if store is None else store.former_keys
    known += [login.cipher_key(master) for master in _masters(copy, paths, secret)]
    for key in known:
        if file_state(copy, key) is not FileState.FOREIGN:
            return key
    if not keys_of(copy).exists():
        return None
    raise Locked(f"“{copy.name}”是加密备份，请输入做备份时的密码或恢复码。")


def _unsealed(copy: Path, paths: Locations, store: Store | None, secret: str) -> bytes:
    known = [store.copy_key] if store is not None and store.copy_key is not None else []
    with suppress(WrongSecret):
        known += [master[:32] for master in _masters(copy, paths, secret)]
    content = copy.read_bytes()
    for key in known:
        with suppress(BadFile):
            return crypto.open_copy(content, key)
    raise Locked(f"“{copy.name}”是加密备份，请输入做备份时的密码或恢复码。")
