"""Many rows of one table at once: as recorded, logged and undone as mapped objects are, at the driver's speed.

The unit of work flushes a row in about a millisecond; an import of ten thousand needs a hundredth of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import bindparam, column, delete, func, insert, select, table
from sqlalchemy.orm import Session

from app.models.base import Base, new_uuid
from app.models.capture import RowChange, columns_of, plain_values, recording_of

T = TypeVar("T")
_CHUNK = 500
"""Values in one IN list; SQLite takes some thousands, servers fewer with comfort."""


def insert_in(session: Session, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Insert rows given by the mapped columns' names and return their ids in order.

    A column that is left out takes its default; the session is flushed before, so that rows may name
    others that were added as objects.
    """
    session.flush()
    fill = _filler(model)
    whole = [fill(row) for row in rows]
    if not whole:
        return []
    if session.get_bind().dialect.name == "sqlite":
        # the write lock is ours: the next ids are those SQLite would give itself
        first = (session.scalar(select(func.max(model.id))) or 0) + 1
        for number, row in enumerate(whole, start=first):
            row["id"] = number
        stored = [plain_values(model, row) for row in whole]
        # columns that nobody fills stay out of the statement
        used = [name for name in whole[0] if any(row[name] is not None for row in whole)]
        insert_plain(session, model.__tablename__, used, stored)
    else:
        given = insert(model).returning(model.id, sort_by_parameter_order=True)
        for row in whole:
            del row["id"]
        for row, number in zip(whole, session.scalars(given, whole), strict=True):
            row["id"] = number
        stored = [plain_values(model, row) for row in whole]
    name, seen = model.__tablename__, recording_of(session).rows
    for row, plain in zip(whole, stored, strict=True):
        seen.append(RowChange(name, row["id"], None, row, plain))
    return [row["id"] for row in whole]


def delete_in(session: Session, model: type[Base], ids: Sequence[int]) -> None:
    """Delete the rows with these ids; their last values are recorded."""
    session.flush()
    name, columns = model.__tablename__, columns_of(model)
    rows = recording_of(session).rows
    for chunk in chunks(ids):
        found = session.execute(select(*columns).where(model.id.in_(chunk))).mappings()
        rows.extend(RowChange(name, row["id"], dict(row), None) for row in found)
        session.execute(delete(model).where(model.id.in_(chunk)).execution_options(synchronize_session=False))


def chunks(values: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    """Give values in lists short enough for one statement."""
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part


def insert_plain(
    session: Session, table_name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows of stored values as they are, unseen by the recording."""
    target = table(table_name, *(column(name) for name in columns))
    connection = session.connection()
    statement = insert(target).values({name: bindparam(name) for name in columns})
    compiled = statement.compile(dialect=connection.dialect)
    order = compiled.positiontup
    values: Any = list(map(itemgetter(*order), rows)) if order else [dict(row) for row in rows]
    connection.exec_driver_sql(str(compiled), values)


@cache
def _filler(model: type[Base]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return what makes a whole row of a part of one."""
    fixed: dict[str, Any] = {}
    made: dict[str, Callable[[Any], Any]] = {}
    for item in columns_of(model):
        default: Any = item.default
        fixed[item.name] = default.arg if default is not None and default.is_scalar else None
        if default is not None and default.is_callable and item.name != "uuid":
            made[item.name] = default.arg

    def fill(row: Mapping[str, Any]) -> dict[str, Any]:
        whole = {**fixed, **row}
        whole["uuid"] = new_uuid()
        for name, make in made.items():
            if name not in row:
                whole[name] = make(None)
        return whole

    return fill
