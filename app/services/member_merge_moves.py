"""What goes over when two archives are merged: every row that names the member, whatever table it is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, Away, MakeupTask
from app.models.base import Base
from app.models.kinds import MakeupState, Presence
from app.models.member import Attachment, Member, Record
from app.models.points import Closing, ClosingLine, Entry
from app.models.tables import TABLES
from app.services import activities
from app.services.attachments import Owner
from app.services.context import Work
from app.services.errors import Refused
from app.services.points.closed import closed_periods_in, refuse_closed_in
from app.services.points.posting_records import post_members_records_in
from app.services.reports.words import day_text

_BECAUSE = "合并重复档案"
_WORDS = {
    "record": "档案记录",
    "attendance": "考勤",
    "makeup_task": "补学任务",
    "away": "离岗登记",
    "entry": "积分记录",
    "member_tag": "标签",
    "membership": "兼任组织",
    "objection": "异议",
}
# who attended, then who was excused, then who was absent
_RANK = (
    Presence.PRESENT,
    Presence.LATE,
    Presence.LEFT_EARLY,
    Presence.ONLINE,
    Presence.OFFICIAL,
    Presence.SICK,
    Presence.PRIVATE,
    Presence.EXEMPT,
    Presence.UNEXCUSED,
)
_TOLD_OF_A_LINE = ("presence", "leave_approver", "leave_on", "leave_at", "note", "makeup_task_id")


@dataclass(frozen=True, slots=True)
class Clash:
    """An activity at which both were expected: what each line says, and which one stands."""

    activity: str
    kept: str
    other: str
    stands: str


def counts_in(session: Session, other_id: int) -> Iterator[tuple[str, int]]:
    """Yield what hangs on an archive, as (what, how many)."""
    for table, column in _tables():
        live = [column == other_id]
        if "deleted_at" in table.__table__.columns:
            live.append(table.deleted_at.is_(None))  # type: ignore[attr-defined]
        count = session.scalar(select(func.count()).select_from(table).where(*live))
        if count and table is not ClosingLine:
            yield _WORDS.get(table.__tablename__, "其他记录"), count


def clashes_in(session: Session, kept_id: int, other_id: int) -> Iterator[Clash]:
    """Yield the activities at which both were expected."""
    for mine, theirs, activity in _both_lines(session, kept_id, other_id):
        words = [line.presence.label if line.presence else "未登记" for line in (mine, theirs)]
        name = f"{day_text(activity.held_on)} {activity.topic}"
        yield Clash(name, words[0], words[1], words[1] if _says_more(theirs, mine) else words[0])


def refusal_in(session: Session, kept_id: int, other_id: int, names: Mapping[int, str]) -> str:
    """Return why the two cannot be merged this way round; empty where they can."""
    settled = _settled_in(session, other_id)
    if settled:
        both = set(settled) & set(_settled_in(session, kept_id))
        if both:
            return f"两份档案都已列入{'、'.join(sorted(both))}的结算，须先在积分管理里重新打开该期再合并。"
        return f"“{names[other_id]}”已列入{'、'.join(settled)}的结算，结算不能改动：请改为保留这一份。"
    try:
        require_open_in(session, kept_id, other_id)
    except Refused as error:
        return error.message
    return ""


def require_open_in(session: Session, kept_id: int, other_id: int) -> None:
    """Refuse a merge that would change points of a settled period.

    Raises:
        Refused: It would.

    """
    if _settled_in(session, other_id):
        raise Refused("要并入的档案已列入季度结算，不能并入；请改为保留这一份，或先重新打开该期。")
    live = (Entry.member_id == other_id) & Entry.reversal_of_id.is_(None)
    days = session.scalars(select(Entry.happened_on).where(live)).all()
    clashing = (activity.held_on for _, _, activity in _both_lines(session, kept_id, other_id))
    refuse_closed_in(session, [*days, *clashing], "合并会改动积分")


def move_in(work: Work, kept_id: int, other_id: int) -> None:
    """Let everything that names the other member name the kept one, inside an open transaction."""
    session = work.session
    touched = _join_lines(work, kept_id, other_id)
    _drop_twins(work, kept_id, other_id)
    for table, column in _tables():
        if table is ClosingLine:
            continue
        taken = _taken(session, table, column.key, kept_id)
        for row in session.scalars(select(table).where(column == other_id)):
            if any(_signature(row, keys, column.key) in used for keys, used in taken):
                session.delete(row)
                continue
            if isinstance(row, Attendance):
                touched.add(row.activity_id)
            setattr(row, column.key, kept_id)
        session.flush()
    _close_empty_tasks(work, kept_id)
    for activity in session.scalars(select(Activity).where(Activity.id.in_(touched))):
        _rename_in_lists(activity, kept_id, other_id)
        activities.follow_in(work, activity, _BECAUSE)
    post_members_records_in(work, [kept_id, other_id])


def _tables() -> Iterator[tuple[type[Base], Any]]:
    """Yield every mapped class that names a member, with the column."""
    for table in TABLES.values():
        for column in table.__table__.columns:
            if any(key.column.table is Member.__table__ for key in column.foreign_keys):
                yield table, getattr(table, column.key)


def _settled_in(session: Session, member_id: int) -> list[str]:
    binding = {period.code: period.label for period in closed_periods_in(session)}
    query = (
        select(Closing.period)
        .join(ClosingLine, ClosingLine.closing_id == Closing.id)
        .where(ClosingLine.member_id == member_id, Closing.reopened_at.is_(None))
    )
    return sorted({binding[code] for code in session.scalars(query) if code in binding})


def _both_lines(
    session: Session, kept_id: int, other_id: int
) -> Iterator[tuple[Attendance, Attendance, Activity]]:
    query = (
        select(Attendance, Activity)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(Attendance.member_id.in_([kept_id, other_id]), Activity.deleted_at.is_(None))
        .order_by(Activity.held_on, Activity.id)
    )
    mine: dict[int, Attendance] = {}
    theirs: dict[int, tuple[Attendance, Activity]] = {}
    for line, activity in session.execute(query):
        if line.member_id == kept_id:
            mine[activity.id] = line
        else:
            theirs[activity.id] = (line, activity)
    for activity_id, (line, activity) in theirs.items():
        if activity_id in mine:
            yield mine[activity_id], line, activity


def _says_more(one: Attendance, other: Attendance) -> bool:
    return _rank(one) < _rank(other)


def _rank(line: Attendance) -> int:
    return len(_RANK) if line.presence is None else _RANK.index(line.presence)


def _join_lines(work: Work, kept_id: int, other_id: int) -> set[int]:
    """Let one line stand where both were expected, and return these activities."""
    touched = set()
    for mine, theirs, activity in list(_both_lines(work.session, kept_id, other_id)):
        if _says_more(theirs, mine):
            for key in _TOLD_OF_A_LINE:
                setattr(mine, key, getattr(theirs, key))
        work.session.delete(theirs)
        touched.add(activity.id)
    work.session.flush()
    return touched


def _drop_twins(work: Work, kept_id: int, other_id: int) -> None:
    """Put records into the recycle bin that the kept archive has word for word, and 离岗 entered twice."""
    session = work.session
    keys = ("kind", "title", "starts", "ends", "issuer")
    live = Record.deleted_at.is_(None)
    mine = {
        _values(row, keys) for row in session.scalars(select(Record).where(Record.member_id == kept_id, live))
    }
    papers = select(Attachment.owner_id).where(Attachment.owner == Owner.RECORD)
    lone = (Record.member_id == other_id) & live & Record.id.not_in(papers)
    for record in session.scalars(select(Record).where(lone)):
        if _values(record, keys) in mine:
            record.deleted_at = work.now
    spans = ("kind", "starts_on", "back_on")
    away = {_values(row, spans) for row in session.scalars(select(Away).where(Away.member_id == kept_id))}
    papers = select(Attachment.owner_id).where(Attachment.owner == Owner.AWAY)
    for span in session.scalars(select(Away).where(Away.member_id == other_id, Away.id.not_in(papers))):
        if _values(span, spans) in away:
            session.delete(span)
    session.flush()  # fmt: skip


def _values(row: Base, keys: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, key) for key in keys)


def _taken(
    session: Session, table: type[Base], column: str, kept_id: int
) -> list[tuple[tuple[str, ...], set[tuple[Any, ...]]]]:
    """Return for each unique constraint with the member in it what the kept member uses up of it."""
    found = []
    for constraint in table.__table__.constraints:  # type: ignore[attr-defined]
        keys = tuple(part.key for part in getattr(constraint, "columns", ()))
        if isinstance(constraint, UniqueConstraint) and column in keys:
            rows = session.scalars(select(table).where(getattr(table, column) == kept_id))
            found.append((keys, {_signature(row, keys, column) for row in rows}))
    return found


def _signature(row: Base, keys: tuple[str, ...], column: str) -> tuple[Any, ...]:
    return tuple(getattr(row, key) for key in keys if key != column)


def _close_empty_tasks(work: Work, kept_id: int) -> None:
    """Cancel tasks that no line of attendance leads to any more."""
    led_to = select(Attendance.makeup_task_id).where(Attendance.makeup_task_id.is_not(None))
    query = select(MakeupTask).where(
        MakeupTask.member_id == kept_id,
        MakeupTask.id.not_in(led_to),
        MakeupTask.state != MakeupState.CANCELLED,
    )
    for task in work.session.scalars(query):
        task.state, task.reason = MakeupState.CANCELLED, _BECAUSE


def _rename_in_lists(activity: Activity, kept_id: int, other_id: int) -> None:
    """Let the hand-made choice of expected members name the kept member."""
    data = dict(activity.data or {})
    for key in ("added", "removed"):
        if other_id in data.get(key, ()):
            data[key] = sorted({kept_id if each == other_id else each for each in data[key]})
            activity.data = data
