"""Facts for the engine: entries read as plain columns, members of a period, totals of the year before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.kinds import EntryState, MemberClass, MemberKind
from app.models.member import Member
from app.models.org import Org
from app.models.points import Closing, ClosingLine, Entry
from app.services.errors import AppError, BadInput
from app.services.periods import Period, Span
from app.services.points.closed import BINDING_STATES
from app.services.points.counted_adjustments import adjustments_in
from app.services.points.exemptions import exempted_in
from app.services.points.rules import BaseMode, Rulebook
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import simplest
from app.services.points.scoring import score
from app.services.points.scoring_facts import Fact, Key, Value, fit
from app.services.points.scoring_facts import Member as Scored
from app.services.points.values import number_of
from app.services.points.versions import Timeline, timeline_in
from app.services.shown_names import shown_names_in

APPROVED = (EntryState.APPROVED,)
UNAPPROVED = (EntryState.DRAFT, EntryState.CHECKED)


class NoRulebook(AppError):
    """No rulebook (积分方案) is in force for the period."""

    def __init__(self, period: Period) -> None:
        super().__init__(f"{period.label}没有施行中的积分方案，请先在“积分方案”里启用一个。", field="period")


@dataclass(frozen=True, slots=True)
class Scoring:
    """A period with its rulebook."""

    period: Period
    rulebook: Rulebook

    @property
    def first_day(self) -> date:
        """The first day whose entries bear on the period: its cycle's, for the caps that began before it."""
        return min(self.period.around(self.rulebook.calendar.cycle).start, self.period.start)


@dataclass(frozen=True, slots=True)
class PeriodMember:
    """A member who belongs to the branch on any day of the period, those who left inside it as well."""

    id: int
    name: str
    name_key: str
    name_initials: str
    kind: MemberKind
    klass: MemberClass
    group_id: int | None
    group_name: str
    left_on: date | None
    exempt: bool = False

    @property
    def search_key(self) -> str:
        """What finds the member besides the name: pinyin and its initials."""
        return f"{self.name_key} {self.name_initials}".lower()

    @property
    def scored(self) -> Scored:
        """The member as the engine sees him; without a decision his class decides."""
        return Scored(self.id, self.klass.label, True if self.exempt else None)


@dataclass(frozen=True, slots=True)
class Facts:
    """The entries of a period as facts; `misfits` counts those that the rulebook cannot score."""

    facts: list[Fact]
    misfits: int


def scoring_in(session: Session, code: str, timeline: Timeline | None = None) -> Scoring:
    """Return a period and the rulebook that holds on its last day.

    Raises:
        BadInput: `code` is no period.
        NoRulebook: None is in force then.

    """
    plain = Period.parse(code)
    rulebook = (timeline or timeline_in(session)).on(plain.end)
    if rulebook is None:
        raise NoRulebook(plain)
    return Scoring(rulebook.calendar.parse(code), rulebook)


def members_in(session: Session, period: Period) -> list[PeriodMember]:
    """Return the members of a period in the order of the branch."""
    names, exempt = shown_names_in(session), exempted_in(session, period)
    query = (
        select(
            Member.id,
            Member.name_key,
            Member.name_initials,
            Member.kind,
            Member.klass,
            Member.group_id,
            Org.name.label("group_name"),
            Member.left_on,
        )
        .outerjoin(Org, Org.id == Member.group_id)
        .where(
            Member.deleted_at.is_(None),
            (Member.entered_on.is_(None)) | (Member.entered_on <= period.end),
            (Member.left_on.is_(None)) | (Member.left_on >= period.start),
        )
        .order_by(Member.position, Member.id)
    )
    return [
        PeriodMember(
            number, names[number], key, initials, kind, klass, group, group_name or "", left, number in exempt
        )
        for number, key, initials, kind, klass, group, group_name, left in session.execute(query)
    ]


def facts_in(
    session: Session, scoring: Scoring, states: Sequence[EntryState], member_ids: Iterable[int] | None = None
) -> Facts:
    """Return the entries that bear on a period: its own days, and the cycle's days before them."""
    query = (
        select(*ENTRY_COLUMNS)
        .where(
            Entry.happened_on >= scoring.first_day,
            Entry.happened_on <= scoring.period.end,
            Entry.state.in_(states),
        )
        .order_by(Entry.id)
    )
    if member_ids is not None:
        # the index begins with the day: naming the days lets it go straight to the member's entries
        span = (scoring.period.end - scoring.first_day).days
        days = [scoring.first_day + timedelta(days=number) for number in range(span + 1)]
        query = query.where(Entry.happened_on.in_(days), Entry.member_id.in_(list(member_ids)))
    reader = FactReader(scoring.rulebook)
    for row in session.execute(query):
        reader.take(*row)
    return reader.result()


ENTRY_COLUMNS: tuple[Any, ...] = (
    Entry.id,
    Entry.member_id,
    Entry.happened_on,
    Entry.item_code,
    Entry.value,
    Entry.value_text,
    Entry.rides_on_id,
    Entry.veto_code,
)
"""What `FactReader.take` reads of an entry, in its order."""


class FactReader:
    """Turns rows into facts; a value is checked once, however many entries have it."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._values: dict[tuple[str, int | None, str | None], tuple[bool, Value]] = {}
        self._counted: dict[tuple[str, int | None], tuple[bool, Value]] = {}
        self._facts: list[Fact] = []
        self._misfits = 0

    def take(
        self,
        entry_id: int,
        member_id: int,
        day: date,
        item: str | None,
        value: int | None,
        word: str | None,
        rides_on: int | None,
        veto: str | None,
        times: int = 1,
    ) -> None:
        """Take one entry, or `times` equal ones."""
        if item is None and veto is None:
            # an adjustment: points of another period, and no fact of this one
            return
        if item is None:
            known = veto in self._rulebook.veto_by_code
            given: Value = None
        else:
            known, given = self._value(item, value, word)
        if known:
            self._facts.append(Fact(entry_id, member_id, day, item, given, rides_on, veto, times))
        else:
            self._misfits += times

    def take_counted(
        self, number: int, member_id: int, day: date, item: str, value: int | None, times: int
    ) -> None:
        """Take `times` equal entries of an item that stand alone: most lines are such, so this way is short."""
        key = (item, value)
        found = self._counted.get(key)
        if found is None:
            found = self._counted[key] = self._read(item, value, None)
        if found[0]:
            self._facts.append(Fact(number, member_id, day, item, found[1], None, None, times))
        else:
            self._misfits += times

    def _value(self, item: str, value: int | None, word: str | None) -> tuple[bool, Value]:
        key = (item, value, word)
        if key not in self._values:
            self._values[key] = self._read(item, value, word)
        return self._values[key]

    def _read(self, code: str, value: int | None, word: str | None) -> tuple[bool, Value]:
        item = self._rulebook.item_by_code.get(code)
        if item is None:
            return False, None
        number = number_of(value)
        if isinstance(number, int) or number is None:
            try:
                return True, fit(item.rule, word or number)
            except BadInput:
                return False, None
        # half a time: what a make-up earns where the rulebook halves it
        return True, number

    def result(self) -> Facts:
        """Return what was taken."""
        return Facts(self._facts, self._misfits)


def last_year_in(session: Session, scoring: Scoring) -> dict[Key, Number] | None:
    """Return last year's totals where the base is carried over: settled ones, else computed ones."""
    if scoring.rulebook.base.mode is not BaseMode.CARRY_OVER:
        return None
    before = scoring.period.around(Span.YEAR).previous
    settled = _settled_in(session, before)
    return settled or _computed_in(session, before)


def _settled_in(session: Session, year: Period) -> dict[Key, Number]:
    latest = (
        select(func.max(Closing.version))
        .where(Closing.period == year.code, Closing.state.in_(BINDING_STATES), Closing.reopened_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(ClosingLine.member_id, ClosingLine.total)
        .join(Closing, Closing.id == ClosingLine.closing_id)
        .where(Closing.period == year.code, Closing.version == latest)
    )
    return {row.member_id: simplest(Fraction(row.total)) for row in session.execute(query)}


def _computed_in(session: Session, year: Period) -> dict[Key, Number] | None:
    rulebook = timeline_in(session).on(year.end)
    if rulebook is None:
        return None
    scoring = Scoring(rulebook.calendar.parse(year.code), rulebook)
    facts = facts_in(session, scoring, APPROVED).facts
    members = members_in(session, scoring.period)
    cards = score(
        rulebook,
        [member.scored for member in members],
        facts,
        scoring.period,
        last_year=last_year_in(session, scoring),
        as_of=year.end,
        adjustments=adjustments_in(session, scoring.period, APPROVED),
    )
    return {card.member: card.total for card in cards.cards}
