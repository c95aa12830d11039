"""回收站: what was removed by mistake, and the way back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services import recycle
from app.services.recycle import RemovedRow
from app.ui.desk import Desk
from app.ui.list_dialog import ListDialog
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.table_model import Column

_NOTE = "误录后移除的党员、档案记录和组织生活都在这里，可以随时恢复；登记离开的党员不在此列。"


class RecycleDialog(ListDialog):
    """The recycle bin; several can be restored one after the other."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "回收站", size=(96, 62), parent=parent)
        self.table: DataTable[RemovedRow] = DataTable(
            _columns(), name="recycled", settings=desk.settings, key=lambda row: (row.kind, row.id)
        )
        self.table.setAccessibleName("回收站")
        self.table.setSelectionMode(DataTable.SelectionMode.SingleSelection)
        self.table.set_empty("回收站是空的", "误录后移除的内容会留在这里。", icon="circle-check")
        self.restore_button = primary_button("恢复", self._restore, icon_name="arrow-back-up")
        self.table.current_changed.connect(lambda row: self.restore_button.setEnabled(row is not None))
        self.frame(self.table, [self.restore_button], note=_NOTE)
        self._load()

    def _load(self) -> None:
        rows = recycle.list_removed(self.desk.ctx)
        self.table.set_rows(rows)
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self.restore_button.setEnabled(self.table.current_row() is not None)

    def _restore(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        self.say_problem("")
        if self.desk.actions.do(
            lambda ctx: recycle.restore(ctx, row.kind, row.id),
            success=f"已恢复“{row.title}”。",
            refused=self.refuse,
        ):
            self._load()


def _columns() -> list[Column[RemovedRow]]:
    return [
        Column("kind", "类别", lambda row: row.kind.value, width=90),
        Column("title", "内容", lambda row: row.title, width=0),
        Column("hint", "说明", lambda row: row.hint, width=190, tone=lambda _: "faded"),
        Column("removed", "移除时间", lambda row: f"{row.removed_at:%Y-%m-%d %H:%M}", width=140),
    ]
