"""党小组: the list of groups, added and renamed at once."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import members, orgs
from app.services.context import Context
from app.services.orgs import OrgRow
from app.ui import theme
from app.ui.desk import Desk
from app.ui.settings.frame import button_row
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.fields import LineField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import faded, heading
from app.ui.widgets.table_model import Column


class Groups(QWidget):
    """The branch's groups with the number of their members."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._counts: dict[int, int] = {}
        self.table: DataTable[OrgRow] = DataTable(
            [
                Column("name", "名称", lambda row: row.name, width=0),
                Column(
                    "members",
                    "党员",
                    lambda row: f"{self._counts.get(row.id, 0)} 人",
                    width=100,
                    align="right",
                ),
            ],
            name="groups",
            settings=desk.settings,
            key=lambda row: row.id,
        )
        self.table.setAccessibleName("党小组")
        self.table.setFixedHeight(theme.size("row") * 5)
        self.table.set_empty("还没有党小组", "不分小组的支部可以不设。", icon="users")
        self.add_button = plain_button("新增党小组", self._on_add, icon_name="plus")
        self.rename_button = plain_button("改名", self._on_rename, icon_name="pencil")
        self.rename_button.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit())
        column.addWidget(heading("党小组", level=3))
        column.addWidget(faded("新增和改名立即生效，可以撤销。", small=True))
        column.addWidget(self.table)
        column.addWidget(button_row(self.add_button, self.rename_button))
        self.table.current_changed.connect(lambda row: self.rename_button.setEnabled(row is not None))
        self.table.opened.connect(lambda _: self._on_rename())

    def load(self, ctx: Context) -> None:
        """Read the groups and count their members."""
        self._counts = {}
        for row in members.list_members(ctx):
            if row.group_id is not None:
                self._counts[row.group_id] = self._counts.get(row.group_id, 0) + 1
        self.table.set_rows(orgs.groups(ctx))

    def _on_add(self) -> None:
        form = Form()
        form.add("group", "名称", LineField("如 第三党小组", limit=100), required=True)
        FormDialog(
            self._desk,
            "新增党小组",
            form,
            lambda ctx, values: orgs.add_group(ctx, values["group"]),
            success="已新增党小组。",
            parent=self,
        ).exec()

    def _on_rename(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        form = Form()
        form.add("group", "名称", LineField(limit=100), required=True)
        form.set_values({"group": row.name})
        FormDialog(
            self._desk,
            "党小组改名",
            form,
            lambda ctx, values: orgs.rename_group(ctx, row.id, values["group"]),
            success="已改名。",
            parent=self,
        ).exec()
