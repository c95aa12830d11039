"""数据体检: what does not fit together; a double click goes to the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.ui.list_dialog import ListDialog
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.table_model import Column

if TYPE_CHECKING:
    from app.services.doctor import Finding
    from app.ui.desk import Desk

_NOTE = "核对身份证号、日期、重复录入、任职、补学和积分之间是否相符；只提示，不改动任何内容。双击一行打开那条记录。"
_TONES = {"有误": "bad", "请核对": "warn", "提醒": "info"}


class DoctorDialog(ListDialog):
    """Examines the branch's data when it is opened, and again on request."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, "数据体检", size=(120, 72), parent=parent)
        self.table: DataTable[Finding] = DataTable(_columns(), name="doctor", settings=desk.settings)
        self.table.setAccessibleName("数据体检结果")
        self.table.setSelectionMode(DataTable.SelectionMode.SingleSelection)
        self.table.set_empty("正在检查……")
        self.table.opened.connect(self._open)
        self.again_button = plain_button("重新检查", self.examine, icon_name="refresh")
        self.open_button = primary_button(
            "打开记录", lambda: self._open(self.table.current_row()), icon_name="arrow-right"
        )
        self.table.current_changed.connect(lambda row: self.open_button.setEnabled(row is not None))
        self.frame(self.table, [self.again_button, self.open_button], note=_NOTE)
        self.examine()

    def examine(self) -> None:
        """Look at everything once more."""
        from app.services import doctor

        self.again_button.setEnabled(False)
        self.desk.actions.run(
            "正在体检",
            lambda ctx, _progress: doctor.examine(ctx),
            done=self._show,
            finished=lambda: self.again_button.setEnabled(True),
        )

    def _show(self, findings: list[Finding]) -> None:
        self.table.set_empty("没有发现问题", "数据之间都相符。", icon="circle-check")
        self.table.set_rows(findings)
        if findings and self.table.current_row() is None:
            self.table.selectRow(0)
        self.open_button.setEnabled(self.table.current_row() is not None)
        labels = [finding.severity.label for finding in findings]
        counts = [f"{word} {labels.count(word)} 项" for word in dict.fromkeys(labels)]
        self.summary.setText("，".join(counts))

    def _open(self, finding: Finding | None) -> None:
        if finding is not None:
            self.accept()
            self.desk.show_page(finding.page, **finding.focus)


def _columns() -> list[Column[Finding]]:
    return [
        Column(
            "severity",
            "程度",
            lambda finding: finding.severity.label,
            width=92,
            tone=lambda finding: _TONES[finding.severity.label],
            badge=True,
        ),
        Column("about", "党员", lambda finding: finding.about, width=96),
        Column("text", "发现", lambda finding: finding.text, width=0, tip=lambda finding: finding.text),
    ]
