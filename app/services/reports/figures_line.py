"""折线图 of a member's quarters against the branch's average, with the branch's range as a band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.services.reports.documents import MemberLine
from app.services.reports.figures_style import (
    ACCENT,
    BAND,
    FAINT,
    GRID,
    NORMAL,
    HouseFigure,
    Mark,
    text_inches,
)
from app.services.reports.words import points_text

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.text import Text

_SIZE = (9.0, 4.6)
_CLEAR = 9  # points between a value and its dot


class LineFigure(HouseFigure):
    """One member's line; `show_data` sets another member or span without building it anew."""

    def __init__(self, data: MemberLine) -> None:
        """Draw `data`."""
        super().__init__(*_SIZE)
        axes = self.axes_
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        self._band: Any = axes.fill_between(
            [0], [0], [0], color=BAND, linewidth=0, zorder=1, label="支部最低至最高"
        )
        (self._average,) = axes.plot(
            [], [], color=FAINT, linewidth=1.4, linestyle=(0, (5, 3)), zorder=3, label="支部平均"
        )
        (self._line,) = axes.plot([], [], color=ACCENT, linewidth=2.2, zorder=4, label="本人")
        (self._line_open,) = axes.plot([], [], color=ACCENT, linewidth=1.8, linestyle=(0, (3, 2)), zorder=4)
        (self._settled,) = axes.plot([], [], "o", color=ACCENT, markersize=7, zorder=5)
        (self._open,) = axes.plot(
            [],
            [],
            "o",
            markersize=7,
            markerfacecolor="white",
            markeredgecolor=ACCENT,
            markeredgewidth=1.6,
            zorder=5,
        )
        self._values: list[Text] = []
        self._shown: tuple[str, ...] = ()
        self._data = data
        self.show_data(data)

    def show_data(self, data: MemberLine) -> None:
        """Show another member or other quarters."""
        self._data = data
        axes, places = self.axes_, range(len(data.quarters))
        totals, averages = _floats(data.totals), _floats(data.averages)
        closed = data.closed or (True,) * len(data.quarters)
        # the way into a quarter that is not settled is dashed: it is no result yet
        leads = [not done or (at + 1 < len(closed) and not closed[at + 1]) for at, done in enumerate(closed)]
        self._line.set_data(places, [v if done else math.nan for v, done in zip(totals, closed, strict=True)])
        self._line_open.set_data(
            places, [v if lead else math.nan for v, lead in zip(totals, leads, strict=True)]
        )
        self._average.set_data(places, averages)
        self._settled.set_data(
            places, [v if done else math.nan for v, done in zip(totals, closed, strict=True)]
        )
        self._open.set_data(places, [math.nan if done else v for v, done in zip(totals, closed, strict=True)])
        lows, highs = _floats(data.lows), _floats(data.highs)
        has_band = bool(lows and highs)
        self._band.set_visible(has_band)
        if has_band:
            self._band.set_data(list(places), lows, highs)
        axes.set_xlim(-0.5, len(data.quarters) - 0.5)
        axes.set_ylim(*_range([*totals, *averages, *lows, *highs]))
        self._set_values(data, totals, averages)
        self._line.set_label(data.name)
        self.set_keys([self._line, self._average, *([self._band] if has_band else [])])
        self.set_words(data.title, data.source, closed=all(closed))

    def _set_values(self, data: MemberLine, totals: Sequence[float], averages: Sequence[float]) -> None:
        for text in self._values:
            text.remove()
        self._values = []
        for place, (exact, value, average) in enumerate(zip(data.totals, totals, averages, strict=True)):
            if exact is None:
                continue
            below = average > value  # keep clear of the branch's line
            self._values.append(
                self.axes_.annotate(
                    points_text(exact, data.decimals), (place, value),
                    xytext=(0, -_CLEAR if below else _CLEAR), textcoords="offset points",
                    ha="center", va="top" if below else "bottom", fontsize=NORMAL, fontweight="bold", color=ACCENT, zorder=6,
                )
            )  # fmt: skip

    def _moving(self) -> list[Artist]:
        lines = [self._band, self._average, self._line, self._line_open, self._settled, self._open]
        legend = [] if self._legend is None else [self._legend]
        return [self.axes_.yaxis, *lines, *self._values, *legend, *super()._moving()]

    def _still_look(self) -> object:
        # the member's name stands in the legend, which is drawn each time
        return self._shown

    def marks(self) -> list[Mark]:
        """Return the strip of each quarter."""
        low, high = self.axes_.get_ylim()
        found = []
        for place in range(len(self._data.quarters)):
            left, bottom = self._share(place - 0.5, low)
            right, top = self._share(place + 0.5, high)
            found.append(Mark((place, 0), left, top, right, bottom))
        return found

    def _place(self) -> None:
        """Break the quarters' words where they would run into each other."""
        width = float(self.get_size_inches()[0])
        data = self._data
        closed = data.closed or (True,) * len(data.quarters)
        each = (width - 1.15) / max(len(data.quarters), 1) - 0.08
        labels = tuple(
            _label(quarter, each, open_=any(closed) and not done and data.totals[at] is not None)
            for at, (quarter, done) in enumerate(zip(data.quarters, closed, strict=True))
        )
        if labels != self._shown:
            self.axes_.set_xticks(range(len(labels)), labels, linespacing=1.4)
            self._shown = labels
        lines = max((label.count("\n") + 1 for label in labels), default=1)
        self.set_margins(left=0.75, top=0.62, right=0.4, bottom=0.6 + 0.21 * lines)
        super()._place()


def _label(quarter: str, room: float, *, open_: bool) -> str:
    year, _, rest = quarter.partition("年")
    words = quarter if text_inches(quarter, NORMAL) <= room or not rest else f"{year}年\n{rest}"
    return f"{words}\n未结算" if open_ else words


def _floats(values: Sequence[Fraction | None]) -> list[float]:
    return [math.nan if value is None else float(value) for value in values]


def _range(values: Sequence[float]) -> tuple[float, float]:
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return 0.0, 100.0
    room = max((max(known) - min(known)) * 0.18, 2.0)
    return min(known) - room, max(known) + room
