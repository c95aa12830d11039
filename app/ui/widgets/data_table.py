"""The list of a page: sorts, selects, copies as a table, remembers widths, says what to do while empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from app.ui import theme
from app.ui.icons import icon
from app.ui.widgets import selection_sum
from app.ui.widgets.buttons import Slot
from app.ui.widgets.cells import RowDelegate
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.table_model import Column, TableModel

Row = TypeVar("Row")
_LEAST = 14
"""Least width in steps of the grid of a column that takes what the others leave."""


class DataTable(QTableView, Generic[Row]):
    """A `TableModel` with its view.

    Args:
        columns: What is shown of a row.
        name: ASCII name under which widths and order are remembered in `settings`.
        settings: The window's settings (`desk.settings`); None remembers nothing.
        key: Gives what identifies a row, so that the same rows stay selected over a refresh.

    """

    current_changed = Signal(object)
    """The row under the cursor, or None."""

    opened = Signal(object)
    """A row was double-clicked or confirmed with Enter."""

    selection_changed = Signal(list)
    """All selected rows, from the top."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        *,
        name: str = "",
        settings: QSettings | None = None,
        key: Callable[[Row], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model: TableModel[Row] = TableModel(columns, self)
        self._settings = settings
        self._name = name
        self._key = key
        self._menu_acts: list[QAction] = []
        self._quiet = False
        self._delegate = RowDelegate(self._model, self)
        self.empty = EmptyState()
        self._build()
        self._connect()
        self._restore()

    def _build(self) -> None:
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.size("row"))
        head = self.horizontalHeader()
        head.setFixedHeight(theme.size("row"))
        head.setHighlightSections(False)
        head.setMinimumSectionSize(theme.unit(5))
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self._spread()
        # not over the viewport: asking for it makes PySide build every class of widget there is
        self.empty.setParent(self)
        self.empty.hide()

    def _spread(self) -> None:
        """Give each column its own width."""
        head, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        for at, column in enumerate(self._model.columns):
            head.setSectionResizeMode(at, modes.Interactive if column.width else modes.Stretch)
            if column.width:
                self.setColumnWidth(at, theme.unit(column.width / 8))

    def _connect(self) -> None:
        self._model.modelReset.connect(self._on_reset)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(lambda *_: self._on_selection())
        self.doubleClicked.connect(lambda index: self.opened.emit(self._model.row_at(index)))
        self.customContextMenuRequested.connect(self._on_menu)
        self.horizontalHeader().sectionResized.connect(lambda *_: self._remember())
        self.horizontalHeader().sortIndicatorChanged.connect(lambda *_: self._remember())

    # Rows

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; what was selected stays selected where it is still there."""
        kept = {self._key(row) for row in self.selected_rows()} if self._key else set()
        current = self.current_row()
        at = self._key(current) if self._key and current is not None else None
        self._quiet = True
        self._model.set_rows(rows)
        if self._key is not None and (kept or at is not None):
            self._reselect(kept, at)
        self._quiet = False
        self.current_changed.emit(self.current_row())
        self._on_selection()

    def set_columns(self, columns: Sequence[Column[Row]], name: str) -> None:
        """Show other columns of the same rows; their widths are remembered under `name`."""
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._name = ""
        self._model.set_columns(columns)
        self._spread()
        self._name = name
        self._restore()
        self._keep_wide()

    @property
    def remembers(self) -> bool:
        """Whether widths, order and sorting last over the next start."""
        return bool(self._name) and self._settings is not None

    def rows(self) -> list[Row]:
        """Return the rows in the order they are shown."""
        return list(self._model.rows)

    def current_row(self) -> Row | None:
        """Return the row under the cursor."""
        return self._model.row_at(self.currentIndex())

    def selected_rows(self) -> list[Row]:
        """Return the selected rows from the top."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self._model.rows[place] for place in places]

    def select_where(self, wanted: Callable[[Row], bool]) -> bool:
        """Select and show the first row that fits, and tell whether there is one."""
        for at, row in enumerate(self._model.rows):
            if wanted(row):
                self.selectRow(at)
                self.scrollTo(self._model.index(at, 0))
                return True
        return False

    def set_empty(
        self, title: str, text: str = "", *, icon: str = "", action: str = "", slot: Slot | None = None
    ) -> None:
        """Say what an empty list means and what to do."""
        self.empty.say(title, text, icon=icon, action=action, slot=slot)

    def add_menu_action(self, text: str, slot: Slot, *, icon_name: str = "") -> QAction:
        """Add an act to the context menu; the caller enables it as the selection allows."""
        act = QAction(text, self)
        if icon_name:
            act.setIcon(icon(icon_name))
        act.triggered.connect(lambda: slot())
        self._menu_acts.append(act)
        return act

    def copy(self) -> None:
        """Put the selected rows with their heads on the clipboard, ready to paste into Excel."""
        columns = [c for at, c in enumerate(self._model.columns) if not self.isColumnHidden(at)]
        lines = [[column.title for column in columns]]
        lines += [[column.text(row) for column in columns] for row in self.selected_rows()]
        text = "\n".join("\t".join(_one_line(cell) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the empty state fill the room under the heads, and the column that takes the rest have some."""
        super().resizeEvent(event)
        self._place_empty()
        self._keep_wide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies, Enter opens."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.current_row())
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the row under the mouse."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse any more."""
        super().leaveEvent(event)
        self._hover(-1)

    # Slots

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered:
            self._delegate.hovered = row
            self.viewport().update()

    def _on_reset(self) -> None:
        self._delegate.hovered = -1
        self.empty.setVisible(not self._model.rows)

    def _place_empty(self) -> None:
        head = 0 if self.horizontalHeader().isHidden() else theme.size("row")
        self.empty.setGeometry(0, head, self.width(), self.height() - head)

    def _keep_wide(self) -> None:
        """Scroll sideways rather than squeeze the column that takes the rest to nothing."""
        head, columns = self.horizontalHeader(), self._model.columns
        rest = [at for at, column in enumerate(columns) if not column.width]
        if not rest:
            return
        taken = sum(head.sectionSize(at) for at in range(len(columns)) if at not in rest)
        modes, least = QHeaderView.ResizeMode, theme.unit(_LEAST)
        squeezed = self.viewport().width() - taken < least * len(rest)
        for at in rest:
            if squeezed != (head.sectionResizeMode(at) == modes.Interactive):
                head.setSectionResizeMode(at, modes.Interactive if squeezed else modes.Stretch)
            if squeezed:
                head.resizeSection(at, least)

    def _on_current(self, current: QModelIndex) -> None:
        if not self._quiet:
            self.current_changed.emit(self._model.row_at(current))

    def _on_selection(self) -> None:
        if not self._quiet:
            chosen = self.selected_rows()
            self.selection_changed.emit(chosen)
            selection_sum.tell(self, selection_sum.words(self._model.columns, chosen))

    def _on_menu(self, where: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self._menu_acts)
        if self._menu_acts:
            menu.addSeparator()
        copy = menu.addAction(icon("copy"), "复制所选行", self.copy)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setEnabled(self.selectionModel().hasSelection())
        # not at the head of the file: it needs the list itself
        from app.ui import list_export

        list_export.add_acts(menu, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(where))

    def _reselect(self, kept: set[object], current: object) -> None:
        assert self._key is not None
        flags = QItemSelectionModel.SelectionFlag
        chooser = self.selectionModel()
        for at, row in enumerate(self._model.rows):
            found = self._key(row)
            if found == current:
                chooser.setCurrentIndex(self._model.index(at, 0), flags.NoUpdate)
            if found in kept:
                chooser.select(self._model.index(at, 0), flags.Select | flags.Rows)

    def _remember(self) -> None:
        if self._settings is not None and self._name and self.isVisible():
            self._settings.setValue(f"tables/{self._name}", self.horizontalHeader().saveState())

    def _restore(self) -> None:
        if self._settings is None or not self._name:
            return
        state = self._settings.value(f"tables/{self._name}")
        # a version with other columns starts afresh rather than shifting every width by one
        count = len(self._model.columns)
        fits = self._settings.value(f"tables/{self._name}_columns") in (count, str(count))
        if state is not None and fits:
            self.horizontalHeader().restoreState(state)
        if not fits:
            self._settings.setValue(f"tables/{self._name}_columns", count)


def _one_line(text: str) -> str:
    return " ".join(text.split())
