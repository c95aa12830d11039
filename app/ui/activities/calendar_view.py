"""年历: the year's calendar with its head; what is missing is one click from being entered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.services import activity_plans, year_calendar
from app.services.year_calendar import CalendarCell, CalendarRow, CellState
from app.ui import dialogs, theme
from app.ui.activities.activity_dialog import ActivityStart
from app.ui.activities.plan_dialogs import series_dialog
from app.ui.activities.requirements_dialog import RequirementsDialog
from app.ui.activities.year_table import TONES, YearTable
from app.ui.desk import Desk
from app.ui.widgets.badge import Badge
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.labels import faded


class CalendarHead(QWidget):
    """Year, figures, and the plans that can be made."""

    def __init__(self, view: CalendarView) -> None:
        super().__init__()
        self.filters = FilterBar()
        self.filters.add_choice("year", "年度", [], every="")
        self.badges = {state: Badge() for state in TONES}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit())
        row.addWidget(self.filters)
        for badge in self.badges.values():
            row.addWidget(badge)
        row.addStretch(1)
        self.fill_button = plain_button("补全计划", view.plan_missing, icon_name="calendar-event")
        self.fill_button.setToolTip("按组织生活要求，把今天以后还没安排的一次列为计划")
        self.series_button = plain_button("定期活动…", view.plan_series, icon_name="refresh")
        self.rules_button = plain_button("组织生活要求…", view.edit_requirements, icon_name="settings")
        for button in (self.fill_button, self.series_button, self.rules_button):
            row.addWidget(button)

    def show_counts(self, counts: dict[CellState, int]) -> None:
        """Say how many cells are in each state that has a colour."""
        for state, badge in self.badges.items():
            number = counts[state]
            badge.set(f"{state.label} {number}" if number else "", TONES[state])


class CalendarView(QWidget):
    """The table of the year; the page lays head and body out."""

    activity_wanted = Signal(int)
    """An activity is to be shown."""

    new_wanted = Signal(ActivityStart)
    """A new activity is to be entered, beginning like this."""

    year_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._year_chosen = False
        self.head = CalendarHead(self)
        self.table = YearTable()
        self.empty = EmptyState()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        note = faded(
            "单击一格：已有的打开活动，缺的新建一次。次数和日期来自“组织生活要求”，可按上级规定修改。",
            small=True,
        )
        note.setContentsMargins(theme.unit(1.25), theme.unit(0.5), theme.unit(1.25), theme.unit())
        column.addWidget(note)
        self.empty.cover(self.table.viewport())
        self.table.chosen.connect(self._on_chosen)
        self.head.filters.changed.connect(lambda _: self.year_changed.emit())

    @property
    def year(self) -> int:
        """The year that is shown."""
        chosen = self.head.filters.values()["year"]
        return chosen if isinstance(chosen, int) else self._desk.ctx.today.year

    def refresh(self) -> None:
        """Read the calendar of the chosen year."""
        today = self._desk.ctx.today
        years = [(year, f"{year}年") for year in range(today.year + 1, today.year - 5, -1)]
        self.head.filters.set_options("year", years)
        if not self._year_chosen:
            self._year_chosen = True
            self.head.filters.set_value("year", today.year)
        rows = year_calendar.load(self._desk.ctx, self.year)
        self.table.set_rows(rows)
        self.head.show_counts(year_calendar.counts(rows))
        self.head.fill_button.setEnabled(self.year >= today.year)
        self.empty.setVisible(not rows)
        self.empty.say(
            "没有设定组织生活要求",
            "填写各类组织生活多久开一次，年历就会提示哪些已开、哪些还缺。",
            icon="calendar-event",
            action="填写要求",
            slot=self.edit_requirements,
        )

    def words(self) -> str:
        """Return half a line about the year for the page's subtitle."""
        counts = year_calendar.counts(self.table.year.rows)
        open_cells = counts[CellState.MISSING] + counts[CellState.LATE]
        return f"{self.year}年已开 {counts[CellState.HELD]} 格，缺 {open_cells} 格"

    # What the head's buttons do

    def plan_missing(self) -> None:
        """Plan everything that the rest of the year still wants, after asking."""
        question = f"要按组织生活要求补全 {self.year} 年的计划吗？"
        detail = "今天以后还没安排的各次列为“计划”，日期避开节假日，之后可以逐次修改；可以撤销。"
        if dialogs.ask(self, question, detail=detail, yes="补全计划"):
            year = self.year
            self._desk.actions.do(
                lambda ctx: activity_plans.plan_missing(ctx, year),
                success=lambda changes: f"已列入 {len(changes.new_ids)} 次计划。",
            )

    def plan_series(self) -> None:
        """Plan a recurring activity."""
        series_dialog(self._desk, self.year, parent=self).exec()

    def edit_requirements(self) -> None:
        """Edit how often each kind is to be held."""
        RequirementsDialog(self._desk, self).exec()

    # Slots

    def _on_chosen(self, row: CalendarRow, cell: CalendarCell) -> None:
        start = _start(row, cell)
        if not cell.activities:
            self.new_wanted.emit(start)
        elif len(cell.activities) == 1 and not cell.wanting:
            self.activity_wanted.emit(cell.activities[0].id)
        else:
            self._offer(cell, lambda: self.new_wanted.emit(start))

    def _offer(self, cell: CalendarCell, new: Callable[[], None]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for activity in cell.activities:
            act = menu.addAction(f"{activity.held_on:%m-%d} {activity.topic}")
            act.triggered.connect(lambda _=False, wanted=activity.id: self.activity_wanted.emit(wanted))
        if cell.wanting:
            menu.addSeparator()
            menu.addAction("再新建一次", new)
        index = self.table.currentIndex()
        where = self.table.visualRect(index).bottomLeft() if index.isValid() else QPoint(0, 0)
        menu.popup(self.table.viewport().mapToGlobal(where) if index.isValid() else QCursor.pos())


def _start(row: CalendarRow, cell: CalendarCell) -> ActivityStart:
    return ActivityStart(row.requirement.kind, cell.suggested, row.org_id)
