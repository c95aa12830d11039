"""Make-up tasks (补学任务) follow from absences: born, dated, cancelled and revived inside others' transactions.

A correction that removes the absence cancels its task, also one that is done: present and made up at once
would count twice. The row keeps its dates, material and verifier, and marking the absence again revives
it where they left off. A task that serves other absences as well only loses this one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, Away, MakeupTask
from app.models.kinds import ActivityState, MakeupState, MemberClass
from app.models.member import Member
from app.services import makeup_rules, settings
from app.services.branch_calendar import calendar_in
from app.services.context import Work
from app.services.errors import Refused
from app.services.makeup_rules import AwaySpan, TaskDates
from app.services.settings import BranchSettings
from app.services.workdays import Calendar

_CHUNK = 400  # SQLite takes a limited number of values in one IN list
_NOT_STARTED = (MakeupState.WAITING, MakeupState.OPEN)
_DECIDED = (MakeupState.DONE, MakeupState.EXEMPT)


def owes(activity: Activity, line: Attendance, klass: MemberClass, rules: BranchSettings) -> bool:
    """Tell whether this line of attendance of a member of `klass` needs a make-up by the branch's settings."""
    return (
        stands(activity, line)
        and line.presence in rules.makeup_presences
        and activity.kind in rules.makeup_activities
        and klass not in rules.makeup_exempt
    )


def stands(activity: Activity, line: Attendance) -> bool:
    """Tell whether the absence behind a task is still there, whatever the settings say by now."""
    held = activity.state is ActivityState.HELD and activity.deleted_at is None
    return held and line.presence is not None and line.presence.absent


def dates_of(task: MakeupTask) -> TaskDates:
    """Return the dates of a task for the rules."""
    return TaskDates(
        returned_on=task.returned_on,
        claim_due=task.claim_due,
        claimed_on=task.claimed_on,
        complete_due=task.complete_due,
        reported_on=task.reported_on,
        verified_on=task.verified_on,
    )


def sync_activity_in(
    work: Work, activity: Activity, cancelled_because: str, judged: Collection[int] | None = None
) -> None:
    """Bring the tasks of one activity in line with its attendance.

    Args:
        work: The open transaction.
        activity: The activity.
        cancelled_because: The reason kept with tasks whose absence is gone.
        judged: The members whose attendance was changed; None is all. The task of another one stays also
            where the settings would not ask for it any more.

    """
    session = work.session
    rules = settings.load_in(session)
    query = select(Attendance, Member.klass).join(Member, Member.id == Attendance.member_id)
    found = session.execute(query.where(Attendance.activity_id == activity.id)).all()
    lines = [line for line, _ in found]
    tasks = _tasks_in(session, (line.makeup_task_id for line in lines))
    kept: list[MakeupTask] = []
    dropped: list[tuple[Attendance, MakeupTask]] = []
    for line, klass in found:
        task = None if line.makeup_task_id is None else tasks[line.makeup_task_id]
        stays = task is not None and (
            task.state in _DECIDED
            or (
                judged is not None
                and line.member_id not in judged
                and task.state is not MakeupState.CANCELLED
            )
        )
        if owes(activity, line, klass, rules) or (stays and stands(activity, line)):
            kept.append(_owed(work, line, task))
        elif task is not None and task.state is not MakeupState.CANCELLED:
            dropped.append((line, task))
    kept += _drop(session, dropped, cancelled_because)
    session.flush()
    _date_all(work, kept, rules)


def redate_members_in(work: Work, member_ids: Iterable[int]) -> set[int]:
    """Let the open tasks of these members inherit their return dates anew after 离岗 periods changed.

    Returns the activities whose points may be affected.

    Raises:
        Refused: A task was claimed before the corrected day of return.

    """
    session = work.session
    ids = sorted(set(member_ids))
    query = select(MakeupTask).where(MakeupTask.member_id.in_(ids), MakeupTask.state.in_(_open_states()))
    tasks = session.scalars(query).all()
    _date_all(work, tasks, settings.load_in(session))
    return activities_of(session, [task.id for task in tasks])


def recompute_deadlines_in(work: Work) -> None:
    """Count every unclaimed deadline again: the calendar or the number of days has changed."""
    session = work.session
    rules, calendar = settings.load_in(session), calendar_in(session)
    for task in session.scalars(select(MakeupTask).where(MakeupTask.state == MakeupState.OPEN)):
        set_deadline(task, rules, calendar)


def set_deadline(task: MakeupTask, rules: BranchSettings, calendar: Calendar) -> None:
    """Set the claim deadline (认领期限): so many working days after the return, that day not counted."""
    if task.returned_on is None:
        task.claim_due, task.due_provisional = None, False
        return
    deadline = calendar.add_workdays(task.returned_on, rules.claim_days)
    task.claim_due, task.due_provisional = deadline.date, deadline.provisional


def missed_days_in(
    session: Session, task_ids: Iterable[int], without: Collection[int] = ()
) -> dict[int, list[date]]:
    """Return for each task the days of the absences it serves; `without` leaves out lines of attendance."""
    days: dict[int, list[date]] = defaultdict(list)
    for chunk in _chunks(sorted(set(task_ids))):
        query = (
            select(Attendance, Activity)
            .join(Activity, Activity.id == Attendance.activity_id)
            .where(Attendance.makeup_task_id.in_(chunk))
        )
        for line, activity in session.execute(query):
            if line.makeup_task_id is not None and line.id not in without and stands(activity, line):
                days[line.makeup_task_id].append(activity.held_on)
    return days


def activities_of(session: Session, task_ids: Iterable[int]) -> set[int]:
    """Return the activities whose absences these tasks serve."""
    found: set[int] = set()
    for chunk in _chunks(sorted(set(task_ids))):
        query = select(Attendance.activity_id).where(Attendance.makeup_task_id.in_(chunk))
        found.update(session.scalars(query))
    return found


def spans_in(session: Session, member_ids: Iterable[int]) -> dict[int, list[AwaySpan]]:
    """Return the 离岗 periods of these members."""
    spans: dict[int, list[AwaySpan]] = defaultdict(list)
    for chunk in _chunks(sorted(set(member_ids))):
        query = select(Away.member_id, Away.starts_on, Away.back_on).where(Away.member_id.in_(chunk))
        for row in session.execute(query):
            spans[row.member_id].append(AwaySpan(row.starts_on, row.back_on))
    return spans


def _open_states() -> list[MakeupState]:
    return [state for state in MakeupState if not state.closed]


def _owed(work: Work, line: Attendance, task: MakeupTask | None) -> MakeupTask:
    if task is None:
        task = MakeupTask(member_id=line.member_id, state=MakeupState.WAITING, created_at=work.now)
        work.session.add(task)
        # the task must exist before the line that names it, also for the steps that undo writes back
        work.session.flush()
        line.makeup_task_id = task.id
    elif task.state is MakeupState.CANCELLED:
        task.state, task.reason = makeup_rules.state_from_dates(dates_of(task)), None
    return task


def _drop(
    session: Session, dropped: Sequence[tuple[Attendance, MakeupTask]], because: str
) -> list[MakeupTask]:
    """Cancel the tasks whose absence is gone; return those that other absences keep."""
    lines = {line.id for line, _ in dropped}
    others = missed_days_in(session, [task.id for _, task in dropped], lines)
    kept = []
    for line, task in dropped:
        if others.get(task.id):
            line.makeup_task_id = None
            kept.append(task)
        else:
            task.state, task.reason = MakeupState.CANCELLED, because
    return kept


def _date_all(work: Work, tasks: Sequence[MakeupTask], rules: BranchSettings) -> None:
    if not tasks:
        return
    calendar = calendar_in(work.session)
    days = missed_days_in(work.session, [task.id for task in tasks])
    spans = spans_in(work.session, [task.member_id for task in tasks])
    for task in tasks:
        if task.state not in _DECIDED and days.get(task.id):
            _date(work, task, days[task.id], spans[task.member_id], rules, calendar)


def _date(
    work: Work,
    task: MakeupTask,
    days: Sequence[date],
    spans: Sequence[AwaySpan],
    rules: BranchSettings,
    calendar: Calendar,
) -> None:
    wanted = task.returned_on if task.return_typed else makeup_rules.inherited_return(days, spans)
    if wanted is not None and wanted < max(days):
        # the activity was moved past the day that had been typed in
        wanted, task.return_typed = None, False
    if task.claimed_on is not None:
        if wanted is None:
            return
        if wanted > task.claimed_on:
            raise Refused(
                f"{_name(work.session, task)}已于 {task.claimed_on:%Y-%m-%d} 认领补学任务，"
                "返岗日期不能晚于认领日期，请检查。",
                field="back_on",
            )
    if wanted == task.returned_on and (wanted is None) == (task.claim_due is None):
        _follow_state(task)
        return
    task.returned_on = wanted
    set_deadline(task, rules, calendar)
    _follow_state(task)


def _follow_state(task: MakeupTask) -> None:
    if task.state in _NOT_STARTED:
        task.state = MakeupState.WAITING if task.returned_on is None else MakeupState.OPEN


def _name(session: Session, task: MakeupTask) -> str:
    return session.scalars(select(Member.name).where(Member.id == task.member_id)).one()


def _tasks_in(session: Session, task_ids: Iterable[int | None]) -> dict[int, MakeupTask]:
    ids = sorted({task_id for task_id in task_ids if task_id is not None})
    found: dict[int, MakeupTask] = {}
    for chunk in _chunks(ids):
        found.update({t.id: t for t in session.scalars(select(MakeupTask).where(MakeupTask.id.in_(chunk)))})
    return found


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
