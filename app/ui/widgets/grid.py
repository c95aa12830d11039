"""A grid that behaves like Excel: one key a cell, blocks pasted both ways, fill down, named undo and redo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from app.ui import theme
from app.ui.icons import icon
from app.ui.widgets import selection_sum
from app.ui.widgets.grid_cells import GridDelegate
from app.ui.widgets.grid_model import GridColumn, GridModel, GridRow

Place = tuple[int, int]
_CLEAR_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

KEYS_HELP = [
    ("Ctrl+C / Ctrl+V", "复制、粘贴一块单元格（与 Excel 互通）"),
    ("Ctrl+D", "向下填充"),
    ("Delete", "清除"),
    ("Ctrl+Z / Ctrl+Y", "撤销、重做表格中的一步"),
    ("Enter / Tab", "到下一行、下一列"),
    ("F2", "修改单元格"),
]
"""What Ctrl+/ lists for a page with a grid."""


class EditableGrid(QTableView):
    """A `GridModel` with Excel's habits.

    Signals:
        edited: Any cell changed.
        status: What is to be said of a step or of a wrong cell, e.g. "已粘贴 6 格。"; what is selected, and
            its sum, goes to the window's status line by itself.
    """

    edited = Signal()
    status = Signal(str)

    def __init__(self, columns: Sequence[GridColumn], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = GridModel(columns)
        self.grid.setParent(self)
        self._key_hook: Callable[[str, Place], Any] | None = None
        self._build()
        self.grid.edited.connect(self.edited)
        self.grid.edited.connect(self._tell_selection)
        self.grid.refused.connect(self.status)
        self.selectionModel().selectionChanged.connect(lambda *_: self._tell_selection())
        self.customContextMenuRequested.connect(self._on_menu)

    def _build(self) -> None:
        self.setModel(self.grid)
        self.setItemDelegate(GridDelegate(self.grid, self))
        self.setObjectName("grid")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.unit(4))
        rows.setFixedWidth(theme.unit(5))
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        head = self.horizontalHeader()
        head.setFixedHeight(theme.size("row"))
        head.setHighlightSections(True)
        for at, column in enumerate(self.grid.columns):
            if column.width:
                self.setColumnWidth(at, theme.unit(column.width / 8))
            else:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    # For pages

    def set_rows(self, rows: Iterable[GridRow]) -> None:
        """Begin anew with these rows."""
        self.grid.set_rows(rows)

    def values(self) -> dict[object, dict[str, Any]]:
        """Return the values by row and column key."""
        return self.grid.values()

    def on_key(self, hook: Callable[[str, Place], Any]) -> None:
        """Let a page turn a key into a value; the hook gets the key's text and the place, None means not its own."""
        self._key_hook = hook

    def fill_column(self, key: str, value: Any, name: str) -> None:
        """Set every cell of a column as one step, e.g. "全部出勤"."""
        column = [c.key for c in self.grid.columns].index(key)
        self.grid.set_cells(name, {(row, column): value for row in range(self.grid.rowCount())})

    def go_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        self.setCurrentIndex(self.grid.index(row, column))

    # Acts

    def copy(self) -> None:
        """Copy the selected block, ready for Excel."""
        block = self._block()
        if block is None:
            return
        top, left, bottom, right = block
        lines = [
            "\t".join(_quoted(self.grid.text(row, column)) for column in range(left, right + 1))
            for row in range(top, bottom + 1)
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self) -> None:
        """Paste a block from the cursor on; one value fills the whole selection."""
        lines = _cells_of(QGuiApplication.clipboard().text())
        block = self._block()
        if not lines or block is None:
            return
        top, left, bottom, right = block
        if len(lines) == 1 and len(lines[0]) == 1:
            texts = {(r, c): lines[0][0] for r in range(top, bottom + 1) for c in range(left, right + 1)}
        else:
            texts = {(top + r, left + c): text for r, line in enumerate(lines) for c, text in enumerate(line)}
        taken = self.grid.write("粘贴", texts)
        lost = len(texts) - taken
        wrong = len(self.grid.problems())
        parts = [f"已粘贴 {taken} 格"]
        parts += [f"{lost} 格超出可填范围，没有粘贴"] if lost else []
        parts += [f"{wrong} 格有误，已标红"] if wrong else []
        self.status.emit("，".join(parts) + "。")

    def fill_down(self) -> None:
        """Fill the selected block with its first row; one row takes the row above it."""
        block = self._block()
        if block is None:
            return
        top, left, bottom, right = block
        source = top if bottom > top else top - 1
        if source < 0:
            return
        texts = {
            (row, column): self.grid.text(source, column)
            for row in range(source + 1, bottom + 1)
            for column in range(left, right + 1)
        }
        self.grid.write("向下填充", texts)

    def clear_cells(self) -> None:
        """Empty the selected cells."""
        self.grid.write("清除", {(i.row(), i.column()): "" for i in self.selectionModel().selectedIndexes()})

    def undo(self) -> None:
        """Take the last step of this grid back."""
        self._after_step("已撤销：", self.grid.undo_name, self.grid.undo)

    def redo(self) -> None:
        """Do the last step that was taken back again."""
        self._after_step("已重做：", self.grid.redo_name, self.grid.redo)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle Excel's keys, then one-key values, then what Qt does."""
        for sequence, act in self._sequences():
            if event.matches(sequence):
                act()
                return
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_D:
            self.fill_down()
        elif event.key() in _CLEAR_KEYS:
            self.clear_cells()
        elif event.key() in _ENTER_KEYS and self.state() != QAbstractItemView.State.EditingState:
            self._move(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._offer_choices()
        elif control or not self._take_key(event.text()):
            super().keyPressEvent(event)

    def edit(  # type: ignore[override]
        self, index: QModelIndex, trigger: QAbstractItemView.EditTrigger | None = None, event: Any = None
    ) -> bool:
        """Offer the choices instead of a text editor where a column has some."""
        if trigger is None:
            super().edit(index)
            return True
        wants = trigger in (
            QAbstractItemView.EditTrigger.DoubleClicked,
            QAbstractItemView.EditTrigger.EditKeyPressed,
        )
        column = self.grid.columns[index.column()] if index.isValid() else None
        if column is not None and column.choices and column.editable:
            if wants:
                self._offer_choices()
            return False
        return super().edit(index, trigger, event)

    def _sequences(self) -> list[tuple[QKeySequence.StandardKey, Callable[[], None]]]:
        keys = QKeySequence.StandardKey
        return [
            (keys.Copy, self.copy),
            (keys.Paste, self.paste),
            (keys.Undo, self.undo),
            (keys.Redo, self.redo),
        ]

    def _take_key(self, text: str) -> bool:
        index = self.currentIndex()
        if not text or not index.isValid() or not text.isprintable():
            return False
        column = self.grid.columns[index.column()]
        value = column.keys.get(text.upper(), column.keys.get(text))
        if value is None and self._key_hook is not None:
            value = self._key_hook(text, (index.row(), index.column()))
        if value is None:
            return False
        self.grid.set_cells(f"填写{column.title}", {(index.row(), index.column()): value})
        self._move(1)
        return True

    def _move(self, rows: int) -> None:
        index = self.currentIndex()
        below = self.grid.index(index.row() + rows, index.column())
        if below.isValid():
            self.setCurrentIndex(below)

    def _offer_choices(self) -> None:
        index = self.currentIndex()
        column = self.grid.columns[index.column()] if index.isValid() else None
        if column is None or not column.choices or not column.editable:
            return
        hints = {value: key for key, value in column.keys.items()}
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for value, word in column.choices:
            act = menu.addAction(f"{word}\t{hints[value]}" if value in hints else word)
            act.triggered.connect(lambda _=False, v=value: self._choose(index, v))
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))

    def _choose(self, index: QModelIndex, value: Any) -> None:
        chosen = [i for i in self.selectionModel().selectedIndexes() if i.column() == index.column()] or [
            index
        ]
        title = self.grid.columns[index.column()].title
        self.grid.set_cells(f"填写{title}", {(i.row(), i.column()): value for i in chosen})

    def _block(self) -> tuple[int, int, int, int] | None:
        chosen = self.selectionModel().selectedIndexes()
        if not chosen:
            return None
        rows = [index.row() for index in chosen]
        columns = [index.column() for index in chosen]
        return min(rows), min(columns), max(rows), max(columns)

    def _after_step(self, word: str, name: str | None, step: Callable[[], set[Place]]) -> None:
        touched = step()
        if touched:
            self.go_to(*min(touched))
            self.status.emit(f"{word}{name}")

    def _tell_selection(self) -> None:
        chosen = self.selectionModel().selectedIndexes()
        if len(chosen) < 2:
            problem = self.grid.cell(chosen[0].row(), chosen[0].column()).problem if chosen else ""
            self.status.emit(problem)
            selection_sum.tell(self, "")
            return
        text = f"已选 {len(chosen)} 格"
        columns = {index.column() for index in chosen}
        if len(columns) == 1 and self.grid.columns[at := columns.pop()].sums:
            values = [self.grid.cell(index.row(), at).value for index in chosen]
            text += f"，合计 {self.grid.columns[at].show(sum(v for v in values if v is not None))}"
        selection_sum.tell(self, text)

    def _on_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        keys = QKeySequence.StandardKey
        menu.addAction(icon("copy"), "复制", self.copy).setShortcut(keys.Copy)
        menu.addAction(icon("clipboard"), "粘贴", self.paste).setShortcut(keys.Paste)
        menu.addAction(icon("chevron-down"), "向下填充", self.fill_down).setShortcut(QKeySequence("Ctrl+D"))
        menu.addAction(icon("eraser"), "清除", self.clear_cells).setShortcut(keys.Delete)
        menu.addSeparator()
        undo = menu.addAction(icon("arrow-back-up"), f"撤销：{self.grid.undo_name or '无'}", self.undo)
        undo.setShortcut(keys.Undo)
        undo.setEnabled(self.grid.undo_name is not None)
        menu.popup(self.viewport().mapToGlobal(where))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '\t\n"') else text


def _cells_of(text: str) -> list[list[str]]:
    """Return the cells of a clipboard block as Excel writes it: tabs, lines, quotes round line breaks."""
    import csv
    import io

    if not text:
        return []
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    # StringIO must not translate: a quoted cell may hold a line break of its own
    return list(csv.reader(io.StringIO(plain, newline=""), delimiter="\t"))
