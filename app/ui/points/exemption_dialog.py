"""免于积分: who takes no part in a year's points, approved one by one with a document."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.points import exemptions, form_jobs
from app.services.points.exemptions import ExemptionRow, Exemptions
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.life_prints import LifePrints
from app.ui.points.frame import card
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.labels import faded, heading
from app.ui.widgets.table_model import Column


class ExemptionDialog(QDialog):
    """The members of the classes that the rulebook allows to stay out, and the approvals of a year."""

    def __init__(self, desk: Desk, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._year = year
        self.prints = LifePrints(desk, self)
        self.setWindowTitle("免于积分")
        self.resize(theme.unit(88), theme.unit(60))
        self._build()
        self._show()

    def _build(self) -> None:
        self.note = faded("", wrap=True)
        self.table: DataTable[ExemptionRow] = DataTable(
            [
                Column("name", "姓名", lambda row: row.name, width=110),
                Column("class", "人员类别", lambda row: row.klass, width=100),
                Column(
                    "state",
                    "状态",
                    self._state,
                    width=110,
                    tone=lambda row: "info" if row.approved else "faded",
                    badge=True,
                ),
                Column("document", "批准文件", lambda row: row.document, width=0),
            ],
            name="points_exemptions",
            settings=self._desk.settings,
            key=lambda row: row.member_id,
        )
        self.table.setAccessibleName("可免于积分的党员")
        self.approve = plain_button("批准免于积分", self._approve, icon_name="rubber-stamp")
        self.withdraw = plain_button("撤销批准", self._withdraw, icon_name="arrow-back-up")
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit(1))
        foot.addWidget(self.approve)
        foot.addWidget(self.withdraw)
        self.form = plain_button("打印审批表", self._print_form, icon_name="printer")
        foot.addWidget(self.form)
        foot.addStretch(1)
        foot.addWidget(plain_button("关闭", self.accept))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(2), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(heading(f"{self._year}年度免于积分", level=2))
        column.addWidget(self.note)
        column.addWidget(card(self.table), 1)
        column.addLayout(foot)
        self.table.current_changed.connect(self._on_row)

    def _show(self) -> None:
        self._seen = exemptions.list_exemptions(self._desk.ctx, self._year)
        self.note.setText(_words(self._seen))
        self.table.set_empty("没有可免于积分的党员", "方案所列的人员类别里现在没有党员。", icon="users")
        self.table.set_rows(self._seen.rows)
        if self._seen.rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self._on_row(self.table.current_row())

    def _state(self, row: ExemptionRow) -> str:
        if row.approved:
            return "免于积分"
        return "未批准" if self._seen.needs_approval else "按类别免于"

    def _on_row(self, row: ExemptionRow | None) -> None:
        self.approve.setEnabled(row is not None and not row.approved and self._seen.needs_approval)
        self.withdraw.setEnabled(row is not None and row.approved)
        self.form.setEnabled(row is not None)

    def _approve(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        document = dialogs.ask_reason(
            self,
            "批准免于积分",
            f"{row.name}（{row.klass}）{self._year}年度不参加积分管理。请写明批准的文件或会议：",
            yes="批准",
        )
        if document is not None:
            self._desk.actions.do(
                lambda ctx: exemptions.approve_exemption(ctx, row.member_id, self._year, document),
                success=f"{row.name}{self._year}年度免于积分。",
                refused=lambda error: dialogs.tell(self, error.message, bad=True),
            )
            self._show()

    def _print_form(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.prints.open(
                lambda ctx: form_jobs.form_job(form_jobs.exemption_form(ctx, row.member_id, self._year))
            )

    def _withdraw(self) -> None:
        row = self.table.current_row()
        if row is not None and dialogs.ask(self, f"撤销对{row.name}的批准？", yes="撤销", danger=True):
            self._desk.actions.do(
                lambda ctx: exemptions.withdraw_exemption(ctx, row.member_id, self._year),
                success=f"{row.name}{self._year}年度参加积分。",
                refused=lambda error: dialogs.tell(self, error.message, bad=True),
            )
            self._show()


def _words(seen: Exemptions) -> str:
    if not seen.classes:
        return "这一年的积分方案没有写可不参加积分管理的人员类别。"
    classes = "、".join(seen.classes)
    if seen.needs_approval:
        return f"按方案，{classes}党员经批准可不参加积分管理；没有批准的照常参加。"
    return f"按方案，{classes}党员不参加积分管理，不用逐人批准。"
