"""How a cell of an editable grid is painted: Excel's frame round the cursor, its corner on what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPolygon
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui import theme
from app.ui.widgets.drawing import paint_line
from app.ui.widgets.grid_model import GridModel

_CORNER = 7
_SELECTION_ALPHA = 36


class GridDelegate(QStyledItemDelegate):
    """Paints cells straight from the model; editing stays with Qt."""

    def __init__(self, model: GridModel, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._model = model
        self._view = view
        self._pad = theme.unit(1.25)
        self._shade = QColor(theme.colour("focus"))
        self._shade.setAlpha(_SELECTION_ALPHA)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint ground, text, corner and frame of one cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        row, at = index.row(), index.column()
        column, cell = self._model.columns[at], self._model.cell(row, at)
        ground, ink = self._model.colours(row, at)
        if ground is not None:
            painter.fillRect(rect, ground)
        current = self._view.currentIndex() == index
        if state & QStyle.StateFlag.State_Selected and not current:
            painter.fillRect(rect, self._shade)
        painter.setPen(ink)
        paint_line(
            painter, rect.adjusted(self._pad, 0, -self._pad, 0), self._model.text(row, at), column.align
        )
        if cell.problem:
            _paint_corner(painter, rect)
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            _paint_frame(painter, rect, theme.colour("accent" if self._view.hasFocus() else "line_strong"))


def _paint_corner(painter: QPainter, rect: QRect) -> None:
    """Draw a second sign beside the colour, as Excel marks a cell with a remark."""
    right = rect.topRight() + QPoint(1, 0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("bad"))
    painter.drawPolygon(QPolygon([right - QPoint(_CORNER, 0), right, right + QPoint(0, _CORNER)]))


def _paint_frame(painter: QPainter, rect: QRect, colour: QColor) -> None:
    for edge in (
        QRect(rect.left(), rect.top(), rect.width(), 2),
        QRect(rect.left(), rect.bottom() - 1, rect.width(), 2),
        QRect(rect.left(), rect.top(), 2, rect.height()),
        QRect(rect.right() - 1, rect.top(), 2, rect.height()),
    ):
        painter.fillRect(edge, colour)
