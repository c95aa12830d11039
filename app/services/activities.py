"""组织生活: new activities with their expected members, changes, cancelling and removing.

A correction of an activity corrects what follows from it in the same transaction: the expected members,
the make-up tasks and the points.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.activity import Activity, Attendance
from app.models.kinds import ActivityKind, ActivityState, OrgKind
from app.models.member import Member
from app.models.org import Org
from app.services import attachments, attendance_checks, decisions, makeup_tasks, members, orgs
from app.services.attachments import Owner, PaperChanges
from app.services.context import Changes, Context, Work
from app.services.decisions import Decision
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.leave import clock_time
from app.services.points.posting import post_activities_in

_FOUNDED = date(1921, 7, 1)
_YEARS_AHEAD = 2
_MOST_HOURS = 4000  # 40 hours, more than a year's 32


@dataclass(frozen=True, slots=True)
class ActivityDraft:
    """What the form of an activity holds.

    `org_id` None is the branch itself; times are "14:30"; `study_hours` is in hundredths of an hour;
    `joint` names the branches it is held with (联合开展), `observers` who attends without a vote (列席).
    """

    kind: ActivityKind
    topic: str
    held_on: date | None
    org_id: int | None = None
    subkind: str = ""
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""
    host: str = ""
    recorder: str = ""
    lecturer: str = ""
    study_hours: int = 0
    joint: str = ""
    observers: str = ""
    minutes: str = ""
    decisions: tuple[Decision, ...] = ()


def add(ctx: Context, draft: ActivityDraft) -> Changes:
    """Enter an activity with its expected members; one that lies ahead is a plan (计划).

    Raises:
        BadInput: A value does not fit its field.
        Refused: The same activity is there already.

    """
    with ctx.write(f"新建{draft.kind.label}“{draft.topic.strip()}”") as work:
        work.new_ids.append(add_in(work, draft))
    return work.changes


def add_in(work: Work, draft: ActivityDraft) -> int:
    """Enter an activity inside an open transaction and return its id."""
    activity = Activity(kind=draft.kind, topic="", created_at=work.now, data={})
    _fill(work, activity, draft)
    work.session.add(activity)
    work.session.flush()
    _expect_in(work, activity)
    return activity.id


def plan_in(work: Work, draft: ActivityDraft) -> int:
    """Enter a plan (计划) inside an open transaction; one of today stays a plan until attendance is entered."""
    activity_id = add_in(work, draft)
    get_in(work, activity_id).state = ActivityState.PLANNED
    return activity_id


def change(ctx: Context, activity_id: int, draft: ActivityDraft) -> Changes:
    """Change an activity; a new day, kind or organisation also corrects expected members, tasks and points.

    Raises:
        NotFound: It does not exist.
        BadInput: A value does not fit its field.
        Refused: The same activity is there already, or points of a closed period would change.

    """
    with ctx.write(f"修改{draft.kind.label}“{draft.topic.strip()}”") as work:
        activity = get_in(work, activity_id)
        before = (activity.kind, activity.org_id, activity.held_on)
        hours = (activity.held_on, activity.starts_at, activity.ends_at)
        _fill(work, activity, draft)
        work.session.flush()
        if hours != (activity.held_on, activity.starts_at, activity.ends_at):
            attendance_checks.check_moved_in(work.session, activity)
        if before != (activity.kind, activity.org_id, activity.held_on):
            _expect_in(work, activity)
        # settings changed meanwhile concern what is entered from now on, not the tasks there are
        judged = None if before[0] is not activity.kind else ()
        follow_in(work, activity, "活动已更改，不再需要补学", judged)
    return work.changes


def cancel(ctx: Context, activity_id: int) -> Changes:
    """Mark an activity as cancelled: open tasks are cancelled, its points are taken back.

    Raises:
        NotFound: It does not exist.
        Refused: It is cancelled already, or points of a closed period would change.

    """
    with ctx.write("取消活动") as work:
        activity = get_in(work, activity_id)
        if activity.state is ActivityState.CANCELLED:
            raise Refused("这次活动已经取消。")
        activity.state = ActivityState.CANCELLED
        follow_in(work, activity, "活动已取消")
    return work.changes


def restore(ctx: Context, activity_id: int) -> Changes:
    """Take a cancellation back; attendance, tasks and points come back with it.

    Raises:
        NotFound: It does not exist.
        Refused: It is not cancelled.

    """
    with ctx.write("恢复活动") as work:
        activity = get_in(work, activity_id)
        if activity.state is not ActivityState.CANCELLED:
            raise Refused("这次活动没有取消，不用恢复。")
        activity.state = _state_on(activity.held_on, work.today)
        follow_in(work, activity, "")
    return work.changes


def remove(ctx: Context, activity_id: int) -> Changes:
    """Take an activity entered by mistake off every list; the log keeps it.

    Raises:
        NotFound: It does not exist.
        Refused: Points of a closed period would change.

    """
    with ctx.write("删除误录的活动") as work:
        activity = get_in(work, activity_id)
        activity.deleted_at = work.now
        follow_in(work, activity, "活动为误录，已删除")
    return work.changes


def change_papers(ctx: Context, activity_id: int, papers: PaperChanges) -> Changes:
    """Keep papers with an activity and take others off.

    Raises:
        NotFound: The activity or a paper does not exist.
        BadFile: A paper is not of a kind that may be attached.
        Refused: The same file hangs there already.

    """
    with ctx.write("更改活动附件") as work:
        get_in(work, activity_id)
        attachments.change_in(work, Owner.ACTIVITY, activity_id, papers)
    return work.changes


def add_expected(ctx: Context, activity_id: int, member_ids: Iterable[int]) -> Changes:
    """Expect more members; one who is expected already still counts once.

    Raises:
        NotFound: The activity does not exist.
        Refused: A member was not in the branch on that day.

    """
    with ctx.write("增加应到人员") as work:
        add_expected_in(work, activity_id, member_ids)
    return work.changes


def add_expected_in(work: Work, activity_id: int, member_ids: Iterable[int]) -> None:
    """Expect more members inside an open transaction."""
    activity = get_in(work, activity_id)
    wanted = list(dict.fromkeys(member_ids))
    _refuse_outsiders(work, activity, wanted)
    there = {line.member_id for line in _lines(work, activity)}
    work.session.add_all(
        Attendance(activity_id=activity.id, member_id=member_id)
        for member_id in wanted
        if member_id not in there
    )
    _remember(activity, added=wanted)


def remove_expected(ctx: Context, activity_id: int, member_ids: Iterable[int]) -> Changes:
    """Expect fewer members.

    Raises:
        NotFound: The activity does not exist.
        Refused: Attendance was entered for one of them.

    """
    with ctx.write("减少应到人员") as work:
        activity = get_in(work, activity_id)
        wanted = set(member_ids)
        for line in _lines(work, activity):
            if line.member_id not in wanted:
                continue
            if line.presence is not None or line.makeup_task_id is not None:
                name = work.session.scalars(select(Member.name).where(Member.id == line.member_id)).one()
                raise Refused(f"{name}已有考勤记录，不能移出应到名单；请先清除考勤，或改为“免于参加”。")
            work.session.delete(line)
        _remember(activity, removed=wanted)
    return work.changes


def get_in(work: Work, activity_id: int) -> Activity:
    """Return a live activity inside an open transaction.

    Raises:
        NotFound: It does not exist or was removed.

    """
    activity = work.session.get(Activity, activity_id)
    if activity is None or activity.deleted_at is not None:
        raise NotFound("这次活动已不存在，请刷新后重试。")
    return activity


def follow_in(
    work: Work, activity: Activity, cancelled_because: str, judged: Collection[int] | None = None
) -> None:
    """Let tasks and points follow what was changed about an activity; `judged` as in `sync_activity_in`."""
    work.session.flush()
    makeup_tasks.sync_activity_in(work, activity, cancelled_because, judged)
    post_activities_in(work, [activity.id])


def _fill(work: Work, activity: Activity, draft: ActivityDraft) -> None:
    topic = clean_text(draft.topic, limit=200, field="topic")
    if not topic:
        raise BadInput("请填写活动主题。", field="topic")
    held_on = _day(draft.held_on, work.today)
    org_id = _organisation(work, draft)
    starts_at, ends_at = _time(draft.starts_at, "starts_at"), _time(draft.ends_at, "ends_at")
    if starts_at and ends_at and ends_at <= starts_at:
        raise BadInput("结束时间应晚于开始时间，请检查。", field="ends_at")
    if not 0 <= draft.study_hours <= _MOST_HOURS:
        raise BadInput(f"学时请填 0 到 {_MOST_HOURS // 100} 之间的数。", field="study_hours")
    _refuse_twice(work, activity, draft.kind, topic, held_on, org_id)
    if activity.state is not ActivityState.CANCELLED:
        activity.state = _kept_state(work, activity, held_on)
    activity.kind, activity.topic, activity.held_on, activity.org_id = draft.kind, topic, held_on, org_id
    activity.starts_at, activity.ends_at = starts_at or None, ends_at or None
    activity.study_hours = draft.study_hours
    for name, limit in _TEXTS.items():
        setattr(activity, name, clean_text(getattr(draft, name), limit=limit, field=name) or None)
    items = decisions.checked(draft.decisions, held_on, work.today)
    activity.decisions = decisions.as_text(items) or None
    activity.data = dict(activity.data or {}) | {
        decisions.KEY: decisions.plain(items),
        "joint": clean_text(draft.joint, limit=200, field="joint"),
        "observers": clean_text(draft.observers, limit=400, field="observers"),
    }


_TEXTS = {
    "subkind": 40,
    "place": 100,
    "host": 40,
    "recorder": 40,
    "lecturer": 40,
    "minutes": 20000,
}


def _day(held_on: date | None, today: date) -> date:
    if held_on is None:
        raise BadInput("请填写活动日期。", field="held_on")
    if held_on < _FOUNDED or held_on.year > today.year + _YEARS_AHEAD:
        raise BadInput(
            f"活动日期 {held_on:%Y-%m-%d} 超出范围，最远可填到 {today.year + _YEARS_AHEAD} 年底。",
            field="held_on",
        )
    return held_on


def _organisation(work: Work, draft: ActivityDraft) -> int | None:
    session = work.session
    org = None if draft.org_id is None else session.get(Org, draft.org_id)
    if draft.org_id is not None and org is None:
        raise BadInput("所选组织已不存在，请重新选择。", field="org_id")
    if draft.kind is ActivityKind.GROUP and (org is None or org.kind is OrgKind.BRANCH):
        raise BadInput("党小组会请选择是哪个党小组。", field="org_id")
    by_branch = draft.kind in (ActivityKind.ASSEMBLY, ActivityKind.COMMITTEE)
    if by_branch and org is not None and org.kind is OrgKind.GROUP:
        raise BadInput(f"{draft.kind.label}由党支部召开，请选择党支部。", field="org_id")
    if org is None:
        with session.no_autoflush:
            org = orgs.branch_in(session)
    return None if org is None else org.id


def _time(text: str, field: str) -> str:
    try:
        return clock_time(text)
    except ValueError as error:
        raise BadInput(str(error), field=field) from error


def _refuse_twice(
    work: Work, activity: Activity, kind: ActivityKind, topic: str, held_on: date, org_id: int | None
) -> None:
    query = select(Activity.id).where(
        Activity.kind == kind,
        Activity.topic == topic,
        Activity.held_on == held_on,
        Activity.org_id.is_(None) if org_id is None else Activity.org_id == org_id,
        Activity.deleted_at.is_(None),
    )
    with work.session.no_autoflush:
        same = work.session.scalar(query.limit(1))
    if same is not None and same != activity.id:
        raise Refused(
            f"{held_on:%Y-%m-%d} 已有同一主题的{kind.label}；补开的场次请在原活动上登记“补会场次”。",
            field="topic",
        )


def _state_on(held_on: date, today: date) -> ActivityState:
    return ActivityState.PLANNED if held_on > today else ActivityState.HELD


def _kept_state(work: Work, activity: Activity, held_on: date) -> ActivityState:
    """Keep a plan a plan until attendance is entered; make a plan of one moved ahead."""
    state = _state_on(held_on, work.today)
    is_plan = activity.id is not None and activity.state is ActivityState.PLANNED
    return ActivityState.PLANNED if is_plan else state


def _expect_in(work: Work, activity: Activity) -> None:
    """Bring the expected members in line with kind, organisation and day; marked lines always stay."""
    wanted = members.expected_members_in(work.session, activity.kind, activity.org_id, activity.held_on)
    data = activity.data or {}
    removed = set(data.get("removed", ()))
    # a member of two organisations is found twice and counts once
    ids = [m for m in dict.fromkeys([*wanted, *data.get("added", ())]) if m not in removed]
    there = set()
    for line in _lines(work, activity):
        if line.member_id in ids or line.presence is not None or line.makeup_task_id is not None:
            there.add(line.member_id)
        else:
            work.session.delete(line)
    work.session.flush()
    work.session.add_all(
        Attendance(activity_id=activity.id, member_id=member_id)
        for member_id in ids
        if member_id not in there
    )
    work.session.flush()


def _lines(work: Work, activity: Activity) -> list[Attendance]:
    query = select(Attendance).where(Attendance.activity_id == activity.id).order_by(Attendance.id)
    return list(work.session.scalars(query))


def _refuse_outsiders(work: Work, activity: Activity, member_ids: list[int]) -> None:
    query = select(Member).where(Member.id.in_(member_ids), Member.deleted_at.is_(None))
    found = {member.id: member for member in work.session.scalars(query)}
    for member_id in member_ids:
        member = found.get(member_id)
        if member is None:
            raise NotFound("有党员已不在名册中，请刷新后重试。")
        entered, left, day = member.entered_on, member.left_on, activity.held_on
        if (entered is not None and entered > day) or (left is not None and left <= day):
            raise Refused(f"{member.name}在 {day:%Y-%m-%d} 不在本支部，不能列入应到名单。")


def _remember(activity: Activity, *, added: Iterable[int] = (), removed: Iterable[int] = ()) -> None:
    """Keep what the secretary chose by hand, so that moving the activity does not lose it."""
    data = dict(activity.data or {})
    plus, minus = set(data.get("added", ())), set(data.get("removed", ()))
    data["added"] = sorted((plus | set(added)) - set(removed))
    data["removed"] = sorted((minus | set(removed)) - set(added))
    activity.data = data
