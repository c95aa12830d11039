"""How a cell of a list is painted: whole-row hover and selection, thin lines, chips for states."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme
from app.ui.widgets.drawing import paint_chip, paint_line
from app.ui.widgets.table_model import TableModel


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
