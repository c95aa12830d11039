"""工作日历: the years whose notice is known, and the entering of the next one."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import holiday_years
from app.services.context import Changes, Context
from app.services.holiday_years import YearRow
from app.services.workdays import YearTable
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.importing import open_import
from app.ui.settings.frame import button_row, card
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.fields import LineField, NumberField, TextField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import faded, text_label
from app.ui.widgets.table_model import Column

_WHAT = "补学的认领期限按工作日推算，调休上班日计入，放假不计。程序自带已公布年份的安排。"
_EXAMPLE = (
    "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n二、春节：……放假调休，共9天。2月14日（周六）上班。"
)


class CalendarTab(QWidget):
    """Years with their source; entering takes effect at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.caution = text_label("", tone="warn", wrap=True)
        self.table: DataTable[YearRow] = DataTable(
            _columns(), name="calendar_years", settings=desk.settings, key=lambda row: row.year
        )
        self.table.setAccessibleName("工作日历的年份")
        self.enter_button = plain_button("录入放假安排…", self._on_enter, icon_name="calendar-event")
        self.import_button = plain_button(
            "从表格导入…", lambda: open_import(self._desk, "holidays", self), icon_name="upload"
        )
        self.forget_button = plain_button("删除本支部的录入", self._on_forget, icon_name="eraser")
        self.forget_button.setEnabled(False)
        self.table.current_changed.connect(
            lambda row: self.forget_button.setEnabled(row is not None and row.entered > 0)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            card(
                faded(_WHAT, wrap=True),
                self.caution,
                button_row(self.enter_button, self.import_button, self.forget_button),
                self.table,
            )
        )
        column.setSpacing(theme.unit())

    def load(self, ctx: Context) -> None:
        """Read the years."""
        rows = holiday_years.years(ctx)
        missing = [f"{row.year}年" for row in rows if not row.published]
        self.caution.setText(
            f"{'、'.join(missing)}的放假安排尚未录入，相关期限暂按周一至周五推算；录入后自动重新计算。"
            if missing
            else ""
        )
        self.caution.setVisible(bool(missing))
        self.table.set_rows(rows)

    def _on_enter(self) -> None:
        form = Form(label_width=9)
        today = self._desk.ctx.today
        form.add("year", "年份", NumberField(today.year - 1, today.year + 2, unit="年"), required=True)
        form.add(
            "source",
            "通知文号",
            LineField("国务院办公厅通知的文号", limit=200),
            required=True,
            hint="有文号的年份视为已公布。",
        )
        form.add(
            "text",
            "放假安排",
            TextField(_EXAMPLE, lines=9),
            required=True,
            hint="粘贴通知原文，或每个节日一行。没有日期的句子会略过。",
        )
        form.set_values({"year": today.year + 1})
        FormDialog(
            self._desk,
            "录入放假安排",
            form,
            lambda ctx, v: holiday_years.enter_notice(ctx, v["year"], v["text"], v["source"]),
            success=_entered,
            parent=self,
            width=84,
        ).exec()

    def _on_forget(self) -> None:
        row = self.table.current_row()
        if row is not None and dialogs.ask(
            self,
            f"删除本支部录入的{row.year}年放假安排？",
            detail="期限会重新计算，可以撤销。",
            yes="删除录入",
        ):
            self._desk.actions.do(
                lambda ctx: holiday_years.forget_year(ctx, row.year), success=f"已删除{row.year}年的录入。"
            )


def _entered(result: tuple[Changes, YearTable]) -> str:
    table = result[1]
    off, worked = len(table.days_off()), len(table.days_worked())
    return f"已录入{table.year}年：{len(table.holidays)} 段假期，放假 {off} 天，调休上班 {worked} 天，期限已重新计算。"


def _columns() -> list[Column[YearRow]]:
    return [
        Column("year", "年份", lambda row: f"{row.year}年", width=96),
        Column(
            "state",
            "状态",
            lambda row: "已公布" if row.published else "暂按周一至周五",
            width=150,
            tone=lambda row: "ok" if row.published else "warn",
            badge=True,
        ),
        Column("source", "依据", lambda row: row.source or "—", width=0),
        Column("off", "放假", lambda row: _days(row.days_off), width=88, align="right"),
        Column("worked", "调休上班", lambda row: _days(row.days_worked), width=100, align="right"),
        Column(
            "entered",
            "本支部录入",
            lambda row: _days(row.entered),
            width=110,
            align="right",
        ),
    ]


def _days(number: int) -> str:
    return f"{number} 天" if number else "—"
