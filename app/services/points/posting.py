"""Automatic entries (积分记录): what attendance and make-ups earn by the rulebook of the activity's day.

After every change of a source the wanted entries are worked out afresh and compared with those that
exist. So a corrected source corrects its entries, and the ledger only grows. What the records of the archive
earn is posted by `posting_records`, as far as `post_days_in` does not do both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import ActivityState, MakeupState, SourceKind
from app.models.member import Member
from app.models.points import Entry
from app.services.context import Work
from app.services.points.closed import closed_periods_in
from app.services.points.posting_ledger import book_in, difference_in, inside
from app.services.points.posting_records import post_record_days_in
from app.services.points.posting_rules import Attended, Wanted, wanted_entries
from app.services.points.reversals import LIVE
from app.services.points.versions import timeline_in


def post_activities_in(work: Work, activity_ids: Iterable[int]) -> None:
    """Bring the automatic entries of these activities in line with the rulebook of each activity's day.

    Call it inside the transaction that changed attendance, 离岗 dates or make-up tasks. Entries with
    source 考勤 name the attendance row, those with source 补学 the make-up task. Days without a
    rulebook get none. What changes in a settled period (已结算) is booked as an adjustment in the open one.

    Raises:
        Refused: A member is not on the sheet of the settled period.

    """
    work.session.flush()
    ids = _with_shared_tasks(work.session, set(activity_ids))
    if ids:
        book_in(work, *out_of_line_in(work.session, ids, work.today))


def post_days_in(work: Work, start: date, end: date | None = None) -> None:
    """Post everything of these days afresh, e.g. when a rulebook comes into force over a running year."""
    query = select(Activity.id).where(Activity.held_on >= start, Activity.deleted_at.is_(None))
    if end is not None:
        query = query.where(Activity.held_on <= end)
    post_activities_in(work, work.session.scalars(query).all())
    post_record_days_in(work, start, end)


def post_overdue_in(work: Work) -> None:
    """Post make-up tasks whose limit has passed since: nobody touches them, so nothing else would.

    Call it once a day. Tasks whose limit lies in a settled period stay as they were settled.
    """
    waiting = (MakeupState.OPEN, MakeupState.CLAIMED, MakeupState.SENT_BACK)
    limit = case((MakeupTask.state == MakeupState.OPEN, MakeupTask.claim_due), else_=MakeupTask.complete_due)
    query = (
        select(Attendance.activity_id, limit.label("day"))
        .join(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .where(MakeupTask.state.in_(waiting), limit < work.today)
    )
    settled = closed_periods_in(work.session)
    overdue = {row.activity_id for row in work.session.execute(query) if not inside(settled, row.day)}
    post_activities_in(work, overdue)


def out_of_line_in(
    session: Session, activity_ids: Sequence[int], today: date
) -> tuple[list[Wanted], list[Entry]]:
    """Return what attendance and make-ups call for and is not there, and what is there uncalled for."""
    wanted = wanted_entries(timeline_in(session).on, attended_in(session, activity_ids), today)
    return difference_in(_existing_in(session, activity_ids), wanted)


def _with_shared_tasks(session: Session, ids: set[int]) -> list[int]:
    """Add the activities that share a make-up task with these: one task may serve several absences."""
    mine = select(Attendance.makeup_task_id).where(
        Attendance.activity_id.in_(ids), Attendance.makeup_task_id.is_not(None)
    )
    shared = select(Attendance.activity_id).where(Attendance.makeup_task_id.in_(mine)).distinct()
    return sorted(ids | set(session.scalars(shared)))


def attended_in(session: Session, ids: Sequence[int]) -> list[Attended]:
    """Return the attendance lines of these activities with their make-up tasks, by day."""
    query = (
        select(
            Attendance.id.label("line_id"),
            Attendance.activity_id,
            Attendance.member_id,
            Attendance.presence,
            Activity.kind.label("activity_kind"),
            Activity.held_on,
            Activity.study_hours,
            Member.klass,
            MakeupTask.id.label("task_id"),
            MakeupTask.state.label("task_state"),
            MakeupTask.claim_due,
            MakeupTask.claimed_on,
            MakeupTask.complete_due,
            MakeupTask.reported_on,
            MakeupTask.verified_on,
        )
        .join(Activity, Activity.id == Attendance.activity_id)
        .join(Member, Member.id == Attendance.member_id)
        .outerjoin(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .where(
            Attendance.activity_id.in_(ids),
            Attendance.presence.is_not(None),
            Activity.state == ActivityState.HELD,
            Activity.deleted_at.is_(None),
            Member.deleted_at.is_(None),
        )
        .order_by(Activity.held_on, Attendance.id)
    )
    return [Attended(**row) for row in session.execute(query).mappings()]


def _existing_in(session: Session, ids: Sequence[int]) -> list[Entry]:
    lines = select(Attendance.id).where(Attendance.activity_id.in_(ids))
    tasks = select(Attendance.makeup_task_id).where(
        Attendance.activity_id.in_(ids), Attendance.makeup_task_id.is_not(None)
    )
    attended, made_up = Entry.source == SourceKind.ATTENDANCE, Entry.source == SourceKind.MAKEUP
    own = (attended & Entry.source_id.in_(lines)) | (made_up & Entry.source_id.in_(tasks))
    query = select(Entry).where(own | _orphaned(ids), Entry.state.in_(LIVE)).order_by(Entry.id)
    return list(session.scalars(query))


def _orphaned(ids: Sequence[int]) -> ColumnElement[bool]:
    """Entries whose attendance row or make-up task is gone: nothing else leads to them any more."""
    days = select(Activity.held_on).where(Activity.id.in_(ids))
    lost_line = (
        (Entry.source == SourceKind.ATTENDANCE)
        & Entry.happened_on.in_(days)
        & ~exists().where(Attendance.id == Entry.source_id)
    )
    lost_task = (Entry.source == SourceKind.MAKEUP) & ~exists().where(
        Attendance.makeup_task_id == Entry.source_id
    )
    return lost_line | lost_task
