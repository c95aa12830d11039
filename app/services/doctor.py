"""数据体检: what does not fit together in the branch's data, each finding with the way to its record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import combinations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import EntryState, Kind, MakeupState, MemberKind, RecordKind
from app.models.member import Member, Record
from app.models.points import Entry
from app.services import member_checks, partial_dates, party_dates
from app.services.context import Context
from app.services.makeup_tasks import stands
from app.services.member_checks import MemberDraft
from app.services.points.versions import timeline_in
from app.services.reports.words import day_text

PROBATION_NOTICE_DAYS = 60
"""So many days before its end a probation (预备期) is told of; the meeting has to be prepared."""

_SECRETARY = "党支部书记"
_LIVE = (EntryState.DRAFT, EntryState.CHECKED, EntryState.APPROVED, EntryState.RETURNED)


class Severity(Kind):
    """How much a finding matters; they are listed in this order."""

    WRONG = "wrong", "有误"
    CHECK = "check", "请核对"
    SOON = "soon", "提醒"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: about whom, in one sentence, and the page where it is put right."""

    severity: Severity
    about: str
    text: str
    page: str
    focus: dict[str, object]


def examine(ctx: Context) -> list[Finding]:
    """Return everything that does not fit together, the worst first; nothing is changed."""
    with ctx.read() as session:
        members = list(
            session.scalars(select(Member).where(Member.deleted_at.is_(None)).order_by(Member.position))
        )
        found = [
            *(finding for member in members for finding in _member(member, ctx.today)),
            *_duplicates(members),
            *_secretaries(members),
            *_posts(session),
            *_makeups(session),
            *_entries(session),
            *_outside(session),
        ]
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity))


def _of_member(member: Member, severity: Severity, text: str, tab: str = "") -> Finding:
    focus: dict[str, object] = {"member_id": member.id}
    return Finding(severity, member.name, text, "members", focus | ({"tab": tab} if tab else {}))


def _member(member: Member, today: date) -> Iterator[Finding]:
    """Tell what breaks the rules of the form: data that came in before them or by another way."""
    values = {item.name: getattr(member, item.name) for item in fields(MemberDraft)}
    empty = {key: "" for key in member_checks.TEXT_FIELDS if values[key] is None}
    _, problems = member_checks.look_over(MemberDraft(**(values | empty)), today)
    for problem in problems:
        yield _of_member(member, Severity.WRONG, problem.message)
    stated = member_checks.other_birth(member.birth, member.id_number)
    if stated is not None:
        text = f"出生日期与身份证号不同（号码表示{day_text(stated)}）；以档案认定为准的请忽略。"
        yield _of_member(member, Severity.CHECK, text)
    if problems or not member.joined or member.left_on is not None:
        return
    if member.kind is MemberKind.PROBATIONARY:
        yield from _probation(member, today)
    elif member.regular and _too_soon(member.joined, member.regular):
        text = "转正日期距入党日期不满一年，请核对（1969年4月1日至1977年8月11日入党的除外）。"
        yield _of_member(member, Severity.CHECK, text)


def _too_soon(joined: str, regular: str) -> bool:
    first, last = party_dates.NO_PROBATION
    if first <= partial_dates.first_day(joined) <= last:
        return False
    return partial_dates.last_day(regular) < party_dates.probation(partial_dates.first_day(joined)).ends


def _probation(member: Member, today: date) -> Iterator[Finding]:
    if member.joined is None or not partial_dates.is_full(member.joined):
        return
    ends = party_dates.probation(partial_dates.first_day(member.joined)).ends
    if ends < today:
        text = f"预备期已于{day_text(ends)}满一年，还没有登记转正；已延长预备期的请忽略。"
        yield _of_member(member, Severity.CHECK, text)
    elif (ends - today).days <= PROBATION_NOTICE_DAYS:
        yield _of_member(member, Severity.SOON, f"预备期将于{day_text(ends)}满一年，请提前准备转正。")


def _duplicates(members: Sequence[Member]) -> Iterator[Finding]:
    """Two of one sound and one birthday are likely one person entered twice."""
    alike: dict[tuple[str, str], list[Member]] = defaultdict(list)
    numbers: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        if member.birth and partial_dates.is_full(member.birth):
            alike[member.name_key, member.birth].append(member)
        if member.archive_no:
            numbers[member.archive_no].append(member)
    for (_, birth), group in alike.items():
        for one, other in combinations(group, 2):
            text = f"与“{other.name}”读音相同、出生日期都是{day_text(birth)}，请核对是否重复录入。"
            yield _of_member(one, Severity.CHECK, text)
    for number, group in numbers.items():
        for one, other in combinations(group, 2):
            yield _of_member(one, Severity.CHECK, f"与“{other.name}”的档案编号都是“{number}”。")


def _secretaries(members: Sequence[Member]) -> Iterator[Finding]:
    named = [m for m in members if m.left_on is None and (m.party_post or "").strip() in (_SECRETARY, "书记")]
    for other in named[1:]:
        text = f"与“{named[0].name}”都登记为党支部书记，请核对党内职务。"
        yield _of_member(other, Severity.CHECK, text)


def _posts(session: Session) -> Iterator[Finding]:
    """Tell of a post that one member holds twice at one time."""
    query = (
        select(Record, Member)
        .join(Member, Member.id == Record.member_id)
        .where(Record.kind == RecordKind.POST, Record.deleted_at.is_(None), Member.deleted_at.is_(None))
        .order_by(Member.position, Record.starts)
    )
    held: dict[tuple[int, str], list[Record]] = defaultdict(list)
    owners: dict[int, Member] = {}
    for record, member in session.execute(query):
        owners[member.id] = member
        held[member.id, record.title].append(record)
    for (member_id, title), group in held.items():
        for one, other in combinations(group, 2):
            if one.starts and other.starts and not _apart(one, other):
                text = f"任职记录“{title}”有两条时间重叠，请核对任职和离任时间。"
                yield _of_member(owners[member_id], Severity.CHECK, text, tab="records")


def _apart(one: Record, other: Record) -> bool:
    """Whether one post surely ends before the other begins; the day of handing over is both's."""
    return any(
        first.ends
        and second.starts
        and partial_dates.first_day(first.ends) <= partial_dates.last_day(second.starts)
        for first, second in ((one, other), (other, one))
    )


def _makeups(session: Session) -> Iterator[Finding]:
    """Tell of tasks whose absence is not there (any more)."""
    query = (
        select(MakeupTask, Member.name, Attendance, Activity)
        .join(Member, Member.id == MakeupTask.member_id)
        .outerjoin(Attendance, Attendance.makeup_task_id == MakeupTask.id)
        .outerjoin(Activity, Activity.id == Attendance.activity_id)
        .where(MakeupTask.state != MakeupState.CANCELLED)
        .order_by(MakeupTask.id)
    )
    names: dict[int, str] = {}
    based: set[int] = set()
    for task, name, line, activity in session.execute(query):
        names[task.id] = name
        if line is not None and stands(activity, line):
            based.add(task.id)
    for task_id, name in names.items():
        if task_id not in based:
            text = "补学任务没有对应的缺席，请核对考勤；确属误录的请登记免补。"
            yield Finding(Severity.WRONG, name, text, "makeup", {"task_id": task_id})


def _entries(session: Session) -> Iterator[Finding]:
    """Tell of points whose item the rulebook of their day does not know."""
    timeline = timeline_in(session)
    query = (
        select(Entry.id, Entry.item_code, Entry.veto_code, Entry.happened_on, Member.name)
        .join(Member, Member.id == Entry.member_id)
        .where(Entry.state.in_(_LIVE), or_(Entry.item_code.is_not(None), Entry.veto_code.is_not(None)))
        .order_by(Entry.happened_on, Entry.id)
    )
    for line in session.execute(query):
        rulebook = timeline.on(line.happened_on)
        day = day_text(line.happened_on)
        if rulebook is None:
            text = f"{day}的积分记录：当天没有施行中的积分方案，不会计分。"
        elif line.item_code is not None and line.item_code not in rulebook.item_by_code:
            text = f"{day}的积分记录：当天的方案里没有项目“{line.item_code}”，不会计分。"
        elif line.veto_code is not None and line.veto_code not in rulebook.veto_by_code:
            text = f"{day}的积分记录：当天的方案里没有否决情形“{line.veto_code}”。"
        else:
            continue
        yield Finding(Severity.WRONG, line.name, text, "points", {"entry_id": line.id})


def _outside(session: Session) -> Iterator[Finding]:
    """Tell of attendance on days on which the member did not belong to the branch."""
    query = (
        select(Activity.id, Activity.held_on, Activity.topic, Member.name, Member.left_on)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .join(Member, Member.id == Attendance.member_id)
        .where(
            Activity.deleted_at.is_(None),
            Attendance.presence.is_not(None),
            or_(Activity.held_on > Member.left_on, Activity.held_on < Member.entered_on),
        )
        .order_by(Activity.held_on, Member.position)
    )
    for line in session.execute(query):
        gone = line.left_on is not None and line.held_on > line.left_on
        when = f"{day_text(line.left_on)}已离开本支部" if gone else "当时还没有进入本支部"
        text = f"{day_text(line.held_on)}“{line.topic}”有考勤，但{when}，请核对。"
        yield Finding(Severity.CHECK, line.name, text, "activities", {"activity_id": line.id})
