"""Trouble of the disk (full, failing, read-only, busy) told in a sentence; a wrong statement stays a bug."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from app.models.store import Store
from app.services.errors import FileBusy, Refused
from app.services.startup_place import READ_ONLY

NOT_READ = "数据没有读出来：磁盘出错、文件损坏，或正被其他程序占用。请检查磁盘后重试；仍不行请从备份恢复。"
NOT_LOGGED = "没有进行：磁盘已满、不能写入或出错，操作日志记不下来。请检查磁盘后重试。"
NOT_SAVED = "没有保存：磁盘已满、不能写入或出错，原有数据未改动。请检查磁盘后再保存一次。"
UNSURE = "保存时磁盘出错，还不能确认有没有保存。请排除故障后再保存一次，不会重复。"

# SQLite's own words for it; SQLCipher says the same, and neither driver gives a code in every version
_SIGNS = (
    "disk I/O error",
    # what a failing read is called
    "database disk image is malformed",
    "database or disk is full",
    "readonly database",
    "unable to open database file",
    "database is locked",
)


def is_disk_trouble(error: DBAPIError) -> bool:
    """Tell whether the disk is to blame, not the program."""
    return any(sign in str(error.orig) for sign in _SIGNS)


def require_writable(store: Store) -> None:
    """Let a write pass.

    Raises:
        Refused: The data are open for reading only.

    """
    if store.read_only:
        raise Refused(READ_ONLY)


@contextmanager
def told(sentence: str) -> Iterator[None]:
    """Raise trouble of the disk inside the block as `sentence`.

    Raises:
        FileBusy: The disk is full, failing, read-only or busy.

    """
    try:
        yield
    except DBAPIError as error:
        if is_disk_trouble(error):
            raise FileBusy(sentence) from error
        raise
