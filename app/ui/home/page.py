"""工作台: what waits today, which meetings are missing, the quarter at a glance; every line opens its record."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.models.kinds import ActivityKind, MakeupState
from app.services import overview
from app.services.overview import OpenSheet, Overview, WaitingTask
from app.ui import theme
from app.ui.page import Page
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.labels import faded, heading
from app.ui.widgets.stat_card import StatCard
from app.ui.widgets.table_model import Column

_WEEKDAYS = "一二三四五六日"

_TONES = {MakeupState.OPEN: "warn", MakeupState.CLAIMED: "info", MakeupState.REPORTED: "info"}


class HomePage(Page):
    """The page a secretary sees in the morning."""

    TITLE = "工作台"
    WATCHES = frozenset(
        {"member", "org", "activity", "attendance", "makeup_task", "entry", "rulebook_version", "setting"}
    )

    def _build(self) -> None:
        self.add_primary("新建活动", self._new_activity, icon_name="plus")
        self.members = StatCard("在册党员", lambda: self.desk.show_page("members"))
        self.attendance = StatCard("本季度出勤率", lambda: self.desk.show_page("activities"))
        self.coverage = StatCard("本季度补学", lambda: self.desk.show_page("makeup"))
        self.overdue = StatCard("逾期未补", lambda: self.desk.show_page("makeup", overdue=True))
        self.review = StatCard("待审积分", lambda: self.desk.show_page("points", tab="review"))
        self.tasks: DataTable[WaitingTask] = DataTable(
            _task_columns(), name="home_tasks", settings=self.desk.settings, key=lambda row: row.task_id
        )
        self.tasks.setAccessibleName("补学补领待办")
        self.sheets: DataTable[OpenSheet] = DataTable(
            _sheet_columns(), name="home_sheets", settings=self.desk.settings, key=lambda row: row.activity_id
        )
        self.sheets.setAccessibleName("考勤未录完的活动")
        self.missing: DataTable[tuple[str, ActivityKind]] = DataTable(
            _missing_columns(), name="home_missing", settings=self.desk.settings
        )
        self.missing.setAccessibleName("还缺的组织生活")
        self.set_body(self._columns(), card=False)

    def _columns(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(2))
        cards = QHBoxLayout()
        cards.setSpacing(theme.unit(1.5))
        for card in (self.members, self.attendance, self.coverage, self.overdue, self.review):
            cards.addWidget(card, 1)
        column.addLayout(cards)
        lower = QHBoxLayout()
        lower.setSpacing(theme.unit(1.5))
        right = QVBoxLayout()
        right.setSpacing(theme.unit(1.5))
        right.addWidget(_panel("考勤未录完", "双击打开考勤表", self.sheets), 1)
        right.addWidget(_panel("还缺的组织生活", "双击新建", self.missing), 1)
        lower.addWidget(_panel("补学补领待办", "按剩余时间排列，双击打开", self.tasks), 3)
        lower.addLayout(right, 2)
        column.addLayout(lower, 1)
        return body

    def _connect(self) -> None:
        self.tasks.opened.connect(lambda row: self.desk.show_page("makeup", task_id=row.task_id))
        self.sheets.opened.connect(lambda row: self.desk.show_page("activities", activity_id=row.activity_id))
        self.missing.opened.connect(lambda row: self.desk.show_page("activities", new_kind=row[1].value))

    def refresh(self) -> None:
        """Read the overview of today."""
        self.show_overview(overview.load(self.desk.ctx))

    def show_overview(self, seen: Overview) -> None:
        """Show figures, also those of the first glance before the store is open."""
        today = seen.today
        weekday = _WEEKDAYS[today.weekday()]
        self.set_subtitle(f"{seen.branch}　{today.year}年{today.month}月{today.day}日 星期{weekday}")
        self.members.show_value(str(seen.members), f"{seen.groups} 个党小组")
        attended, expected = seen.attended
        self.attendance.show_value(_percent(attended, expected), f"实到 {attended} / 应到 {expected} 人次")
        made_up, due = seen.made_up
        self.coverage.show_value(f"{made_up} / {due}", "已补 / 应补")
        self.overdue.show_value(
            str(seen.overdue), "需要催办" if seen.overdue else "没有逾期", _tone(seen.overdue)
        )
        self.review.show_value(
            str(seen.entries_to_review), f"共 {seen.entries} 条积分记录" if seen.entries else "还没有积分记录"
        )
        self.tasks.set_rows(seen.tasks)
        self.tasks.set_empty(
            "没有待办的补学", "有人缺席活动后，补学任务会自动出现在这里。", icon="circle-check"
        )
        self.sheets.set_rows(seen.open_sheets)
        self.sheets.set_empty("考勤都已录完", icon="circle-check")
        self.missing.set_rows(
            [("本月", kind) for kind in seen.missing_this_month]
            + [("本季度", kind) for kind in seen.missing_this_quarter]
        )
        self.missing.set_empty("本月和本季度的组织生活已齐", icon="circle-check")

    def _new_activity(self) -> None:
        self.desk.show_page("activities", new=True)


def _panel(title: str, hint: str, table: QWidget) -> QWidget:
    """Return a card with a title line above a list."""
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
    head.addWidget(faded(hint, small=True))
    column.addLayout(head)
    column.addWidget(table, 1)
    return card


def _task_columns() -> list[Column[WaitingTask]]:
    return [
        Column("member", "姓名", lambda row: row.member, width=136),
        Column("topic", "缺席的活动", lambda row: row.topic, width=0),
        Column(
            "state",
            "状态",
            lambda row: row.state.label,
            width=88,
            tone=lambda row: _TONES.get(row.state, "neutral"),
            badge=True,
        ),
        Column(
            "due",
            "期限",
            lambda row: _due_text(row.due, row.late, row.provisional),
            width=168,
            sort=lambda row: row.due or date.max,
            tone=lambda row: "bad" if row.late else "",
        ),
    ]


def _due_text(due: date | None, late: bool, provisional: bool) -> str:
    if due is None:
        return "等待核验"
    text = f"{due.month}月{due.day}日"
    if late:
        return f"{text} 已逾期"
    return f"{text}（暂定）" if provisional else text


def _sheet_columns() -> list[Column[OpenSheet]]:
    return [
        Column("held_on", "日期", lambda row: f"{row.held_on.month}月{row.held_on.day}日", width=84),
        Column("topic", "主题", lambda row: row.topic, width=0),
        Column("unmarked", "未录", lambda row: f"{row.unmarked} 人", width=64, align="right"),
    ]


def _missing_columns() -> list[Column[tuple[str, ActivityKind]]]:
    return [
        Column("when", "期间", lambda row: row[0], width=84),
        Column("kind", "类型", lambda row: row[1].label, width=0),
    ]


def _percent(part: int, whole: int) -> str:
    return "—" if whole == 0 else f"{(part * 1000 // whole + 5) // 10}%"


def _tone(number: int) -> str:
    return "bad" if number else "ok"
