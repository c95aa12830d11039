"""Writing rows back as they were (写回): what undo does, at once or after a restart, few rows or thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import bulk
from app.models.audit import Action, AuditEvent
from app.models.base import Base
from app.models.capture import RowChange, columns_of
from app.models.kinds import AuditKind
from app.models.member import Member
from app.models.points import Entry
from app.models.tables import TABLES
from app.services.context import Work
from app.services.errors import Refused

_MANY = 20
"""From so many rows of one table on, they are taken out together."""


def write_back_in(work: Work, rows: Sequence[RowChange]) -> None:
    """Undo recorded changes, the last first, inside an open transaction.

    Raises:
        Refused: A later act has changed one of the rows, something hangs on one by now, or a period was
            settled since.

    """
    try:
        for (name, is_new), run in groupby(reversed(rows), key=lambda row: (row.table, row.before is None)):
            changes = list(run)
            model = TABLES[name]
            if is_new and len(changes) >= _MANY and not _refers_to_itself(model):
                _take_out(work.session, model, changes)
            else:
                _write_each(work.session, model, changes)
    except IntegrityError as error:
        raise Refused("不能撤销：后来又有考勤、积分等记录用到了这些内容。请直接在原处改正。") from error
    _refuse_settled(work, rows)


def rows_of_action(session: Session, action: str) -> list[RowChange]:
    """Return what an action changed, as the log keeps it; columns that a whole row leaves out were empty.

    Raises:
        Refused: The log has no such action, or it touched papers, whose content the log does not keep.

    """
    query = (
        select(AuditEvent.table_name, AuditEvent.row_id, AuditEvent.before, AuditEvent.after)
        .join(Action, Action.id == AuditEvent.action_id)
        .where(Action.uuid == action, AuditEvent.kind == AuditKind.CHANGE, AuditEvent.table_name.is_not(None))
        .order_by(AuditEvent.id)
    )
    rows = [
        RowChange(
            line.table_name,
            line.row_id,
            _typed(line.table_name, line.before),
            _typed(line.table_name, line.after),
        )
        for line in session.execute(query)
    ]
    if not rows:
        raise Refused("操作日志里没有这一步，不能撤销。")
    return rows


def _typed(table: str, values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    kinds = TABLES[table].__table__.columns
    typed = {}
    for name, value in values.items():
        kind: Any = kinds[name].type
        # the columns' own types know no dialect
        typed[name] = (
            kind.process_result_value(value, None) if hasattr(kind, "process_result_value") else value
        )
    return typed


def _refers_to_itself(model: type[Base]) -> bool:
    return any(key.column.table is model.__table__ for key in model.__table__.foreign_keys)


def _take_out(session: Session, model: type[Base], changes: Sequence[RowChange]) -> None:
    """Delete many rows that were new, if each is as it was made."""
    session.flush()
    columns = columns_of(model)
    known: dict[int, Any] = {}
    for ids in bulk.chunks(change.row_id for change in changes):
        rows = session.execute(select(*columns).where(model.id.in_(ids))).mappings()
        known |= {row["id"]: row for row in rows}
    for change in changes:
        _check(change, known.get(change.row_id))
    bulk.delete_in(session, model, [change.row_id for change in changes])


def _write_each(session: Session, model: type[Base], changes: Sequence[RowChange]) -> None:
    for part in bulk.chunks(changes):
        # one question for all of them, then each is at hand
        session.scalars(select(model).where(model.id.in_([change.row_id for change in part]))).all()
        for change in part:
            _write_one(session, model, change)


def _write_one(session: Session, model: type[Base], change: RowChange) -> None:
    if change.after is None:
        session.add(model(**(change.before or {})))
    else:
        found = session.get(model, change.row_id)
        _check(change, None if found is None else _Values(found))
        assert found is not None
        if change.before is None:
            session.delete(found)
        else:
            for key, value in change.before.items():
                setattr(found, key, value)
    # One by one, so that a child goes before its parent and comes after it.
    session.flush()


class _Values:
    """A mapped row read by the names of its columns."""

    def __init__(self, row: Base) -> None:
        self.row = row

    def __getitem__(self, name: str) -> Any:
        return getattr(self.row, name)


def _check(change: RowChange, found: Any) -> None:
    after = change.after or {}
    if found is None or any(found[name] != value for name, value in after.items()):
        named = f"（{after['name']}）" if change.table == Member.__tablename__ and "name" in after else ""
        raise Refused(f"不能撤销：这条记录{named}之后又被修改过。请直接在原处改正。")


def _refuse_settled(work: Work, rows: Iterable[RowChange]) -> None:
    """Refuse where a period was settled since: its sheet must not lose what it was made of."""
    touched = {row.row_id: row for row in rows if row.table == Entry.__tablename__}
    values = [side for row in touched.values() for side in (row.before, row.after) if side]
    days = {(side["member_id"], side["happened_on"]) for side in values if "happened_on" in side}
    for ids in bulk.chunks(touched):
        found = work.session.execute(select(Entry.member_id, Entry.happened_on).where(Entry.id.in_(ids)))
        days |= {(row.member_id, row.happened_on) for row in found}
    if days:
        # imported here: the window is painted before anything knows points
        from app.services.points.adjustments import refuse_unbalanced_in

        refuse_unbalanced_in(work.session, days)
