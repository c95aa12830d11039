"""补学补领: the ledger of make-ups, and the register of times away that starts their clocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from app.models.kinds import MakeupState
from app.services import makeup, makeup_rows
from app.services.attachments import Owner
from app.services.context import Changes, Context
from app.services.makeup_rows import MakeupRow, TaskFilter
from app.services.makeup_rules import Step, may
from app.services.periods import quarter_of
from app.ui import dialogs, theme
from app.ui.consequences import asking, tell
from app.ui.life_papers_field import LivePapers
from app.ui.life_prints import LifePrints
from app.ui.life_reports_dialog import LifeReportsDialog
from app.ui.makeup.advice_view import AdviceView
from app.ui.makeup.away_view import AwayView
from app.ui.makeup.library_dialog import LibraryDialog
from app.ui.makeup.register_export import export_register
from app.ui.makeup.step_dialogs import claim_dialog, report_dialog, return_dialog, verify_dialog
from app.ui.makeup.task_panel import TaskPanel
from app.ui.makeup.tasks_view import OVERDUE, TaskHead, make_table
from app.ui.page import Page
from app.ui.widgets.current_stack import CurrentStack
from app.ui.widgets.form_dialog import FormDialog

TASKS, AWAY, ADVICE = range(3)
_DIALOGS: dict[Step, Callable[..., FormDialog]] = {
    Step.RETURN: return_dialog,
    Step.CLAIM: claim_dialog,
    Step.REPORT: report_dialog,
    Step.VERIFY: verify_dialog,
}
_DECISIONS: dict[Step, tuple[str, Callable[[Context, list[int], str], Changes], str]] = {
    Step.EXEMPT: ("{who}为什么免补？原因会印在登记表上。", makeup.exempt, "已免补。"),
    Step.SEND_BACK: ("{who}为什么退回？党员据此重新完成。", makeup.send_back, "已退回，等待重新上报。"),
}


class MakeupPage(Page):
    """Three tabs: 补学任务, 离岗登记 and 提醒与建议."""

    TITLE = "补学补领"
    WATCHES = frozenset(
        {
            "makeup_task",
            "attendance",
            "activity",
            "away",
            "member",
            "org",
            "setting",
            "study_task",
            "calendar_day",
        }
    )

    def _build(self) -> None:
        self.back_button = self.add_secondary("今天返岗", self._back_today, icon_name="calendar-event")
        self.add_more("登记返岗日期…", lambda: self.take_step(Step.RETURN), icon_name="calendar")
        self.add_more("免补…", lambda: self.take_step(Step.EXEMPT), icon_name="ban")
        self.add_more("合并为一条补学任务", self._merge, icon_name="list-check")
        self.add_more("补学任务库…", self._library, icon_name="school")
        self.add_more("补学完成情况（按小组、类型、季度）…", self._coverage, icon_name="chart-bar")
        self.add_more("导出补学登记表…", self._export, icon_name="file-spreadsheet")
        self.prints = LifePrints(self.desk, self)
        self.add_more("打印补学登记表…", self._print_register, icon_name="printer")
        self.add_more("打印提醒单（所选或全部待办）…", self._print_reminders, icon_name="bell")
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("补学补领的列表")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab("补学任务")
        self.tabs.addTab("离岗登记")
        self.tabs.addTab("提醒与建议")
        self.head = TaskHead()
        self.table = make_table(self.desk)
        self.panel = TaskPanel(self)
        self.away = AwayView(self.desk, self)
        self.advice = AdviceView(self.desk, self)
        self._heads = CurrentStack(self.head, self.away.head, self.advice.head)
        self._bodies = CurrentStack(self.table, self.away.table, self.advice.table)
        self._panels = CurrentStack(self.panel, self.away.panel, self.advice.panel)
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(1.5))
        column.addWidget(self.tabs)
        column.addWidget(self._heads)
        self.set_filters(top)
        self.set_body(self._bodies, side=self._panels)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab)
        self.head.changed.connect(self.reload)
        self.away.head.changed.connect(lambda _: self.reload())
        self.advice.head.changed.connect(lambda _: self.reload())
        self.table.selection_changed.connect(self.panel.show_rows)
        self.table.opened.connect(self._on_opened)
        self._on_tab(TASKS)

    def refresh(self) -> None:
        """Read the tasks of the chosen stretch, or the register of times away."""
        self.head.offer(self.desk)
        scope = makeup_rows.list_tasks(self.desk.ctx, _with_cancelled(self.head.scope()))
        standing = [row for row in scope if row.state is not MakeupState.CANCELLED]
        self.head.show_coverage(
            makeup_rows.coverage_of(standing), sum(row.state is MakeupState.REPORTED for row in standing)
        )
        rows = self.head.narrowed(scope)
        if self.head.is_narrowed:
            self.table.set_empty("没有符合条件的补学任务", "换一个状态或时段，或清除搜索。", icon="search")
        else:
            self.table.set_empty(
                "没有需要补学的缺席",
                "在“组织生活”登记考勤后，需要补学的缺席会自动成为任务，排在这里。",
                icon="circle-check",
                action="去登记考勤",
                slot=lambda: self.desk.show_page("activities"),
            )
        self.table.set_rows(rows)
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self.away.refresh()
        if self.tabs.currentIndex() == ADVICE:
            self.advice.refresh()
        self._show_subtitle()

    def focus(self, **focus: object) -> None:
        """Show `task_id`, the `overdue` ones, those of a `period`, or the tab `away` (at `away_id`) or `advice`."""
        for tab, name in ((AWAY, "away"), (ADVICE, "advice")):
            if focus.get(name):
                self.tabs.setCurrentIndex(tab)
                self.away.table.select_where(lambda row: row.id == focus.get("away_id"))
                return
        self.tabs.setCurrentIndex(TASKS)
        if focus.get("overdue"):
            self.head.choose_state(OVERDUE)
        elif "period" in focus:
            self.head.filters.show_values(focus)
        task_id = focus.get("task_id")
        if task_id is not None and not self.table.select_where(lambda row: row.id == task_id):
            self.head.filters.clear()
            self.table.select_where(lambda row: row.id == task_id)

    # What the panel and the menu do

    def take_step(self, step: Step) -> None:
        """Do a step with the selected tasks that allow it."""
        rows = [row for row in self.table.selected_rows() if may(step, row.state)]
        if not rows:
            self.say(f"所选任务不能“{step.label}”，请先在列表里选择。", "warn")
        elif step in _DIALOGS:
            _DIALOGS[step](self.desk, rows, parent=self).exec()
        else:
            self._decide(step, rows)

    def open_activity(self, activity_id: int) -> None:
        """Show the attendance the absence stands in."""
        self.desk.show_page("activities", activity_id=activity_id)

    def open_points(self, row: MakeupRow) -> None:
        """Show the member's points in the quarter of the absence."""
        quarter = quarter_of(row.first.held_on)
        self.desk.show_page("points", period=quarter.code, member_id=row.member_id)

    def papers_of(self, row: MakeupRow) -> LivePapers:
        """Return the evidence of a task; what is added is kept at once."""
        return LivePapers(
            self.desk,
            Owner.MAKEUP,
            row.id,
            lambda ctx, papers: makeup.change_papers(ctx, row.id, papers),
        )

    def _coverage(self) -> None:
        LifeReportsDialog(self.desk, self, "coverage").exec()

    def _decide(self, step: Step, rows: Sequence[MakeupRow]) -> None:
        ids = [row.id for row in rows]
        if step is Step.REOPEN:
            self._do(lambda ctx: makeup.reopen(ctx, ids), "已恢复，任务回到原来的一步。")
            return
        who = rows[0].name if len(rows) == 1 else f"{len(rows)} 条任务"
        question, service, success = _DECISIONS[step]
        reason = dialogs.ask_reason(self, step.label, question.format(who=who), yes=step.label)
        if reason is not None:
            self._do(lambda ctx: service(ctx, ids, reason), success)

    def _back_today(self) -> None:
        if self.tabs.currentIndex() == AWAY:
            self.away.back_today()
            return
        waiting = [row.id for row in self.table.selected_rows() if row.state is MakeupState.WAITING]
        if not waiting:
            self.say("请先选择“待返岗”的补学任务，可以按住 Ctrl 多选。", "warn")
            return
        self.desk.actions.do(
            asking(
                self,
                f"登记 {len(waiting)} 条任务今天返岗？",
                lambda ctx: makeup.set_return_date(ctx, waiting, ctx.today),
                yes="登记返岗",
                always=True,
            ),
            success=f"已登记 {len(waiting)} 条任务今天返岗，认领期限已算出。",
            refused=lambda error: tell(self.desk, error),
        )

    def _merge(self) -> None:
        ids = [row.id for row in self.table.selected_rows()]
        self._do(lambda ctx: makeup.merge(ctx, ids), "已合并为一条补学任务。")

    def _library(self) -> None:
        LibraryDialog(self.desk, self).exec()

    def _print_register(self) -> None:
        period = self.head.filters.values()["period"]
        self.prints.open_register(str(period) if period else str(self.desk.ctx.today.year))

    def _print_reminders(self) -> None:
        chosen = [row.id for row in self.table.selected_rows()]
        self.prints.open_reminders(chosen if len(chosen) > 1 else None)

    def _export(self) -> None:
        period = self.head.filters.values()["period"]
        export_register(self.desk, self, None if period is None else str(period))

    def _do(self, act: Callable[[Context], Changes], success: str) -> None:
        self.desk.actions.do(act, success=success)

    # Slots

    def _on_tab(self, at: int) -> None:
        for stack in (self._heads, self._bodies, self._panels):
            stack.setCurrentIndex(at)
        # the hidden tab's taller head must not keep its room
        self._heads.setFixedHeight(self._heads.currentWidget().sizeHint().height())
        self.back_button.setVisible(at != ADVICE)
        if at == ADVICE and self.desk.is_ready:
            self.advice.refresh()
        self._show_subtitle()

    def _on_opened(self, row: MakeupRow) -> None:
        if row.next_step is not None:
            self.take_step(row.next_step)

    def _show_subtitle(self) -> None:
        if self.tabs.currentIndex() == AWAY:
            away = sum(row.is_open for row in self.away.table.rows())
            self.set_subtitle(f"{away} 人离岗中")
        elif self.tabs.currentIndex() == ADVICE:
            self.set_subtitle(self.advice.words())
        else:
            self.set_subtitle(f"共 {len(self.table.rows())} 条，按剩余时间排列")


def _with_cancelled(scope: TaskFilter) -> TaskFilter:
    return TaskFilter(
        states=frozenset(MakeupState),
        since=scope.since,
        until=scope.until,
        group_id=scope.group_id,
        activity_kind=scope.activity_kind,
    )
