"""Which adjustments (结算后调整) count in a period, and how many points each has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import EntryState, SourceKind
from app.models.points import Closing, Entry
from app.services.periods import Period, Span
from app.services.points.closed import BINDING_STATES
from app.services.points.rules_numbers import simplest
from app.services.points.scoring_cards import Adjustment
from app.services.points.scoring_facts import Key
from app.services.points.values import HUNDREDTHS

CODE = "adjusted"
"""The key of the column that holds them; no category has it, for it is none."""
ADJUSTMENT_NAME = SourceKind.ADJUSTMENT.label
_NAMES = {
    Span.MONTH: "以前月份调整",
    Span.QUARTER: "以前季度调整",
    Span.HALF: "以前半年调整",
    Span.YEAR: "以前年度调整",
}


def column_name(period: Period) -> str:
    """Return the words of the column in a period's table: 以前季度调整."""
    return _NAMES[period.span]


def points_in(entry: Entry) -> Fraction:
    """Return the points of an adjustment, without loss."""
    return points_of(entry.value, entry.value_text)


def points_of(value: int | None, text: str | None) -> Fraction:
    """Return the points of stored values: hundredths, or a fraction such as "1/3" where those do not do."""
    return Fraction(text or 0) if value is None else Fraction(value, HUNDREDTHS)


def adjustments_in(
    session: Session,
    period: Period,
    states: Sequence[EntryState],
    member_ids: Iterable[int] | None = None,
) -> dict[Key, list[Adjustment]]:
    """Return the adjustments that count in a period, by member, in the order of their booking.

    One whose corrected days lie inside the period does not count: there the corrected facts do.
    """
    query = select(
        Entry.id,
        Entry.member_id,
        Entry.value,
        Entry.value_text,
        Entry.adjusts,
        Entry.reason,
        Entry.created_at,
    ).where(
        Entry.source == SourceKind.ADJUSTMENT,
        Entry.happened_on.between(period.start, period.end),
        Entry.state.in_(states),
    )
    if member_ids is not None:
        query = query.where(Entry.member_id.in_(list(member_ids)))
    rows = session.execute(query.order_by(Entry.happened_on, Entry.id)).all()
    settled = _settled_at_in(session, period.span) if rows else {}
    found: dict[Key, list[Adjustment]] = defaultdict(list)
    for row in rows:
        origin = Period.parse(row.adjusts, period.opening)
        if not _counts(period, origin, row.created_at, settled):
            continue
        points = simplest(points_of(row.value, row.value_text))
        text = f"{column_name(period)}（{origin.label}）：{row.reason or ''}"
        found[row.member_id].append(Adjustment(row.id, points, text))
    return found


@dataclass(frozen=True, slots=True)
class InnerAdjustment:
    """An adjustment between two parts of one period, which the period itself does not count."""

    member_id: int
    day: date
    origin: Period
    points: Fraction
    reason: str


def inner_adjustments_in(session: Session, period: Period) -> list[InnerAdjustment]:
    """Return the approved adjustments between parts of a period, by day."""
    query = select(Entry).where(
        Entry.source == SourceKind.ADJUSTMENT,
        Entry.happened_on.between(period.start, period.end),
        Entry.state == EntryState.APPROVED,
    )
    found = (
        InnerAdjustment(
            each.member_id,
            each.happened_on,
            Period.parse(each.adjusts or "", period.opening),
            points_in(each),
            each.reason or "",
        )
        for each in session.scalars(query.order_by(Entry.happened_on, Entry.id))
    )
    return [each for each in found if period.contains(each.origin.start)]


def _counts(period: Period, origin: Period, made: datetime, settled: dict[str, datetime]) -> bool:
    if period.contains(origin.start):
        return False
    if origin.span.months >= period.span.months:
        return True
    closed = settled.get(origin.around(period.span).code)
    return closed is not None and closed <= made


def _settled_at_in(session: Session, span: Span) -> dict[str, datetime]:
    """Return when each settled period of a length was locked."""
    query = select(Closing.period, Closing.closed_at).where(
        Closing.state.in_(BINDING_STATES), Closing.reopened_at.is_(None)
    )
    return {
        row.period: row.closed_at for row in session.execute(query) if Period.parse(row.period).span is span
    }
