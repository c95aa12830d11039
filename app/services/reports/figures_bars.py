"""柱状图 of a branch's quarter: one horizontal bar a member, so that thirty names stay readable."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.services.reports.documents import QuarterBars
from app.services.reports.figures_style import (
    FAINT,
    GRID,
    INK,
    NORMAL,
    SMALL,
    STACK,
    HouseFigure,
    text_inches,
)
from app.services.reports.words import points_text

if TYPE_CHECKING:
    from matplotlib.container import BarContainer
    from matplotlib.text import Text

_ROW = 0.255  # inches a member
_HEIGHT_AROUND = 1.85
_LEAST_HEIGHT = 3.6
_WIDTH = 10.0
_MOST_NAME = 2.2  # inches; a longer name is cut with …
_ABSENT = "不参加"
_SMALLEST = 6.0  # points
_UNSETTLED = 0.42  # how much of its colour an unsettled bar keeps


class BarsFigure(HouseFigure):
    """The bars of one quarter; `show_data` sets another quarter without building it anew.

    The bar of the member number n (from 0) lies at y = n.
    """

    def __init__(self, data: QuarterBars) -> None:
        """Draw `data`; the figure's height grows with the number of members."""
        super().__init__(_WIDTH, max(_LEAST_HEIGHT, _HEIGHT_AROUND + _ROW * len(data.names)))
        self._shape: tuple[object, ...] = ()
        self._stacks: list[BarContainer] = []
        self._values: list[Text] = []
        axes = self.axes_
        axes.grid(axis="x", color=GRID, linewidth=0.8)
        axes.spines["bottom"].set_visible(False)
        axes.axvline(0, color=FAINT, linewidth=0.9, zorder=3)
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
        """Show another quarter; artists are kept as long as the members and categories are as many."""
        shape = (len(data.names), tuple(part.label for part in data.categories))
        if shape != self._shape:
            self._build(data)
            self._shape = shape
        names = [_short(name) for name in data.names]
        self.axes_.set_yticks(range(len(names)), names)
        self._set_bars(data)
        self._set_values(data)
        self._set_average(data)
        longest = max((text_inches(name, NORMAL) for name in names), default=0.5)
        top = 0.76 + (0 if data.closed else 0.22) + (0.26 if data.categories else 0)
        self.set_margins(left=longest + 0.45, top=top, right=0.4, bottom=0.62)
        cut = "" if not _shared(data) else f"；横轴不从 0 起，每人相同的{data.categories[0].label}只画出一截"
        self.set_words(data.title, data.source + cut, closed=data.closed)

    def _place(self) -> None:
        """Let names shrink with the rows where a window leaves them less room."""
        super()._place()
        height = float(self.get_size_inches()[1]) * self.axes_.get_position().height
        size = min(NORMAL, max(_SMALLEST, height * 72 / max(len(self._values), 1) * 0.84))
        self.axes_.tick_params(axis="y", labelsize=size)
        for text in self._values:
            text.set_fontsize(size)

    def _build(self, data: QuarterBars) -> None:
        axes, rows = self.axes_, range(len(data.names))
        for container in self._stacks:
            container.remove()
        for text in self._values:
            text.remove()
        labels = [part.label for part in data.categories] or ["合计"]
        self._stacks = [
            axes.barh(rows, [0.0] * len(rows), height=0.6, color=STACK[n % len(STACK)], label=label, zorder=2)
            for n, label in enumerate(labels)
        ]
        # totals stand in a column of their own: at the bars' ends they would run into the average's line
        place = axes.get_yaxis_transform()
        self._values = [
            axes.text(1.0, row, "", transform=place, ha="right", va="center", fontsize=NORMAL, color=INK)
            for row in rows
        ]
        axes.set_ylim(len(data.names) - 0.4, -0.6)
        old = axes.get_legend()
        if old is not None:
            old.remove()
        if data.categories:
            axes.legend(
                loc="lower left", bbox_to_anchor=(0, 1.0), ncols=len(labels), frameon=False, fontsize=SMALL,
                handlelength=0.9, handleheight=0.9, columnspacing=1.4, borderpad=0, borderaxespad=1.6,
            )  # fmt: skip

    def _set_bars(self, data: QuarterBars) -> None:
        parts = [part.values for part in data.categories] or [
            tuple(total or Fraction() for total in data.totals)
        ]
        right, left = [Fraction()] * len(data.names), [Fraction()] * len(data.names)
        for container, values in zip(self._stacks, parts, strict=True):
            for row, (patch, value) in enumerate(zip(container, values, strict=True)):
                side = right if value >= 0 else left
                patch.set_x(float(side[row]))
                patch.set_width(float(value))
                side[row] += value
        legend = self.axes_.get_legend()
        keys = legend.legend_handles if legend is not None else []
        for patch in (*self.axes_.patches, *filter(None, keys)):
            patch.set_alpha(None if data.closed else _UNSETTLED)
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
            self._average_label.set_text(f"支部平均 {points_text(data.average, data.decimals)}")


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


def _short(name: str) -> str:
    if text_inches(name, NORMAL) <= _MOST_NAME:
        return name
    kept = name
    while kept and text_inches(kept + "…", NORMAL) > _MOST_NAME:
        kept = kept[:-1]
    return kept + "…"
