"""Automatic entries (积分记录): what attendance and make-ups earn by the rulebook of the activity's day.

After every change of a source the wanted entries are worked out afresh and compared with those that
exist: what is still right stays, what was never approved is replaced, what was approved is reversed
(冲正) by a second row. So a corrected source corrects its entries, and the ledger only grows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import ActivityState, EntryState, MakeupState, SourceKind
from app.models.member import Member
from app.models.points import Entry
from app.services import settings
from app.services.context import Work
from app.services.periods import Period
from app.services.points.adjustments import Correction, adjust_in
from app.services.points.closed import closed_periods_in
from app.services.points.posting_rules import Attended, Wanted, wanted_entries
from app.services.points.reversals import LIVE, withdraw_in
from app.services.points.versions import Timeline, timeline_in

_LONGEST = 300
"""How long the sentence of one adjustment may grow."""


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
        _post(work, ids)


def post_days_in(work: Work, start: date, end: date | None = None) -> None:
    """Post every activity of these days afresh, e.g. when a rulebook comes into force over a running year."""
    query = select(Activity.id).where(Activity.held_on >= start, Activity.deleted_at.is_(None))
    if end is not None:
        query = query.where(Activity.held_on <= end)
    post_activities_in(work, work.session.scalars(query).all())


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
    overdue = {row.activity_id for row in work.session.execute(query) if not _inside(settled, row.day)}
    post_activities_in(work, overdue)


def out_of_line_in(
    session: Session, activity_ids: Sequence[int], today: date
) -> tuple[list[Wanted], list[Entry]]:
    """Return what attendance and make-ups call for and is not there, and what is there uncalled for."""
    wanted = wanted_entries(timeline_in(session).on, attended_in(session, activity_ids), today)
    return _difference(_existing_in(session, activity_ids), wanted)


def _post(work: Work, ids: Sequence[int]) -> None:
    timeline = timeline_in(work.session)
    missing, surplus = out_of_line_in(work.session, ids, work.today)
    settled = closed_periods_in(work.session)
    state = settings.load_in(work.session).auto_entry_state if missing else EntryState.DRAFT
    corrections = []
    for entry in surplus:
        if _inside(settled, entry.happened_on):
            corrections.append(_correction(timeline, entry, taken_back=True))
        withdraw_in(work, entry, "来源已更正")
    for each in missing:
        late = _inside(settled, each.happened_on)
        if late:
            corrections.append(_correction(timeline, each, taken_back=False))
        # what is reviewed of a late one is its adjustment
        work.session.add(_entry(work, each, EntryState.APPROVED if late else state))
    work.session.flush()
    if corrections:
        adjust_in(work, _together(corrections))


def _inside(settled: Iterable[Period], day: date) -> bool:
    return any(period.contains(day) for period in settled)


def _correction(timeline: Timeline, entry: Entry | Wanted, *, taken_back: bool) -> Correction:
    """Say what changes in a settled period."""
    rulebook = timeline.on(entry.happened_on)
    code = entry.item_code or ""
    item = None if rulebook is None else rulebook.item_by_code.get(code)
    words = f"{entry.happened_on.month}月{entry.happened_on.day}日“{code if item is None else item.text}”"
    text = f"{words}{'不再计' if taken_back else '补计'}"
    return Correction(entry.member_id, entry.happened_on, entry.source, entry.source_id, text)


def _together(corrections: Iterable[Correction]) -> list[Correction]:
    """Join what one correction of a record takes back and posts anew into one sentence."""
    told: dict[tuple[int, SourceKind, int | None], Correction] = {}
    for each in corrections:
        key = (each.member_id, each.cause, each.cause_id)
        former = told.get(key)
        told[key] = each if former is None else replace(former, text=f"{former.text}，{each.text}"[:_LONGEST])
    return list(told.values())


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


def _difference(existing: Sequence[Entry], wanted: Sequence[Wanted]) -> tuple[list[Wanted], list[Entry]]:
    """Return what is wanted and not there, and what is there and no longer wanted."""
    there: dict[Wanted, list[Entry]] = defaultdict(list)
    for entry in existing:
        there[_key(entry)].append(entry)
    missing = []
    for item in wanted:
        if there.get(item):
            there[item].pop(0)
        else:
            missing.append(item)
    return missing, [entry for rest in there.values() for entry in rest]


def _key(entry: Entry) -> Wanted:
    return Wanted(
        source=entry.source,
        source_id=entry.source_id or 0,
        member_id=entry.member_id,
        item_code=entry.item_code or "",
        happened_on=entry.happened_on,
        value=entry.value,
    )


def _entry(work: Work, wanted: Wanted, state: EntryState) -> Entry:
    checked = state in (EntryState.CHECKED, EntryState.APPROVED)
    approved = state is EntryState.APPROVED
    return Entry(
        member_id=wanted.member_id,
        item_code=wanted.item_code,
        happened_on=wanted.happened_on,
        value=wanted.value,
        state=state,
        source=wanted.source,
        source_id=wanted.source_id,
        created_by=work.operator,
        created_at=work.now,
        checked_by=work.operator if checked else None,
        checked_on=work.today if checked else None,
        approved_by=work.operator if approved else None,
        approved_on=work.today if approved else None,
    )
