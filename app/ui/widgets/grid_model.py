"""The data of an editable grid: cells with values, what is wrong with them, and named steps to undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from app.ui import theme
from app.ui.widgets.fields import FieldProblem, parse_points, points_text
from app.ui.widgets.labels import plain_tip

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _same(text: str) -> Any:
    return text


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One column of a grid.

    Args:
        key: Its name in the values.
        title: Head in Chinese.
        width: Width in pixels at the base font; 0 takes what is left.
        editable: Whether its cells can be changed.
        align: "left", "right" or "center".
        choices: (value, word) pairs; a cell then holds a value and shows its word.
        keys: One key and the value it sets; the cursor then moves down by itself.
        parse: Turns typed or pasted text into the value, or raises `ValueError` with a Chinese sentence.
        show: Turns a value into the shown text.
        tone: Gives the tone of a value.
        sums: Whether the sum of a selection is told (integers, shown by `show`).

    """

    key: str
    title: str
    width: int = 120
    editable: bool = True
    align: str = "left"
    choices: tuple[tuple[Any, str], ...] = ()
    keys: Mapping[str, Any] = field(default_factory=dict)
    parse: Callable[[str], Any] = _same
    show: Callable[[Any], str] = _plain
    tone: Callable[[Any], str] | None = None
    sums: bool = False

    def text(self, value: Any) -> str:
        """Return the text of a value."""
        if value is None:
            return ""
        if self.choices:
            return next((word for offered, word in self.choices if offered == value), str(value))
        return self.show(value)

    def read(self, text: str) -> Any:
        """Return the value of a text; an empty one is None.

        Raises:
            ValueError: It does not fit; the sentence says why.

        """
        plain = text.strip()
        if not plain:
            return None
        if not self.choices:
            return self.parse(plain)
        for value, word in self.choices:
            if plain in (word, str(value)):
                return value
        words = "、".join(word for _, word in self.choices)
        raise ValueError(f"“{plain}”不在可选范围内，可填：{words}。")


def points_column(key: str = "points", title: str = "分值", width: int = 96) -> GridColumn:
    """Return a column of points (积分) in exact hundredths."""
    return GridColumn(key, title, width, align="right", parse=parse_points, show=points_text, sums=True)


@dataclass(slots=True)
class Cell:
    """What stands in a cell: a value, or a text that is no value and the reason."""

    value: Any = None
    raw: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row to begin with: what identifies it, and its values by column key."""

    row_id: object
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    before: dict[tuple[int, int], Cell]
    after: dict[tuple[int, int], Cell]


class GridModel(QAbstractTableModel):
    """Cells over fixed rows and columns; nothing is saved from here, the page asks for `values`."""

    edited = Signal()
    refused = Signal(str)

    def __init__(self, columns: Sequence[GridColumn]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._ids: list[object] = []
        self._cells: list[list[Cell]] = []
        self._start: list[list[Any]] = []
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []

    # Rows and values

    def set_rows(self, rows: Iterable[GridRow]) -> None:
        """Begin anew with these rows; steps are forgotten."""
        given = list(rows)
        self.beginResetModel()
        self._ids = [row.row_id for row in given]
        self._cells = [[Cell(row.values.get(c.key)) for c in self.columns] for row in given]
        self._start = [[cell.value for cell in line] for line in self._cells]
        self._undo.clear()
        self._redo.clear()
        self.endResetModel()

    def values(self) -> dict[object, dict[str, Any]]:
        """Return the values by row and column key; a cell with a problem is None."""
        return {
            row_id: {c.key: cell.value for c, cell in zip(self.columns, line, strict=True)}
            for row_id, line in zip(self._ids, self._cells, strict=True)
        }

    def changed_rows(self) -> dict[object, dict[str, Any]]:
        """Return the values of the rows that differ from the beginning."""
        everything = self.values()
        return {
            row_id: everything[row_id]
            for row_id, line, start in zip(self._ids, self._cells, self._start, strict=True)
            if [cell.value for cell in line] != start
        }

    def problems(self) -> list[tuple[int, str, str]]:
        """Return (row number from 1, column title, reason) of every cell that is wrong."""
        return [
            (at + 1, column.title, cell.problem)
            for at, line in enumerate(self._cells)
            for column, cell in zip(self.columns, line, strict=True)
            if cell.problem
        ]

    def cell(self, row: int, column: int) -> Cell:
        """Return what stands in a cell."""
        return self._cells[row][column]

    def text(self, row: int, column: int) -> str:
        """Return the shown text of a cell."""
        cell = self._cells[row][column]
        return cell.raw if cell.problem else self.columns[column].text(cell.value)

    def colours(self, row: int, column: int) -> tuple[QColor | None, QColor]:
        """Return ground (None for the plain one) and ink of a cell."""
        shown, cell = self.columns[column], self._cells[row][column]
        tone = "bad" if cell.problem else ""
        if not tone and shown.tone is not None and cell.value is not None:
            tone = shown.tone(cell.value)
        if tone in theme.TONES:
            return theme.tone_soft(tone), theme.tone_colour(tone)
        if shown.editable:
            return None, theme.colour("text")
        return theme.colour("raised"), theme.colour("faded")

    def row_id(self, row: int) -> object:
        """Return what identifies a row."""
        return self._ids[row]

    def set_problem(self, row_id: object, key: str, problem: str) -> None:
        """Mark a cell as wrong, e.g. by what a service refused."""
        row = self._ids.index(row_id)
        column = [c.key for c in self.columns].index(key)
        cell = self._cells[row][column]
        self._cells[row][column] = Cell(None, self.columns[column].text(cell.value) or cell.raw, problem)
        self._tell({(row, column)})

    # Editing

    def write(self, name: str, texts: Mapping[tuple[int, int], str]) -> int:
        """Write typed or pasted texts as one named step; return how many cells were taken."""
        return self._apply(
            name, {at: self._read(at[1], text) for at, text in texts.items() if self._takes(at)}
        )

    def set_cells(self, name: str, values: Mapping[tuple[int, int], Any]) -> int:
        """Set values as one named step; return how many cells were taken."""
        return self._apply(name, {at: Cell(value) for at, value in values.items() if self._takes(at)})

    @property
    def undo_name(self) -> str | None:
        """Name of the step that `undo` takes back."""
        return self._undo[-1].name if self._undo else None

    @property
    def redo_name(self) -> str | None:
        """Name of the step that `redo` does again."""
        return self._redo[-1].name if self._redo else None

    def undo(self) -> set[tuple[int, int]]:
        """Take the last step back; return the cells it touched."""
        return self._replay(self._undo, self._redo, lambda step: step.before)

    def redo(self) -> set[tuple[int, int]]:
        """Do the step again that was taken back last; return the cells it touched."""
        return self._replay(self._redo, self._undo, lambda step: step.after)

    def _takes(self, at: tuple[int, int]) -> bool:
        row, column = at
        inside = 0 <= row < len(self._cells) and 0 <= column < len(self.columns)
        return inside and self.columns[column].editable

    def _read(self, column: int, text: str) -> Cell:
        try:
            return Cell(self.columns[column].read(text))
        except (FieldProblem, ValueError) as error:
            return Cell(None, text.strip(), str(error))

    def _apply(self, name: str, cells: dict[tuple[int, int], Cell]) -> int:
        changed = {at: cell for at, cell in cells.items() if self._cells[at[0]][at[1]] != cell}
        if changed:
            before = {(row, column): self._cells[row][column] for row, column in changed}
            self._undo.append(_Step(name, before, changed))
            self._redo.clear()
            self._put(changed)
        wrong = next((cell.problem for cell in changed.values() if cell.problem), "")
        if wrong:
            self.refused.emit(wrong)
        return len(cells)

    def _replay(
        self, source: list[_Step], target: list[_Step], side: Callable[[_Step], dict[tuple[int, int], Cell]]
    ) -> set[tuple[int, int]]:
        if not source:
            return set()
        step = source.pop()
        target.append(step)
        self._put(side(step))
        return set(step.after)

    def _put(self, cells: Mapping[tuple[int, int], Cell]) -> None:
        for (row, column), cell in cells.items():
            self._cells[row][column] = cell
        self._tell(set(cells))
        self.edited.emit()

    def _tell(self, places: set[tuple[int, int]]) -> None:
        rows = [row for row, _ in places]
        columns = [column for _, column in places]
        self.dataChanged.emit(self.index(min(rows), min(columns)), self.index(max(rows), max(columns)))

    # Qt

    def rowCount(self, parent: Index = _NONE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return whether a cell can be edited."""
        flags = super().flags(index)
        if index.isValid() and self.columns[index.column()].editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, colours, alignment and the reason of a wrong cell."""
        if not index.isValid():
            return None
        row, at = index.row(), index.column()
        column, cell = self.columns[at], self._cells[row][at]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(row, at)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align]
        if role == Qt.ItemDataRole.ToolTipRole and cell.problem:
            return plain_tip(cell.problem)
        ground, ink = self.colours(row, at)
        if role == Qt.ItemDataRole.BackgroundRole:
            return ground
        return ink if role == Qt.ItemDataRole.ForegroundRole else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what an editor holds."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        title = self.columns[index.column()].title
        return self.write(f"填写{title}", {(index.row(), index.column()): str(value)}) > 0

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's head, or a row's number."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[section].align]
        return self.columns[section].title if role == Qt.ItemDataRole.DisplayRole else None
