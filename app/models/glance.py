"""A first look at the file by the driver alone, read-only, before SQLAlchemy is imported."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

Query = Callable[[str, Mapping[str, Any]], Sequence[Sequence[Any]]]
T = TypeVar("T")


def glance(path: Path, read: Callable[[Query], T]) -> T | None:
    """Run `read` on a read-only connection; None where the file is new, older, damaged or half recovered.

    Whoever gets None waits for the store, which knows how to tell the user.
    """
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)) as connection:
            return read(lambda sql, values: connection.execute(sql, values).fetchall())
    except sqlite3.Error:
        return None
