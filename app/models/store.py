"""The one place that opens the database: engine, durability settings, read and write transactions.

Rollback journal TRUNCATE with synchronous FULL is what keeps every acknowledged save through a power
cut without anything else to remember; a write takes its lock at once (BEGIN IMMEDIATE).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool, StaticPool

from app.models import cipher
from app.models.cipher import CipherKey

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
        key: The key of an encrypted file.
        read_only: Whether the file lies where nothing can be written.

    """

    def __init__(
        self, engine: Engine, *, audit_key: bytes = b"", key: CipherKey | None = None, read_only: bool = False
    ) -> None:
        self.audit_key = audit_key
        self.read_only = read_only
        self.copy_key: bytes | None = None
        """Seals the copies of a database that has a password and cannot be encrypted itself."""
        self.former_keys: list[CipherKey] = []
        """Keys of former passwords; they open old copies only."""
        self._gate = threading.Condition()
        self._inside = 0
        self._own = threading.local()
        self._shut = False
        self._take(engine, key)

    def _take(self, engine: Engine, key: CipherKey | None) -> None:
        self.engine = engine
        self.key = key
        self._writer = engine.execution_options(**{_WRITES: True})

    @classmethod
    def open(
        cls, path: Path, *, audit_key: bytes = b"", key: CipherKey | None = None, read_only: bool = False
    ) -> Store:
        """Open the SQLite file at `path`; it must have the schema of this program."""
        engine = sqlite_engine(path, key, "ro" if read_only else "rwc")
        return cls(engine, audit_key=audit_key, key=key, read_only=read_only)

    @classmethod
    def in_memory(cls) -> Store:
        """Open an empty database in memory, for tests and trials; the caller makes the tables."""
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        _harden(engine, in_memory=True)
        return cls(engine)

    @classmethod
    def at_url(cls, url: str) -> Store:
        """Open a database server; its own defaults are durable."""
        return cls(create_engine(url, hide_parameters=True))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading; whatever it did is rolled back."""
        with self._passing(), Session(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are committed at the end of the block, or rolled back on any error."""
        with self._passing(), self._writing() as session, session.begin():
            yield session

    def _writing(self) -> Session:
        return Session(self._writer, expire_on_commit=False, info=self.session_info())

    def session_info(self) -> dict[Any, Any]:
        """Return what a writing session is told."""
        return {AUDIT_KEY: self.audit_key}

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def exchange(self, path: Path, replace: Callable[[], CipherKey | None]) -> None:
        """Let `replace` put another file in the place of this one, with nobody inside, and open that.

        Sessions that are wanted meanwhile wait. `replace` returns the key of what lies
        at `path` then; where it raises, the former file is opened again.
        """
        with self._gate:
            self._shut = True
            self._gate.wait_for(lambda: self._inside == 0)
        try:
            self.engine.dispose()
            key = replace()
            self._take(sqlite_engine(path, key), key)
        finally:
            with self._gate:
                self._shut = False
                self._gate.notify_all()

    @contextmanager
    def _passing(self) -> Iterator[None]:
        # a thread that is inside already must come in again: who waits for it to leave would wait for ever
        depth: int = getattr(self._own, "depth", 0)
        with self._gate:
            if depth == 0:
                self._gate.wait_for(lambda: not self._shut)
            self._inside += 1
        self._own.depth = depth + 1
        try:
            yield
        finally:
            self._own.depth = depth
            with self._gate:
                self._inside -= 1
                if self._shut:
                    self._gate.notify_all()


def sqlite_engine(path: Path, key: CipherKey | None = None, mode: str = "rwc") -> Engine:
    """Return an engine for the file at `path` with the durable settings, without touching its schema."""
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=_creator(path, key, mode),
        module=cipher.driver(key),
        # the usual one of a URL without a file closes the connections of other threads, even in use
        poolclass=QueuePool,
        # what was to be written belongs into no error, log or report
        hide_parameters=True,
    )
    _harden(engine, in_memory=False)
    return engine


def _creator(path: Path, key: CipherKey | None, mode: str) -> Any:
    return lambda: cipher.connect(path, key, mode=mode, isolation_level=None, check_same_thread=False)


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
