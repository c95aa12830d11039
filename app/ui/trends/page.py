"""季度分析: ten charts of the branch's points and life, the same figures as a table, and their ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.models.kinds import MemberClass
from app.services.errors import AppError
from app.services.points.facts import NoRulebook
from app.services.trends.answer import Goal, NothingToDraw
from app.services.trends.answers import answer
from app.services.trends.asking import Chart
from app.services.trends.reading import Reader
from app.ui import theme
from app.ui.page import Page
from app.ui.trends.chart_list import ChartList
from app.ui.trends.figure_view import FigureView
from app.ui.trends.figures_table import FiguresTable
from app.ui.trends.filters import Filters
from app.ui.trends.outputs import Outputs
from app.ui.widgets.fields import FieldProblem

_NARROW = 104
"""With fewer steps of the grid in its width the page offers the charts in a box, not in a list."""
_TIGHT = 88
"""With fewer the chart has the page to itself until the table is asked for."""
_LEAST_HEIGHT = 40
_KEPT = "trends/table"


class TrendsPage(Page):
    """One figure at a time; its numbers stand beside it."""

    TITLE = "季度分析"
    WATCHES = frozenset(
        {"entry", "rulebook_version", "member", "org", "closing", "activity", "attendance", "makeup_task"}
    )

    def _build(self) -> None:
        self._reader: Reader | None = None
        self._tight = False
        self.outputs = Outputs(self.desk, self, lambda: self.figure.answer)
        self.add_more("保存为 SVG…", lambda: self.outputs.save("svg"), icon_name="device-floppy")
        self.add_more("保存为 PDF…", lambda: self.outputs.save("pdf"), icon_name="file-type-pdf")
        self.add_more("导出 Excel 图表…", self.outputs.save_workbook, icon_name="file-spreadsheet")
        self.table_button = self.add_secondary("数据表", self._toggle_table, icon_name="table", keys="Ctrl+T")
        self.table_button.setCheckable(True)
        self.add_secondary("打印…", self.outputs.preview, icon_name="printer", keys="Ctrl+P")
        self.add_secondary("复制图", self.outputs.copy, icon_name="copy", keys="Ctrl+Shift+C")
        self.add_primary("保存 PNG", lambda: self.outputs.save("png"), icon_name="photo", keys="Ctrl+S")
        self.filters = Filters(self.desk)
        self.set_filters(self.filters)
        self.list = ChartList()
        self.list.choose(self.filters.chart)
        self.figure = FigureView(self.desk)
        # a lower window scrolls the page rather than squeeze the chart into its own legend
        self.figure.setMinimumHeight(theme.unit(_LEAST_HEIGHT))
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(1.5))
        row.addWidget(self.list)
        row.addWidget(self.figure, 1)
        self.table = FiguresTable(self.desk.settings)
        self.set_body(body, side=self.table, card=False)
        self._show_table(shown=self._wants_table())

    def _connect(self) -> None:
        self.list.chosen.connect(self._choose)
        self.filters.chart_changed.connect(self._choose)
        self.filters.changed.connect(self._draw)
        self.figure.opened.connect(self._go)
        self.table.opened.connect(self._go)
        self.figure.answered.connect(self.table.show_answer)
        self.figure.refused.connect(self._refused)

    def refresh(self) -> None:
        """Offer periods, groups and members, and draw what the store holds now."""
        self._reader = Reader(self.desk.ctx)
        self.filters.offer(self._reader)
        self._draw()

    def focus(self, **focus: object) -> None:
        """Show a `chart`, of a `period`, a `group`, a `klass` or a `member_id` (his line)."""
        filters = self.filters
        if isinstance(focus.get("period"), str):
            filters.picker.choose(str(focus["period"]))
        if isinstance(focus.get("member_id"), int):
            filters.member.set_value(focus["member_id"])
            self._choose(Chart.LINE)
        if "group" in focus or "klass" in focus:
            klass = focus.get("klass")
            filters.bar.set_value("group", focus.get("group"))
            filters.bar.set_value("klass", None if klass is None else MemberClass(str(klass)))
        if isinstance(focus.get("chart"), str):
            self._choose(Chart(str(focus["chart"])))
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the chart the room of its list where there is little."""
        super().resizeEvent(event)
        narrow = self.width() < theme.unit(_NARROW)
        self.list.setVisible(not narrow)
        self.filters.set_narrow(narrow)
        tight = self.width() < theme.unit(_TIGHT)
        if tight != self._tight:
            self._tight = tight
            self._show_table(shown=not tight and self._wants_table())

    def _choose(self, chart: Chart) -> None:
        self.list.choose(chart)
        self.filters.choose_chart(chart)
        self._draw()

    def _draw(self) -> None:
        reader = self._reader
        if reader is None or not self.isVisible():
            return
        try:
            asked = self.filters.question()
        except FieldProblem as problem:
            self.say(str(problem), "warn")
            return
        self.figure.ask(lambda: answer(reader, asked))

    # What the worker has found

    def _refused(self, problem: AppError) -> None:
        self.table.clear()
        if isinstance(problem, NoRulebook):
            self.figure.say(
                "还没有可以画的积分",
                problem.message,
                action="去启用方案",
                slot=lambda: self.desk.show_page("points", tab="rulebook"),
            )
        elif isinstance(problem, NothingToDraw):
            goal = problem.goal
            self.figure.say(
                problem.message,
                problem.hint,
                action=problem.act if goal is not None else "",
                slot=None if goal is None else (lambda: self._go(goal)),
            )
        else:
            self.figure.say(problem.message, "换一个时段再试。")

    def _go(self, goal: Goal) -> None:
        page, focus = goal
        self.desk.show_page(page, **dict(focus))

    # The table

    def _toggle_table(self) -> None:
        shown = self.table_button.isChecked()
        self._show_table(shown=shown)
        if self.desk.settings is not None and not self._tight:
            self.desk.settings.setValue(_KEPT, "1" if shown else "0")
        if shown:
            self.table.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _wants_table(self) -> bool:
        settings = self.desk.settings
        return settings is None or settings.value(_KEPT, "1") != "0"

    def _show_table(self, *, shown: bool) -> None:
        self.table_button.setChecked(shown)
        self.set_side_visible(shown)
