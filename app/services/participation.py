"""What a year of 组织生活 adds up to: for one member's archive, and for the branch by kind of attendance."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask, StudyTask
from app.models.kinds import ActivityKind, ActivityState, MakeupState, Presence
from app.services.context import Context


@dataclass(frozen=True, slots=True)
class KindCount:
    """应到, 实到, 请假, 缺勤, 已补 for one kind of activity; those exempt are not expected."""

    kind: ActivityKind
    expected: int = 0
    present: int = 0
    on_leave: int = 0
    unexcused: int = 0
    exempt: int = 0
    made_up: int = 0


@dataclass(frozen=True, slots=True)
class Participation:
    """A member's year; `study_hours` in hundredths of an hour (学时), make-ups included."""

    by_kind: tuple[KindCount, ...]
    study_hours: int

    @property
    def total(self) -> KindCount:
        """All kinds together, under the kind 其他."""
        return KindCount(
            ActivityKind.OTHER,
            expected=sum(count.expected for count in self.by_kind),
            present=sum(count.present for count in self.by_kind),
            on_leave=sum(count.on_leave for count in self.by_kind),
            unexcused=sum(count.unexcused for count in self.by_kind),
            exempt=sum(count.exempt for count in self.by_kind),
            made_up=sum(count.made_up for count in self.by_kind),
        )


@dataclass(frozen=True, slots=True)
class _Line:
    member_id: int
    kind: ActivityKind
    presence: Presence
    hours: int
    task_state: MakeupState | None
    task_id: int | None
    task_hours: int | None


def counts(ctx: Context, member_id: int, year: int) -> Participation:
    """Return one member's year: figures by kind of activity (only kinds that occurred) and study hours."""
    with ctx.read() as session:
        lines = _lines(session, year, member_id)
    found: dict[ActivityKind, list[_Line]] = defaultdict(list)
    for line in lines:
        found[line.kind].append(line)
    by_kind = tuple(_count(kind, found[kind]) for kind in ActivityKind if kind in found)
    return Participation(by_kind, _hours(lines))


def study_hours(ctx: Context, year: int) -> dict[int, int]:
    """Return the study hours of the year for every member who has any, in hundredths of an hour.

    An activity attended gives its own hours; a make-up that is done gives those of its study task, or
    those of what was missed where the task has none.
    """
    found: dict[int, list[_Line]] = defaultdict(list)
    with ctx.read() as session:
        for line in _lines(session, year):
            found[line.member_id].append(line)
    return {member_id: hours for member_id, lines in found.items() if (hours := _hours(lines))}


def attendance_counts(ctx: Context, year: int) -> dict[Presence, int]:
    """Return how often each state of attendance was entered in a year; every state is there."""
    query = (
        select(Attendance.presence, func.count().label("number"))
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(*_of(year), Attendance.presence.is_not(None))
        .group_by(Attendance.presence)
    )
    with ctx.read() as session:
        found = {row.presence: row.number for row in session.execute(query)}
    return {presence: found.get(presence, 0) for presence in Presence}


def _of(year: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Activity.held_on >= date(year, 1, 1),
        Activity.held_on <= date(year, 12, 31),
        Activity.state == ActivityState.HELD,
        Activity.deleted_at.is_(None),
    )


def _lines(session: Session, year: int, member_id: int | None = None) -> list[_Line]:
    query = (
        select(
            Attendance.member_id,
            Activity.kind,
            Attendance.presence,
            Activity.study_hours.label("hours"),
            MakeupTask.state,
            MakeupTask.id.label("task_id"),
            StudyTask.study_hours.label("task_hours"),
        )
        .join(Activity, Activity.id == Attendance.activity_id)
        .outerjoin(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .outerjoin(StudyTask, StudyTask.id == MakeupTask.study_task_id)
        .where(*_of(year))
    )
    if member_id is not None:
        query = query.where(Attendance.member_id == member_id)
    return [
        _Line(row.member_id, row.kind, row.presence, row.hours, row.state, row.task_id, row.task_hours)
        for row in session.execute(query)
        if row.presence is not None
    ]


def _count(kind: ActivityKind, lines: list[_Line]) -> KindCount:
    exempt = sum(line.presence is Presence.EXEMPT for line in lines)
    return KindCount(
        kind,
        expected=len(lines) - exempt,
        present=sum(line.presence.attended for line in lines),
        on_leave=sum(line.presence.on_leave for line in lines),
        unexcused=sum(line.presence is Presence.UNEXCUSED for line in lines),
        exempt=exempt,
        made_up=sum(_made_up(line) for line in lines),
    )


def _made_up(line: _Line) -> bool:
    return line.task_state is MakeupState.DONE and line.presence.absent


def _hours(lines: list[_Line]) -> int:
    attended = sum(line.hours for line in lines if line.presence.attended)
    by_task: dict[int, int] = {}
    missed: dict[int, int] = defaultdict(int)
    for line in lines:
        if line.task_id is not None and _made_up(line):
            by_task[line.task_id] = line.task_hours or 0
            missed[line.task_id] += line.hours
    # one task for several absences gives its hours once
    return attended + sum(own or missed[task_id] for task_id, own in by_task.items())
