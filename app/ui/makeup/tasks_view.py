"""The ledger of make-ups: coverage, filters, the list sorted by the time left, and the panel of the selected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.kinds import ActivityKind, MakeupState
from app.services import makeup_rows, orgs
from app.services.makeup_rows import Coverage, MakeupRow, TaskFilter
from app.services.periods import Period, Span, quarter_of
from app.ui import theme
from app.ui.desk import Desk
from app.ui.makeup.columns import TASKS
from app.ui.papers_dialog import offer_papers
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.filter_bar import FilterBar
from app.ui.widgets.stat_card import StatCard

OPEN, OVERDUE = "open", "overdue"
_QUARTERS_BACK = 7
_STATES: list[tuple[object, str]] = [
    (OPEN, "未办完"),
    (OVERDUE, "逾期"),
    *((state, state.label) for state in MakeupState),
]


class TaskHead(QWidget):
    """Coverage cards (应补 · 已补 · 逾期) above the filters of the ledger."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.due = StatCard("应补", lambda: self.choose_state(None))
        self.done = StatCard("已补", lambda: self.choose_state(MakeupState.DONE))
        self.overdue = StatCard("逾期", lambda: self.choose_state(OVERDUE))
        self.waiting = StatCard("待返岗", lambda: self.choose_state(MakeupState.WAITING))
        self.checking = StatCard("待核验", lambda: self.choose_state(MakeupState.REPORTED))
        cards = QHBoxLayout()
        cards.setSpacing(theme.unit(1.5))
        for card in (self.due, self.done, self.overdue, self.waiting, self.checking):
            cards.addWidget(card, 1)
        self.filters = FilterBar()
        self.filters.add_choice("state", "状态", _STATES, width=72)
        self.filters.add_choice("period", "时段", [], width=80)
        self.filters.add_choice("group_id", "党小组", [], width=72)
        self.filters.add_choice(
            "activity_kind", "活动类型", [(kind, kind.label) for kind in ActivityKind], width=72
        )
        self.filters.add_search("姓名、拼音首字母或活动主题")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(1.5))
        column.addLayout(cards)
        column.addWidget(self.filters)
        self.filters.changed.connect(lambda _: self.changed.emit())

    def choose_state(self, state: object) -> None:
        """Filter by a state; `OPEN` and `OVERDUE` are all unfinished ones and the late ones."""
        self.filters.set_value("state", state)

    def offer(self, desk: Desk) -> None:
        """Offer the periods up to today and the groups."""
        quarter = quarter_of(desk.ctx.today)
        year = quarter.around(Span.YEAR)
        periods = [(year.code, year.label)]
        for _ in range(_QUARTERS_BACK):
            periods.append((quarter.code, quarter.label))
            quarter = quarter.previous
        self.filters.set_options("period", [*periods, (year.previous.code, year.previous.label)])
        self.filters.remember("makeup", desk.settings)
        self.filters.set_options("group_id", [(group.id, group.name) for group in orgs.groups(desk.ctx)])

    def scope(self) -> TaskFilter:
        """Return the filter of the coverage: period, group and kind, whatever the state."""
        values: dict[str, Any] = self.filters.values()
        period = None if values["period"] is None else Period.parse(values["period"])
        return TaskFilter(
            since=None if period is None else period.start,
            until=None if period is None else period.end,
            group_id=values["group_id"],
            activity_kind=ActivityKind(values["activity_kind"]) if values["activity_kind"] else None,
        )

    def narrowed(self, rows: Sequence[MakeupRow]) -> list[MakeupRow]:
        """Return the rows of the scope that the state and the search leave."""
        values: dict[str, Any] = self.filters.values()
        fits = _state_test(values["state"])
        return [row for row in rows if fits(row) and makeup_rows.says(row, values["text"])]

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(value for value in self.filters.values().values())

    def show_coverage(self, found: Coverage, checking: int) -> None:
        """Fill the cards in."""
        rate = f"{found.done / found.due * 100:.0f}% 已补" if found.due else "没有应补的缺席"
        self.due.show_value(str(found.due), f"另有免补 {found.exempt}" if found.exempt else "不含免补")
        self.done.show_value(str(found.done), rate, "ok" if found.due and found.done == found.due else "")
        self.overdue.show_value(
            str(found.overdue), "请尽快催办" if found.overdue else "没有逾期", _bad(found.overdue)
        )
        self.waiting.show_value(str(found.waiting), "返岗后起算期限")
        self.checking.show_value(str(checking), "已上报，等待核验")


def make_table(desk: Desk) -> DataTable[MakeupRow]:
    """Return the list of tasks."""
    table: DataTable[MakeupRow] = DataTable(
        TASKS, name="makeup", settings=desk.settings, key=lambda row: row.id
    )
    table.setAccessibleName("补学任务")
    offer_papers(desk, table, "makeup_task", lambda row: f"{row.name}的补学")
    return table


def _bad(number: int) -> str:
    return "bad" if number else "ok"


def _state_test(wanted: object) -> Callable[[MakeupRow], bool]:
    if wanted is None:
        return lambda row: row.state is not MakeupState.CANCELLED
    if wanted == OPEN:
        return lambda row: not row.state.closed
    if wanted == OVERDUE:
        return lambda row: row.overdue
    return lambda row: row.state == wanted
