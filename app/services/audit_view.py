"""操作日志 for reading: who did what when, filtered, with before and after in words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.models.audit import Action, AuditEvent
from app.models.kinds import AuditKind
from app.models.member import Member
from app.services import audit_words
from app.services.context import Context
from app.services.security import rights

MOST = 500
"""Lines that are shown at once, the newest; a narrower filter shows older ones."""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What is looked for; empty values do not narrow."""

    operator: str = ""
    kind: AuditKind | None = None
    table: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column of a changed row, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of the log; `number` is its place in the chain."""

    number: int
    at: datetime
    operator: str
    kind: AuditKind
    act: str
    subject: str
    what: str
    changes: tuple[FieldChange, ...]

    @property
    def summary(self) -> str:
        """Return the changes in one line."""
        return self.what or "；".join(f"{c.field}：{c.before} → {c.after}" for c in self.changes)


def lines(ctx: Context, wanted: LogFilter | None = None) -> list[LogRow]:
    """Return the newest lines that match, the latest first.

    Raises:
        NotAllowed: Who is logged in may neither audit nor manage.

    """
    rights.require_any(ctx.roles, rights.LOG)
    query = _query(wanted or LogFilter()).order_by(AuditEvent.id.desc()).limit(MOST)
    with ctx.read() as session:
        found = session.execute(query).all()
        names = _names(session, found)
        return [_row(line, names) for line in found]


def operators(ctx: Context) -> list[str]:
    """Return everybody the log names."""
    with ctx.read() as session:
        return [
            name
            for name in session.scalars(select(Action.operator).distinct().order_by(Action.operator))
            if name
        ]


def count(ctx: Context) -> int:
    """Return how many lines the log has."""
    with ctx.read() as session:
        return session.scalar(select(func.count()).select_from(AuditEvent)) or 0


def _query(wanted: LogFilter) -> Select[Any]:
    query = select(
        AuditEvent.id,
        AuditEvent.kind,
        AuditEvent.table_name,
        AuditEvent.row_id,
        AuditEvent.before,
        AuditEvent.after,
        AuditEvent.note,
        Action.at,
        Action.operator,
        Action.label,
    ).join(Action, Action.id == AuditEvent.action_id)
    if wanted.operator:
        query = query.where(Action.operator == wanted.operator)
    if wanted.kind is not None:
        query = query.where(AuditEvent.kind == wanted.kind)
    if wanted.table:
        query = query.where(AuditEvent.table_name == wanted.table)
    if wanted.since is not None:
        query = query.where(Action.at >= datetime.combine(wanted.since, time()))
    if wanted.until is not None:
        query = query.where(Action.at < datetime.combine(wanted.until + timedelta(days=1), time()))
    if wanted.text:
        query = query.where(
            or_(
                Action.label.contains(wanted.text, autoescape=True),
                AuditEvent.note.contains(wanted.text, autoescape=True),
                AuditEvent.row_id.in_(_members(wanted.text)) & (AuditEvent.table_name == "member"),
            )
        )
    return query


def _members(text: str) -> Select[Any]:
    return select(Member.id).where(Member.name.contains(text, autoescape=True))


def _names(session: Session, found: Iterable[Any]) -> dict[int, str]:
    wanted = set()
    for line in found:
        values = {**(line.before or {}), **(line.after or {})}
        if line.table_name == "member":
            wanted.add(line.row_id)
        elif isinstance(values.get("member_id"), int):
            wanted.add(values["member_id"])
    rows = session.execute(select(Member.id, Member.name).where(Member.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def _row(line: Any, names: dict[int, str]) -> LogRow:
    table = line.table_name or ""
    before, after = line.before or {}, line.after or {}
    changes = tuple(
        FieldChange(
            audit_words.column_word(table, column),
            _shown(table, column, before.get(column), names) if line.before is not None else "（新建）",
            _shown(table, column, after.get(column), names) if line.after is not None else "（删除）",
        )
        for column in {**before, **after}
        if column not in audit_words.HIDDEN and (before.get(column) or after.get(column))
    )
    return LogRow(
        number=line.id,
        at=line.at,
        operator=line.operator,
        kind=line.kind,
        act=line.label,
        subject=_subject(table, line.row_id, {**before, **after}, names),
        what=line.note or "",
        changes=changes,
    )


def _shown(table: str, column: str, value: Any, names: dict[int, str]) -> str:
    if column == "member_id" and value in names:
        return names[value]
    if isinstance(value, (dict, list)) and column not in {"roles", "content"}:
        value = json.dumps(value, ensure_ascii=False) if value else ""
    return audit_words.shown(table, column, value)


def _subject(table: str, row_id: int | None, values: dict[str, Any], names: dict[int, str]) -> str:
    if not table:
        return ""
    word = audit_words.TABLE_WORDS.get(table, table)
    member = row_id if table == "member" else values.get("member_id")
    name = names.get(member, "") if isinstance(member, int) else ""
    own = name or str(
        values.get("topic") or values.get("title") or values.get("name") or values.get("key") or ""
    )
    return f"{word} {own}" if own else f"{word} 第 {row_id} 号"
