"""Records which rows a transaction changed: what the pages refresh by, what the log keeps, what undo writes back.

Only changes made through mapped objects, and rows put in or taken out in bulk by `app.models.bulk`, are seen;
services therefore never use UPDATE or DELETE of their own.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, event, inspect
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.types import TypeDecorator

from app.models.audit import Action, AuditEvent
from app.models.base import Base

_NOT_CAPTURED = (Action, AuditEvent)
_RECORDING = "xianfeng_recording"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One changed row; `before` is None for a new row, `after` is None for a deleted one.

    For a changed row both hold the changed columns only. Values are Python values as mapped; `stored` is
    `after` as `plain_values` gives it, where somebody has made it already.
    """

    table: str
    row_id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    stored: dict[str, Any] | None = field(default=None, compare=False, repr=False)


@dataclass(slots=True)
class Recording:
    """The changes of one session in the order they were flushed."""

    rows: list[RowChange] = field(default_factory=list)
    _pending_new: list[Base] = field(default_factory=list)

    def attach(self, session: Session) -> None:
        """Begin to listen to `session`."""
        session.info[_RECORDING] = self
        event.listen(session, "before_flush", self._before_flush)
        event.listen(session, "after_flush_postexec", self._after_flush)

    def _before_flush(self, session: Session, _context: UOWTransaction, _instances: Any) -> None:
        for item in session.deleted:
            if isinstance(item, Base) and not isinstance(item, _NOT_CAPTURED):
                self.rows.append(RowChange(item.__tablename__, item.id, row_values(item), None))
        for item in session.dirty:
            if isinstance(item, Base) and not isinstance(item, _NOT_CAPTURED):
                self._record_update(item)
        self._pending_new.extend(
            item for item in session.new if isinstance(item, Base) and not isinstance(item, _NOT_CAPTURED)
        )

    def _record_update(self, item: Base) -> None:
        before: dict[str, Any] = {}
        after: dict[str, Any] = {}
        for attribute in inspect(item).attrs:
            history = attribute.history
            if history.has_changes() and history.deleted and history.added:
                before[attribute.key] = history.deleted[0]
                after[attribute.key] = history.added[0]
        if after and before != after:
            self.rows.append(RowChange(item.__tablename__, item.id, before, after))

    def _after_flush(self, _session: Session, _context: UOWTransaction) -> None:
        for item in self._pending_new:
            self.rows.append(RowChange(item.__tablename__, item.id, None, row_values(item)))
        self._pending_new.clear()


def recording_of(session: Session) -> Recording:
    """Return what listens to the session of a business action."""
    found: Recording = session.info[_RECORDING]
    return found


def columns_of(model: type[Base]) -> list[ColumnElement[Any]]:
    """Return the mapped columns of a table; what the database computes by itself is none of them."""
    return [attribute.columns[0] for attribute in inspect(model).column_attrs]


def row_values(item: Base) -> dict[str, Any]:
    """Return all column values of a mapped row."""
    return {column.key: getattr(item, column.key) for column in inspect(type(item)).column_attrs}


def plain_values(table: type[Base], values: dict[str, Any]) -> dict[str, Any]:
    """Return `values` as they are stored, fit for JSON; blobs are shortened to what a log needs."""
    plain = dict(values)
    for name, shorten in _shorteners(table).items():
        value = plain.get(name)
        if value is not None:
            plain[name] = shorten(value)
    return plain


@cache
def _shorteners(table: type[Base]) -> dict[str, Callable[[Any], Any]]:
    """Return how each column that JSON cannot hold as it is becomes what is stored."""
    found: dict[str, Callable[[Any], Any]] = {}
    for column in table.__table__.columns:
        if isinstance(column.type, LargeBinary):
            found[column.name] = _described
        elif isinstance(column.type, TypeDecorator):
            found[column.name] = _stored(column.type)
    return found


def _stored(kind: TypeDecorator[Any]) -> Callable[[Any], Any]:
    return lambda value: kind.process_bind_param(value, None)  # type: ignore[arg-type]


def _described(content: bytes) -> dict[str, Any]:
    # The content itself stays in its own row; the log says how much there was.
    return {"bytes": len(content), "head": base64.b64encode(content[:12]).decode()}
