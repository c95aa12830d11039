"""The driver behind a data file: SQLite's own, or SQLCipher's where the file is encrypted (静态加密)."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_PLAIN = b"SQLite format 3\x00"
_KEY_HEX = 96


@dataclass(frozen=True, slots=True)
class CipherKey:
    """Key and salt of an encrypted file: 32 and 16 bytes as hex.

    The salt is kept with the key: one that is only in the file's first page can be lost to a power cut.
    """

    hex: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.hex) != _KEY_HEX or set(self.hex) - set("0123456789abcdef"):
            raise ValueError("a key is 96 hexadecimal digits")

    @property
    def pragma(self) -> str:
        """Return the key as SQLCipher takes it."""
        return f"x'{self.hex}'"


@cache
def available() -> bool:
    """Tell whether this computer can encrypt a data file: there are no wheels for some processors."""
    return find_spec("sqlcipher3") is not None


def is_encrypted(path: Path) -> bool:
    """Tell whether a file that nobody in this program has open does not begin as a plain database.

    Opening a database's file by hand drops the locks this process holds on it.
    """
    with path.open("rb") as stream:
        start = stream.read(len(_PLAIN))
    return bool(start) and start != _PLAIN


def driver(key: CipherKey | None) -> Any:
    """Return the DB-API module for a file with this key.

    SQLCipher's is used for plain files only by `export`: two libraries in one process do not see each
    other's locks.
    """
    if key is None:
        return sqlite3
    return _sqlcipher()


def connect(path: Path, key: CipherKey | None = None, *, mode: str = "rwc", **options: Any) -> Any:
    """Open a connection; `mode` as in SQLite's URIs (ro, rw, rwc)."""
    if mode == "rwc":
        connection = driver(key).connect(str(path), **options)
    else:
        # a folder name may hold any of ?, # and %: as_uri() quotes them
        connection = driver(key).connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, **options)
    if key is not None:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f'PRAGMA key="{key.pragma}"')
    return connection


def errors() -> tuple[type[Exception], ...]:
    """Return what the drivers raise for a file that cannot be read or written."""
    if not available():
        return (sqlite3.Error,)
    return (sqlite3.Error, _sqlcipher().Error)


def export(source: Path, source_key: CipherKey | None, target: Path, target_key: CipherKey | None) -> None:
    """Write a database into a new file under another key (or none), durably.

    Nothing in this process may have either file open.
    """
    target.unlink(missing_ok=True)
    connection = _sqlcipher().connect(str(source), isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        if source_key is not None:
            connection.execute(f'PRAGMA key="{source_key.pragma}"')
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute(
            "ATTACH DATABASE ? AS copied KEY ?",
            (str(target), "" if target_key is None else target_key.pragma),
        )
        connection.execute("SELECT sqlcipher_export('copied')")
        connection.execute("DETACH DATABASE copied")
    finally:
        connection.close()
    handle = os.open(target, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def faults(path: Path, key: CipherKey | None) -> list[str]:
    """Check every page of a file: its structure, and where it is encrypted the authenticity of its content."""
    connection = connect(path, key, mode="ro")
    try:
        found = [] if key is None else [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
        if found:
            return found
        structure = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        return [line for line in structure if line != "ok"]
    finally:
        connection.close()


def contents(path: Path, key: CipherKey | None) -> dict[str, int]:
    """Return how many rows each table has."""
    connection = connect(path, key, mode="ro")
    try:
        names = [
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    finally:
        connection.close()


def _sqlcipher() -> Any:
    from sqlcipher3 import dbapi2

    return dbapi2
