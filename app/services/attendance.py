"""考勤: the grid of one activity, saved as a whole; make-up tasks and points follow in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, Away, MakeupTask
from app.models.kinds import ActivityState, AwayKind, MakeupState, Presence
from app.models.member import Member
from app.services import activities, activity_rows, attendance_checks, leave, makeup_tasks, members
from app.services.activity_rows import ActivityRow
from app.services.context import Changes, Context, Work
from app.services.errors import AppError, BadInput, Refused
from app.services.files import clean_text
from app.services.points.posting import post_activities_in

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


class MatrixErrors(AppError):
    """Some cells of several activities cannot be saved; nothing was. Keyed by activity and member."""

    def __init__(self, cells: Mapping[tuple[int, int], str]) -> None:
        super().__init__(next(iter(cells.values())))
        self.cells = dict(cells)


@dataclass(frozen=True, slots=True)
class AttendanceDraft:
    """What the grid holds for one member; presence None means not entered yet.

    `leave_approver`, `leave_on` and `leave_at` ("09:30") are who approved a leave or an exemption and when;
    for a leave that may lie before the activity or after it (事后补假).
    """

    presence: Presence | None
    note: str = ""
    leave_approver: str = ""
    leave_on: date | None = None
    leave_at: str = ""


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
    leave_at: str
    away: str
    suggested: Presence | None
    task_state: MakeupState | None
    held_on: date
    starts_at: str


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
            _row(line, activity, state, people[line.member_id], away.get(line.member_id))
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
    try:
        record_many_in(work, {activity_id: drafts})
    except MatrixErrors as error:
        raise CellErrors({member_id: text for (_, member_id), text in error.cells.items()}) from error


def record_many(ctx: Context, drafts: Mapping[int, Mapping[int, AttendanceDraft]]) -> Changes:
    """Save the attendance of several activities at once: by activity id, then by member id.

    Raises:
        NotFound: An activity does not exist.
        MatrixErrors: A member is not expected, or cannot have been there; nothing was saved.
        Refused: An activity is cancelled, or points of a closed period would change.

    """
    with ctx.write("保存考勤表") as work:
        record_many_in(work, drafts)
    return work.changes


def record_many_in(work: Work, drafts: Mapping[int, Mapping[int, AttendanceDraft]]) -> None:
    """Save the attendance of several activities inside an open transaction."""
    touched = {activity_id: activities.get_in(work, activity_id) for activity_id in drafts}
    lines = _lines_in(work.session, touched)
    persons = _persons_in(work.session, {m for marks in drafts.values() for m in marks})
    problems: dict[tuple[int, int], str] = {}
    changed: dict[int, set[int]] = defaultdict(set)
    for activity_id, marks in drafts.items():
        activity = touched[activity_id]
        if activity.state is ActivityState.CANCELLED:
            raise Refused(f"“{activity.topic}”已取消，不能登记考勤；如有误请先恢复活动。")
        for member_id, draft in marks.items():
            line = lines.get((activity_id, member_id))
            problem = _problem(work, activity, line, persons.get(member_id), draft)
            if problem:
                problems[activity_id, member_id] = problem
            elif line is not None:
                if line.presence is not draft.presence:
                    changed[activity_id].add(member_id)
                _fill(line, draft)
        marked = any(line.presence is not None for key, line in lines.items() if key[0] == activity_id)
        if marked and activity.held_on <= work.today:
            activity.state = ActivityState.HELD
    work.session.flush()
    # only now, since one save may move a member from one of two activities to the other
    attended = {
        activity_id: [
            m for m, draft in marks.items() if draft.presence is not None and draft.presence.attended
        ]
        for activity_id, marks in drafts.items()
    }
    clashes = attendance_checks.clashes_in(work.session, touched, attended)
    problems |= {key: text for key, text in clashes.items() if key not in problems}
    if problems:
        raise MatrixErrors(problems)
    for activity in touched.values():
        makeup_tasks.sync_activity_in(work, activity, "考勤已更正，不再需要补学", changed[activity.id])
    post_activities_in(work, touched)


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


def takes_approval(presence: Presence | None) -> bool:
    """Tell whether somebody approves this state: leave (请假), and 免于参加."""
    return presence is not None and (presence.on_leave or presence is Presence.EXEMPT)


def approval_words(draft: AttendanceDraft, held_on: date, starts_at: str = "") -> str:
    """Say who approved a leave or an exemption and when; leave asked for after the activity says so."""
    if not takes_approval(draft.presence) or not draft.leave_approver:
        return ""
    when = leave.moment_words(draft.leave_on, draft.leave_at, year=False)
    after = draft.presence is not Presence.EXEMPT and leave.is_afterwards(
        draft.leave_on, draft.leave_at, held_on, starts_at
    )
    said = f"{draft.leave_approver} {when} 批准" if when else f"{draft.leave_approver}批准"
    return f"{said}（{leave.AFTERWARDS}）" if after else said


def _fill(line: Attendance, draft: AttendanceDraft) -> None:
    line.presence = draft.presence
    line.note = clean_text(draft.note, limit=200, field="note") or None
    approved = takes_approval(draft.presence)
    approver = clean_text(draft.leave_approver, limit=40, field="leave_approver")
    line.leave_approver = (approver or None) if approved else None
    line.leave_on = draft.leave_on if approved else None
    line.leave_at = (leave.clock_time(draft.leave_at) or None) if approved and draft.leave_on else None


def _problem(
    work: Work, activity: Activity, line: Attendance | None, person: Member | None, draft: AttendanceDraft
) -> str:
    presence, day = draft.presence, activity.held_on
    if line is None or person is None:
        return "这名党员不在本次活动的应到名单里，请先加入应到名单。"
    if presence is None:
        return ""
    outside = attendance_checks.outside_words(person, day)
    if outside:
        return outside
    if day > work.today and not takes_approval(presence):
        return f"活动在 {day:%Y-%m-%d}，还没有举行；现在只能登记请假或免于参加。"
    if draft.leave_on is not None and draft.leave_on > work.today:
        return "批准日期不能晚于今天，请检查。"
    try:
        approved_at = leave.clock_time(draft.leave_at)
    except ValueError as error:
        return str(error)
    if approved_at and draft.leave_on is None:
        return "填了批准时间，请同时填写批准日期。"
    if draft.leave_on == work.today and approved_at > f"{work.now:%H:%M}":
        return "批准时间不能晚于现在，请检查。"
    if presence is Presence.EXEMPT and not (draft.leave_approver.strip() and draft.leave_on):
        return "免于参加要有批准，请填写批准人和批准日期。"
    return ""


def _lines_in(session: Session, activity_ids: Iterable[int]) -> dict[tuple[int, int], Attendance]:
    query = select(Attendance).where(Attendance.activity_id.in_(list(activity_ids)))
    return {(line.activity_id, line.member_id): line for line in session.scalars(query)}


def _persons_in(session: Session, member_ids: Iterable[int]) -> dict[int, Member]:
    query = select(Member).where(Member.id.in_(list(member_ids)))
    return {member.id: member for member in session.scalars(query)}


def _away_on(session: Session, day: date) -> dict[int, Away]:
    query = select(Away).where(Away.starts_on <= day).order_by(Away.starts_on)
    # on the day of return the member is expected to be there
    return {a.member_id: a for a in session.scalars(query) if a.back_on is None or day < a.back_on}


def _row(
    line: Attendance,
    activity: ActivityRow,
    state: MakeupState | None,
    person: members.MemberRow,
    away: Away | None,
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
        leave_at=line.leave_at or "",
        away="" if away is None else _away_words(away),
        suggested=None if away is None else _SUGGESTED.get(away.kind, Presence.OFFICIAL),
        task_state=state,
        held_on=activity.held_on,
        starts_at=activity.starts_at,
    )


def _away_words(away: Away) -> str:
    end = "至今" if away.back_on is None else f"至 {away.back_on:%m-%d}"
    return f"{away.kind.label}（{away.starts_on:%m-%d} {end}）"
