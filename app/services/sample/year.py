"""The sample branch lives through its year, day by day, by the services a secretary uses."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.models.kinds import (
    ActivityKind,
    EntryState,
    MakeupForm,
    MakeupState,
    Presence,
)
from app.services import (
    activities,
    attendance,
    away,
    branch_calendar,
    daily,
    makeup,
    makeup_rows,
    orgs,
    records,
    study_tasks,
)
from app.services.context import Context
from app.services.points import entries, entry_list, review
from app.services.progress import NO_PROGRESS, Progress
from app.services.sample import papers, people, plan, settling
from app.services.sample.awards import drafts_of_month, records_of_month
from app.services.workdays import Calendar

# Each kind has its own hours, so that two activities may fall on one day.
_HOURS = {
    ActivityKind.COMMITTEE: ("08:30", "09:30"),
    ActivityKind.GROUP: ("09:40", "10:40"),
    ActivityKind.ASSEMBLY: ("10:50", "11:50"),
    ActivityKind.THEME_DAY: ("14:00", "15:30"),
    ActivityKind.STUDY: ("15:40", "17:30"),
    ActivityKind.LECTURE: ("19:00", "20:30"),
    ActivityKind.LIFE_MEETING: ("14:00", "15:30"),
    ActivityKind.APPRAISAL: ("15:40", "17:30"),
}
_KEPT_ELSEWHERE = "证书原件由组织委员保管"
_FORMS = (MakeupForm.SELF_STUDY, MakeupForm.ONLINE, MakeupForm.TUTORING, MakeupForm.NEXT_CLASS)


class SampleClock:
    """A clock that the sample year moves by itself."""

    def __init__(self, day: date = plan.FIRST) -> None:
        self._now = datetime(day.year, day.month, day.day, 9)

    def __call__(self) -> datetime:
        """Return the moment the year has come to."""
        return self._now

    def go_to(self, day: date) -> None:
        """Move to nine o'clock of `day`."""
        self._now = datetime(day.year, day.month, day.day, 9)


@dataclass(slots=True)
class _Year:
    """What the walk through the year has to remember."""

    ctx: Context
    calendar: Calendar
    members: dict[str, list[int]]
    persons: dict[int, plan.Person]
    away: dict[int, date | None] = field(default_factory=dict)


def build(ctx: Context, clock: SampleClock, progress: Progress = NO_PROGRESS) -> None:
    """Fill an empty data folder with the branch and its whole year 2026; ends on 31 December.

    Args:
        ctx: A context on an empty store whose clock is `clock`.
        clock: Moved day by day.
        progress: Told after every month.

    """
    clock.go_to(plan.FIRST)
    persons = people.settle(ctx)
    by_name: dict[str, list[int]] = defaultdict(list)
    for member_id, person in persons.items():
        by_name[person.name].append(member_id)
    year = _Year(ctx, branch_calendar.calendar(ctx), dict(by_name), persons)
    meetings = defaultdict(list)
    for meeting in plan.meetings(year.calendar):
        meetings[meeting.held_on].append(meeting)
    for day in plan.days():
        clock.go_to(day)
        people.become_full(ctx, persons, day)
        _leave_and_return(year, day)
        for meeting in meetings[day]:
            _hold(year, meeting)
        if year.calendar.is_workday(day):
            _work_on_makeups(year, day)
        _settle(year, day)
        if (day + timedelta(days=1)).month != day.month:
            _end_of_month(year, day)
            progress.step(day.month, 12, f"{day.month}月")


def _leave_and_return(year: _Year, day: date) -> None:
    for leave in plan.leaves():
        (member_id, *_) = year.members[leave.member]
        if leave.start == day:
            draft = away.AwayDraft(
                member_id,
                leave.kind,
                leave.start,
                planned_back_on=leave.planned_back or leave.back,
                note=leave.note,
            )
            away.add(year.ctx, draft)
            year.away[member_id] = leave.back
        elif leave.back == day:
            open_ids = [row.id for row in away.list_away(year.ctx, open_only=True, member_id=member_id)]
            away.back_today(year.ctx, open_ids)
            year.away.pop(member_id)


def _hold(year: _Year, meeting: plan.Meeting) -> None:
    groups = orgs.groups(year.ctx) if meeting.kind is ActivityKind.GROUP else [None]
    written = papers.of_meeting(meeting)
    for group in groups:
        draft = activities.ActivityDraft(
            kind=meeting.kind,
            topic=meeting.topic,
            held_on=meeting.held_on,
            org_id=None if group is None else group.id,
            starts_at=_HOURS[meeting.kind][0],
            ends_at=_HOURS[meeting.kind][1],
            place=meeting.place,
            host="王建国",
            recorder="李秀兰",
            lecturer=written.lecturer,
            study_hours=meeting.hours * 100,
            joint=written.joint,
            observers=written.observers,
            minutes=written.minutes,
            decisions=written.decisions,
        )
        activity_id = activities.add(year.ctx, draft).new_id
        sheet = attendance.grid(year.ctx, activity_id)
        attendance.record(
            year.ctx, activity_id, {row.member_id: _marked(year, meeting, row) for row in sheet.rows}
        )


def _marked(year: _Year, meeting: plan.Meeting, row: attendance.AttendanceRow) -> attendance.AttendanceDraft:
    if row.suggested is not None:
        return attendance.AttendanceDraft(row.suggested, "", "王建国", meeting.held_on, "08:10")
    presence = plan.presence(year.persons[row.member_id], meeting)
    if not attendance.takes_approval(presence):
        return attendance.AttendanceDraft(presence)
    note = "年老体弱，免于参加" if presence is Presence.EXEMPT else ""
    return attendance.AttendanceDraft(presence, note, "王建国", meeting.held_on)


def _work_on_makeups(year: _Year, day: date) -> None:
    """Each member has an own pace: most claim at once, a few late, a few not at all."""
    ctx = year.ctx
    rows = makeup_rows.list_tasks(ctx, makeup_rows.TaskFilter(include_closed=False))
    returned = [row.id for row in rows if _is_back(year, row, day)]
    if returned:
        makeup.set_return_date(ctx, returned, day)
    for row in rows:
        if row.state is MakeupState.OPEN:
            _maybe_claim(ctx, row, day)
    reported = [row.id for row in rows if _has_learned(row, day)]
    if reported:
        makeup.report(ctx, reported, makeup.ReportDraft(day, "学习笔记 1 份，心得 1 篇"))
    _look_through(ctx, [row for row in rows if row.state is MakeupState.REPORTED], day)


def _is_back(year: _Year, row: makeup_rows.MakeupRow, day: date) -> bool:
    missed = max(absence.held_on for absence in row.absences)
    return row.state is MakeupState.WAITING and row.member_id not in year.away and missed < day


def _maybe_claim(ctx: Context, row: makeup_rows.MakeupRow, day: date) -> None:
    pace = _pace(row)
    waits = 1 if pace < 80 else 2 if pace < 88 else 6 if pace < 95 else None
    if waits is None or row.returned_on is None or (day - row.returned_on).days < waits:
        return
    if pace % 29 == 7:
        makeup.exempt(ctx, [row.id], "因病住院，支委会研究同意免补。")
        return
    offered = study_tasks.suggest(ctx, row.absences[0].kind)
    chosen = offered[pace % len(offered)] if offered else None
    makeup.claim(
        ctx,
        [row.id],
        makeup.ClaimDraft(
            claimed_on=day,
            study_task_id=None if chosen is None else chosen.id,
            task_text="" if chosen is not None else "自学会议材料并写心得",
            form=_FORMS[pace % len(_FORMS)],
        ),
    )


def _has_learned(row: makeup_rows.MakeupRow, day: date) -> bool:
    since = row.reported_on or row.claimed_on
    if row.state not in (MakeupState.CLAIMED, MakeupState.SENT_BACK) or since is None:
        return False
    pace = _pace(row)
    waits = 3 if pace < 85 else 12 if pace < 93 else None
    return waits is not None and (day - since).days >= waits


def _look_through(ctx: Context, rows: list[makeup_rows.MakeupRow], day: date) -> None:
    """Verify what was reported; a report that is too thin goes back once, and nobody verifies himself."""
    verified: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.reported_on is None or row.reported_on >= day:
            continue
        if _pace(row) % 23 == 5 and not row.reason:
            makeup.send_back(ctx, [row.id], "心得过于简单，请结合岗位补充。")
        else:
            verified["王建国" if row.name == "李秀兰" else "李秀兰"].append(row.id)
    for verifier, ids in verified.items():
        makeup.verify(ctx, ids, verifier, day)


def _pace(row: makeup_rows.MakeupRow) -> int:
    return plan.lot("pace", row.name_key, row.absences[0].held_on)


def _end_of_month(year: _Year, day: date) -> None:
    """Enter what the month brought and review it, as the committee does on paper."""
    daily.catch_up(year.ctx)
    _file(year, day)
    drafts = drafts_of_month(year.persons, day)
    if drafts:
        entries.add_batch(year.ctx, drafts)
    _approve(year.ctx, day)


def _file(year: _Year, day: date) -> None:
    """Put the month's tests, service and honours into the archives."""
    filed = records_of_month(year.persons, day)
    if filed:
        with year.ctx.write(f"登记档案记录 {len(filed)} 条") as work:
            for member_id, draft in filed:
                work.new_ids.append(records.add_in(work, member_id, draft))


def _settle(year: _Year, day: date) -> None:
    """Settle the former quarter, and correct one attendance of it when it is final."""
    quarter = settling.settles_on(day)
    if quarter is not None:
        daily.catch_up(year.ctx)
        _approve(year.ctx, quarter.end)
        settling.lock(year.ctx, quarter)
    settling.finish_what_has_run(year.ctx)
    settling.correct_a_leave(year.ctx)


def _approve(ctx: Context, day: date) -> None:
    waiting = entry_list.list_entries(
        ctx, entry_list.EntryFilter(states=(EntryState.DRAFT, EntryState.CHECKED), end=day)
    )
    drafts = [row.id for row in waiting if row.state is EntryState.DRAFT]
    if drafts:
        review.check(ctx, drafts, without_proof=_KEPT_ELSEWHERE)
    if waiting:
        review.approve(ctx, [row.id for row in waiting], without_proof=_KEPT_ELSEWHERE)
