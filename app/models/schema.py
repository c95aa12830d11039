"""Which schema a file has, and the way to this program's; alembic is imported only when a step is due."""

from __future__ import annotations

from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.models import cipher
from app.models.cipher import CipherKey
from app.models.store import sqlite_engine

# The newest step under migrations/versions; a test holds the two together.
HEAD = "0007"
_KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")


class FileState(Enum):
    """What a database file is to this program."""

    MISSING = "missing"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"
    """No file of this program, damaged, or encrypted under another key."""


def file_state(path: Path, key: CipherKey | None = None) -> FileState:
    """Look at a file by the driver alone, without changing it.

    Only what a crash left half written is rolled back, as every opening of the file does.
    """
    if not path.exists() or path.stat().st_size == 0:
        return FileState.MISSING
    try:
        row = _version(path, "ro", key)
    except cipher.errors():
        if not interrupted(path):
            return FileState.FOREIGN
        try:
            row = _version(path, "rw", key)
        except cipher.errors():
            return FileState.FOREIGN
    if row is None:
        return FileState.FOREIGN
    if row[0] == HEAD:
        return FileState.CURRENT
    return FileState.OLDER if row[0] in _KNOWN else FileState.NEWER


def _version(path: Path, mode: str, key: CipherKey | None) -> Any:
    with closing(cipher.connect(path, key, mode=mode)) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchone()


def interrupted(path: Path) -> bool:
    """Tell whether a transaction may have been cut off: a reader alone cannot roll it back, and says an error."""
    journal = path.with_name(f"{path.name}-journal")
    return journal.exists() and journal.stat().st_size > 0


def upgrade_file(path: Path, key: CipherKey | None = None) -> None:
    """Bring the file at `path` to this program's schema in one transaction; a new file is made."""
    engine = sqlite_engine(path, key)
    try:
        with engine.connect() as raw:
            # Table rebuilds need the checks off, which is only possible outside a transaction.
            raw.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
            try:
                connection = raw.execution_options(xianfeng_writes=True)
                with connection.begin():
                    upgrade(connection)
                    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                    if broken:
                        raise RuntimeError(f"foreign keys broken by a migration: {broken[:3]}")
            finally:
                raw.connection.driver_connection.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
    finally:
        engine.dispose()


def upgrade(connection: Connection) -> None:
    """Run every step that is due on an open connection, inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def copy_file(
    source: Path, target: Path, key: CipherKey | None = None, target_key: CipherKey | None = None
) -> None:
    """Copy a database by the backup API, which sees what lies in a journal as well.

    Args:
        source: The file that is copied.
        target: A new file, or one whose content is replaced in one transaction.
        key: The key of the source.
        target_key: The key of the target; where it is another one, the source is first written anew beside
            the target, since the backup API copies pages as they are.

    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if key != target_key:
        rewritten = target.with_name(f".{target.name}.rekeyed")
        try:
            cipher.export(source, key, rewritten, target_key)
            copy_file(rewritten, target, target_key, target_key)
        finally:
            rewritten.unlink(missing_ok=True)
        return
    with closing(cipher.connect(source, key)) as old, closing(cipher.connect(target, key)) as new:
        # the driver's usual way can forget a whole copy in a power cut: its end is a file name removed
        new.execute("PRAGMA journal_mode=TRUNCATE")
        new.execute("PRAGMA synchronous=FULL")
        old.backup(new)
