"""A small column chart, drawn by Qt alone: how many members have about how many points."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui import theme
from app.ui.widgets.labels import plain_tip

Column = tuple[str, int, str]
"""Words under the column, its number, and what its tooltip says."""


class SpreadChart(QWidget):
    """Columns with their number above and their words below; a click anywhere asks for more."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._columns: tuple[Column, ...] = ()
        self._empty = ""
        self._unsettled = False
        self.setMinimumHeight(theme.unit(10))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_columns(self, columns: Sequence[Column], *, empty: str = "", unsettled: bool = False) -> None:
        """Show other columns, or the sentence `empty` where there are none; hatched while not settled."""
        self._columns, self._empty, self._unsettled = tuple(columns), empty, unsettled
        self.setAccessibleName(
            f"积分分布{'（未结算）' if unsettled else ''}："
            + "，".join(f"{words} {number} 人" for words, number, _ in columns)
        )
        self.update()

    def columns(self) -> tuple[Column, ...]:
        """Return what is shown."""
        return self._columns

    def column_at(self, where: QPoint) -> int | None:
        """Return the column at a place."""
        if not self._columns:
            return None
        at = int(where.x() * len(self._columns) / max(self.width(), 1))
        return at if 0 <= at < len(self._columns) else None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the columns to the height of the greatest."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        if not self._columns:
            painter.setPen(theme.colour("faded"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
            return
        line = painter.fontMetrics().height()
        room = self.height() - 2 * line - theme.unit(0.75)
        most = max((number for _, number, _ in self._columns), default=0) or 1
        width = self.width() / len(self._columns)
        thick = min(width * 0.62, theme.unit(4))
        base = self.height() - line - theme.unit(0.25)
        centre = Qt.AlignmentFlag.AlignCenter
        for at, (words, number, _) in enumerate(self._columns):
            left, height = at * width, room * number / most
            column = QRectF(left + (width - thick) / 2, base - height, thick, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft" if self._unsettled else "accent_line"))
            painter.drawRoundedRect(column, 2, 2)
            if self._unsettled:
                painter.setPen(theme.colour("accent_line"))
                painter.setBrush(QBrush(theme.colour("accent_line"), Qt.BrushStyle.BDiagPattern))
                painter.drawRoundedRect(column, 2, 2)
            painter.setPen(theme.colour("text"))
            if number:
                painter.drawText(QRectF(left, base - height - line, width, line), centre, str(number))
            painter.setPen(theme.colour("faded"))
            painter.drawText(QRectF(left, base + theme.unit(0.25), width, line), centre, words)
        painter.setPen(theme.colour("focus" if self.hasFocus() else "line_strong"))
        painter.drawLine(0, int(base), self.width(), int(base))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for what is behind the chart."""
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space do what a click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell a column's figures where the mouse rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.column_at(event.pos())
            if at is not None:
                QToolTip.showText(event.globalPos(), plain_tip(self._columns[at][2]), self)
            return True
        return super().event(event)
