"""Lines of text and chips drawn straight into a painter.

The first figures are painted with these before anything else is loaded, so the namespace `Qt` is touched only
where a text must be cut (see `labels`).
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPainterPath

from app.ui import theme
from app.ui.widgets.labels import elided

# the numbers of Qt.AlignmentFlag, which `drawText` takes as such: the side with AlignVCenter, or AlignCenter
FLAGS = {"left": 0x81, "right": 0x82, "center": 0x84}


def paint_line(painter: QPainter, rect: QRect, text: str, align: str = "left") -> None:
    """Draw one line of text, with an ellipsis where it does not fit."""
    line = text.replace("\n", " ") if "\n" in text else text
    painter.drawText(rect, FLAGS[align], elided(painter.fontMetrics(), line, rect.width()))


def paint_chip(
    painter: QPainter, rect: QRect, text: str, tone: str, align: str = "left", *, on_tint: bool = False
) -> None:
    """Draw a state as a word on its pale colour; on a tinted row the ground is white."""
    font = theme.font("small")
    metrics = QFontMetrics(font)
    pad = theme.unit(1)
    width = min(metrics.horizontalAdvance(text) + 2 * pad, rect.width())
    height = metrics.height() + theme.unit(0.5)
    left = {"left": rect.left(), "right": rect.right() - width + 1, "center": rect.center().x() - width // 2}[
        align
    ]
    chip = QRect(left, rect.center().y() - height // 2 + 1, width, height)
    ground = theme.colour("base") if on_tint else theme.tone_soft(tone)
    draw_chip(painter, chip, text, theme.tone_colour(tone), ground)


def draw_chip(painter: QPainter, chip: QRect, text: str, ink: QColor, ground: QColor) -> None:
    """Draw the rounded ground of a chip and its word."""
    painter.save()
    fill_round(painter, QRectF(chip), chip.height() / 2, ground)
    painter.setFont(theme.font("small"))
    painter.setPen(ink)
    paint_line(painter, chip.adjusted(theme.unit(0.5), 0, -theme.unit(0.5), 0), text, "center")
    painter.restore()


def fill_round(painter: QPainter, rect: QRectF, radius: float, ground: QColor) -> None:
    """Fill a rectangle with rounded corners."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    painter.fillPath(path, QBrush(ground))
