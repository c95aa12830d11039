"""The 补学台账: tasks sorted by the time left, and coverage (应补 · 已补 · 逾期)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask, StudyTask
from app.models.kinds import ActivityKind, MakeupForm, MakeupState, Presence, StudyTaskKind
from app.services import leave, makeup_rules, members
from app.services.branch_calendar import calendar_in
from app.services.context import Context
from app.services.makeup_rules import Step
from app.services.makeup_tasks import dates_of, stands
from app.services.periods import Period
from app.services.workdays import Calendar


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks to list; None and empty do not restrict. The days are those of the missed activity."""

    states: frozenset[MakeupState] = frozenset()
    since: date | None = None
    until: date | None = None
    group_id: int | None = None
    activity_kind: ActivityKind | None = None
    member_id: int | None = None
    text: str = ""
    overdue_only: bool = False
    include_closed: bool = True
    task_ids: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of_period(cls, period: str) -> TaskFilter:
        """Return the filter of one period such as 2026Q3.

        Raises:
            BadInput: The period cannot be read.

        """
        found = Period.parse(period)
        return cls(since=found.start, until=found.end)


@dataclass(frozen=True, slots=True)
class Absence:
    """One missed activity that a task serves.

    `afterwards` says that the leave was approved when the activity had begun (事后补假), `owed` is False
    once the attendance was corrected.
    """

    activity_id: int
    attendance_id: int
    kind: ActivityKind
    topic: str
    held_on: date
    presence: Presence | None
    leave_approver: str
    leave_on: date | None
    leave_at: str
    afterwards: bool
    owed: bool

    @property
    def approval(self) -> str:
        """Who approved the leave and when, as the register writes it: 王书记 2026-11-08 09:30 事后补假."""
        when = leave.moment_words(self.leave_on, self.leave_at)
        after = leave.AFTERWARDS if self.afterwards else ""
        return " ".join(part for part in (self.leave_approver, when, after) if part)


@dataclass(frozen=True, slots=True)
class MakeupRow:
    """One task as lists show it.

    `limit` is the deadline of the step it waits for, `days_left` the working days until then (negative
    when it has passed), `provisional` whether the claim deadline may move once a calendar is published,
    `left` whether the member has left the branch: then nothing is overdue, the secretary decides.
    """

    id: int
    member_id: int
    name: str
    initials: str
    name_key: str
    group_name: str
    group_id: int | None
    left: bool
    state: MakeupState
    absences: tuple[Absence, ...]
    returned_on: date | None
    claim_due: date | None
    provisional: bool
    claimed_on: date | None
    task_text: str
    task_kind: StudyTaskKind | None
    study_task_id: int | None
    form: MakeupForm | None
    complete_due: date | None
    reported_on: date | None
    material: str
    verified_on: date | None
    verifier: str
    reason: str
    limit: date | None
    days_left: int | None
    overdue: bool
    late: bool
    late_words: str

    @property
    def first(self) -> Absence:
        """The earliest absence it serves."""
        return self.absences[0]

    @property
    def next_step(self) -> Step | None:
        """The one step it waits for."""
        return makeup_rules.next_step(self.state)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the make-ups of a stretch have come.

    `due` (应补) leaves out exempt and cancelled tasks and those of members who have left with the task
    open; `claimed`, `reported` and `done` are steps reached so far, so each includes the next; `overdue`
    counts open tasks past the limit of their next step, `waiting` those without a return date.
    """

    due: int = 0
    claimed: int = 0
    reported: int = 0
    done: int = 0
    overdue: int = 0
    waiting: int = 0
    exempt: int = 0


_ANY = TaskFilter()


def list_tasks(ctx: Context, wanted: TaskFilter = _ANY) -> list[MakeupRow]:
    """Return the tasks that fit, least time left first, those without a deadline next, closed ones last.

    Tasks cancelled with their attendance are left out unless their state is asked for.
    """
    people = {row.id: row for row in members.list_members(ctx, include_left=True)}
    with ctx.read() as session:
        absences = _absences_in(session, wanted)
        query = select(MakeupTask, StudyTask).outerjoin(StudyTask, StudyTask.id == MakeupTask.study_task_id)
        if wanted.member_id is not None:
            query = query.where(MakeupTask.member_id == wanted.member_id)
        if wanted.states:
            query = query.where(MakeupTask.state.in_(wanted.states))
        calendar = calendar_in(session)
        rows = [
            _row(task, study, people[task.member_id], absences[task.id], calendar, ctx.today)
            for task, study in session.execute(query)
            if task.id in absences and task.member_id in people
        ]
    return sorted((row for row in rows if _fits(row, wanted)), key=_time_left)


def get(ctx: Context, task_id: int) -> MakeupRow | None:
    """Return one task, or None when it does not exist any more."""
    wanted = TaskFilter(states=frozenset(MakeupState), task_ids=frozenset({task_id}))
    return next(iter(list_tasks(ctx, wanted)), None)


def says(row: MakeupRow, text: str) -> bool:
    """Tell whether a task is found by what was typed: name, initials, topic or study task."""
    word = text.strip().lower()
    if not word:
        return True
    fields = [row.name, row.task_text, *(absence.topic for absence in row.absences)]
    return row.initials.startswith(word) or any(word in found.lower() for found in fields)


def coverage(ctx: Context, period: str | None = None, wanted: TaskFilter = _ANY) -> Coverage:
    """Return the coverage of a period such as 2026Q3, or of everything; `wanted` narrows it further."""
    if period is not None:
        found = Period.parse(period)
        wanted = TaskFilter(
            since=found.start,
            until=found.end,
            group_id=wanted.group_id,
            activity_kind=wanted.activity_kind,
            member_id=wanted.member_id,
        )
    return coverage_of(list_tasks(ctx, wanted))


def coverage_of(rows: Iterable[MakeupRow]) -> Coverage:
    """Count rows that are listed already."""
    standing = [row for row in rows if row.state is not MakeupState.CANCELLED]
    due = [
        row
        for row in standing
        if row.state is not MakeupState.EXEMPT and not (row.left and not row.state.closed)
    ]
    return Coverage(
        due=len(due),
        claimed=sum(row.claimed_on is not None for row in due),
        reported=sum(row.reported_on is not None for row in due),
        done=sum(row.state is MakeupState.DONE for row in due),
        overdue=sum(row.overdue for row in due),
        waiting=sum(row.state is MakeupState.WAITING for row in due),
        exempt=sum(row.state is MakeupState.EXEMPT for row in standing),
    )


def _absences_in(session: Session, wanted: TaskFilter) -> dict[int, tuple[Absence, ...]]:
    query = (
        select(Attendance, Activity)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(Attendance.makeup_task_id.is_not(None))
        .order_by(Activity.held_on, Activity.id)
    )
    if wanted.member_id is not None:
        query = query.where(Attendance.member_id == wanted.member_id)
    if wanted.task_ids:
        query = query.where(Attendance.makeup_task_id.in_(wanted.task_ids))
    found: dict[int, list[Absence]] = defaultdict(list)
    for line, activity in session.execute(query):
        if line.makeup_task_id is None:
            continue
        found[line.makeup_task_id].append(
            Absence(
                activity_id=activity.id,
                attendance_id=line.id,
                kind=activity.kind,
                topic=activity.topic,
                held_on=activity.held_on,
                presence=line.presence,
                leave_approver=line.leave_approver or "",
                leave_on=line.leave_on,
                leave_at=line.leave_at or "",
                afterwards=_afterwards(activity, line),
                owed=stands(activity, line),
            )
        )
    return {task_id: tuple(absences) for task_id, absences in found.items()}


def _afterwards(activity: Activity, line: Attendance) -> bool:
    return leave.is_afterwards(line.leave_on, line.leave_at or "", activity.held_on, activity.starts_at or "")


def _row(
    task: MakeupTask,
    study: StudyTask | None,
    person: members.MemberRow,
    absences: tuple[Absence, ...],
    calendar: Calendar,
    today: date,
) -> MakeupRow:
    dates = dates_of(task)
    late = makeup_rules.lateness(task.state, dates, today)
    limit = makeup_rules.limit_of(task.state, dates)
    left = person.left_on is not None and person.left_on <= today
    parts = [] if study is None else [study.title]
    return MakeupRow(
        id=task.id,
        member_id=task.member_id,
        name=person.shown_name,
        initials=person.name_initials,
        name_key=person.name_key,
        group_name=person.group_name,
        group_id=person.group_id,
        left=left,
        state=task.state,
        absences=absences,
        returned_on=task.returned_on,
        claim_due=task.claim_due,
        provisional=task.due_provisional,
        claimed_on=task.claimed_on,
        task_text="；".join([*parts, *([task.task_text] if task.task_text else [])]),
        task_kind=None if study is None else study.kind,
        study_task_id=task.study_task_id,
        form=task.form,
        complete_due=task.complete_due,
        reported_on=task.reported_on,
        material=task.material or "",
        verified_on=task.verified_on,
        verifier=task.verifier or "",
        reason=task.reason or "",
        limit=limit,
        days_left=None if limit is None else calendar.workdays_between(today, limit),
        overdue=late.overdue and not left,
        late=late.late,
        late_words="已离开支部" if left and not task.state.closed else late.words,
    )


def _fits(row: MakeupRow, wanted: TaskFilter) -> bool:
    if row.state is MakeupState.CANCELLED and MakeupState.CANCELLED not in wanted.states:
        return False
    if not wanted.include_closed and row.state.closed:
        return False
    if wanted.overdue_only and not row.overdue:
        return False
    if wanted.group_id is not None and row.group_id != wanted.group_id:
        return False
    return any(_absence_fits(absence, wanted) for absence in row.absences) and says(row, wanted.text)


def _absence_fits(absence: Absence, wanted: TaskFilter) -> bool:
    return (
        (wanted.since is None or absence.held_on >= wanted.since)
        and (wanted.until is None or absence.held_on <= wanted.until)
        and (wanted.activity_kind is None or absence.kind is wanted.activity_kind)
    )


def _time_left(row: MakeupRow) -> tuple[int, date, str]:
    if row.state.closed:
        newest = row.verified_on or row.first.held_on
        return 3, date.fromordinal(date.max.toordinal() - newest.toordinal()), row.name_key
    if row.limit is None:
        return (1 if row.state is MakeupState.REPORTED else 2), row.first.held_on, row.name_key
    return 0, row.limit, row.name_key
