"""工作台: what waits today, which meetings are missing, the quarter at a glance; every line opens its record.

The overview is shown at once, as the `GlanceView` has shown it before the store was open; what only the
services know comes after it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import due_lines, overview
from app.services.due_lines import DueLine
from app.services.overview import Overview
from app.ui import theme
from app.ui.home import content
from app.ui.home.columns import Today, due_columns, meeting_columns, people_columns
from app.ui.page import Page
from app.ui.widgets.columns import Column
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.labels import faded, heading
from app.ui.widgets.spread_chart import SpreadChart
from app.ui.widgets.stat_card import StatCard

if TYPE_CHECKING:
    from app.services.workbench import Spread, Workbench
    from app.ui.home.first_steps import FirstSteps


class HomePage(Page):
    """The page a secretary sees in the morning."""

    TITLE = content.TITLE
    WATCHES = frozenset(
        {"member", "org", "activity", "attendance", "makeup_task", "entry", "rulebook_version", "setting",
         "closing", "objection", "calendar_day"}
    )  # fmt: skip

    def _build(self) -> None:
        self._now = Today()
        self._asked = 0
        self._quarter = ""
        self._seen: Overview | None = None
        self.steps: FirstSteps | None = None
        self.add_primary(content.NEW_ACTIVITY, self._new_activity, icon_name="plus")
        self.cards = {
            key: StatCard(card.title, partial(self._go, card.goal)) for key, card in content.CARDS.items()
        }
        self.tasks = self._list(content.DUE, due_columns(self._now), "home_due")
        self.meetings = self._list(content.MEETINGS, meeting_columns(self._now), "home_meetings")
        self.people = self._list(content.PEOPLE, people_columns(self._now), "home_people")
        for table in (self.meetings, self.people):
            table.horizontalHeader().hide()
        self.spread = SpreadChart()
        self.set_body(self._columns(), card=False)

    def _list(self, name: str, columns: list[Column[DueLine]], key: str) -> DataTable[DueLine]:
        table: DataTable[DueLine] = DataTable(
            columns, name=key, settings=self.desk.settings, key=lambda row: (row.page, row.focus, row.kind)
        )
        table.setAccessibleName(name)
        return table

    def _columns(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(1.5))
        cards = QHBoxLayout()
        cards.setSpacing(theme.unit(1.5))
        for card in self.cards.values():
            cards.addWidget(card, 1)
        column.addLayout(cards)
        self._due_hint, self._spread_hint = faded("", small=True), faded("", small=True)
        lower = QHBoxLayout()
        lower.setSpacing(theme.unit(1.5))
        self._left = left = QVBoxLayout()
        right = QVBoxLayout()
        for side in (left, right):
            side.setSpacing(theme.unit(1.5))
        left.addWidget(_panel(content.DUE, self._due_hint, self.tasks), 1)
        right.addWidget(_panel(content.SPREAD, self._spread_hint, self.spread, pad=2))
        right.addWidget(_panel(content.MEETINGS, faded(content.MEETINGS_HINT, small=True), self.meetings), 1)
        right.addWidget(_panel(content.PEOPLE, faded(content.PEOPLE_HINT, small=True), self.people), 1)
        lower.addLayout(left, 4)
        lower.addLayout(right, 3)
        column.addLayout(lower, 1)
        return body

    def _connect(self) -> None:
        for table in (self.tasks, self.meetings, self.people):
            table.opened.connect(self._open)
        self.spread.clicked.connect(self._open_spread)

    def refresh(self) -> None:
        """Read the overview of today; the rest is read beside the window and added to it."""
        ctx = self.desk.ctx
        self.show_overview(overview.load(ctx))
        self._asked += 1
        asked = self._asked

        def done(found: Workbench) -> None:
            # what was asked for earlier is no longer true
            if asked == self._asked:
                self._show_rest(found)

        def work(_progress: object) -> Workbench:
            from app.services import workbench

            return workbench.load(ctx)

        self.desk.jobs.start("读取待办", work, succeeded=done, quiet=True)

    def show_overview(self, seen: Overview) -> None:
        """Show the figures of an overview."""
        self._now.day = seen.today
        first, self._seen = self._seen is None, seen
        self.set_subtitle(content.subtitle(seen))
        for key, figure in content.figures(seen).items():
            self.cards[key].show_value(*figure)
        if first:
            # afterwards the old lines stay until the new ones are complete
            self._show_due(due_lines.of_tasks(seen))
            self.meetings.set_rows(due_lines.of_meetings(seen))

    def _show_rest(self, found: Workbench) -> None:
        if self._seen is None:
            return
        self._show_due(due_lines.of_tasks(self._seen) + list(found.lines))
        meetings = due_lines.by_day(list(found.meetings)) + due_lines.of_sheets(
            self._seen, found.confirm_hours
        )
        self.meetings.set_rows(due_lines.limited(meetings))
        self.meetings.set_empty("组织生活已齐，考勤都已录完", icon="circle-check")
        self.people.set_rows(due_lines.limited(list(found.people)))
        self.people.set_empty("近期没有转正、政治生日和学时提醒", icon="circle-check")
        self._show_spread(found.spread)
        if found.steps and self.steps is None:
            from app.ui.home.first_steps import FirstSteps

            self.steps = FirstSteps(self.desk)
            # under the list, where nothing that has been painted already moves
            self._left.addWidget(self.steps)
        if self.steps is not None:
            self.steps.show_steps(found.steps)

    def _show_due(self, lines: list[DueLine]) -> None:
        today = self._now.day
        self.tasks.set_rows(due_lines.limited(lines))
        self.tasks.set_empty(
            "没有待办",
            "有人缺席活动后，补学任务会自动出现在这里；公示、异议和审核到期也在这里提醒。",
            icon="circle-check",
        )
        self._due_hint.setText(content.due_hint(lines, today))

    def _show_spread(self, spread: Spread | None) -> None:
        self._quarter = "" if spread is None else spread.code
        if spread is None:
            self._spread_hint.setText("")
            self.spread.show_columns((), empty="启用积分方案后，这里显示本季度的积分分布。")
            return
        state = "未结算" if spread.open else ""
        average = f"平均 {spread.average} 分" if spread.steps else ""
        self._spread_hint.setText("　".join(part for part in (average, state) if part))
        columns = [
            (_step(low, below), number, f"{low} 分以上、不到 {below} 分：{number} 人")
            for low, below, number in spread.steps
        ]
        self.spread.show_columns(columns, empty="还没有参加积分的党员。", unsettled=spread.open)

    def _open(self, line: DueLine) -> None:
        self._go(content.goal_of(line))

    def _go(self, goal: content.Goal) -> None:
        page, focus = goal
        self.desk.show_page(page, **focus)

    def _open_spread(self) -> None:
        if self._quarter:
            self.desk.show_page("trends", chart="spread", period=self._quarter)
        else:
            self.desk.show_page("points", tab="rulebook")

    def _new_activity(self) -> None:
        self.desk.show_page("activities", new=True)


def _step(low: int, below: int) -> str:
    return str(low) if below - low == 1 else f"{low}–{below - 1}"


def _panel(title: str, hint: QWidget, body: QWidget, *, pad: float = 0) -> QWidget:
    """Return a card with a title line above a list or chart."""
    from PySide6.QtCore import Qt

    card = QWidget()
    card.setObjectName("card")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(card)
    column.setContentsMargins(1, theme.unit(1), 1, 1)
    column.setSpacing(theme.unit(0.5))
    head = QHBoxLayout()
    head.setContentsMargins(theme.unit(1.5), 0, theme.unit(1.5), 0)
    head.addWidget(heading(title, level=2))
    head.addStretch(1)
    head.addWidget(hint)
    column.addLayout(head)
    inner = QHBoxLayout()
    inner.setContentsMargins(theme.unit(pad), 0, theme.unit(pad), theme.unit(pad / 2))
    inner.addWidget(body)
    column.addLayout(inner, 1)
    return card
