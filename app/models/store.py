"""The one place that opens the database: engine, durability settings, read and write transactions.

Rollback journal TRUNCATE with synchronous FULL is what keeps every acknowledged save through a power
cut without anything else to remember; a write takes its lock at once (BEGIN IMMEDIATE).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

_WRITES = "xianfeng_writes"
AUDIT_KEY = "xianfeng_audit_key"
"""Under this name a writing session knows the key that seals the log."""

_PRAGMAS: tuple[tuple[str, str, int | str], ...] = (
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "FULL", 2),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("secure_delete", "ON", 1),
    ("temp_store", "MEMORY", 2),
    ("busy_timeout", "5000", 5000),
)


class Store:
    """An open database; threads may share it, a session never leaves its block.

    Args:
        engine: Gives the connections.
        audit_key: Seals the lines of the log; it lies outside the database.

    """

    def __init__(self, engine: Engine, *, audit_key: bytes = b"") -> None:
        self.engine = engine
        self.audit_key = audit_key
        self._writer = engine.execution_options(**{_WRITES: True})

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open the SQLite file at `path`; it must have the schema of this program."""
        return cls(sqlite_engine(path))

    @classmethod
    def in_memory(cls) -> Store:
        """Open an empty database in memory, for tests and trials; the caller makes the tables."""
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        _harden(engine, in_memory=True)
        return cls(engine)

    @classmethod
    def at_url(cls, url: str) -> Store:
        """Open a database server; its own defaults are durable."""
        return cls(create_engine(url))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading; whatever it did is rolled back."""
        with Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are committed at the end of the block, or rolled back on any error."""
        with Session(self._writer, expire_on_commit=False, info=self.session_info()) as session, session.begin():
            yield session

    def session_info(self) -> dict[Any, Any]:
        """Return what a writing session is told."""
        return {AUDIT_KEY: self.audit_key}

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def sqlite_engine(path: Path) -> Engine:
    """Return an engine for the file at `path` with the durable settings, without touching its schema."""
    engine = create_engine("sqlite+pysqlite://", creator=_creator(path))
    _harden(engine, in_memory=False)
    return engine


def _creator(path: Path) -> Any:
    import sqlite3

    # By creator, not by url: a folder name may hold any of ?, # and %.
    return lambda: sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def _harden(engine: Engine, *, in_memory: bool) -> None:
    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for name, value, expected in _PRAGMAS:
            cursor.execute(f"PRAGMA {name}={value}")
            if in_memory and name == "journal_mode":
                continue
            cursor.execute(f"PRAGMA {name}")
            found = cursor.fetchone()[0]
            if found != expected:
                raise RuntimeError(f"PRAGMA {name} is {found}, wanted {expected}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # The driver's own transactions begin too late and leave migrations half done.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
