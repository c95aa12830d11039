"""Whose archives: a list where a click ticks a member, narrowed by group or name without losing the ticks."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from app.services import members, orgs
from app.services.context import Context
from app.services.member_rows import MemberRow
from app.services.member_search import MemberFilter, Presence, find
from app.ui import theme
from app.ui.desk import Desk
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.labels import faded, heading, rule
from app.ui.widgets.table_model import Column

_TICK = "✓"
_WITH_LEFT = "left"


class MemberChoice(QWidget):
    """Several members of the branch."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._rows: list[MemberRow] = []
        self._ticked: set[int] = set()
        self._filling = False
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.count = faded("")
        self.filters = FilterBar()
        self.filters.add_choice("group", "党小组", [], width=104)
        self.filters.add_search("姓名或拼音首字母").setMinimumWidth(theme.unit(16))
        self.table: DataTable[MemberRow] = DataTable(
            self._columns(), name="report_members", settings=desk.settings
        )
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.table.setAccessibleName("选择党员")
        self.table.set_empty("没有符合条件的党员", "换一个党小组或清空搜索。", icon="users")
        self._lay_out()
        self.filters.changed.connect(lambda _: self._show())
        self.table.selection_changed.connect(self._on_selection)

    def _columns(self) -> list[Column[MemberRow]]:
        return [
            Column(
                "tick",
                "选",
                lambda row: _TICK if row.id in self._ticked else "",
                width=44,
                align="center",
                tone=lambda _row: "accent",
            ),
            Column("name", "姓名", lambda row: row.shown_name, width=104, sort=lambda row: row.name_key),
            Column("group", "党小组", lambda row: row.group_name, width=0),
            Column("state", "状态", lambda row: row.state, width=80, tone=lambda _row: "faded"),
        ]

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(heading("党员", level=2))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(quiet_button("全选", self.tick_all))
        head.addWidget(quiet_button("全不选", self.tick_none))
        top = QVBoxLayout()
        top.setContentsMargins(theme.unit(2), theme.unit(1), theme.unit(1), 0)
        top.setSpacing(theme.unit(0.75))
        top.addLayout(head)
        top.addWidget(self.filters)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addSpacing(theme.unit(1))
        column.addWidget(rule())
        column.addWidget(self.table, 1)

    def load(self, ctx: Context) -> None:
        """Read the members; the ticks stay. At first nobody is ticked: a click must not print 400 pages."""
        self._rows = members.list_members(ctx, include_left=True)
        groups = [(org.id, org.name) for org in orgs.groups(ctx)]
        self.filters.set_options("group", [*groups, (_WITH_LEFT, "已离开")])
        self._ticked &= {row.id for row in self._rows}
        self._show()

    def chosen(self) -> list[int]:
        """Return the ticked members in the branch's order."""
        return [row.id for row in self._rows if row.id in self._ticked]

    def choose(self, member_id: int) -> None:
        """Tick one member only, and show the row."""
        self._ticked = {member_id}
        self.filters.clear()
        for at, row in enumerate(self.table.rows()):
            if row.id == member_id:
                self.table.scrollTo(self.table.model().index(at, 0))

    def tick_all(self) -> None:
        """Tick everybody who is shown."""
        self._ticked |= {row.id for row in self.table.rows()}
        self._show()

    def tick_none(self) -> None:
        """Tick nobody."""
        self._ticked = set()
        self._show()

    def _show(self) -> None:
        self._filling = True
        self.table.set_rows(find(self._rows, self._wanted()))
        flags = QItemSelectionModel.SelectionFlag
        for at, row in enumerate(self.table.rows()):
            if row.id in self._ticked:
                self.table.selectionModel().select(self.table.model().index(at, 0), flags.Select | flags.Rows)
        self._filling = False
        self._tell()

    def _wanted(self) -> MemberFilter:
        values = self.filters.values()
        group, text = values["group"], str(values["text"])
        if group == _WITH_LEFT:
            return MemberFilter(text, presence=Presence.LEFT)
        return MemberFilter(text, group_id=group if isinstance(group, int) else None)

    def _on_selection(self, rows: list[MemberRow]) -> None:
        if self._filling:
            return
        shown = {row.id for row in self.table.rows()}
        self._ticked = (self._ticked - shown) | {row.id for row in rows}
        self.table.viewport().update()
        self._tell()

    def _tell(self) -> None:
        self.count.setText(f"已选 {len(self._ticked)} 人")
        self.changed.emit()
