"""Icons: SVG outlines of `resources/icons`, tinted by token and kept."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.services.locations import resource
from app.ui import theme

# The outlines are drawn for 24 pixels; a slightly finer line suits 18.
_STROKE = ('stroke-width="2"', 'stroke-width="1.75"')
_RATIOS = (1.0, 1.5, 2.0)


@cache
def icon(name: str, tint: str = "text", checked: str = "") -> QIcon:
    """Return an icon in the colour of token `tint`; `checked` is the token for the switched-on state.

    Raises:
        FileNotFoundError: No such icon is in the set.

    """
    made = QIcon()
    _add(made, name, tint, QIcon.Mode.Normal, QIcon.State.Off)
    _add(made, name, "disabled", QIcon.Mode.Disabled, QIcon.State.Off)
    if checked:
        _add(made, name, checked, QIcon.Mode.Normal, QIcon.State.On)
    return made


@cache
def pixmap(name: str, tint: str = "text", pixels: int = 18, ratio: float = 1.0) -> QPixmap:
    """Return one picture of an icon, `pixels` wide before scaling by the screen's `ratio`."""
    drawn = QPixmap(QSize(round(pixels * ratio), round(pixels * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(_source(name, tint).encode())).render(painter)
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _add(made: QIcon, name: str, tint: str, mode: QIcon.Mode, state: QIcon.State) -> None:
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, tint, theme.size("icon"), ratio), mode, state)


def _source(name: str, tint: str) -> str:
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return text.replace("currentColor", theme.colour(tint).name()).replace(*_STROKE)
