"""How a cell of a list is painted: whole-row hover and selection, thin lines, chips for states."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme
from app.ui.widgets.table_model import TableModel

_FLAGS = {
    "left": int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
    "right": int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
    "center": int(Qt.AlignmentFlag.AlignCenter),
}


class RowDelegate(QStyledItemDelegate):
    """Paints the cells of a `DataTable` straight from its model; no role is asked for while scrolling."""

    def __init__(self, model: TableModel, parent: QObject) -> None:  # type: ignore[type-arg]
        super().__init__(parent)
        self._model = model
        self.hovered = -1
        self._pad = theme.unit(1.25)
        self._line = theme.colour("line")
        self._text = theme.colour("text")

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint background, line and text (or chip) of one cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        row, column = index.row(), index.column()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        active = bool(state & QStyle.StateFlag.State_Active)
        if selected:
            painter.fillRect(rect, theme.colour("selected" if active else "selected_quiet"))
        elif row == self.hovered:
            painter.fillRect(rect, theme.colour("raised"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self._line)
        if selected and column == 0:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme.colour("accent"))
        text, tone = self._model.cell(row, column)
        if not text:
            return
        shown = self._model.columns[column]
        inner = rect.adjusted(self._pad, 0, -self._pad, -1)
        if shown.badge and tone and tone != "faded":
            paint_chip(painter, inner, text, tone, shown.align, on_tint=selected)
            return
        painter.setPen(theme.tone_colour(tone) if tone else self._text)
        paint_line(painter, inner, text, shown.align)

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size a cell would like; used when a head is double-clicked."""
        text, _ = self._model.cell(index.row(), index.column())
        width = QFontMetrics(theme.font()).horizontalAdvance(text) + 2 * self._pad + theme.unit(2)
        return QSize(width, theme.size("row"))


def paint_line(painter: QPainter, rect: QRect, text: str, align: str = "left") -> None:
    """Draw one line of text, with an ellipsis where it does not fit."""
    line = text.replace("\n", " ") if "\n" in text else text
    metrics = painter.fontMetrics()
    if metrics.horizontalAdvance(line) > rect.width():
        line = metrics.elidedText(line, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _FLAGS[align], line)


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
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    radius = chip.height() / 2
    painter.drawRoundedRect(chip, radius, radius)
    painter.setFont(theme.font("small"))
    painter.setPen(ink)
    paint_line(painter, chip.adjusted(theme.unit(0.5), 0, -theme.unit(0.5), 0), text, "center")
    painter.restore()
