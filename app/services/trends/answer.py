"""What a chart is: its figure, the same figures as a table, and where a click leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.services.errors import AppError
from app.services.reports.figures_data import FigureData, Spot

Goal = tuple[str, tuple[tuple[str, Any], ...]]
"""A page's key, and what it is to focus, as (name, value) pairs."""


class NothingToDraw(AppError):
    """There are no figures to draw; `hint` says what to do about it."""

    def __init__(self, message: str, hint: str, goal: Goal | None = None, act: str = "") -> None:
        """Say what is missing, and where it is mended."""
        super().__init__(message)
        self.hint, self.goal, self.act = hint, goal, act


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; `goal` leads to the record behind it."""

    cells: tuple[str, ...]
    goal: Goal | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a place in the figure, and where a click on it leads."""

    tip: str
    goal: Goal | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A chart.

    Attributes:
        data: What the figure is drawn from.
        heads: The table's heads; the first is a name, the others are figures.
        told: What is told of each place.
        summary: The figures of the whole in one line.
        period: What it covers, in words, for the foot of a print-out.
    """

    data: FigureData
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    told: Mapping[Spot, Told] = field(default_factory=dict)
    summary: str = ""
    period: str = ""

    @property
    def closed(self) -> bool:
        """Whether everything in it is settled; else it is marked 未结算."""
        closed = self.data.closed
        return all(closed) if isinstance(closed, tuple) else closed
