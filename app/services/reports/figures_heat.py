"""热力图 of members × months: what each month brought each member, written into its field where there is room."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.patches import PathPatch

from app.services.reports.figures_data import Heat
from app.services.reports.figures_style import (
    INK,
    NORMAL,
    SMALL,
    SMALLEST,
    HouseFigure,
    Mark,
    boxes_path,
    digits_family,
    shortened,
    text_inches,
)
from app.services.reports.words import points_text

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.image import AxesImage
    from matplotlib.text import Text

_ROW, _AROUND, _LEAST, _WIDTH = 0.255, 1.75, 3.6, 10.0
_MOST_NAME, _NAME_SHARE = 2.2, 0.26
_COLOURS = LinearSegmentedColormap.from_list(
    "house", [(0.0, "#5F6B73"), (0.5, "#FFFFFF"), (0.7, "#F0CFC8"), (1.0, "#B3261E")]
)
_NOTHING = (0.96, 0.95, 0.94)
_DARK = 0.72  # of the scale: from here on white letters are read better


class HeatFigure(HouseFigure):
    """One field a member and month; `show_data` sets another year or group without building it anew."""

    def __init__(self, data: Heat) -> None:
        """Draw `data`; the figure's height grows with the number of members."""
        super().__init__(_WIDTH, max(_LEAST, _AROUND + _ROW * len(data.names)))
        axes = self.axes_
        axes.spines["bottom"].set_visible(False)
        axes.xaxis.tick_top()
        axes.tick_params(length=0, labelcolor=INK)
        self.fields: AxesImage = axes.imshow(
            [[[1.0, 1.0, 1.0]]], aspect="auto", interpolation="none", zorder=1
        )
        self.open = PathPatch(
            boxes_path([]), facecolor="none", edgecolor="#DFC4BF", linewidth=0, hatch="///", zorder=2
        )
        self.grid_ = PathPatch(boxes_path([]), facecolor="none", edgecolor="white", linewidth=1.2, zorder=3)
        for artist in (self.open, self.grid_):
            axes.add_artist(artist)
        self._texts: list[Text] = []
        self._shown: tuple[Any, ...] = ()
        self._data = data
        self.show_data(data)

    def show_data(self, data: Heat) -> None:
        """Show another year, group or class."""
        self._data = data
        rows, columns = len(data.names), len(data.labels)
        self._norm = _norm(data)
        blank = ((None,) * max(columns, 1),)
        self.fields.set_data([[_colour(self._norm, each) for each in line] for line in data.values or blank])
        self.fields.set_extent((-0.5, max(columns, 1) - 0.5, max(rows, 1) - 0.5, -0.5))
        self.open.set_path(
            boxes_path(
                [
                    (column - 0.5, column + 0.5, row - 0.5, row + 0.5)
                    for row in range(rows)
                    for column in data.unsettled
                    if data.values[row][column] is not None
                ]
            )
        )
        across = [(-0.5, columns - 0.5, row - 0.5, row + 0.5) for row in range(rows)]
        down = [(column - 0.5, column + 0.5, -0.5, rows - 0.5) for column in range(columns)]
        self.grid_.set_path(boxes_path([*across, *down]))
        self.axes_.set_xlim(-0.5, max(columns, 1) - 0.5)
        self.axes_.set_ylim(max(rows, 1) - 0.5, -0.5)
        self.set_words(data.title, data.source, closed=data.closed)

    def marks(self) -> list[Mark]:
        """Return every field."""
        found = []
        for row in range(len(self._data.names)):
            for column in range(len(self._data.labels)):
                left, top = self._share(column - 0.5, row - 0.5)
                right, bottom = self._share(column + 0.5, row + 0.5)
                found.append(Mark((row, column), left, top, right, bottom))
        return found

    def _moving(self) -> list[Artist]:
        return [self.fields, self.open, self.grid_, *self._texts, *super()._moving()]

    def _still_look(self) -> object:
        return self._shown

    def _place(self) -> None:
        data = self._data
        width, height = map(float, self.get_size_inches())
        room = min(_MOST_NAME, width * _NAME_SHARE)
        names = tuple(shortened(name, room, NORMAL) for name in data.names)
        longest = max((text_inches(name, NORMAL) for name in names), default=0.5)
        left = longest + 0.45
        across = (width - left - 0.3) / max(len(data.labels), 1)
        labels = tuple(f"{label}*" if at in data.unsettled else label for at, label in enumerate(data.labels))
        size = min(NORMAL, max(5.5, NORMAL * (across - 0.04) / max(map(_normal_inches, labels), default=1.0)))
        self.set_margins(left=left, top=1.0, right=0.3, bottom=0.5)
        if (names, labels) != self._shown:
            self.axes_.set_yticks(range(len(names)), names)
            self.axes_.set_xticks(range(len(labels)), labels)
            self._shown = (names, labels)
        super()._place()
        tall = height * self.axes_.get_position().height / max(len(names), 1)
        self.axes_.tick_params(axis="x", labelsize=size)
        self.axes_.tick_params(axis="y", labelsize=min(NORMAL, max(SMALLEST, tall * 72 * 0.8)))
        self._write(across, tall)

    def _write(self, across: float, tall: float) -> None:
        data = self._data
        wanted = [
            (row, column, points_text(value, data.decimals), value)
            for row, values in enumerate(data.values)
            for column, value in enumerate(values)
            if value
        ]
        need = max((text_inches(text, SMALL) for _, _, text, _ in wanted), default=0.0)
        size = min(SMALL, SMALL * (across - 0.06) / need if need else SMALL, tall * 72 * 0.72)
        if size < 6.0:
            wanted = []
        while len(self._texts) > len(wanted):
            self._texts.pop().remove()
        while len(self._texts) < len(wanted):
            self._texts.append(
                self.axes_.text(0, 0, "", ha="center", va="center", zorder=4, fontfamily=digits_family())
            )
        for text, (row, column, words, value) in zip(self._texts, wanted, strict=True):
            text.set_position((column, row))
            text.set_text(words)
            text.set_fontsize(size)
            text.set_color("white" if abs(float(self._norm(float(value))) - 0.5) * 2 > _DARK else INK)


def _normal_inches(label: str) -> float:
    return text_inches(label, NORMAL)


def _norm(data: Heat) -> TwoSlopeNorm:
    known = [float(value) for values in data.values for value in values if value is not None]
    most, least = max([*known, 1.0]), min([*known, -1.0])
    return TwoSlopeNorm(0.0, least, most)


def _colour(norm: TwoSlopeNorm, value: Fraction | None) -> Any:
    if value is None:
        return _NOTHING
    return _COLOURS(float(norm(float(value))))[:3]
