"""The house's look of figures: party red on warm greys, Chinese fonts, margins in inches.

Figures are built without pyplot, so no window system and no global figure list is involved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

from app.services.fonts import FontRole, find_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ACCENT = "#B3261E"
INK = "#2B2724"
FAINT = "#7A7068"
GRID = "#E7E1DA"
BAND = "#EFE9E1"
STACK = ("#B3261E", "#DA8E82", "#C8A063", "#8F8175", "#5F6B73", "#B9AFA3", "#7D5A4F", "#A3A88F")
SMALL, NORMAL, LARGE = 9.0, 10.0, 14.0

_TITLE_TOP, _STATE_GAP = 0.34, 0.28  # inches below the upper edge


def use_house_style() -> None:
    """Tell matplotlib the fonts and the minus sign; harmless to repeat."""
    families = [*find_fonts().families[FontRole.HEI], "DejaVu Sans"]
    # the Chinese minus is missing in some fonts, a hyphen never is
    mpl.rcParams.update({"font.family": families, "axes.unicode_minus": False, "svg.hashsalt": "xianfeng"})


def text_inches(text: str, points: float) -> float:
    """Return the width of one line in inches, good enough to choose a margin before anything is drawn."""
    return sum(1.0 if ord(sign) >= 0x2E80 else 0.58 for sign in text) * points / 72


class HouseFigure(Figure):
    """A figure with title, state and source line whose margins keep their inches at any size."""

    def __init__(self, width: float, height: float) -> None:
        """Build an empty figure of so many inches."""
        use_house_style()
        super().__init__(figsize=(width, height), facecolor="white")
        self._margins = (0.8, 1.0, 0.4, 0.75)  # left, top, right, bottom
        self.axes_: Axes = self.add_subplot()
        self._title = self.text(0, 0, "", fontsize=LARGE, fontweight="bold", color=INK, va="center")
        self._state = self.text(0, 0, "", fontsize=NORMAL, color=ACCENT, va="center")
        self._source = self.text(0, 0, "", fontsize=SMALL, color=FAINT, va="center")
        for side in ("top", "right", "left"):
            self.axes_.spines[side].set_visible(False)
        self.axes_.spines["bottom"].set_color(FAINT)
        self.axes_.tick_params(length=0, labelsize=NORMAL, labelcolor=INK)
        self.axes_.set_axisbelow(True)

    def set_margins(self, *, left: float, top: float, right: float, bottom: float) -> None:
        """Set the room around the axes in inches."""
        self._margins = (left, top, right, bottom)

    def set_words(self, title: str, source: str, *, closed: bool) -> None:
        """Set title and source; an unsettled period is marked 未结算 beside the source of the figures."""
        self._title.set_text(title)
        self._state.set_text("" if closed else "未结算，积分仍可能变动")
        self._source.set_text(f"数据来源：{source}" if source else "")

    def draw(self, renderer: Any) -> None:
        """Place everything for the present size, then draw."""
        self._place()
        super().draw(renderer)

    def _place(self) -> None:
        width, height = self.get_size_inches()
        left, top, right, bottom = self._margins
        inner = max(width - left - right, 0.5), max(height - top - bottom, 0.5)
        self.axes_.set_position((left / width, bottom / height, inner[0] / width, inner[1] / height))
        edge = 0.25 / width
        self._title.set_position((edge, 1 - _TITLE_TOP / height))
        self._state.set_position((edge, 1 - (_TITLE_TOP + _STATE_GAP) / height))
        self._source.set_position((edge, 0.2 / height))
        self._fit_title(width)

    def _fit_title(self, width: float) -> None:
        """Shrink a long title until it fits in one line."""
        need = text_inches(self._title.get_text(), LARGE)
        room = width - 0.5
        self._title.set_fontsize(LARGE if need <= room else max(8.0, LARGE * room / need))
