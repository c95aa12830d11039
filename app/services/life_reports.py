"""Reports about members that fall out of 组织生活: dual life of leading cadres, study hours, long absences.

The program counts and warns; it never sets anybody's status. What a number rests on is in `SOURCES`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select

from app.models.kinds import ActivityKind, Presence, RecordKind
from app.models.member import Member, Record
from app.services import members, participation, party_dates, settings
from app.services.context import Context
from app.services.life_lines import Count, Line, by_member, lines_in
from app.services.member_rows import MemberRow
from app.services.periods import Period

ALERT_MONTHS = (3, 5, 6)
"""Months without organisational life at which the program warns; the last is that of 条例 第三十一条（六）."""
HALF = Fraction(1, 2)
"""双重组织生活: a county bureau's rule asks for half of the branch's activities; the 条例 names no share."""

SOURCES = {
    "dual": "《中国共产党党员教育管理工作条例》第十六条：党员领导干部应当参加双重组织生活。",
    "hours": settings.SOURCES["study_hours_target"] + "。",
    "absent": (
        "《中国共产党党员教育管理工作条例》第三十一条：没有正当理由，连续六个月不参加组织生活的，按自行脱党予以除名。"
        "是否有正当理由、如何处置由党组织按程序认定，本表只作提醒，不改变任何人的党籍状态。"
    ),
}

_ADVICE = {
    3: "建议了解情况、提醒谈话（条例第二十八条）",
    5: "建议批评教育、督促参加（条例第二十九条）",
    6: "请党组织核实有无正当理由，按条例第三十一条研究",
}
_ALWAYS_EXCUSED = "其间都请了假：建议主动联系、送学上门，督促补学"


@dataclass(frozen=True, slots=True)
class Part:
    """One activity somebody took part in; `org` is empty for the branch itself."""

    held_on: date
    kind: ActivityKind
    org: str


@dataclass(frozen=True, slots=True)
class DualLifeRow:
    """A leading cadre as an ordinary member (双重组织生活): expected, attended, with days and organisations."""

    member: MemberRow
    post: str
    expected: int
    attended: tuple[Part, ...]
    made_up: int

    @property
    def rate(self) -> Fraction | None:
        """Attended of expected, None where nothing was expected."""
        return Fraction(len(self.attended), self.expected) if self.expected else None


@dataclass(frozen=True, slots=True)
class HoursRow:
    """A member's study hours (学时) of a year, in hundredths: organisational life with make-ups, and training."""

    member: MemberRow
    life: int
    training: int
    target: int

    @property
    def total(self) -> int:
        """All hours."""
        return self.life + self.training

    @property
    def missing(self) -> int:
        """What is short of the target, 0 where it is reached."""
        return max(0, self.target - self.total)


@dataclass(frozen=True, slots=True)
class AbsentRow:
    """A member without organisational life for a while.

    Attributes:
        last: The last activity attended; None where the branch's records have none.
        since: The day the months are counted from: `last`, or when the member came, or the first activity.
        level: 3, 5 or 6: the alert that is full.
        six_on: The day six months are (or were) full.
        count: What was expected of the member since.
        advice: What the rule suggests; empty where every absence was exempt or nothing was expected.
    """

    member: MemberRow
    last: date | None
    since: date
    months: int
    level: int
    six_on: date
    count: Count
    advice: str


def dual_life(ctx: Context, period: str) -> list[DualLifeRow]:
    """Return the leading cadres with their organisational life as ordinary members.

    支委会 is left out: there they act as members of the committee.

    Raises:
        BadInput: The period cannot be read.

    """
    found = Period.parse(period)
    with ctx.read() as session:
        posts: dict[int, str] = {
            row.id: row.post or row.party_post or ""
            for row in session.execute(
                select(Member.id, Member.post, Member.party_post).where(Member.leading_cadre.is_(True))
            )
        }
        lines = by_member(lines_in(session, found.start, found.end))
        people = [m for m in members.list_members_in(session, include_left=True) if m.id in posts]
    return [_dual(member, posts[member.id], lines[member.id]) for member in people if _there(member, found)]


def study_hours(ctx: Context, year: int) -> list[HoursRow]:
    """Return the study hours of every member of today, in the branch's order."""
    life = participation.study_hours(ctx, year)
    target = settings.load(ctx).study_hours_target * 100
    query = select(Record.member_id, Record.quantity).where(
        Record.kind == RecordKind.TRAINING,
        Record.deleted_at.is_(None),
        Record.quantity.is_not(None),
        Record.starts.startswith(str(year)),
    )
    training: dict[int, int] = defaultdict(int)
    with ctx.read() as session:
        for row in session.execute(query):
            training[row.member_id] += row.quantity or 0
    return [
        HoursRow(member, life.get(member.id, 0), training[member.id], target)
        for member in members.list_members(ctx)
    ]


def long_absent(ctx: Context) -> list[AbsentRow]:
    """Return who has had no organisational life for three months or longer, the longest first."""
    with ctx.read() as session:
        lines = by_member(lines_in(session, date.min, ctx.today))
        people = members.list_members_in(session, on=ctx.today)
    first = min((line.held_on for mine in lines.values() for line in mine), default=ctx.today)
    rows = [_absent(member, lines[member.id], first, ctx.today) for member in people]
    return sorted((row for row in rows if row.level), key=lambda row: (-row.months, row.since))


def _there(member: MemberRow, period: Period) -> bool:
    entered = member.entered_on is None or member.entered_on <= period.end
    return entered and (member.left_on is None or member.left_on >= period.start)


def _dual(member: MemberRow, post: str, lines: Sequence[Line]) -> DualLifeRow:
    mine = [line for line in lines if line.kind is not ActivityKind.COMMITTEE]
    return DualLifeRow(
        member=member,
        post=post,
        expected=sum(line.presence is not Presence.EXEMPT for line in mine),
        attended=tuple(Part(line.held_on, line.kind, line.org) for line in mine if line.presence.attended),
        made_up=sum(line.made_up for line in mine),
    )


def _advice(level: int, counts: Count) -> str:
    """Return what is suggested; whoever asked for leave each time is not treated as one who stayed away."""
    if not level or not counts.expected:
        return ""
    excused = not counts.unexcused and level < ALERT_MONTHS[-1]
    return f"满 {level} 个月，{_ALWAYS_EXCUSED if excused else _ADVICE[level]}"


def _absent(member: MemberRow, lines: Sequence[Line], first: date, today: date) -> AbsentRow:
    attended = [line.held_on for line in lines if line.presence.attended]
    last = max(attended, default=None)
    since = last or max(first, member.entered_on or first)
    months = party_dates.months_between(since, today)
    level = max((limit for limit in ALERT_MONTHS if months >= limit), default=0)
    missed = [line for line in lines if line.held_on > since or last is None]
    counts = Count.of(missed)
    return AbsentRow(
        member=member,
        last=last,
        since=since,
        months=months,
        level=level,
        six_on=party_dates.absence_alert(since),
        count=counts,
        advice=_advice(level, counts),
    )
