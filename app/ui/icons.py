"""Icons: SVG outlines of `resources/icons`, tinted by token and kept."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.services.locations import resource
from app.ui import theme

# The outlines are drawn for 24 pixels; a slightly finer line suits 18.
_STROKE = ('stroke-width="2"', 'stroke-width="1.75"')
_CLEAR = QColor(0, 0, 0, 0)


@cache
def icon(name: str, tint: str = "text", checked: str = "") -> QIcon:
    """Return an icon in the colour of token `tint`; `checked` is the token for the switched-on state.

    Raises:
        FileNotFoundError: No such icon is in the set.

    """
    _outline(name)
    return QIcon(_Outline(name, tint, checked))


@cache
def pixmap(name: str, tint: str = "text", pixels: int = 18, ratio: float = 1.0) -> QPixmap:
    """Return one picture of an icon, `pixels` wide before scaling by the screen's `ratio`."""
    # read first: an error while a painter is open would take the process with it
    renderer = QSvgRenderer(QByteArray(_source(name, tint).encode()))
    drawn = QPixmap(QSize(round(pixels * ratio), round(pixels * ratio)))
    drawn.fill(_CLEAR)
    painter = QPainter(drawn)
    renderer.render(painter)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


class _Outline(QIconEngine):
    """Draws a picture when it is first seen: all sizes and states of all icons would delay the first paint."""

    def __init__(self, name: str, tint: str, checked: str) -> None:
        super().__init__()
        self._name = name
        self._tint = tint
        self._checked = checked

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return the picture for a screen of ratio 1."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """Return the picture for a screen of ratio `scale`, sharp on it, never larger than icons are.

        A size (before scaling) wider than high keeps the room at the right, as a gap before the text.
        """
        side = min(size.width(), size.height(), theme.size("icon"))
        drawn = pixmap(self._name, self._tone(mode, state), side, scale)
        return drawn if size.width() <= size.height() else _with_room(drawn, size.width(), scale)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the picture in the middle of `rect`, as views do."""
        ratio = painter.device().devicePixelRatioF()
        drawn = self.scaledPixmap(rect.size(), mode, state, ratio)
        inside = drawn.deviceIndependentSize().toSize()
        shift = QPoint((rect.width() - inside.width()) // 2, (rect.height() - inside.height()) // 2)
        painter.drawPixmap(rect.topLeft() + shift, drawn)

    def clone(self) -> QIconEngine:
        """Return another of the same."""
        return _Outline(self._name, self._tint, self._checked)

    def _tone(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode == QIcon.Mode.Disabled:
            return self._tint if self._tint == "on_accent" else "disabled"
        return self._checked if self._checked and state == QIcon.State.On else self._tint


def _with_room(drawn: QPixmap, width: int, ratio: float) -> QPixmap:
    wide = QPixmap(QSize(round(width * ratio), drawn.height()))
    wide.setDevicePixelRatio(ratio)
    wide.fill(_CLEAR)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide


def _source(name: str, tint: str) -> str:
    return _outline(name).replace("currentColor", theme.colour(tint).name())


@cache
def _outline(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace(*_STROKE)
