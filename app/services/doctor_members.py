"""数据体检 of archives: numbers and dates, probations, double archives, posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import MemberKind, RecordKind
from app.models.member import Member, Record
from app.services import member_checks, member_custom, member_duplicates, partial_dates, party_dates
from app.services.doctor_findings import Finding, Severity, of_member
from app.services.errors import BadInput
from app.services.member_checks import MemberDraft
from app.services.reports.words import day_text

PROBATION_NOTICE_DAYS = 60
"""So many days before its end a probation (预备期) is told of; the meeting has to be prepared."""

_SECRETARY = "党支部书记"


def examine_in(session: Session, today: date) -> Iterator[Finding]:
    """Yield what does not fit in the archives."""
    query = select(Member).where(Member.deleted_at.is_(None)).order_by(Member.position)
    members = list(session.scalars(query))
    for member in members:
        yield from _member(member, today)
    yield from _duplicates(session)
    yield from _archive_numbers(members)
    yield from _secretaries(members)
    yield from _own_fields(session, members, today)
    yield from _posts(session)


def _member(member: Member, today: date) -> Iterator[Finding]:
    """Tell what breaks the rules of the form: data that came in before them or by another way."""
    values = {item.name: getattr(member, item.name) for item in fields(MemberDraft)}
    empty = {key: "" for key in member_checks.TEXT_FIELDS if values[key] is None}
    _, problems = member_checks.look_over(MemberDraft(**(values | empty)), today)
    for problem in problems:
        yield of_member(member, Severity.WRONG, problem.message)
    stated = member_checks.other_birth(member.birth, member.id_number)
    if stated is not None:
        text = f"出生日期与身份证号不同（号码表示{day_text(stated)}）；以档案认定为准的请忽略。"
        yield of_member(member, Severity.CHECK, text)
    if problems or not member.joined or member.left_on is not None:
        return
    if member.kind is MemberKind.PROBATIONARY:
        yield from _probation(member, today)
    elif not member.regular:
        yield of_member(member, Severity.CHECK, "是正式党员，但没有转正日期，请补填。")
    elif _too_soon(member.joined, member.regular):
        text = "转正日期距入党日期不满一年，请核对（1969年4月1日至1977年8月11日入党的除外）。"
        yield of_member(member, Severity.CHECK, text)


def _too_soon(joined: str, regular: str) -> bool:
    first, last = party_dates.NO_PROBATION
    if first <= partial_dates.first_day(joined) <= last:
        return False
    return partial_dates.last_day(regular) < party_dates.probation(partial_dates.first_day(joined)).ends


def _probation(member: Member, today: date) -> Iterator[Finding]:
    if member.joined is None or not partial_dates.is_full(member.joined):
        return
    ends, words = party_dates.probation(partial_dates.first_day(member.joined)).ends, "满一年"
    if member.extended_to:
        ends, words = partial_dates.last_day(member.extended_to), "延长期满"
    if ends < today:
        hint = "" if member.extended_to else "；已延长预备期的，请填写“延长预备期至”"
        text = f"预备期已于{day_text(ends)}{words}，还没有登记转正{hint}。"
        yield of_member(member, Severity.CHECK, text)
    elif (ends - today).days <= PROBATION_NOTICE_DAYS:
        text = f"预备期将于{day_text(ends)}{words}，请提前准备转正。"
        yield of_member(member, Severity.SOON, text)


def _duplicates(session: Session) -> Iterator[Finding]:
    for pair in member_duplicates.pairs_in(session):
        text = f"与“{pair.other_name}”{pair.why}，可能重复录入；打开后可以逐项比较、合并。"
        focus: dict[str, object] = {"member_id": pair.kept_id, "merge_with": pair.other_id}
        yield Finding(Severity.CHECK, pair.kept_name, text, "members", focus)


def _archive_numbers(members: Sequence[Member]) -> Iterator[Finding]:
    numbers: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        if member.archive_no:
            numbers[member.archive_no].append(member)
    for number, group in numbers.items():
        for one, other in combinations(group, 2):
            yield of_member(one, Severity.CHECK, f"与“{other.name}”的档案编号都是“{number}”。")


def _secretaries(members: Sequence[Member]) -> Iterator[Finding]:
    named = [m for m in members if m.left_on is None and (m.party_post or "").strip() in (_SECRETARY, "书记")]
    for other in named[1:]:
        text = f"与“{named[0].name}”都登记为党支部书记，请核对党内职务。"
        yield of_member(other, Severity.CHECK, text)


def _own_fields(session: Session, members: Sequence[Member], today: date) -> Iterator[Finding]:
    """Tell of values that an import brought into the branch's own fields and that do not fit there."""
    own = member_custom.list_fields_in(session)
    for member in members:
        for field in own:
            text = str((member.extra or {}).get(field.name, ""))
            try:
                member_custom.checked(field, text, today)
            except BadInput as error:
                yield of_member(member, Severity.CHECK, f"{error.message}现在是“{text}”。")


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
                yield of_member(owners[member_id], Severity.CHECK, text, tab="records", record_id=other.id)


def _apart(one: Record, other: Record) -> bool:
    """Whether one post surely ends before the other begins; the day of handing over is both's."""
    return any(
        first.ends
        and second.starts
        and partial_dates.first_day(first.ends) <= partial_dates.last_day(second.starts)
        for first, second in ((one, other), (other, one))
    )
