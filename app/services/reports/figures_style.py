"""The house's look of figures: party red on warm greys, Chinese fonts, margins in inches.

Figures are built without pyplot, so no window system and no global figure list is involved. Whatever depends
on the room (rows of the legend, which labels an axis shows) is decided when a figure is placed for its size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from app.services.fonts import FontRole, find_fonts
from app.services.reports.figures_data import Spot

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

ACCENT = "#B3261E"
INK = "#2B2724"
FAINT = "#7A7068"
GRID = "#E7E1DA"
BAND = "#EFE9E1"
STACK = ("#B3261E", "#DA8E82", "#C8A063", "#8F8175", "#5F6B73", "#B9AFA3", "#7D5A4F", "#A3A88F")
COMMON = "#CFC6BB"
"""What all have in common (基础分): quiet, so that the eye goes to what differs."""
BASE = "基础分"
SMALL, NORMAL, LARGE = 9.0, 10.0, 14.0
SMALLEST = 7.0
"""Points under which nobody reads a name any more."""

_TITLE_TOP, _STATE_GAP = 0.34, 0.28  # inches below the upper edge
_STATE = 0.22
_EDGE = 0.25
_KEY = 0.32  # inches of the legend's coloured field with its gaps
_LEGEND_ROW = 0.2
_FOOT = 0.2
_PALE = 0.42  # how much of its colour an unsettled bar keeps


class Mark(NamedTuple):
    """Where something of the figure lies, in parts of its width and height from the top left."""

    spot: Spot
    left: float
    top: float
    right: float
    bottom: float


Box = tuple[float, float, float, float]
"""Left, right, bottom and top of a bar, in the units of the axes."""


@cache
def use_house_style() -> None:
    """Tell matplotlib the fonts and the minus sign, once."""
    families = [*find_fonts().families[FontRole.HEI], "DejaVu Sans"]
    # the Chinese minus is missing in some fonts, a hyphen never is
    mpl.rcParams.update(
        {
            "font.family": families,
            "axes.unicode_minus": False,
            "svg.hashsalt": "xianfeng",
            "hatch.linewidth": 0.7,
        }
    )


def digits_family() -> str:
    """Return the one font of texts without Chinese names: to look through all of them takes most of their time."""
    use_house_style()
    return str(mpl.rcParams["font.family"][0])


def text_inches(text: str, points: float) -> float:
    """Return the width of the widest line in inches, good enough to choose a margin before anything is drawn."""
    return max(
        sum(1.0 if ord(sign) >= 0x2E80 else 0.58 for sign in line) * points / 72 for line in text.split("\n")
    )


def shortened(text: str, room: float, points: float) -> str:
    """Return the text cut with … where it is wider than `room` inches."""
    if text_inches(text, points) <= room:
        return text
    while text and text_inches(f"{text}…", points) > room:
        text = text[:-1]
    return f"{text}…"


class Bars:
    """The bars of one colour as one path, which is drawn many times faster than a patch for each.

    Bars that are not settled are pale and hatched (未结算), so that they never look like a result.
    """

    def __init__(self, axes: Axes, colour: str, label: str) -> None:
        """Add the (empty) bars to the axes."""
        self.colour, self.label = colour, label
        self.boxes: tuple[Box, ...] = ()
        self.settled = PathPatch(boxes_path([]), facecolor=colour, linewidth=0, antialiased=False, zorder=2)
        self.open = PathPatch(
            boxes_path([]), facecolor=pale(colour), edgecolor=colour, linewidth=0.6, hatch="////", zorder=2
        )
        for artist in self.artists:
            axes.add_artist(artist)

    @property
    def artists(self) -> tuple[PathPatch, PathPatch]:
        """What is drawn."""
        return self.settled, self.open

    def show(self, boxes: Sequence[Box], unsettled: Sequence[bool]) -> None:
        """Show other bars, as many as there are boxes."""
        self.boxes = tuple(boxes)
        for artist, wanted in ((self.settled, False), (self.open, True)):
            fitting = [box for box, open_ in zip(boxes, unsettled, strict=True) if open_ is wanted]
            artist.set_path(boxes_path([box for box in fitting if box[0] != box[1] and box[2] != box[3]]))
            artist.set_visible(bool(fitting))

    def remove(self) -> None:
        """Take the bars away."""
        for artist in self.artists:
            artist.remove()

    def key(self) -> Patch:
        """Return what stands for them in the legend."""
        return Patch(facecolor=self.colour, label=self.label)


def boxes_path(boxes: Sequence[Box]) -> Path:
    """Return all boxes as one path."""
    places = [
        place
        for left, right, bottom, top in boxes
        for place in ((left, bottom), (left, top), (right, top), (right, bottom), (left, bottom))
    ]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(boxes)
    return Path(places or [(0.0, 0.0)], codes or [Path.MOVETO])


def stack_of(axes: Axes, labels: Sequence[str]) -> list[Bars]:
    """Return (empty) bars for each label in the colours of the house."""
    colours = iter(STACK * (len(labels) // len(STACK) + 1))
    return [Bars(axes, COMMON if label == BASE else next(colours), label) for label in labels]


def pale(colour: str) -> tuple[float, float, float]:
    """Return the colour as an unsettled bar has it."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(1 - _PALE * (1 - part) for part in (red, green, blue))  # type: ignore[return-value]


class HouseFigure(Figure):
    """A figure with title, state and source line whose margins keep their inches at any size."""

    def __init__(self, width: float, height: float) -> None:
        """Build an empty figure of so many inches."""
        use_house_style()
        super().__init__(figsize=(width, height), facecolor="white")
        self._margins = (0.8, 0.76, 0.4, 0.62)  # left, top, right, bottom
        self._keys: tuple[Any, ...] = ()
        self._legend: Legend | None = None
        self._legend_shape: tuple[object, ...] = ()
        self._kept: Any = None
        self._kept_look: object = None
        self.axes_: Axes = self.add_subplot()
        self._title = self.text(0, 0, "", fontsize=LARGE, fontweight="bold", color=INK, va="center")
        self._state = self.text(0, 0, "", fontsize=NORMAL, color=ACCENT, va="center")
        self._source = self.text(0, 0, "", fontsize=SMALL, color=FAINT, va="center")
        self._foot = self.text(0, 0, "", fontsize=SMALL, color=FAINT, va="center")
        for side in ("top", "right", "left"):
            self.axes_.spines[side].set_visible(False)
        self.axes_.spines["bottom"].set_color(FAINT)
        self.axes_.tick_params(length=0, labelsize=NORMAL, labelcolor=INK)
        self.axes_.set_axisbelow(True)

    def set_margins(self, *, left: float, top: float, right: float, bottom: float) -> None:
        """Set the room around the axes in inches, without title line 未结算, legend and foot."""
        self._margins = (left, top, right, bottom)

    def set_words(self, title: str, source: str, *, closed: bool) -> None:
        """Set title and source; an unsettled period is marked 未结算 under the title."""
        self._title.set_text(title)
        self._state.set_text("" if closed else "未结算，积分仍可能变动")
        self._source.set_text(f"数据来源：{source}" if source else "")

    @property
    def title(self) -> str:
        """The title that is shown."""
        return str(self._title.get_text())

    def set_foot(self, text: str) -> None:
        """Write a line under the source: whose figure it is and when it was printed; "" takes it away."""
        self._foot.set_text(text)

    def set_keys(self, keys: Sequence[Any]) -> None:
        """Set what the legend explains: artists with labels."""
        self._keys = tuple(keys)

    def marks(self) -> list[Mark]:
        """Return what can be pointed at; as placed by the last drawing."""
        return []

    def draw(self, renderer: Any) -> None:
        """Place everything for the present size, then draw."""
        self._place()
        super().draw(renderer)

    def draw_kept(self, canvas: Any) -> None:
        """Draw on a canvas of Agg; what did not change since the last time is taken from there.

        Names and legend are most of the work, and another quarter has the same.
        """
        self._place()
        moving = self._moving()
        look = (self.dpi, *self.get_size_inches(), self.axes_.get_position().bounds, self._still_look())
        if look != self._kept_look:
            for artist in moving:
                artist.set_animated(True)
            super().draw(canvas.get_renderer())
            for artist in moving:
                artist.set_animated(False)
            self._kept_look, self._kept = look, canvas.copy_from_bbox(self.bbox)
        canvas.restore_region(self._kept)
        for artist in sorted(moving, key=lambda each: each.get_zorder()):
            artist.draw(canvas.get_renderer())

    def _moving(self) -> list[Artist]:
        """Return what changes with the data; the rest is drawn anew only where its look changes."""
        return [self._title, self._state, self._source, self._foot]

    def _still_look(self) -> object:
        """Return what tells one look of the rest from another."""
        return self._legend_shape

    def _place(self) -> None:
        width, height = self.get_size_inches()
        left, top, right, bottom = self._margins
        foot = _FOOT if self._foot.get_text() else 0.0
        rows = self._place_legend(width)
        # the line 未结算 keeps its room, so that nothing jumps from one quarter to the next
        top += _STATE + rows * _LEGEND_ROW + (0.1 if rows else 0)
        bottom += foot
        inner = max(width - left - right, 0.5), max(height - top - bottom, 0.5)
        self.axes_.set_position((left / width, bottom / height, inner[0] / width, inner[1] / height))
        edge = _EDGE / width
        self._title.set_position((edge, 1 - _TITLE_TOP / height))
        self._state.set_position((edge, 1 - (_TITLE_TOP + _STATE_GAP) / height))
        self._source.set_position((edge, (0.2 + foot) / height))
        self._foot.set_position((edge, 0.2 / height))
        if self._legend is not None:
            place = 1 - (_TITLE_TOP + _STATE_GAP + 0.2) / height
            self._legend.set_bbox_to_anchor((edge, place), transform=self.transFigure)
        for line, size, least in (
            (self._title, LARGE, 8.0),
            (self._source, SMALL, 5.0),
            (self._foot, SMALL, 5.0),
        ):
            need = text_inches(line.get_text(), size)
            room = width - 2 * _EDGE
            line.set_fontsize(size if need <= room else max(least, size * room / need))

    def _place_legend(self, width: float) -> int:
        """Give the legend as many columns as there is room for; return its rows."""
        labels = [str(key.get_label()) for key in self._keys]
        if not labels:
            if self._legend is not None:
                self._legend.remove()
            self._legend, self._legend_shape = None, ()
            return 0
        widths = [text_inches(label, SMALL) + _KEY for label in labels]
        fitting = (
            count
            for count in range(len(labels), 1, -1)
            if sum(max(widths[at::count]) for at in range(count)) <= width - 2 * _EDGE
        )
        columns = next(fitting, 1)
        shape = (tuple(labels), tuple(map(id, self._keys)), columns)
        if shape != self._legend_shape:
            if self._legend is not None:
                self._legend.remove()
            self._legend = self.legend(
                handles=_by_rows(self._keys, columns), loc="upper left", ncols=columns, frameon=False, fontsize=SMALL,
                handlelength=0.9, handleheight=0.9, columnspacing=1.2, borderpad=0, borderaxespad=0, labelcolor=INK,
                labelspacing=0.35,
            )  # fmt: skip
            self._legend_shape = shape
        return math.ceil(len(labels) / columns)

    def _share(self, across: float, up: float) -> tuple[float, float]:
        """Return a place of the axes' units in parts of the figure from its top left."""
        place = self.axes_.get_position()
        (low, high), (first, last) = self.axes_.get_xlim(), self.axes_.get_ylim()
        x = place.x0 + (across - low) / (high - low) * place.width
        y = place.y0 + (up - first) / (last - first) * place.height
        return x, 1 - y


def _by_rows(keys: Sequence[Any], columns: int) -> list[Any]:
    """Return the keys so that a legend, which fills column by column, reads row by row."""
    rows = math.ceil(len(keys) / columns)
    if rows == 1:
        return list(keys)
    filled = [list(range(column, len(keys), columns)) for column in range(columns)]
    # a legend gives the first columns one more where it does not come out even, as the rows do
    return [keys[at] for column in filled for at in column]
