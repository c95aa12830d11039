"""What the figures beyond a quarter's bars and a member's line are drawn from; nothing heavy is imported here."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.services.reports.documents import MemberLine, QuarterBars

Spot = tuple[int, int]
"""What can be pointed at in a figure: (row or column, part), both from 0."""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a column chart, with a value for each column."""

    label: str
    values: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A column chart: quarters, groups, steps of points.

    Attributes:
        unit: What the values are, e.g. 分 or %.
        stacked: Columns stand on each other; else side by side.
        unsettled: (column, series) of what may still change; a stacked column is named by series 0.
        limit: Where the axis ends at least, e.g. 100 for shares; 0 leaves it to the values.
        average: A line across, None draws none.
        totals: What is written above each stacked column; empty writes the sum.
    """

    title: str
    source: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = "分"
    decimals: int = 1
    stacked: bool = True
    unsettled: frozenset[Spot] = frozenset()
    limit: int = 0
    average: Fraction | None = None
    totals: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether nothing of it may still change."""
        return not self.unsettled


@dataclass(frozen=True, slots=True)
class Heat:
    """A heat map of members × months; None leaves a field empty.

    Attributes:
        values: One tuple a member, parallel to `labels`.
        unsettled: Months that may still change.
    """

    title: str
    source: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    values: tuple[tuple[Fraction | None, ...], ...]
    unit: str = "分"
    decimals: int = 1
    unsettled: frozenset[int] = frozenset()

    @property
    def closed(self) -> bool:
        """Whether nothing of it may still change."""
        return not self.unsettled


FigureData = QuarterBars | MemberLine | Columns | Heat
