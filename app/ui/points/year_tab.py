"""年度评定: the year's totals, the grades proposed, what the branch decides, and the confirmation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import exports
from app.services.errors import AppError
from app.services.points import closing_checks, year_books, year_end
from app.services.points.closing_checks import Level
from app.services.points.facts import NoRulebook
from app.services.points.snapshot_sheet import NOT_GRADED
from app.services.points.year_end import YearRow, YearTable
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.points.frame import beside, card, exchange, plain_column, say_no_rulebook
from app.ui.points.notice import Notice
from app.ui.points.year_dialogs import grade_dialog, veto_dialog
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.labels import faded
from app.ui.widgets.side_panel import SidePanel
from app.ui.widgets.table_model import Column

_TONES = {"优秀": "gold", "不合格": "bad"}


class YearTab(QWidget):
    """The grades of a year.

    Args:
        desk: The desk.
        to_tab: Leads to another tab of the page by its key.

    """

    summary = Signal(str)
    """Half a line about the year for the page's head."""

    def __init__(self, desk: Desk, to_tab: Callable[[str], object]) -> None:
        super().__init__()
        self._desk = desk
        self._to_tab = to_tab
        self._year = ""
        self._table: YearTable | None = None
        self._heads: tuple[str, ...] = ()
        self._build()

    def _build(self) -> None:
        self.notice = Notice("到结算公示", lambda: self._to_tab("closing"))
        self.table = self._new_table(())
        self.panel = SidePanel("选一名党员，查看建议等次的理由。")
        self.check = faded("", wrap=True)
        self.export = plain_button("导出台账…", self._export, icon_name="download")
        self.veto = plain_button("一票否决…", self._veto, icon_name="ban")
        self.decide = plain_button("确定等次…", self._decide, icon_name="pencil")
        self.confirm = primary_button("确认等次并锁定…", self._confirm, icon_name="lock")
        foot = QWidget()
        lines = QVBoxLayout(foot)
        lines.setContentsMargins(theme.unit(1), theme.unit(1), theme.unit(1), theme.unit(1))
        lines.setSpacing(theme.unit(1))
        row = QHBoxLayout()
        row.setSpacing(theme.unit(0.5))
        row.addStretch(1)
        lines.addWidget(self.check)
        lines.addLayout(row)
        for button in (self.export, self.veto, self.decide, self.confirm):
            row.addWidget(button)
        self._holder = card(self.table, foot, grow=0)
        column = plain_column(self)
        column.addWidget(self.notice)
        column.addWidget(beside(self._holder, card(self.panel), widths=(104, 36)), 1)

    def show_year(self, year: str) -> None:
        """Read and show a year."""
        self._year = year
        try:
            found = year_end.year_table(self._desk.ctx, year)
        except NoRulebook:
            self._show_without_rulebook()
            return
        self._table = found
        self._fit_columns(found.heads)
        self.table.set_empty("这一年没有党员", "先在党员档案里建立名册。", icon="users")
        self.table.set_rows(found.rows)
        if self.table.current_row() is None and found.rows:
            self.table.selectRow(0)
        self._say(found)

    def _show_without_rulebook(self) -> None:
        self._table = None
        self.summary.emit("")
        self.notice.say("")
        self.check.setText("")
        self.panel.clear()
        say_no_rulebook(self.table, "启用后才能评定年度等次。", self._to_tab)
        for button in (self.export, self.veto, self.decide, self.confirm):
            button.hide()

    def _say(self, found: YearTable) -> None:
        settled = found.settled
        state = "未评定" if settled is None else f"{settled.state_text}　第 {settled.version} 版"
        self.summary.emit(f"{found.period.label}　{state}")
        quota = "" if found.places is None else f"“{found.quota_grade}”名额 {found.places} 个。"
        self.check.setText(f"{found.cross_check}。{quota}")
        if settled is not None:
            self.notice.say(f"{found.period.label}等次已经确认，公示、异议和定稿在“结算公示”里办理。")
        elif found.waiting:
            self.notice.say(f"有 {found.waiting} 名党员积分并列、名额不足，请支部研究后逐人确定等次。")
        elif found.period.end > self._desk.ctx.today:
            self.notice.say(f"{found.period.label}还没有结束，以下只是按现有积分的推算。")
        else:
            self.notice.say("")
        self.export.show()
        for button in (self.veto, self.decide, self.confirm):
            button.setVisible(settled is None)

    # The columns are those of the year's parts

    def _fit_columns(self, heads: tuple[str, ...]) -> None:
        if heads == self._heads:
            return
        self._heads = heads
        old, self.table = self.table, self._new_table(heads)
        exchange(self._holder, old, self.table)

    def _new_table(self, heads: tuple[str, ...]) -> DataTable[YearRow]:
        columns: list[Column[YearRow]] = [
            Column("name", "姓名", lambda row: row.name, width=84, sort=lambda row: row.name_key),
            *(
                Column(f"part{at}", head, lambda row, at=at: row.parts[at], width=80, align="right")  # type: ignore[misc]
                for at, head in enumerate(heads)
            ),
            Column(
                "total",
                "年度积分",
                lambda row: row.total,
                width=84,
                align="right",
                sort=lambda row: row.exact,
            ),
            Column("bands", "按档次", lambda row: row.by_bands, width=68, tone=lambda _: "faded"),
            Column("grade", "等次", _grade, width=88, tone=_tone, badge=True),
            Column("reason", "理由", _reason, width=0, tone=lambda _: "faded", tip=_reason),
        ]
        table: DataTable[YearRow] = DataTable(
            columns, name="year_grades", settings=self._desk.settings, key=lambda row: row.member_id
        )
        table.setAccessibleName("年度评定")
        table.current_changed.connect(self._show)
        table.opened.connect(lambda _: self._decide())
        return table

    def _show(self, row: YearRow | None) -> None:
        self.decide.setEnabled(row is not None and not row.exempt)
        if row is None:
            self.panel.clear()
            return
        self.panel.begin(row.name, f"{row.group}　{row.kind}", badge=row.grade, tone=_tone(row) or "neutral")
        self.panel.set_acts(
            [
                plain_button(
                    "积分说明",
                    lambda: self._desk.show_page(
                        "points", tab="totals", period=self._year, member_id=row.member_id
                    ),
                    icon_name="arrow-right",
                )
            ]
        )
        parts = [(head, text) for head, text in zip(self._heads, row.parts, strict=True) if text]
        self.panel.add_section("积分", [*parts, ("年度", row.total)])
        self.panel.add_section(
            "等次",
            [("按档次", row.by_bands), ("建议", row.proposed), ("支部确定", row.decided)],
        )
        if row.exempt:
            self.panel.add_text("按积分方案不参加积分管理，不评等次。", tone="warn")
        if row.veto:
            self.panel.add_text(f"一票否决：{row.veto}", tone="bad")
        if row.reason:
            self.panel.add_text(row.reason, tone="warn" if row.waits else "faded")
        self.panel.end()

    # Acts

    def _decide(self) -> None:
        row, table = self.table.current_row(), self._table
        if row is not None and table is not None and table.settled is None and not row.exempt:
            grade_dialog(self._desk, table, row, self).exec()

    def _veto(self) -> None:
        row, table = self.table.current_row(), self._table
        if table is not None:
            chosen = None if row is None or row.exempt else row.member_id
            veto_dialog(self._desk, table, chosen, self).exec()

    def _confirm(self) -> None:
        table = self._table
        if table is None:
            return
        try:
            checks = closing_checks.check_list(self._desk.ctx, self._year)
        except AppError as error:
            self._desk.bus.say(error.message, "bad")
            return
        warnings = [line.text for line in checks if line.level is Level.WARN]
        detail = f"{table.cross_check}。\n确认后锁定为年度结算，下一年的结转以它为准。"
        if warnings:
            detail = f"{detail}\n\n仍有提醒：\n" + "\n".join(warnings)
        if dialogs.ask(self, f"确认{table.period.label}的等次并锁定？", detail=detail, yes="确认并锁定"):
            self._desk.actions.do_much(
                "yearend",
                lambda ctx: year_end.confirm(ctx, self._year, accept_open=bool(warnings)),
                success=f"已确认{table.period.label}等次，可以公示。",
            )

    def _export(self) -> None:
        """Save the year's summary, register and cards as one workbook."""
        name = exports.file_name(f"{self._year}年度党员积分台账", ".xlsx")
        path = dialogs.save_file(self, "保存年度台账", name)
        if path is not None:
            self._desk.actions.do(
                lambda ctx: year_books.export_year_book(ctx, self._year, path), success=f"已保存：{path}"
            )


def _grade(row: YearRow) -> str:
    if row.exempt:
        return "不参加"
    return "待确定" if row.waits else row.grade


def _tone(row: YearRow) -> str:
    if row.exempt or row.grade == NOT_GRADED:
        return "faded"
    return "warn" if row.waits else _TONES.get(row.grade, "neutral")


def _reason(row: YearRow) -> str:
    return "；".join(part for part in (row.veto and f"一票否决：{row.veto}", row.reason) if part)
