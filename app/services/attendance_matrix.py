"""考勤表 of a stretch of time: members × activities as one sheet, to read and to fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance
from app.models.kinds import ActivityKind, ActivityState
from app.services import members
from app.services.attendance import AttendanceDraft
from app.services.context import Context


@dataclass(frozen=True, slots=True)
class MatrixActivity:
    """One column."""

    id: int
    kind: ActivityKind
    topic: str
    held_on: date
    state: ActivityState
    starts_at: str = ""


@dataclass(frozen=True, slots=True)
class MatrixMember:
    """One row."""

    id: int
    name: str
    initials: str
    group_name: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The sheet: activities from the earliest, members in the branch's order, what is saved by both ids.

    A pair that is not in `marks` is a member who was not expected at that activity.
    """

    activities: tuple[MatrixActivity, ...]
    members: tuple[MatrixMember, ...]
    marks: Mapping[tuple[int, int], AttendanceDraft]


def load(
    ctx: Context,
    since: date,
    until: date,
    *,
    kind: ActivityKind | None = None,
    org_id: int | None = None,
) -> Matrix:
    """Return the sheet of the activities of these days, both included; cancelled ones are left out."""
    with ctx.read() as session:
        activities = _activities_in(session, since, until, kind, org_id)
        marks = _marks_in(session, [activity.id for activity in activities])
    expected = {member_id for _, member_id in marks}
    persons = tuple(
        MatrixMember(row.id, row.shown_name, row.name_initials, row.group_name)
        for row in members.list_members(ctx, include_left=True)
        if row.id in expected
    )
    return Matrix(tuple(activities), persons, marks)


def _activities_in(
    session: Session, since: date, until: date, kind: ActivityKind | None, org_id: int | None
) -> list[MatrixActivity]:
    query = select(Activity).where(
        Activity.held_on.between(since, until),
        Activity.deleted_at.is_(None),
        Activity.state != ActivityState.CANCELLED,
    )
    if kind is not None:
        query = query.where(Activity.kind == kind)
    if org_id is not None:
        query = query.where(Activity.org_id == org_id)
    found = session.scalars(query.order_by(Activity.held_on, Activity.starts_at, Activity.id))
    return [MatrixActivity(a.id, a.kind, a.topic, a.held_on, a.state, a.starts_at or "") for a in found]


def _marks_in(session: Session, activity_ids: list[int]) -> dict[tuple[int, int], AttendanceDraft]:
    query = select(
        Attendance.activity_id,
        Attendance.member_id,
        Attendance.presence,
        Attendance.note,
        Attendance.leave_approver,
        Attendance.leave_on,
        Attendance.leave_at,
    ).where(Attendance.activity_id.in_(activity_ids))
    return {
        (row.activity_id, row.member_id): AttendanceDraft(
            row.presence, row.note or "", row.leave_approver or "", row.leave_on, row.leave_at or ""
        )
        for row in session.execute(query)
    }
