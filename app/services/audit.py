"""操作日志: who changed, exported or printed what and when, in a chain sealed by a key outside the database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app.models.audit import Action, AuditEvent, AuditSegment
from app.models.base import new_uuid
from app.models.capture import RowChange, plain_values
from app.models.kinds import AuditKind, FormerState
from app.models.store import AUDIT_KEY, Store
from app.models.tables import TABLES
from app.services import audit_check
from app.services.audit_chain import GENESIS, Line, key_id, link, segment_seal, short
from app.services.disk_trouble import NOT_LOGGED, require_writable, told
from app.services.security import rights

if TYPE_CHECKING:
    from app.services.context import Context

_NOTHING_CHANGED = "没有改动"
_INSERT = text(
    "INSERT INTO audit_event"
    " (id, uuid, action_id, kind, table_name, row_id, before, after, note, chain)"
    " VALUES (:id, :uuid, :action_id, :kind, :table, :row_id, :before, :after, :note, :chain)"
)


def log_rows(
    session: Session, action: str, label: str, operator: str, at: datetime, rows: Iterable[RowChange]
) -> None:
    """Write the action and one chained line for every changed row, inside the caller's transaction."""
    lines = [
        _Entry(
            AuditKind.CHANGE,
            row.table,
            row.row_id,
            _logged(row, row.before),
            _logged(row, row.after),
        )
        for row in rows
    ]
    # a retry must find the act even where it changed nothing, and the chain must hold every act
    _append(session, action, label, operator, at, lines or [_Entry(AuditKind.CHANGE, note=_NOTHING_CHANGED)])


def _logged(row: RowChange, values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return one side of a changed row for the log; of a whole row the empty columns need not be told."""
    if values is None:
        return None
    plain = row.stored if values is row.after else None
    if plain is None:
        plain = plain_values(TABLES[row.table], values)
    if row.before is not None and row.after is not None:
        return plain
    return {name: value for name, value in plain.items() if value is not None}


def log_event(ctx: Context, kind: AuditKind, note: str) -> None:
    """Log an export, print, backup, log-in or look at masked data, with a note that names no personal number.

    Raises:
        NotAllowed: Who is logged in may not take this out of the program; it must not be done.
        FileBusy: As `log_event_at`.

    """
    rights.check_event(ctx.roles, kind, note)
    log_event_at(ctx.store, ctx.operator, ctx.now, kind, note)


def log_event_at(store: Store, operator: str, at: datetime, kind: AuditKind, note: str) -> None:
    """Log an event where there is no context yet, e.g. a log-in.

    Raises:
        FileBusy: The disk is full, failing, read-only or busy; what was to be logged must not be done.

    """
    require_writable(store)
    with told(NOT_LOGGED), store.write() as session:
        _append(session, new_uuid(), kind.label, operator, at, [_Entry(kind, note=note)])


def head(ctx: Context) -> str:
    """Return the hash of the newest line, `GENESIS` while there is none."""
    with ctx.read() as session:
        return _last(session)[1]


def short_head(ctx: Context) -> str:
    """Return the newest line's hash as it is printed (日志校验码)."""
    return short(head(ctx))


def first_broken_line(ctx: Context) -> int | None:
    """Return the number of the first line that does not fit (0 where the log as a whole does not), or None."""
    found = audit_check.findings(ctx)
    return None if not found else min(finding.line or 0 for finding in found)


def settle(store: Store, at: datetime, *, sealed_before: bool = False) -> None:
    """Let the key of this data folder take over a log that was kept without it (or under another).

    What is there already is checked once; how it was found is sealed with the new segment.

    Args:
        store: The store.
        at: The present moment.
        sealed_before: Whether this key is known to have sealed the log of this folder: one without a line of
            it was put in its place as a whole, however well its lines fit each other.

    Raises:
        FileBusy: The disk is full, failing, read-only or busy.

    """
    if store.read_only:
        return
    with told(NOT_LOGGED):
        with store.read() as session:
            number, _, current = _last(session)
            if number == 0 or current == key_id(store.audit_key):
                return
        with store.write() as session:
            _segment(session, store.audit_key, at, replaced=sealed_before)


class _Entry:
    """What a new line says, before it has its place in the chain."""

    __slots__ = ("after", "before", "kind", "note", "row_id", "table")

    def __init__(
        self,
        kind: AuditKind,
        table: str | None = None,
        row_id: int | None = None,
        before: Any = None,
        after: Any = None,
        note: str | None = None,
    ) -> None:
        self.kind, self.table, self.row_id = kind, table, row_id
        self.before, self.after, self.note = _text(before), _text(after), note


def _append(
    session: Session, action: str, label: str, operator: str, at: datetime, entries: list[_Entry]
) -> None:
    key: bytes = session.info[AUDIT_KEY]
    number, former, current = _last(session)
    if current != key_id(key):
        _segment(session, key, at)
    header = Action(uuid=action, label=label, operator=operator, at=at)
    session.add(header)
    session.flush()
    stamp = at.isoformat(timespec="seconds")
    rows = []
    for at_line, entry in enumerate(entries, start=number + 1):
        line = Line(
            at_line, new_uuid(), header.id, entry.kind.value, entry.table, entry.row_id, entry.before, entry.after,
            entry.note, "", action, label, operator, stamp,
        )  # fmt: skip
        former = link(key, former, line)
        rows.append({**line._asdict(), "chain": former})
    session.execute(_INSERT, rows)


def _last(session: Session) -> tuple[int, str, str | None]:
    """Return number and hash of the last line and the name of the key in use."""
    current = select(AuditSegment.key_id).order_by(AuditSegment.id.desc()).limit(1).scalar_subquery()
    query = select(AuditEvent.id, AuditEvent.chain, current).order_by(AuditEvent.id.desc()).limit(1)
    found = session.execute(query).first()
    if found is None:
        return 0, GENESIS, session.scalar(select(current))
    return found[0], found[1], found[2]


def _segment(session: Session, key: bytes, at: datetime, *, replaced: bool = False) -> None:
    number, former, _ = _last(session)
    own = session.scalar(select(AuditSegment.id).where(AuditSegment.key_id == key_id(key)).limit(1))
    if number == 0:
        found = FormerState.NONE
    elif replaced and own is None:
        found = FormerState.BROKEN
    else:
        found = audit_check.former_state(session, key)
    values = {
        "id": (session.scalar(select(func.max(AuditSegment.id))) or 0) + 1,
        "uuid": new_uuid(),
        "starts_after": number,
        "key_id": key_id(key),
        "former_head": former,
        "former_state": found,
        "at": at.replace(microsecond=0),
    }
    session.execute(insert(AuditSegment).values(**values, seal=segment_seal(key, values)))


def _text(value: Any) -> str | None:
    return None if value is None else _dump(value)


_dump = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
