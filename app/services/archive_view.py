"""一人一档 on screen: what is known of a member by sections, what is missing, and the member's year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from app.models.kinds import MemberKind
from app.models.member import Member
from app.models.org import Org
from app.services import (
    makeup_rows,
    member_beside,
    member_custom,
    member_tags,
    members,
    partial_dates,
    participation,
    party_dates,
    records,
    talks,
)
from app.services.context import Context
from app.services.errors import NotFound
from app.services.makeup_rows import MakeupRow, TaskFilter
from app.services.member_beside import Beside
from app.services.member_checks import other_birth
from app.services.member_fields import FIELD_LABELS, FIELDS, FLAGS, LEFT_FIELDS
from app.services.member_history import shown_value
from app.services.member_rows import MemberRow
from app.services.participation import Participation
from app.services.periods import Period, Span
from app.services.points.facts import NoRulebook
from app.services.points.shown_totals import shown_totals
from app.services.points.totals import PeriodTotals
from app.services.records import RecordLine
from app.services.reports.words import day_text

# 党员基本信息采集表 of the national system: what an archive must hold
_ANSWERED = ("name", "kind", "branch", "status", "lost", "mobile")
"""Of its 16 items those that are always answered: name, class and branch are there, the rest is yes or no."""
_NATIONAL = ("sex", "ethnicity", "id_number", "birth", "education", "joined", "job", "phone", "address")

MISSING_COLUMNS = (*_NATIONAL, "landline", "kind", "regular", "lost", "lost_since", "mobile", "mobile_to")
"""What `missing_of` looks at."""

# what is counted or put together stands after the field it belongs to; what is told within another is left out
_FOLLOWED_BY = {"birth": "age", "joined": "party_birthday", "regular_kind": "party_age", "entered_on": "left"}
_TOLD_WITHIN = LEFT_FIELDS | {"name", "lost_since", "lost_reason", "mobile_to", "extra"}

_ALWAYS = frozenset(_NATIONAL) | {"kind", "klass", "group_id", "regular", "status", "unit", "phone"}
_WORDS = {"age": "年龄", "party_birthday": "政治生日", "party_age": "党龄", "left": "离开"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value; `missing` marks one that the national form asks for."""

    key: str
    label: str
    value: str
    missing: bool = False


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """One archive as the side panel shows it; ID number, phone, address and talks (谈话) are masked."""

    member: MemberRow
    sections: tuple[tuple[str, tuple[Fact, ...]], ...]
    records: tuple[RecordLine, ...]
    missing: tuple[str, ...]
    asked: int

    @property
    def filled(self) -> int:
        """How many of the national form's items are there, of `asked`."""
        return self.asked - len(self.missing)


@dataclass(frozen=True, slots=True)
class QuarterFigure:
    """A member's points of one quarter; empty texts where there are none."""

    code: str
    label: str
    total: str
    average: str
    grade: str
    rank: int | None
    exempt: bool
    open: bool


@dataclass(frozen=True, slots=True)
class YearView:
    """One year of a member, read from organisational life, make-ups and points."""

    year: int
    life: Participation
    makeups: tuple[MakeupRow, ...]
    quarters: tuple[QuarterFigure, ...]
    total: QuarterFigure | None
    rulebook: str


@dataclass(frozen=True, slots=True)
class YearTotals:
    """The branch's points of a year, which every member's year is read from."""

    quarters: tuple[PeriodTotals, ...]
    whole: PeriodTotals | None


def view(ctx: Context, member_id: int) -> ArchiveView:
    """Return one member's archive.

    Raises:
        NotFound: There is no such member.

    """
    with ctx.read() as session:
        member = members.get_in(session, member_id)
        rows = members.list_members_in(session, include_left=True)
        row = next(row for row in rows if row.id == member_id)
        group = None if member.group_id is None else session.get(Org, member.group_id)
        values = _values(member, "" if group is None else group.name, ctx.today)
        lines = [talks.hidden(line) for line in records.list_records_in(session, member_id)]
        beside = Beside(
            {field.name: "" for field in member_custom.list_fields_in(session)},
            member_tags.tags_of_in(session, [member_id]).get(member_id, ()),
            tuple(member_beside.seconds_in(session, member_id)),
        )
    wanted = _wanted(partial(getattr, member))
    missing = tuple(FIELD_LABELS[key] for key in wanted if not values.get(key))
    sections = [(title, _facts(keys, values, wanted)) for title, keys in _sections().items()]
    sections += _beside(member, beside)
    return ArchiveView(
        row, tuple((t, f) for t, f in sections if f), tuple(lines), missing, len(_ANSWERED) + len(wanted)
    )


def year_of(ctx: Context, member_id: int, year: int, totals: YearTotals | None = None) -> YearView:
    """Return what a year holds of a member; without a rulebook there are no points.

    Args:
        ctx: The context.
        member_id: Whose year.
        year: Which.
        totals: The branch's points of that year where they were read before.

    """
    tasks = makeup_rows.list_tasks(
        ctx, TaskFilter(member_id=member_id, since=date(year, 1, 1), until=date(year, 12, 31))
    )
    found = year_totals(ctx, year) if totals is None else totals
    quarters = (_figure(quarter, member_id) for quarter in found.quarters)
    return YearView(
        year=year,
        life=participation.counts(ctx, member_id, year),
        makeups=tuple(tasks),
        quarters=tuple(figure for figure in quarters if figure is not None),
        total=None if found.whole is None else _figure(found.whole, member_id),
        rulebook=found.quarters[-1].rulebook if found.quarters else "",
    )


def year_totals(ctx: Context, year: int) -> YearTotals:
    """Return the branch's points of a year: of each quarter that has begun and has a rulebook, and of the whole."""
    whole = Period(Span.YEAR, year)
    begun = [period for period in whole.quarters if period.start <= ctx.today]
    quarters = [totals for period in begun if (totals := _totals(ctx, period)) is not None]
    return YearTotals(tuple(quarters), _totals(ctx, whole) if quarters else None)


def age_of(birth: str | None, today: date) -> int | None:
    """Return the age in years, None where the day of birth is not fully known."""
    if not birth or not partial_dates.is_full(birth):
        return None
    return party_dates.age_on(partial_dates.first_day(birth), today)


def party_age_of(regular: str | None, correction: int, on: date) -> int | None:
    """Return the party age (党龄) on a day; counted from the day of 转正, with the correction months."""
    if not regular or partial_dates.first_day(regular) > on:
        return None
    return party_dates.party_age(partial_dates.first_day(regular), on, correction)


def missing_of(columns: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the words of what the national form still asks for, from a member's `MISSING_COLUMNS`."""
    return tuple(FIELD_LABELS[key] for key in _wanted(columns.__getitem__) if not columns[key])


def party_birthday_of(joined: str | None) -> str:
    """Return the day of the year on which a member joined (政治生日), such as 05-20; empty where it is not known."""
    return (joined or "")[5:]


def _party_birthday_words(joined: str | None, today: date) -> str:
    if not joined or not party_birthday_of(joined):
        return ""
    day = day_text(joined).partition("年")[2]
    years = party_dates.age_on(partial_dates.first_day(joined), today)
    return f"{day}（入党满{years}年）" if years > 0 else day


def age_words(member: Member, today: date) -> str:
    """Return the age as the archive writes it, empty where it is not known."""
    age = age_of(member.birth, today)
    return "" if age is None else f"{age}岁"


def party_age_words(member: Member, on: date) -> str:
    """Return the party age as the archive writes it, empty before 转正."""
    years = party_age_of(member.regular, member.age_correction, on)
    return "" if years is None else f"{years}年"


def yes_or_no(stands: bool, detail: str | None) -> str:
    """Return 是 with since when or where to, or 否; for 失联 and 流动."""
    if not stands:
        return "否"
    return f"是（{day_text(detail)}）" if detail else "是"


def _beside(member: Member, beside: Beside) -> list[tuple[str, tuple[Fact, ...]]]:
    """Return the parts that only this branch keeps, and what an import brought that nobody knows."""
    extra = {head: str(text) for head, text in (member.extra or {}).items() if text}
    facts = [Fact("seconds", "兼任组织", second.words) for second in beside.seconds or ()]
    facts += [Fact("tags", "标签", "、".join(beside.tags))] if beside.tags else []
    facts += [Fact("own", name, day_text(extra[name])) for name in beside.own if name in extra]
    unknown = tuple(Fact("extra", head, text) for head, text in extra.items() if head not in beside.own)
    parts = (("标签和自定义内容", tuple(facts)), ("其他信息（导入时未识别的列）", unknown))
    return [(title, found) for title, found in parts if found]


def _sections() -> dict[str, tuple[str, ...]]:
    sections: dict[str, list[str]] = {}
    for field in FIELDS:
        if field.key not in _TOLD_WITHIN:
            sections.setdefault(field.section, []).append(field.key)
        if field.key in _FOLLOWED_BY:
            sections[field.section].append(_FOLLOWED_BY[field.key])
    return {title: tuple(keys) for title, keys in sections.items()}


def _wanted(value: Callable[[str], Any]) -> list[str]:
    """Return what the form asks of a member whose columns are told by name."""
    # the form asks for a mobile or a fixed number
    only_landline = value("landline") and not value("phone")
    wanted = ["landline" if key == "phone" and only_landline else key for key in _NATIONAL]
    if value("kind") is MemberKind.FULL:
        wanted.append("regular")
    if value("lost"):
        wanted.append("lost_since")
    if value("mobile"):
        wanted.append("mobile_to")
    return wanted


def _values(member: Member, group: str, today: date) -> dict[str, str]:
    values = {key: shown_value(key, getattr(member, key, None)) for key in FIELD_LABELS if key != "extra"}
    stated = other_birth(member.birth, member.id_number)
    if stated is not None:
        values["birth"] += f"（与身份证号不一致，号码表示{partial_dates.show(stated)}）"
    values["group_id"] = group
    values["age"] = age_words(member, today)
    values["party_birthday"] = _party_birthday_words(member.joined, today)
    values["party_age"] = party_age_words(member, today)
    since = " ".join(filter(None, (day_text(member.lost_since), member.lost_reason)))
    values["lost"] = yes_or_no(member.lost, since) if member.lost else ""
    values["mobile"] = yes_or_no(member.mobile, member.mobile_to) if member.mobile else ""
    if member.left_on is not None:
        parts = (day_text(member.left_on), values["left_reason"], member.left_note or "")
        values["left"] = "　".join(filter(None, parts))
    for key in FLAGS:
        if not getattr(member, key):
            values[key] = ""
    if not member.age_correction:
        values["age_correction"] = ""
    return values


def _facts(keys: tuple[str, ...], values: dict[str, str], wanted: list[str]) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            key,
            FIELD_LABELS.get(key) or _WORDS[key],
            values.get(key, ""),
            key in wanted and not values.get(key),
        )
        for key in keys
        if values.get(key) or key in wanted or key in _ALWAYS
    )


def _totals(ctx: Context, period: Period) -> PeriodTotals | None:
    try:
        return shown_totals(ctx, period.code)
    except NoRulebook:
        return None


def _figure(totals: PeriodTotals, member_id: int) -> QuarterFigure | None:
    try:
        row = totals.of(member_id)
    except NotFound:
        return None
    average = totals.average
    return QuarterFigure(
        code=totals.period.code,
        label=totals.period.short_label,
        total="" if row.exempt else row.total_text,
        average="" if average is None else totals.text(average),
        grade=row.grade,
        rank=row.rank,
        exempt=row.exempt,
        open=totals.open,
    )
