"""季度分析: a branch's quarter as bars, and a member's quarters against the branch, as data for figures."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from app.models.kinds import MemberClass
from app.services.context import Context
from app.services.periods import Period, Span
from app.services.points.facts import NoRulebook
from app.services.points.rules_items import Number
from app.services.points.shown_totals import shown_totals
from app.services.points.totals import MemberTotal, PeriodTotals
from app.services.reports.documents import CategoryBars, MemberLine, QuarterBars

UNSETTLED = "未结算"
MOST_STEPS = 8


def quarter_bars(
    ctx: Context,
    period: str,
    *,
    group_id: int | None = None,
    klass: MemberClass | None = None,
    stacked: bool = True,
) -> QuarterBars:
    """Return one bar a member of a period, in the order of the branch.

    Args:
        ctx: The context.
        period: A quarter such as "2026Q3"; any other period of the rulebook does as well.
        group_id: Only members of this group.
        klass: Only members of this class.
        stacked: Whether the bars are made of the categories (and the base).

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    totals = shown_totals(ctx, period)
    rows = _picked(totals.rows, group_id, klass)
    return bars_of(totals, rows, source_of(ctx, totals), stacked=stacked)


def bars_of(
    totals: PeriodTotals, rows: Sequence[MemberTotal], source: str, *, stacked: bool = True
) -> QuarterBars:
    """Return the bars of some rows of a period."""
    return QuarterBars(
        title=f"{totals.period.label}党员积分",
        source=source,
        names=tuple(row.name for row in rows),
        totals=tuple(None if row.exempt else Fraction(row.total) for row in rows),
        average=average([row.total for row in rows if not row.exempt]),
        closed=not totals.open,
        decimals=totals.decimals,
        categories=parts_of(totals, rows) if stacked else (),
    )


def member_line(ctx: Context, member_id: int, year: int) -> MemberLine:
    """Return a member's quarters of a year against the average and the span of the branch.

    Quarters that have not begun, that have no rulebook, or in which the member did not belong to the branch
    have no value.

    Raises:
        NoRulebook: No quarter of the year has a rulebook.

    """
    quarters = Period(Span.YEAR, year).quarters
    found = [_totals(ctx, quarter) for quarter in quarters]
    return line_of(ctx, quarters, found, member_id)


def line_of(
    ctx: Context, quarters: Sequence[Period], found: Sequence[PeriodTotals | None], member_id: int
) -> MemberLine:
    """Return a member's line over quarters of a year; `found` are their totals, None where there are none.

    Raises:
        NoRulebook: No quarter has totals.

    """
    year = quarters[0].year
    known = [totals for totals in found if totals is not None]
    if not known:
        raise NoRulebook(quarters[0].around(Span.YEAR))
    own = [_own(totals, member_id) for totals in found]
    branch = [_figures(totals) for totals in found]
    name = next((row.name for row in reversed(own) if row is not None), "")
    return MemberLine(
        title=f"{name}{year}年各季度积分" if name else f"{year}年各季度积分",
        source=source_of(ctx, known[-1]),
        name=name,
        quarters=tuple(quarter.label.replace("第", "") for quarter in quarters),
        totals=tuple(None if row is None or row.exempt else Fraction(row.total) for row in own),
        averages=tuple(average(figures) for figures in branch),
        lows=tuple(Fraction(min(figures)) if figures else None for figures in branch),
        highs=tuple(Fraction(max(figures)) if figures else None for figures in branch),
        closed=tuple(totals is not None and not totals.open for totals in found),
        decimals=known[-1].decimals,
    )


def steps_of(figures: Sequence[Number], most: int = MOST_STEPS) -> tuple[tuple[int, int, int], ...]:
    """Return how figures are spread: (from, below, how many) of at most `most` equal steps, none left out."""
    if not figures:
        return ()
    low, high = floor(min(figures)), floor(max(figures)) + 1
    step = max(1, ceil((high - low) / most))
    edges = range(low, high, step)
    return tuple((edge, edge + step, sum(edge <= each < edge + step for each in figures)) for edge in edges)


def _totals(ctx: Context, quarter: Period) -> PeriodTotals | None:
    """Return a quarter's totals, None where it has not begun or no rulebook is in force."""
    try:
        totals = shown_totals(ctx, quarter.code)
    except NoRulebook:
        return None
    return None if totals.period.start > ctx.today else totals


def _own(totals: PeriodTotals | None, member_id: int) -> MemberTotal | None:
    rows = () if totals is None else totals.rows
    return next((row for row in rows if row.id == member_id), None)


def _figures(totals: PeriodTotals | None) -> list[Number]:
    return [] if totals is None else [row.total for row in totals.rows if not row.exempt]


def average(figures: Sequence[Number]) -> Fraction | None:
    """Return the average, None of nothing."""
    return Fraction(sum(figures)) / len(figures) if figures else None


def _picked(
    rows: Sequence[MemberTotal], group_id: int | None, klass: MemberClass | None
) -> list[MemberTotal]:
    return [
        row
        for row in rows
        if (group_id is None or row.member.group_id == group_id)
        and (klass is None or row.member.klass is klass)
    ]


def parts_of(totals: PeriodTotals, rows: Sequence[MemberTotal]) -> tuple[CategoryBars, ...]:
    """Return the parts of each bar; none where they do not add up to the total (a cap or a veto came after)."""
    if any(row.base + sum(row.categories) != row.total for row in rows if not row.exempt):
        return ()
    base = [CategoryBars("基础分", _bars(rows, [row.base for row in rows]))] if totals.has_base else []
    parts = [
        CategoryBars(head.name, _bars(rows, [row.categories[at] for row in rows]))
        for at, head in enumerate(totals.categories)
    ]
    return (*base, *parts)


def _bars(rows: Sequence[MemberTotal], figures: Sequence[Number]) -> tuple[Fraction, ...]:
    return tuple(
        Fraction(0) if row.exempt else Fraction(figure) for row, figure in zip(rows, figures, strict=True)
    )


def source_of(ctx: Context, totals: PeriodTotals) -> str:
    """Return the line under a figure: what was counted, by which rulebook, until when."""
    return f"审定的积分记录，按{totals.rulebook}计分，截至 {ctx.today.isoformat()}"
