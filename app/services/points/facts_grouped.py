"""Facts gathered in the database: equal entries of one window become one fact with `times`, for totals only.

Where facts of an item stand alone and only their sum counts, a hundred entries of "1 time" are one line for
the engine. What looks at single entries (caps that items share, bonuses, the latest or the highest, words,
vetoes) is read entry by entry. The grouping query touches nothing but the covering index of the entries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models.kinds import EntryState
from app.models.points import Entry
from app.services.periods import Period, Span, Window
from app.services.points.facts import ENTRY_COLUMNS, UNAPPROVED, FactReader, Scoring
from app.services.points.rules import Item, Rulebook
from app.services.points.rules_items import Bonus, ItemKind, Multiplier
from app.services.points.scoring_base import parts_of
from app.services.points.scoring_facts import Fact

_ALONE = frozenset(
    {
        ItemKind.FIXED,
        ItemKind.PER_UNIT,
        ItemKind.PER_QUANTITY,
        ItemKind.MANUAL,
        ItemKind.RANGE,
        ItemKind.BANDS,
        ItemKind.TWO_WAY,
        ItemKind.TARGET,
        ItemKind.SHORTFALL,
        ItemKind.TARGET_LINEAR,
    }
)
"""Kinds whose facts give the same together as one by one."""


@dataclass(frozen=True, slots=True)
class GroupedFacts:
    """Facts with counts; `waiting` counts the period's entries that are not approved, wanted or not."""

    facts: list[Fact]
    misfits: int
    waiting: int


def grouped_facts_in(session: Session, scoring: Scoring, states: Sequence[EntryState]) -> GroupedFacts:
    """Return the facts that bear on a period, equal ones together; scoring them gives the same figures."""
    reader = FactReader(scoring.rulebook)
    single = _single_items(scoring.rulebook)
    counted = _state_in(states)
    number, inside, rest = 0, 0, False
    for first, last in _stretches(scoring, single):
        # grouped without their state: the sort costs half as much by it
        query = (
            select(Entry.member_id, Entry.item_code, Entry.value, func.count())
            .where(Entry.happened_on >= first, Entry.happened_on <= last, counted)
            .group_by(Entry.member_id, Entry.item_code, Entry.value)
        )
        # a plain connection: these rows are no objects of the session
        for member, item, value, times in session.connection().execute(query).all():
            if first >= scoring.period.start:
                inside += times
            if item is None or item in single:
                rest = True
                continue
            # the number only tells lines apart: no entry is looked at again by it
            number -= 1
            reader.take_counted(number, member, last, item, value, times)
    if rest:
        _take_singles(session, scoring, states, reader, single)
    read = reader.result()
    settled = all(state not in UNAPPROVED for state in states)
    # where every entry of the period is counted and approved, none waits: counting all is the cheaper question
    waits = not settled or inside != _count_in(session, scoring.period)
    return GroupedFacts(
        read.facts, read.misfits, _count_in(session, scoring.period, UNAPPROVED) if waits else 0
    )


def _state_in(states: Sequence[EntryState]) -> ColumnElement[bool]:
    return Entry.state == states[0] if len(states) == 1 else Entry.state.in_(states)


def _count_in(session: Session, period: Period, states: Sequence[EntryState] = ()) -> int:
    query = select(func.count()).where(Entry.happened_on >= period.start, Entry.happened_on <= period.end)
    return session.scalar(query.where(_state_in(states)) if states else query) or 0


def _take_singles(
    session: Session,
    scoring: Scoring,
    states: Sequence[EntryState],
    reader: FactReader,
    single: Iterable[str],
) -> None:
    query = (
        select(*ENTRY_COLUMNS)
        .where(
            Entry.happened_on >= scoring.first_day,
            Entry.happened_on <= scoring.period.end,
            Entry.state.in_(states),
            Entry.item_code.is_(None) | Entry.item_code.in_(list(single)),
        )
        .order_by(Entry.id)
    )
    for row in session.execute(query):
        reader.take(*row)


def _single_items(rulebook: Rulebook) -> frozenset[str]:
    """Return the items whose entries must be seen one by one."""
    ridden = {item.rule.on for item in rulebook.items if isinstance(item.rule, Bonus | Multiplier)}
    return frozenset(
        item.code
        for item in rulebook.items
        if item.kind not in _ALONE or item.joint is not None or item.code in ridden or _by_day(item)
    )


def _by_day(item: Item) -> bool:
    return item.cap is not None and item.cap.per is Window.DAY


def _stretches(scoring: Scoring, single: Collection[str]) -> list[tuple[date, date]]:
    """Return the stretches of days inside which no part of the period and no item's cap begins anew."""
    calendar, first, last = scoring.rulebook.calendar, scoring.first_day, scoring.period.end
    starts = {first, *(part.start for part in parts_of(calendar, scoring.period))}
    windows = {
        item.cap.per for item in scoring.rulebook.items if item.cap is not None and item.code not in single
    }
    for window in windows:
        if window.months:
            found = Period.holding(first, Span(window.value), calendar.opening).next
            while found.start <= last:
                starts.add(found.start)
                found = found.next
    ordered = sorted(starts)
    ends = [start - timedelta(days=1) for start in ordered[1:]]
    return list(zip(ordered, [*ends, last], strict=True))
