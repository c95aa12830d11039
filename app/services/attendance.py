"""考勤: the grid of one activity, saved as a whole; make-up tasks and points follow in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, Away, MakeupTask
from app.models.kinds import ActivityState, AwayKind, MakeupState, Presence
from app.services import activities, activity_rows, members
from app.services.activity_rows import ActivityRow
from app.services.context import Changes, Context, Work
from app.services.errors import AppError, BadInput, Refused
from app.services.files import clean_text

_SUGGESTED: dict[AwayKind, Presence] = {
    AwayKind.SICK: Presence.SICK,
    AwayKind.MATERNITY: Presence.SICK,
    AwayKind.OTHER: Presence.PRIVATE,
}


class CellErrors(AppError):
    """Some cells of the grid cannot be saved; nothing was. `cells` has a sentence for each member."""

    def __init__(self, cells: Mapping[int, str]) -> None:
        super().__init__(next(iter(cells.values())))
        self.cells = dict(cells)


@dataclass(frozen=True, slots=True)
class AttendanceDraft:
    """What the grid holds for one member; presence None means not entered yet."""

    presence: Presence | None
    note: str = ""
    leave_approver: str = ""
    leave_on: date | None = None


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One expected member; `away` says which 离岗 period covers the day, `suggested` what it suggests."""

    id: int
    member_id: int
    name: str
    initials: str
    group_name: str
    presence: Presence | None
    note: str
    leave_approver: str
    leave_on: date | None
    away: str
    suggested: Presence | None
    task_state: MakeupState | None


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """The grid of one activity, members in the branch's order."""

    activity: ActivityRow
    rows: tuple[AttendanceRow, ...]


def grid(ctx: Context, activity_id: int) -> AttendanceSheet:
    """Return the attendance of one activity.

    Raises:
        NotFound: It does not exist.

    """
    activity = activity_rows.get(ctx, activity_id)
    people = {row.id: row for row in members.list_members(ctx, include_left=True)}
    order = {member_id: number for number, member_id in enumerate(people)}
    query = (
        select(Attendance, MakeupTask.state)
        .outerjoin(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .where(Attendance.activity_id == activity_id)
    )
    with ctx.read() as session:
        away = _away_on(session, activity.held_on)
        rows = [
            _row(line, state, people[line.member_id], away.get(line.member_id))
            for line, state in session.execute(query)
            if line.member_id in people
        ]
    return AttendanceSheet(activity, tuple(sorted(rows, key=lambda row: order[row.member_id])))


def record(ctx: Context, activity_id: int, drafts: Mapping[int, AttendanceDraft]) -> Changes:
    """Save the attendance of the members in `drafts` (by member id); the others stay as they are.

    Raises:
        NotFound: The activity does not exist.
        CellErrors: A member is not expected, or cannot have been there; nothing was saved.
        Refused: The activity is cancelled, or points of a closed period would change.

    """
    with ctx.write("保存考勤") as work:
        record_in(work, activity_id, drafts)
    return work.changes


def record_in(work: Work, activity_id: int, drafts: Mapping[int, AttendanceDraft]) -> None:
    """Save attendance inside an open transaction."""
    activity = activities.get_in(work, activity_id)
    if activity.state is ActivityState.CANCELLED:
        raise Refused("这次活动已取消，不能登记考勤；如有误请先恢复活动。")
    query = select(Attendance).where(Attendance.activity_id == activity_id)
    lines = {line.member_id: line for line in work.session.scalars(query)}
    _refuse_cells(work, activity, lines, drafts)
    for member_id, draft in drafts.items():
        _fill(lines[member_id], draft)
    if activity.held_on <= work.today and any(line.presence is not None for line in lines.values()):
        activity.state = ActivityState.HELD
    activities.follow_in(work, activity, "考勤已更正，不再需要补学")


def second_session(
    ctx: Context, activity_id: int, held_on: date | None, member_ids: Iterable[int]
) -> Changes:
    """Enter who came to a second session (补会场次): that is attendance, so their open tasks are cancelled.

    Raises:
        NotFound: The activity does not exist.
        BadInput: The day is missing, before the first session or in the future.
        CellErrors: A member is not expected.

    """
    with ctx.write("登记补会场次") as work:
        activity = activities.get_in(work, activity_id)
        if held_on is None:
            raise BadInput("请填写补会日期。", field="held_on")
        if not activity.held_on <= held_on <= work.today:
            raise BadInput("补会日期应在原活动日期之后、今天之前，请检查。", field="held_on")
        note = f"参加 {held_on:%Y-%m-%d} 补会场次"
        record_in(work, activity_id, {m: AttendanceDraft(Presence.PRESENT, note) for m in member_ids})
    return work.changes


def _fill(line: Attendance, draft: AttendanceDraft) -> None:
    line.presence = draft.presence
    line.note = clean_text(draft.note, limit=200, field="note") or None
    on_leave = draft.presence is not None and draft.presence.on_leave
    approver = clean_text(draft.leave_approver, limit=40, field="leave_approver")
    line.leave_approver = (approver or None) if on_leave else None
    line.leave_on = draft.leave_on if on_leave else None


def _refuse_cells(
    work: Work, activity: Activity, lines: Mapping[int, Attendance], drafts: Mapping[int, AttendanceDraft]
) -> None:
    busy = _elsewhere(work.session, activity)
    problems: dict[int, str] = {}
    for member_id, draft in drafts.items():
        problem = _problem(work, activity, draft)
        if member_id not in lines:
            problem = "这名党员不在本次活动的应到名单里，请先加入应到名单。"
        elif not problem and draft.presence is not None and draft.presence.attended:
            problem = busy.get(member_id, "")
        if problem:
            problems[member_id] = problem
    if problems:
        raise CellErrors(problems)


def _problem(work: Work, activity: Activity, draft: AttendanceDraft) -> str:
    presence = draft.presence
    ahead = activity.held_on > work.today
    if ahead and presence is not None and not presence.on_leave and presence is not Presence.EXEMPT:
        return f"活动在 {activity.held_on:%Y-%m-%d}，还没有举行；现在只能登记请假或免于参加。"
    if draft.leave_on is not None and draft.leave_on > work.today:
        return "请假批准日期不能晚于今天，请检查。"
    return ""


def _elsewhere(session: Session, activity: Activity) -> dict[int, str]:
    """Return who was entered as present at another activity at the same hours of that day."""
    if activity.starts_at is None or activity.ends_at is None:
        return {}
    query = (
        select(Attendance.member_id, Attendance.presence, Activity.topic, Activity.starts_at)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(
            Activity.held_on == activity.held_on,
            Activity.id != activity.id,
            Activity.deleted_at.is_(None),
            Activity.state == ActivityState.HELD,
            Activity.starts_at < activity.ends_at,
            Activity.ends_at > activity.starts_at,
        )
    )
    return {
        row.member_id: f"同一时间已登记参加“{row.topic}”（{row.starts_at} 起），请核对其中一处。"
        for row in session.execute(query)
        if row.presence is not None and row.presence.attended
    }


def _away_on(session: Session, day: date) -> dict[int, Away]:
    query = select(Away).where(Away.starts_on <= day).order_by(Away.starts_on)
    # on the day of return the member is expected to be there
    return {a.member_id: a for a in session.scalars(query) if a.back_on is None or day < a.back_on}


def _row(
    line: Attendance, state: MakeupState | None, person: members.MemberRow, away: Away | None
) -> AttendanceRow:
    return AttendanceRow(
        id=line.id,
        member_id=line.member_id,
        name=person.shown_name,
        initials=person.name_initials,
        group_name=person.group_name,
        presence=line.presence,
        note=line.note or "",
        leave_approver=line.leave_approver or "",
        leave_on=line.leave_on,
        away="" if away is None else _away_words(away),
        suggested=None if away is None else _SUGGESTED.get(away.kind, Presence.OFFICIAL),
        task_state=state,
    )


def _away_words(away: Away) -> str:
    end = "至今" if away.back_on is None else f"至 {away.back_on:%m-%d}"
    return f"{away.kind.label}（{away.starts_on:%m-%d} {end}）"
