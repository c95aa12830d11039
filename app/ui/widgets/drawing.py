"""Lines of text and chips drawn straight into a painter.

The first figures are painted with these before anything else is loaded, so the namespace `Qt` is touched only
where a text must be cut (see `labels`).
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPainterPath

from app.ui import theme
from app.ui.widgets.labels import elided


def paint_line(painter: QPainter, rect: QRect, text: str, align: str = "left") -> None:
    """Draw one line of text ("left", "right" or "center"), with an ellipsis where it does not fit."""
    metrics = painter.fontMetrics()
    line = elided(metrics, text.replace("\n", " ") if "\n" in text else text, rect.width())
    # by its base line: to draw into a rectangle makes PySide build the namespace `Qt`
    spare = 0.0 if align == "left" else rect.width() - metrics.horizontalAdvance(line)
    left = rect.left() + (spare / 2 if align == "center" else spare)
    painter.drawText(
        QPointF(left, rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent()), line
    )


def paint_chip(
    painter: QPainter, rect: QRect, text: str, tone: str, align: str = "left", *, on_tint: bool = False
) -> None:
    """Draw a state as a word on its pale colour; on a tinted row the ground is white."""
    chip = chip_place(rect, text, align)
    ground = theme.colour("base") if on_tint else theme.tone_soft(tone)
    draw_chip(painter, chip, text, theme.tone_colour(tone), ground)


def chip_place(rect: QRect, text: str, align: str = "left") -> QRect:
    """Return where in a cell a chip with this word lies."""
    metrics = QFontMetrics(theme.font("small"))
    width = min(metrics.horizontalAdvance(text) + 2 * theme.unit(1), rect.width())
    height = metrics.height() + theme.unit(0.5)
    sides = {"left": rect.left(), "right": rect.right() - width + 1, "center": rect.center().x() - width // 2}
    return QRect(sides[align], rect.center().y() - height // 2 + 1, width, height)


def draw_chip(painter: QPainter, chip: QRect, text: str, ink: QColor, ground: QColor) -> None:
    """Draw the rounded ground of a chip and its word."""
    painter.save()
    fill_round(painter, QRectF(chip), chip.height() / 2, QBrush(ground))
    painter.setFont(theme.font("small"))
    painter.setPen(ink)
    paint_line(painter, chip.adjusted(theme.unit(0.5), 0, -theme.unit(0.5), 0), text, "center")
    painter.restore()


def fill_round(painter: QPainter, rect: QRectF, radius: float, ground: QBrush) -> None:
    """Fill a rectangle with rounded corners; `fillRect` would build the namespace `Qt`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    painter.fillPath(path, ground)
