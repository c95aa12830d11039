"""选择列: which fields the list shows, and in what order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.member_views import USUAL_COLUMNS
from app.ui import theme
from app.ui.widgets.buttons import icon_button, plain_button, primary_button
from app.ui.widgets.labels import error_line, faded, heading

_KEY = Qt.ItemDataRole.UserRole


class ColumnsDialog(QDialog):
    """Ticks choose columns, dragging or the arrows order them.

    Args:
        offered: Every (key, title) there is.
        chosen: Keys of the columns that are shown, in their order.

    """

    def __init__(
        self, offered: Sequence[tuple[str, str]], chosen: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._offered = list(offered)
        self.setWindowTitle("选择列")
        self.resize(theme.unit(48), theme.unit(72))
        self.list = QListWidget()
        self.list.setAccessibleName("列")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.problem = error_line()
        self.save_button = primary_button("显示这些列", self._accept)
        moves = QVBoxLayout()
        moves.addWidget(icon_button("chevron-up", "上移", lambda: self._move(-1)))
        moves.addWidget(icon_button("chevron-down", "下移", lambda: self._move(1)))
        moves.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self.list, 1)
        middle.addLayout(moves)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit())
        foot.addWidget(plain_button("恢复常用列", lambda: self._fill(USUAL_COLUMNS)))
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        foot.addWidget(plain_button("取消", self.reject))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2.5), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(heading("选择列", level=2))
        column.addWidget(faded("打勾的显示；拖动或用右侧箭头调整先后。", wrap=True))
        column.addLayout(middle, 1)
        column.addWidget(self.problem)
        column.addLayout(foot)
        self._fill(chosen)

    def chosen(self) -> tuple[str, ...]:
        """Return the keys of the ticked columns in their order."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return tuple(str(i.data(_KEY)) for i in items if i.checkState() == Qt.CheckState.Checked)

    def _fill(self, chosen: Sequence[str]) -> None:
        titles = dict(self._offered)
        order = [key for key in chosen if key in titles]
        order += [key for key in titles if key not in order]
        self.list.clear()
        for key in order:
            item = QListWidgetItem(titles[key], self.list)
            item.setData(_KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in chosen else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)

    def _move(self, step: int) -> None:
        at = self.list.currentRow()
        if 0 <= at + step < self.list.count():
            item = self.list.takeItem(at)
            self.list.insertItem(at + step, item)
            self.list.setCurrentRow(at + step)

    def _accept(self) -> None:
        if "name" not in self.chosen():
            self.problem.setText("至少要显示“姓名”。")
            self.problem.show()
            return
        self.accept()
