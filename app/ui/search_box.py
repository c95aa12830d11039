"""查找 (Ctrl+K): one line over everything; what was found stands under it by subject, Enter opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.icons import icon
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.labels import faded
from app.ui.widgets.table_model import Column

if TYPE_CHECKING:
    from app.services.search import Hit
    from app.ui.desk import Desk

_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class SearchBox(QDialog):
    """Looks while one types; the chosen hit is opened by the page it belongs to."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._firsts: set[int] = set()
        self.setWindowTitle("查找")
        self.resize(theme.unit(82), theme.unit(58))
        self._build()
        self._look("")
        self.edit.setFocus()

    def _build(self) -> None:
        self.edit = QLineEdit()
        self.edit.setAccessibleName("查找")
        self.edit.setPlaceholderText("姓名、拼音首字母、证件或电话尾号、活动主题、记录、备注")
        self.edit.setClearButtonEnabled(True)
        self.edit.addAction(icon("search", "faded"), QLineEdit.ActionPosition.LeadingPosition)
        self.edit.textChanged.connect(self._look)
        self.edit.installEventFilter(self)
        self.table: DataTable[Hit] = DataTable(self._columns())
        self.table.setAccessibleName("查找结果")
        self.table.horizontalHeader().hide()
        self.table.setSortingEnabled(False)
        self.table.setSelectionMode(DataTable.SelectionMode.SingleSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.opened.connect(self._open)
        card = QWidget()
        card.setObjectName("card")
        card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(card)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(2), theme.unit(2), theme.unit(2), theme.unit(1.5))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(self.edit)
        column.addWidget(card, 1)
        column.addWidget(faded("↑ ↓ 选择　Enter 打开　Esc 关闭", small=True))

    def _columns(self) -> list[Column[Hit]]:
        return [
            Column("subject", "类别", self._subject, width=84, tone=lambda _: "faded"),
            Column("title", "内容", lambda hit: hit.title, width=0),
            Column("hint", "说明", lambda hit: hit.hint, width=250, tone=lambda _: "faded"),
        ]

    def _subject(self, hit: Hit) -> str:
        """Return the subject at the first hit of each, so that the list reads as groups."""
        return hit.subject.value if id(hit) in self._firsts else ""

    def _look(self, text: str) -> None:
        from app.services import search

        hits = search.find(self._desk.ctx, text)
        self._firsts = {id(next(h for h in hits if h.subject is s)) for s in {hit.subject for hit in hits}}
        if text.strip():
            self.table.set_empty("没有找到", "换一个词，或只输入姓名的拼音首字母。", icon="search")
        else:
            self.table.set_empty(
                "查找党员、组织生活、补学和记录", "输入几个字即可，边输入边查找。", icon="search"
            )
        self.table.set_rows(hits)
        if hits:
            self.table.selectRow(0)

    def _open(self, hit: Hit | None) -> None:
        if hit is None:
            return
        self.accept()
        self._desk.show_page(hit.page, **hit.focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the line keep the keys while the arrows move in the list and Enter opens."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.table.current_row())
            return True
        step = _MOVES.get(Qt.Key(event.key()))
        if step is None:
            return super().eventFilter(watched, event)
        count = len(self.table.rows())
        if count:
            self.table.selectRow(max(0, min(count - 1, self.table.currentIndex().row() + step)))
        return True
