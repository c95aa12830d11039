"""结算公示: the steps of a settlement, the check list, the versions and the objections of a period."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QWidget

from app.services import exports
from app.services.periods import Period, Span
from app.services.points import closing, closing_checks, objections, publication, scans, settlements
from app.services.points.closing_checks import CheckLine, CheckRecord, Level
from app.services.points.facts import NoRulebook
from app.services.points.objections import ObjectionRow
from app.services.points.settlements import ClosingRow
from app.ui import dialogs, theme
from app.ui.desk import Desk
from app.ui.points import closing_columns
from app.ui.points.closing_dialogs import answer_dialog, objection_dialog, publish_dialog
from app.ui.points.closing_panel import ClosingPanel
from app.ui.points.closing_steps import Act, Standing, standing
from app.ui.points.frame import beside, card, plain_column
from app.ui.points.stepper import Stepper
from app.ui.printing import PreviewDialog, PrintRun, choose_printer
from app.ui.widgets.buttons import plain_button, primary_button
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.labels import text_label

CHECKS, VERSIONS, OBJECTIONS = range(3)


class ClosingTab(QWidget):
    """Leads a period from the check list to the signed scan.

    Args:
        desk: The desk.
        to_tab: Leads to another tab of the page by its key.

    """

    def __init__(self, desk: Desk, to_tab: Callable[[str], object]) -> None:
        super().__init__()
        self._desk = desk
        self._to_tab = to_tab
        self._period: Period | None = None
        self._row: ClosingRow | None = None
        self._checks: list[CheckLine] = []
        self._standing: Standing | None = None
        self._build()
        self._connect()

    def _build(self) -> None:
        self.stepper = Stepper()
        self.sentence = text_label("", wrap=True)
        self.next = primary_button("", self._act)
        self.correct = plain_button("更改公示…", self._publish)
        self.notice = plain_button("公示通知…", self._preview, icon_name="printer")
        self.sheet = plain_button("公示表…", self._export_sheet, icon_name="download")
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(1))
        row.addWidget(self.sentence, 1)
        for button in (self.correct, self.sheet, self.notice, self.next):
            row.addWidget(button)
        self.switch = QTabBar()
        self.switch.setExpanding(False)
        self.switch.setDrawBase(False)
        self.switch.setAccessibleName("检查清单、版本和异议")
        for title in ("检查清单", "版本", "异议"):
            self.switch.addTab(title)
        self.raise_button = plain_button("登记异议…", self._raise, icon_name="plus")
        head = QWidget()
        top = QHBoxLayout(head)
        top.setContentsMargins(theme.unit(1), theme.unit(0.5), theme.unit(1), 0)
        top.addWidget(self.switch)
        top.addStretch(1)
        top.addWidget(self.raise_button)
        self.checks: DataTable[CheckLine] = closing_columns.check_table(self._desk)
        self.versions: DataTable[ClosingRow] = closing_columns.version_table(self._desk)
        self.objections: DataTable[ObjectionRow] = closing_columns.objection_table(self._desk)
        self.stack = QStackedWidget()
        for table in (self.checks, self.versions, self.objections):
            self.stack.addWidget(table)
        self.panel = ClosingPanel(self._desk, self._go_to)
        column = plain_column(self)
        column.addWidget(card(self.stepper, foot, padded=True))
        column.addWidget(beside(card(head, self.stack, grow=1), card(self.panel), widths=(88, 46)), 1)

    def _connect(self) -> None:
        self.switch.currentChanged.connect(lambda _: self._show_side())
        self.checks.current_changed.connect(lambda _: self._show_side())
        self.versions.current_changed.connect(lambda _: self._show_side())
        self.objections.current_changed.connect(lambda _: self._show_side())
        self.checks.opened.connect(lambda line: self._open_first(line))

    def show_period(self, period: Period | None) -> None:
        """Read and show a period."""
        ctx = self._desk.ctx
        before = self._period, None if self._row is None else self._row.id
        self._period = period
        try:
            self._checks = [] if period is None else closing_checks.check_list(ctx, period.code)
        except NoRulebook:
            self._checks = []
        rows = [] if period is None else settlements.versions(ctx, period.code)
        self._row = next((row for row in rows if row.binding), None)
        raised = [] if self._row is None else objections.list_objections(ctx, self._row.id)
        self.checks.set_rows(sorted(self._checks, key=lambda line: -list(Level).index(line.level)))
        self.versions.set_rows(rows)
        self.objections.set_rows(raised)
        self.switch.setTabText(VERSIONS, f"版本 {len(rows)}" if rows else "版本")
        self.switch.setTabText(OBJECTIONS, f"异议 {len(raised)}" if raised else "异议")
        moved = before != (period, None if self._row is None else self._row.id)
        for table in (self.checks, self.versions, self.objections):
            if table.rows() and (moved or table.current_row() is None):
                table.selectRow(0)
        if moved:
            self.switch.setCurrentIndex(CHECKS if self._row is None else VERSIONS)
        self._show_standing()
        self._show_side()

    def _show_standing(self) -> None:
        period, row = self._period, self._row
        if period is None or not self._checks:
            self._standing = None
            self.sentence.setText("还没有积分方案，启用后才能结算。")
            self.next.hide()
        else:
            found = standing(period.span, self._checks, row, self._desk.ctx.today)
            self._standing = found
            self.stepper.show_steps(found.steps)
            self.sentence.setText(found.sentence)
            closing_columns.dress(self.next, found.button, found.icon)
            self.next.show()
            waits = found.act is Act.FIX and not self._first_stop()
            self.next.setEnabled(not waits)
        published = row is not None and row.published_on is not None
        final = row is not None and row.final_on is not None
        waiting = self._standing is not None and self._standing.act is Act.WAIT
        self.notice.setVisible(published and not waiting)
        self.sheet.setVisible(published)
        self.correct.setVisible(published and not final)
        self.raise_button.setVisible(published and not final)

    def _show_side(self) -> None:
        at = self.switch.currentIndex()
        self.stack.setCurrentIndex(at)
        check, version, objection = (
            self.checks.current_row(),
            self.versions.current_row(),
            self.objections.current_row(),
        )
        if at == CHECKS and check is not None:
            self.panel.show_check(check)
        elif at == VERSIONS and version is not None:
            self.panel.show_version(version, reopen=self._reopen if version.binding else None)
        elif at == OBJECTIONS and objection is not None:
            final = self._row is None or self._row.final_on is not None
            self.panel.show_objection(objection, answer=None if final else self._answer)
        else:
            self.panel.clear()

    # What the primary button does

    def _act(self) -> None:
        acts: dict[Act, Callable[[], object]] = {
            Act.FIX: self._fix,
            Act.LOCK: self._lock,
            Act.GRADE: lambda: self._to_tab("year"),
            Act.PUBLISH: self._publish,
            Act.WAIT: self._preview,
            Act.ANSWER: self._answer,
            Act.REOPEN: self._reopen,
            Act.FINISH: self._finish,
            Act.SCAN: self._attach,
            Act.EXPORT: self._export,
        }
        if self._standing is not None:
            acts[self._standing.act]()

    def _first_stop(self) -> CheckRecord | None:
        stops = (line for line in self._checks if line.level is Level.STOP and line.records)
        return next((line.records[0] for line in stops), None)

    def _fix(self) -> None:
        record = self._first_stop()
        if record is not None:
            self._go_to(record)

    def _go_to(self, record: CheckRecord) -> None:
        self._desk.show_page(record.page, **dict(record.focus))

    def _open_first(self, line: CheckLine) -> None:
        if line.records:
            self._go_to(line.records[0])

    def _lock(self) -> None:
        period = self._period
        if period is None:
            return
        warnings = [line.text for line in self._checks if line.level is Level.WARN]
        question = f"锁定{period.label}的积分？"
        detail = "锁定后，本期积分表不再变动：以后的更正列为调整，计入更正时的一期；需要重出本期积分表时，可以填写原因重新打开。"
        if warnings:
            detail = f"{detail}\n\n仍有提醒：\n" + "\n".join(warnings)
        if dialogs.ask(self, question, detail=detail, yes="锁定"):
            self._desk.actions.do_much(
                "settle",
                lambda ctx: closing.lock(ctx, period.code, accept_open=bool(warnings)),
                success=f"已锁定{period.label}。",
            )

    def _publish(self) -> None:
        if self._row is not None:
            publish_dialog(self._desk, self._row, self).exec()

    def _finish(self) -> None:
        row = self._row
        if row is not None and dialogs.ask(self, f"{row.period.label}第 {row.version} 版定稿？", yes="定稿"):
            self._desk.actions.do(lambda ctx: closing.finish(ctx, row.id), success="已定稿。")

    def _reopen(self) -> None:
        row = self._row
        if row is None:
            return
        prompt = (
            f"重新打开{row.period.label}：第 {row.version} 版保留备查，"
            "结算后列出的调整随之撤回，更正转入新的一版。请写明原因："
        )
        reason = dialogs.ask_reason(self, "重新打开", prompt, yes="重新打开")
        if reason is not None:
            self._desk.actions.do_much(
                "settle",
                lambda ctx: closing.reopen(ctx, row.id, reason),
                success=f"已重新打开{row.period.label}，更正后请再次锁定。",
            )

    # Objections

    def _raise(self) -> None:
        if self._row is not None and objection_dialog(self._desk, self._row, self).exec():
            self.switch.setCurrentIndex(OBJECTIONS)

    def _answer(self) -> None:
        self.switch.setCurrentIndex(OBJECTIONS)
        rows = self.objections.rows()
        chosen = self.objections.current_row()
        waiting = next((row for row in rows if row.result is None), None)
        found = chosen if chosen is not None and chosen.result is None else waiting or chosen
        if found is not None:
            answer_dialog(self._desk, found, self).exec()

    # Paper

    def _preview(self) -> None:
        row = self._row
        if row is not None:
            self._desk.actions.run(
                "正在排版公示通知",
                lambda ctx, _: publication.notice_preview(ctx, row.id),
                done=lambda made: self._show_preview(row, *made),
            )

    def _show_preview(self, row: ClosingRow, pages: list[bytes], warnings: tuple[str, ...]) -> None:
        title = f"公示通知 {row.period.label}"
        dialog = PreviewDialog(
            self,
            title,
            pages,
            lambda: self._print(row, title),
            lambda: self._save_notice(row),
            warnings=warnings,
        )
        dialog.exec()

    def _print(self, row: ClosingRow, title: str) -> None:
        printer = choose_printer(self, title)
        if printer is not None:
            PrintRun(
                self._desk,
                printer,
                lambda ctx, deliver, progress: publication.print_notice(ctx, row.id, deliver, progress),
                lambda count: f"已送打印机 {count} 页。",
            ).start()

    def _save_notice(self, row: ClosingRow) -> None:
        name = exports.file_name(f"{row.period.label}党员积分公示通知", ".pdf")
        path = dialogs.save_file(self, "保存公示通知", name, dialogs.PDF)
        if path is not None:
            self._desk.actions.do(
                lambda ctx: publication.save_notice(ctx, row.id, path), success=f"已保存：{path}"
            )

    def _export_sheet(self) -> None:
        row = self._row
        if row is None:
            return
        name = exports.file_name(f"{row.period.label}党员积分公示表", ".xlsx")
        path = dialogs.save_file(self, "保存公示表", name)
        if path is not None:
            self._desk.actions.do(
                lambda ctx: publication.export_sheet(ctx, row.id, path), success=f"已保存：{path}"
            )

    def _attach(self) -> None:
        row = self._row
        if row is None:
            return
        path = dialogs.open_file(self, "选择签字的扫描件", "扫描件 (*.pdf *.jpg *.jpeg *.png)")
        if path is not None:
            self._desk.actions.do(lambda ctx: scans.attach_scan(ctx, row.id, path), success="已附上扫描件。")

    def _export(self) -> None:
        period = self._period
        if period is not None:
            sheet = "year" if period.span is Span.YEAR else "quarter"
            self._desk.show_page("reports", sheet=sheet, period=period.code)
