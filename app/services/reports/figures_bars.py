"""柱状图 of a branch's quarter: one horizontal bar a member, so that sixty names stay readable."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from app.services.reports.documents import QuarterBars
from app.services.reports.figures_style import (
    FAINT,
    GRID,
    INK,
    NORMAL,
    SMALL,
    SMALLEST,
    Bars,
    Box,
    HouseFigure,
    Mark,
    digits_family,
    shortened,
    stack_of,
    text_inches,
)
from app.services.reports.words import points_text

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.text import Text

_ROW = 0.255  # inches a member
_HEIGHT_AROUND = 1.85
_LEAST_HEIGHT = 3.6
_WIDTH = 10.0
_MOST_NAME = 2.2  # inches; a longer name is cut with …
_NAME_SHARE = 0.3  # of the width, where that is less
_HALF_BAR = 0.3
_ABSENT = "不参加"


class BarsFigure(HouseFigure):
    """The bars of one quarter; `show_data` sets another quarter without building it anew.

    The bar of the member number n (from 0) lies at y = n.
    """

    def __init__(self, data: QuarterBars) -> None:
        """Draw `data`; the figure's height grows with the number of members."""
        super().__init__(_WIDTH, max(_LEAST_HEIGHT, _HEIGHT_AROUND + _ROW * len(data.names)))
        self._labels: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self._shown: tuple[str, ...] = ()
        self.stacks: list[Bars] = []
        self._values: list[Text] = []
        axes = self.axes_
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        axes.spines["bottom"].set_visible(False)
        self._zero = axes.axvline(0, color=FAINT, linewidth=0.9, zorder=3)
        self._average = axes.axvline(0, color=INK, linewidth=1.1, linestyle=(0, (5, 3)), zorder=3)
        self._average_label = axes.text(
            0,
            1,
            "",
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="bottom",
            fontsize=SMALL,
            color=INK,
        )
        self.show_data(data)

    def show_data(self, data: QuarterBars) -> None:
        """Show another quarter; artists are kept as far as the members and categories are as many."""
        labels = tuple(part.label for part in data.categories)
        if labels != self._labels or not self.stacks:
            self._make_stacks(labels)
        self._names = data.names
        self._fit_values(len(data.names))
        self._set_bars(data)
        self._set_values(data)
        self._set_average(data)
        cut = "" if not _shared(data) else f"；横轴不从 0 起，每人相同的{data.categories[0].label}只画出一截"
        self.set_words(data.title, data.source + cut, closed=data.closed)

    def marks(self) -> list[Mark]:
        """Return the whole line of each member."""
        found = []
        for row in range(len(self._names)):
            _, top = self._share(0, row - 0.5)
            _, bottom = self._share(0, row + 0.5)
            found.append(Mark((row, 0), 0.0, top, 1.0, bottom))
        return found

    def _moving(self) -> list[Artist]:
        bars = [artist for each in self.stacks for artist in each.artists]
        average = [self._average, self._average_label, self._zero]
        return [self.axes_.xaxis, *bars, *average, *self._values, *super()._moving()]

    def _still_look(self) -> object:
        return self._shown, super()._still_look()

    def _place(self) -> None:
        """Let names shrink with the rows, and be cut, where a window leaves them less room."""
        width = float(self.get_size_inches()[0])
        room = min(_MOST_NAME, width * _NAME_SHARE)
        names = tuple(shortened(name, room, NORMAL) for name in self._names)
        if names != self._shown:
            self.axes_.set_yticks(range(len(names)), names)
            self._shown = names
        longest = max((text_inches(name, NORMAL) for name in names), default=0.5)
        self.set_margins(left=longest + 0.45, top=0.74, right=0.4, bottom=0.62)
        super()._place()
        height = float(self.get_size_inches()[1]) * self.axes_.get_position().height
        size = min(NORMAL, max(SMALLEST, height * 72 / max(len(self._values), 1) * 0.84))
        self.axes_.tick_params(axis="y", labelsize=size)
        for text in self._values:
            text.set_fontsize(size)
        self._keep_average_inside(width)

    def _keep_average_inside(self, width: float) -> None:
        """Let the average's words end at the edge where they would run over it."""
        place = self._share(float(self._average_label.get_position()[0]), 0)[0] * width
        half = text_inches(self._average_label.get_text(), SMALL) / 2
        align: Literal["left", "center", "right"] = (
            "right" if place + half > width - 0.1 else "left" if place - half < 0.1 else "center"
        )
        self._average_label.set_horizontalalignment(align)

    def _make_stacks(self, labels: tuple[str, ...]) -> None:
        for bars in self.stacks:
            bars.remove()
        self.stacks = stack_of(self.axes_, labels or ("合计",))
        self._labels = labels
        self.set_keys([bars.key() for bars in self.stacks] if labels else [])

    def _fit_values(self, count: int) -> None:
        # totals stand in a column of their own: at the bars' ends they would run into the average's line
        place = self.axes_.get_yaxis_transform()
        while len(self._values) > count:
            self._values.pop().remove()
        while len(self._values) < count:
            row = len(self._values)
            self._values.append(
                self.axes_.text(
                    1.0,
                    row,
                    "",
                    transform=place,
                    ha="right",
                    va="center",
                    fontsize=NORMAL,
                    color=INK,
                    fontfamily=digits_family(),
                )
            )
        self.axes_.set_ylim(count - 0.4, -0.6)

    def _set_bars(self, data: QuarterBars) -> None:
        parts = [part.values for part in data.categories] or [
            tuple(total or Fraction() for total in data.totals)
        ]
        rows = len(data.names)
        right, left = [Fraction()] * rows, [Fraction()] * rows
        for bars, values in zip(self.stacks, parts, strict=True):
            boxes: list[Box] = []
            for row, value in enumerate(values):
                side = right if value >= 0 else left
                end = side[row] + value
                edges = sorted((float(side[row]), float(end)))
                boxes.append((edges[0], edges[1], row - _HALF_BAR, row + _HALF_BAR))
                side[row] = end
            bars.show(boxes, [not data.closed] * rows)
        least, most = min(left, default=Fraction()), max(right, default=Fraction())
        shared = _shared(data)
        if shared:
            # a stub of what all have in common stays, so that the cut is seen
            least = max(shared - (most - shared) / 5, Fraction())
        span = float(max(most - least, Fraction(1)))
        self.axes_.set_xlim(float(least) - (0.02 * span if least < 0 else 0), float(most) + 0.12 * span)

    def _set_values(self, data: QuarterBars) -> None:
        for text, total in zip(self._values, data.totals, strict=True):
            text.set_text(_ABSENT if total is None else points_text(total, data.decimals))
            text.set_color(FAINT if total is None else INK)

    def _set_average(self, data: QuarterBars) -> None:
        shown = data.average is not None
        self._average.set_visible(shown)
        self._average_label.set_visible(shown)
        if data.average is not None:
            self._average.set_xdata([float(data.average)] * 2)
            self._average_label.set_x(float(data.average))
            self._average_label.set_text(f"平均 {points_text(data.average, data.decimals)}")


def _shared(data: QuarterBars) -> Fraction:
    """Return the first category's points where everybody has the same and they would fill most of the axis."""
    if not data.categories or any(value < 0 for part in data.categories for value in part.values):
        return Fraction()
    rows = [row for row, total in enumerate(data.totals) if total is not None]
    first = {data.categories[0].values[row] for row in rows}
    most = max((total for total in data.totals if total is not None), default=Fraction())
    if len(first) != 1 or not most / 2 < (shared := first.pop()) < most:
        return Fraction()
    return shared
