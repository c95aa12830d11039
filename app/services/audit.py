"""操作日志: who changed, exported or printed what and when, in a chain of hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import column, insert, select, table
from sqlalchemy.orm import Session

from app.models.audit import Action, AuditEvent
from app.models.base import new_uuid
from app.models.capture import RowChange, plain_values
from app.models.kinds import AuditKind
from app.models.tables import TABLES

if TYPE_CHECKING:
    from app.services.context import Context

GENESIS = "0" * 64
# Rows before and after are made into text once, for the hash and for the table.
_LINES = table(
    AuditEvent.__tablename__,
    *(column(name) for name in ("uuid", "action_id", "kind", "table_name", "row_id", "before", "after")),
    *(column(name) for name in ("note", "chain")),
)


def log_rows(
    session: Session, action: str, label: str, operator: str, at: datetime, rows: Iterable[RowChange]
) -> None:
    """Write the action and one chained line for every changed row, inside the caller's transaction."""
    lines = [
        {
            "kind": AuditKind.CHANGE,
            "table_name": row.table,
            "row_id": row.row_id,
            "before": plain_values(TABLES[row.table], row.before),
            "after": plain_values(TABLES[row.table], row.after),
            "note": None,
        }
        for row in rows
    ]
    _append(session, action, label, operator, at, lines)


def log_event(ctx: Context, kind: AuditKind, note: str) -> None:
    """Log an export, print, backup or look at masked data, with a note that names no personal number."""
    with ctx.store.write() as session:
        line = {
            "kind": kind,
            "table_name": None,
            "row_id": None,
            "before": None,
            "after": None,
            "note": note,
        }
        _append(session, new_uuid(), kind.label, ctx.operator, ctx.now, [line])


def _append(
    session: Session, action: str, label: str, operator: str, at: datetime, lines: list[dict[str, Any]]
) -> None:
    head = session.scalar(select(AuditEvent.chain).order_by(AuditEvent.id.desc()).limit(1)) or GENESIS
    header = Action(uuid=action, label=label, operator=operator, at=at)
    session.add(header)
    session.flush()
    opening = _opening(action, label, operator, at)
    for line in lines:
        line["uuid"] = new_uuid()
        line["action_id"] = header.id
        line["kind"] = str(line["kind"])
        line["before"], line["after"] = _text(line["before"]), _text(line["after"])
        line["chain"] = head = _link(head, opening, line)
    if lines:
        session.connection().execute(insert(_LINES), lines)


def _opening(action: str, label: str, operator: str, at: datetime) -> str:
    """Return what all lines of an action have in common, as a piece of the hashed text."""
    return _dump([action, label, operator, at.isoformat(timespec="seconds")])[1:-1]


def _link(head: str, opening: str, line: Mapping[str, Any]) -> str:
    """Return the hash of a line, whose `before` and `after` are texts, chained to the one before it."""
    own = _dump([line["uuid"], line["kind"], line["table_name"], line["row_id"]])[1:-1]
    before, after = line["before"] or "null", line["after"] or "null"
    text = f'["{head}", {opening}, {own}, {before}, {after}, {_dump(line["note"])}]'
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(values: Any) -> str | None:
    return None if values is None else _dump(values)


_dump = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def first_broken_line(ctx: Context) -> int | None:
    """Recompute the whole chain and return the id of the first line that does not fit, or None."""
    columns = (
        AuditEvent.id,
        AuditEvent.uuid,
        AuditEvent.kind,
        AuditEvent.table_name,
        AuditEvent.row_id,
        AuditEvent.before,
        AuditEvent.after,
        AuditEvent.note,
        AuditEvent.chain,
        Action.uuid.label("action"),
        Action.label,
        Action.operator,
        Action.at,
    )
    head = GENESIS
    with ctx.read() as session:
        query = select(*columns).join(Action, Action.id == AuditEvent.action_id).order_by(AuditEvent.id)
        for row in session.execute(query):
            line = {key: getattr(row, key) for key in ("uuid", "kind", "table_name", "row_id", "note")}
            line["before"], line["after"] = _text(row.before), _text(row.after)
            head = _link(head, _opening(row.action, row.label, row.operator, row.at), line)
            if head != row.chain:
                return int(row.id)
    return None
