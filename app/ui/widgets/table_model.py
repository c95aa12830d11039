"""A read-only table over frozen rows: the rows of a service, and a list of columns that say how to show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.ui.widgets.columns import Column
from app.ui.widgets.labels import plain_tip

__all__ = ["Column", "TableModel"]

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows as they come from a service; sorting happens in the list itself."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[Row] = []
        self._order: tuple[int, Qt.SortOrder] | None = None

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows, in the order that was chosen."""
        self.beginResetModel()
        self.rows = list(rows)
        self._sort_rows()
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other columns of the same rows, in the order of the rows as they are."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._order = None
        self.endResetModel()

    def row_at(self, index: Index) -> Row | None:
        """Return the row of an index, or None for an invalid one."""
        return self.rows[index.row()] if index.isValid() else None

    def cell(self, row: int, column: int) -> tuple[str, str]:
        """Return text and tone of a cell without the detour through roles."""
        shown = self.columns[column]
        item = self.rows[row]
        return shown.text(item), shown.tone(item) if shown.tone is not None else ""

    def rowCount(self, parent: Index = _NONE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, alignment or tooltip of a cell."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(self.rows[index.row()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align]
        if role == Qt.ItemDataRole.ToolTipRole and column.tip is not None:
            return plain_tip(column.tip(self.rows[index.row()]))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's head, or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return _ALIGN[self.columns[section].align] if role == Qt.ItemDataRole.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; a negative one gives back the service's own order with the next rows."""
        self._order = (column, order) if column >= 0 else None
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self.rows[index.row()]) for index in self.persistentIndexList()]
        self._sort_rows()
        place = {id(row): at for at, row in enumerate(self.rows)}
        for index, row in kept:
            self.changePersistentIndex(index, self.index(place[id(row)], index.column()))
        self.layoutChanged.emit()

    def _sort_rows(self) -> None:
        if self._order is None:
            return
        at, order = self._order
        column = self.columns[at]
        value = column.sort or column.text

        # an empty cell stays at the end either way; None could not be compared
        empty = [row for row in self.rows if value(row) in (None, "")]
        filled = [row for row in self.rows if value(row) not in (None, "")]
        filled.sort(key=value, reverse=order == Qt.SortOrder.DescendingOrder)
        self.rows = filled + empty
