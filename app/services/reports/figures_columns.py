"""柱状图 of quarters, groups or steps of points: columns that stand on or beside each other."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.services.reports.figures_data import Columns
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

_SIZE = (9.0, 4.8)
_SHARE = 0.62  # of the room of a column that its bar takes
_WIDEST = 0.9  # inches of a bar at most
_OPEN = "未结算"
_LINE = 0.21
_CLEAR = 0.012  # of the axis, between a column and its figure


class ColumnsFigure(HouseFigure):
    """A column chart; `show_data` sets other columns without building it anew.

    The column number n (from 0) stands at x = n.
    """

    def __init__(self, data: Columns) -> None:
        """Draw `data`."""
        super().__init__(*_SIZE)
        self._data = data
        self._labels: tuple[str, ...] = ()
        self._shown: tuple[str, ...] = ()
        self._values: list[Text] = []
        self.bars: list[Bars] = []
        axes = self.axes_
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        self._zero = axes.axhline(0, color=FAINT, linewidth=0.9, zorder=3)
        self._average = axes.axhline(0, color=INK, linewidth=1.1, linestyle=(0, (5, 3)), zorder=3)
        self._average_label = axes.text(
            1, 0, "", transform=axes.get_yaxis_transform(), ha="right", va="bottom", fontsize=SMALL, color=INK
        )
        self.show_data(data)

    def show_data(self, data: Columns) -> None:
        """Show other columns; artists are kept as far as there are as many."""
        labels = tuple(part.label for part in data.series)
        if labels != self._labels or not self.bars:
            for bars in self.bars:
                bars.remove()
            self.bars = stack_of(self.axes_, labels)
            self._labels = labels
            self.set_keys([bars.key() for bars in self.bars] if len(labels) > 1 else [])
        self._data = data
        self._set_average(data)
        self.axes_.set_xlim(-0.6, max(len(data.labels), 1) - 0.4)
        self.set_words(data.title, f"{data.source}；单位：{data.unit}", closed=data.closed)

    def marks(self) -> list[Mark]:
        """Return each column, or each of its bars where they stand side by side."""
        found = []
        for column in range(len(self._data.labels)):
            ends = self._ends(column)
            for part, (low, high) in enumerate(ends):
                left, bottom = self._share(low, self.axes_.get_ylim()[0])
                right, top = self._share(high, self.axes_.get_ylim()[1])
                found.append(Mark((column, part), left, top, right, bottom))
        return found

    def _moving(self) -> list[Artist]:
        bars = [artist for each in self.bars for artist in each.artists]
        average = [self._average, self._average_label, self._zero]
        return [self.axes_.yaxis, *bars, *average, *self._values, *super()._moving()]

    def _still_look(self) -> object:
        return self._shown, super()._still_look()

    def _ends(self, column: int) -> list[tuple[float, float]]:
        """Return left and right of what can be pointed at in a column."""
        if self._data.stacked:
            return [(column - 0.5, column + 0.5)]
        share = 0.86 / max(len(self._data.series), 1)
        first = column - 0.43
        return [(first + at * share, first + (at + 1) * share) for at in range(len(self._data.series))]

    def _place(self) -> None:
        data, width = self._data, float(self.get_size_inches()[0])
        labels, angle = self._fit_labels(width - 1.0)
        lines = max((label.count("\n") + 1 for label in labels), default=1)
        longest = max((text_inches(label, NORMAL) for label in labels), default=0.0)
        below = longest * 0.72 + 0.1 if angle else _LINE * lines
        self.set_margins(left=0.65, top=0.62, right=0.35, bottom=0.55 + below)
        if labels != self._shown:
            self.axes_.set_xticks(range(len(labels)), labels, linespacing=1.4)
            self._shown = labels
        self.axes_.tick_params(axis="x", labelrotation=angle, pad=4)
        for text in self.axes_.get_xticklabels():
            text.set_horizontalalignment("right" if angle else "center")
            text.set_rotation_mode("anchor" if angle else "default")
        room = (width - 1.0) / max(len(labels), 1)
        share = min(_SHARE, _WIDEST / room)
        self._set_bars(data, share)
        self._set_values(data, room)
        super()._place()

    def _fit_labels(self, room: float) -> tuple[tuple[str, ...], int]:
        """Return the words under the columns, cut or slanted until they fit."""
        data = self._data
        each = room / max(len(data.labels), 1) - 0.08
        open_columns = {column for column, _ in data.unsettled}
        if len(open_columns) == len(data.labels):
            # where nothing is settled, the line under the title says so once
            open_columns = set()
        plain = [f"{label}\n{_OPEN}" if at in open_columns else label for at, label in enumerate(data.labels)]
        need = max((text_inches(label, NORMAL) for label in plain), default=0.0)
        if need <= each:
            return tuple(plain), 0
        wrapped = [
            (f"{_wrapped(label, each)}\n{_OPEN}" if at in open_columns else _wrapped(label, each))
            for at, label in enumerate(data.labels)
        ]
        if max(text_inches(label, NORMAL) for label in wrapped) <= each:
            return tuple(wrapped), 0
        slanted = [
            f"{label}（{_OPEN}）" if at in open_columns else label for at, label in enumerate(data.labels)
        ]
        return tuple(shortened(label, 1.2, NORMAL) for label in slanted), 45

    def _set_bars(self, data: Columns, share: float) -> None:
        count = len(data.labels)
        top, bottom = [Fraction()] * count, [Fraction()] * count
        for at, (bars, part) in enumerate(zip(self.bars, data.series, strict=True)):
            boxes: list[Box] = []
            for column, value in enumerate(part.values):
                number = value or Fraction()
                if data.stacked:
                    side = top if number >= 0 else bottom
                    first, side[column] = side[column], side[column] + number
                    edges = sorted((float(first), float(side[column])))
                    boxes.append((column - share / 2, column + share / 2, edges[0], edges[1]))
                else:
                    low, high = self._ends(column)[at]
                    gap = (high - low) * 0.08
                    edges = sorted((0.0, float(number)))
                    boxes.append((low + gap, high - gap, edges[0], edges[1]))
                    top[column], bottom[column] = max(top[column], number), min(bottom[column], number)
            bars.show(
                boxes, [(column, 0 if data.stacked else at) in data.unsettled for column in range(count)]
            )
        most = max(float(max(top, default=Fraction())), float(data.limit), float(data.average or 0))
        least = float(min(bottom, default=Fraction()))
        span = max(most - least, 1.0)
        self.axes_.set_ylim(least - (0.06 * span if least < 0 else 0), most + 0.1 * span)

    def _set_values(self, data: Columns, room: float) -> None:
        """Write each column's figure above it, where there is room for it."""
        wanted = self._value_texts(data)
        each = room * (0.96 if data.stacked else 0.86 / max(len(data.series), 1))
        need = max((text_inches(text, NORMAL) for _, _, text in wanted), default=0.0)
        size = NORMAL if need <= each else max(NORMAL * each / need, 0.0)
        if size < SMALLEST:
            wanted, size = [], NORMAL
        while len(self._values) > len(wanted):
            self._values.pop().remove()
        while len(self._values) < len(wanted):
            self._values.append(
                self.axes_.text(
                    0, 0, "", ha="center", va="bottom", color=INK, zorder=5, fontfamily=digits_family()
                )
            )
        low, top = self.axes_.get_ylim()
        for text, (x, y, words) in zip(self._values, wanted, strict=True):
            text.set_position((x, y + (top - low) * _CLEAR))
            text.set_text(words)
            text.set_fontsize(size)

    def _value_texts(self, data: Columns) -> list[tuple[float, float, str]]:
        found = []
        if data.stacked:
            for column in range(len(data.labels)):
                known = [part.values[column] for part in data.series if part.values[column] is not None]
                if known:
                    total = sum((value for value in known if value is not None), Fraction())
                    up = sum((max(value, Fraction()) for value in known if value is not None), Fraction())
                    text = data.totals[column] if data.totals else points_text(total, data.decimals)
                    found.append((float(column), float(up), text))
            return found
        for at, part in enumerate(data.series):
            for column, value in enumerate(part.values):
                if value is not None:
                    low, high = self._ends(column)[at]
                    y = max(float(value), 0.0)
                    found.append(((low + high) / 2, y, points_text(value, data.decimals)))
        return found

    def _set_average(self, data: Columns) -> None:
        shown = data.average is not None
        self._average.set_visible(shown)
        self._average_label.set_visible(shown)
        if data.average is not None:
            self._average.set_ydata([float(data.average)] * 2)
            self._average_label.set_y(float(data.average))
            self._average_label.set_text(f"平均 {points_text(data.average, data.decimals)}")


def _wrapped(label: str, room: float) -> str:
    """Return the label in two lines, broken where both fit best."""
    if text_inches(label, NORMAL) <= room or len(label) < 4:
        return label
    after = label.find("年") + 1
    middle = after if 0 < after < len(label) else (len(label) + 1) // 2
    return f"{label[:middle]}\n{label[middle:]}"
