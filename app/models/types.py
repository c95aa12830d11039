"""Column types that are the same in SQLite's STRICT tables and in PostgreSQL."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.operators import ColumnOperators, eq
from sqlalchemy.types import TypeDecorator

# STRICT tables know only INTEGER; PostgreSQL needs eight bytes for hundredths of points.
BigInt = BigInteger().with_variant(Integer(), "sqlite")


class IsoDate(TypeDecorator[date]):
    """A calendar day as ISO text: sorts and compares as text in every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Turn a day into ISO text."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """Turn ISO text into a day."""
        return None if value is None else date.fromisoformat(value)


class IsoStamp(TypeDecorator[datetime]):
    """A local point in time as ISO text with seconds."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Turn a time into ISO text."""
        return None if value is None else value.isoformat(timespec="seconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Turn ISO text into a time."""
        return None if value is None else datetime.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """A yes or no as 1 or 0."""

    class Comparator(TypeDecorator.Comparator[bool]):
        """Compares by `=`: PostgreSQL knows `IS` for its own truth values only, not for 1 and 0."""

        def is_(self, other: Any) -> ColumnOperators:
            """Return `column = 0` or `column = 1`; NULL is asked for as ever."""
            return super().is_(other) if other is None else self.operate(eq, other)

    impl = Integer
    cache_ok = True
    comparator_factory = Comparator

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """Turn a truth value into 1 or 0."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        """Turn 1 or 0 into a truth value."""
        return None if value is None else bool(value)


# an encoder with settings of its own is costly to make
_dump = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class JsonText(TypeDecorator[Any]):
    """Plain data as JSON text with stable key order, so that equal data have equal bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Turn plain data into text."""
        return None if value is None else _dump(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Turn text into plain data."""
        return None if value is None else json.loads(value)


class Code(TypeDecorator[StrEnum]):
    """A member of a closed list, stored by its value.

    Args:
        kind: The list; an unknown stored value raises ValueError instead of passing silently.

    """

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Turn a code into its value."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Turn a value into its code."""
        return None if value is None else self.kind(value)
