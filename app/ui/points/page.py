"""积分管理: a period's totals with their explanation, entering, reviewing, and the rulebook."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from app.services.errors import AppError
from app.services.periods import Period, Span
from app.services.points.offered import offered_periods
from app.ui import theme
from app.ui.importing import open_import
from app.ui.page import Page
from app.ui.points.closing_tab import ClosingTab
from app.ui.points.entry_tab import EntryTab
from app.ui.points.review_tab import ReviewTab
from app.ui.points.rulebook_tab import RulebookTab
from app.ui.points.totals_tab import TotalsTab
from app.ui.points.year_tab import YearTab
from app.ui.widgets.current_stack import CurrentStack
from app.ui.widgets.period_picker import PeriodPicker

TABS = (
    ("totals", "积分总览"),
    ("entry", "录入"),
    ("review", "审核"),
    ("rulebook", "积分方案"),
    ("closing", "结算公示"),
    ("year", "年度评定"),
)


class PointsPage(Page):
    """Tabs over one period; each is made when it is first opened."""

    TITLE = "积分管理"
    WATCHES = frozenset(
        {
            "entry",
            "rulebook_version",
            "member",
            "org",
            "attendance",
            "activity",
            "makeup_task",
            "closing",
            "objection",
            "attachment",
            "setting",
        }
    )

    def _build(self) -> None:
        self._periods: dict[str, Period] = {}
        self._made: dict[str, QWidget] = {}
        self.export = self.add_secondary("导出积分表", self._export, icon_name="download")
        for kind, word in (("entries", "导入积分条目…"), ("exams", "导入考试成绩…")):
            self.add_more(word, partial(open_import, self.desk, kind, self), icon_name="upload")
        self.enter = self.add_primary("录入积分", self._begin_entry, keys="Ctrl+N")
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("积分管理的分页")
        for _, title in TABS:
            self.tabs.addTab(title)
        self.picker = PeriodPicker()
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(1))
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.picker)
        self.set_filters(bar)
        self.stack = CurrentStack()
        self.set_body(self.stack, card=False)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _: self._on_tab())
        self.picker.changed.connect(lambda _: self.reload())

    def refresh(self) -> None:
        """Offer the periods and show the tab in front."""
        periods = offered_periods(self.desk.ctx)
        self._periods = {period.code: period for period in periods}
        self.picker.set_options([(period.code, period.label) for period in periods], periods[0].code)
        self._show_tab()

    def may_leave(self) -> bool:
        """Let other pages be opened at any time: nothing is lost by it."""
        return True

    def may_close(self) -> bool:
        """Keep half-filled grids; ask before a rulebook that is being edited would be lost."""
        entered = self._made.get("entry")
        if isinstance(entered, EntryTab):
            entered.keep()
        made = self._made.get("rulebook")
        return not isinstance(made, RulebookTab) or made.may_close()

    def focus(self, **focus: object) -> None:
        """Go to a tab (`tab`), a period (`period`), a member (`member_id`) or an entry (`entry_id`)."""
        if isinstance(focus.get("period"), str):
            self.picker.choose(str(focus["period"]))
        entry_id, member_id = focus.get("entry_id"), focus.get("member_id")
        tab = "review" if isinstance(entry_id, int) else focus.get("tab", "totals")
        self.show_tab(str(tab))
        shown = self._made.get(str(tab))
        if isinstance(shown, ReviewTab) and isinstance(entry_id, int):
            shown.show_period(None, entry_id)
        elif isinstance(shown, TotalsTab) and isinstance(member_id, int):
            shown.show_period(self.picker.code(), member_id)
        elif isinstance(shown, EntryTab) and focus.get("batch"):
            shown.begin(batch=True)

    def show_tab(self, key: str) -> None:
        """Bring a tab to the front."""
        at = [name for name, _ in TABS].index(key)
        if self.tabs.currentIndex() == at:
            self._show_tab()
        else:
            self.tabs.setCurrentIndex(at)

    def tab(self, key: str) -> QWidget:
        """Return a tab, made where it is wanted for the first time."""
        if key not in self._made:
            made: QWidget
            if key == "totals":
                made = TotalsTab(self.desk, self.show_tab)
                made.summary.connect(self.set_subtitle)
            elif key == "entry":
                made = EntryTab(self.desk)
            elif key == "review":
                made = ReviewTab(self.desk)
            elif key == "closing":
                made = ClosingTab(self.desk, self.show_tab)
            elif key == "year":
                made = YearTab(self.desk, self.show_tab)
                made.summary.connect(self.set_subtitle)
            else:
                made = RulebookTab(self.desk)
            self._made[key] = made
            self.stack.addWidget(made)
        return self._made[key]

    def _on_tab(self) -> None:
        try:
            self._show_tab()
        except AppError as error:
            self.say(error.message, "bad")

    def _show_tab(self) -> None:
        if not self.desk.is_ready:
            return
        key = TABS[self.tabs.currentIndex()][0]
        shown = self.tab(key)
        self.stack.setCurrentWidget(shown)
        # one primary button at a time: the tabs that save or approve have their own
        self.enter.setVisible(key == "totals")
        self.export.setVisible(key == "totals")
        self.picker.setVisible(key != "rulebook")
        period = self._periods.get(self.picker.code())
        if isinstance(shown, TotalsTab):
            shown.show_period(self.picker.code())
            return
        if isinstance(shown, YearTab):
            year = self.desk.ctx.today.year if period is None else period.around(Span.YEAR).year
            shown.show_year(str(year))
            return
        self.set_subtitle("" if period is None or key == "rulebook" else period.label)
        if isinstance(shown, EntryTab | ReviewTab | ClosingTab):
            shown.show_period(period)
        elif isinstance(shown, RulebookTab):
            shown.show_versions()

    def _begin_entry(self) -> None:
        self.show_tab("entry")
        shown = self._made["entry"]
        if isinstance(shown, EntryTab):
            shown.begin()

    def _export(self) -> None:
        period = self._periods.get(self.picker.code())
        yearly = period is not None and period.span is Span.YEAR
        self.desk.show_page("reports", report="year" if yearly else "points", period=self.picker.code())
