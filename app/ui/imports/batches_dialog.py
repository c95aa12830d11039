"""以往的导入: what was brought in when, each to be taken back whole, also long after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services.imports import engine
from app.services.imports.engine import Batch
from app.ui import dialogs
from app.ui.list_dialog import ListDialog
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.table_model import Column

if TYPE_CHECKING:
    from app.ui.desk import Desk

_NOTE = (
    "每次导入都可以整批撤销：新增的撤去，更新的恢复原样。之后又改过、或已被考勤和积分用到的，不能整批撤销。"
)


class BatchesDialog(ListDialog):
    """The imports that stand, the latest first."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "以往的导入", size=(96, 60), parent=parent)
        self.table: DataTable[Batch] = DataTable(
            _columns(), name="import_batches", settings=desk.settings, key=lambda batch: batch.id
        )
        self.table.setAccessibleName("以往的导入")
        self.table.setSelectionMode(DataTable.SelectionMode.SingleSelection)
        self.table.set_empty("还没有导入过", "导入之后，这里列出每一次。", icon="file-spreadsheet")
        self.back_button = plain_button("撤销这次导入…", self._take_back, icon_name="arrow-back-up")
        self.table.current_changed.connect(lambda row: self.back_button.setEnabled(row is not None))
        self.frame(self.table, [self.back_button], note=_NOTE)
        self.load()

    def load(self) -> None:
        """Read the list again."""
        self.table.set_rows(engine.batches(self.desk.ctx))
        self.back_button.setEnabled(self.table.current_row() is not None)

    def _take_back(self) -> None:
        batch = self.table.current_row()
        if batch is None:
            return
        question = f"撤销 {batch.at:%Y-%m-%d %H:%M} 的导入“{batch.file_name}”？"
        if not dialogs.ask(
            self, question, detail=f"{batch.title}，{batch.words}。", yes="撤销导入", danger=True
        ):
            return
        self.say_problem("")
        self.desk.actions.run(
            "正在撤销导入",
            lambda ctx, _progress: engine.take_back(ctx, batch.id),
            success=f"已撤销导入“{batch.file_name}”。",
            refused=self.refuse,
            finished=self.load,
        )


def _columns() -> list[Column[Batch]]:
    return [
        Column("at", "时间", lambda row: f"{row.at:%Y-%m-%d %H:%M}", width=140, sort=lambda row: row.at),
        Column("title", "内容", lambda row: row.title, width=104),
        Column("file", "文件", lambda row: row.file_name, width=0),
        Column("words", "结果", lambda row: row.words, width=170),
    ]
