"""The table of the year's calendar (年历): one row a requirement, twelve months, each cell a state with its day."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from app.services.year_calendar import CalendarCell, CalendarRow, CellState
from app.ui import theme
from app.ui.widgets.drawing import paint_chip, paint_line
from app.ui.widgets.labels import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_MONTHS = 12

TONES: dict[CellState, str] = {
    CellState.HELD: "ok",
    CellState.PLANNED: "info",
    CellState.SOON: "warn",
    CellState.LATE: "bad",
    CellState.MISSING: "bad",
}
"""States with a chip; the others are only a quiet word."""


def cell_words(cell: CalendarCell) -> tuple[str, str]:
    """Return the state of a cell in a word or two, and the days that stand under it."""
    word = cell.state.label
    if cell.times > 1 and cell.state is not CellState.NOT_ASKED:
        word = f"{word} {len(cell.activities)}/{cell.times}"
    long = cell.period.span.months > 1
    days = [
        f"{a.held_on.month}月{a.held_on.day}日" if long else f"{a.held_on.day}日" for a in cell.activities
    ]
    if not days and cell.state in (CellState.SOON, CellState.LATE, CellState.AHEAD):
        return word, f"{cell.due.month}月{cell.due.day}日前" if long else f"{cell.due.day}日前"
    return word, "、".join(days)


class YearModel(QAbstractTableModel):
    """Rows of the calendar; a cell longer than a month stands in its first month and spans the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[CalendarRow, ...] = ()

    def set_rows(self, rows: tuple[CalendarRow, ...]) -> None:
        """Show another year."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def cell(self, row: int, column: int) -> CalendarCell | None:
        """Return what stands in a month; None for the column of titles."""
        if not column:
            return None
        cells = self.rows[row].cells
        return cells[(column - 1) * len(cells) // _MONTHS]

    def rowCount(self, parent: Index = _NONE) -> int:
        """Return the number of requirements."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Return the months and the column of titles."""
        return 0 if parent.isValid() else _MONTHS + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, also for a screen reader."""
        if not index.isValid():
            return None
        row, cell = self.rows[index.row()], self.cell(index.row(), index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.title if cell is None else " ".join(word for word in cell_words(cell) if word)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(_tip(row, cell))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the months."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return f"{section}月" if section else "组织生活"
        return None


class YearTable(QTableView):
    """The calendar; a click or Enter on a cell opens it."""

    chosen = Signal(object, object)
    """A `CalendarRow` and a `CalendarCell` were clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.year = YearModel()
        self.year.setParent(self)
        self.setModel(self.year)
        self.setItemDelegate(_YearDelegate(self.year, self))
        self.setAccessibleName("组织生活年历")
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.unit(6.5))
        head = self.horizontalHeader()
        head.setFixedHeight(theme.size("row"))
        head.setHighlightSections(False)
        head.setMinimumSectionSize(theme.unit(8))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setColumnWidth(0, theme.unit(22))
        self.clicked.connect(self._open)

    def set_rows(self, rows: tuple[CalendarRow, ...]) -> None:
        """Show the rows of a year; the cursor stays where it was."""
        at = (self.currentIndex().row(), self.currentIndex().column())
        self.clearSpans()
        self.year.set_rows(rows)
        for number, row in enumerate(rows):
            months = _MONTHS // len(row.cells)
            if months > 1:
                for column in range(1, _MONTHS + 1, months):
                    self.setSpan(number, column, 1, months)
        if 0 <= at[0] < len(rows):
            self.setCurrentIndex(self.year.index(*at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the cell under the cursor."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        cell = self.year.cell(index.row(), index.column()) if index.isValid() else None
        if cell is not None:
            self.chosen.emit(self.year.rows[index.row()], cell)


class _YearDelegate(QStyledItemDelegate):
    """Paints a title with its rule under it, or a chip with the days under it."""

    def __init__(self, model: YearModel, parent: YearTable) -> None:
        super().__init__(parent)
        self._model = model

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        cell = self._model.cell(index.row(), index.column())
        if selected and cell is not None:
            painter.fillRect(rect, theme.colour("selected"))
        line = theme.colour("line")
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, line)
        painter.fillRect(rect.right(), rect.top(), 1, rect.height(), line)
        above = QRect(rect.left(), rect.top() + theme.unit(0.5), rect.width(), rect.height() // 2)
        below = QRect(rect.left(), above.bottom(), rect.width(), rect.height() // 2 - theme.unit(0.5))
        if cell is None:
            row = self._model.rows[index.row()]
            _title(painter, above, below, row)
            return
        word, days = cell_words(cell)
        tone = TONES.get(cell.state, "")
        if tone:
            paint_chip(painter, above if days else rect, word, tone, "center", on_tint=selected)
        else:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("faded"))
            paint_line(painter, above if days else rect, word, "center")
        if days:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("faded"))
            paint_line(painter, below.adjusted(2, 0, -2, 0), days, "center")


def _title(painter: QPainter, above: QRect, below: QRect, row: CalendarRow) -> None:
    pad = theme.unit(1.25)
    painter.setFont(theme.font())
    painter.setPen(theme.colour("text"))
    kind = row.requirement.kind.label
    paint_line(painter, above.adjusted(pad, 0, -pad, 0), kind)
    if row.org_name:
        left = pad + QFontMetrics(theme.font()).horizontalAdvance(kind) + theme.unit()
        painter.setPen(theme.colour("faded"))
        paint_line(painter, above.adjusted(left, 0, -pad, 0), row.org_name)
    painter.setFont(theme.font("small"))
    painter.setPen(theme.colour("faded"))
    paint_line(painter, below.adjusted(pad, 0, -pad, 0), row.requirement.words)


def _tip(row: CalendarRow, cell: CalendarCell | None) -> str:
    if cell is None:
        return f"{row.title}：{row.requirement.words}\n依据：{row.requirement.source or '未填写'}"
    lines = [f"{row.title} {cell.period.label}：{' '.join(cell_words(cell))}"]
    lines += [f"{a.held_on:%Y-%m-%d} {a.topic}（{a.state.label}）" for a in cell.activities]
    lines.append("单击打开活动" if cell.activities else "单击新建一次，已按要求填好")
    return "\n".join(lines)
