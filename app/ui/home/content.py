"""What the workbench says of an overview: the words of its cards and lists.

Shared by the page and by the first figures, which are painted before the page can be built.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from app.models.kinds import ActivityKind, MakeupState
from app.services.overview import OpenSheet, Overview, WaitingTask
from app.ui.widgets.columns import Column

NEW_ACTIVITY = "新建活动"
_WEEKDAYS = "一二三四五六日"
_TONES = {MakeupState.OPEN: "warn", MakeupState.CLAIMED: "info", MakeupState.REPORTED: "info"}

Goal = tuple[str, dict[str, object]]
"""A page's key, and what it is to focus."""

MissingMeeting = tuple[str, ActivityKind]
"""The words of a period, and the kind of meeting that it still lacks."""


class Card(NamedTuple):
    """One figure: what is counted, and where a click leads."""

    title: str
    goal: Goal


class Figure(NamedTuple):
    """What a card shows: the number, half a line under it and that line's tone."""

    value: str
    caption: str
    tone: str = ""


class Listing(NamedTuple):
    """One list: its heading, what a double click does, its columns and the words where it is empty."""

    title: str
    hint: str
    columns: list[Column[Any]]
    empty: tuple[str, str]


CARDS = {
    "members": Card("在册党员", ("members", {})),
    "attendance": Card("本季度出勤率", ("activities", {})),
    "coverage": Card("本季度补学", ("makeup", {})),
    "overdue": Card("逾期未补", ("makeup", {"overdue": True})),
    "review": Card("待审积分", ("points", {"tab": "review"})),
}


def figures(seen: Overview) -> dict[str, Figure]:
    """Return what each of `CARDS` shows."""
    attended, expected = seen.attended
    made_up, due = seen.made_up
    late = seen.overdue
    entries = f"共 {seen.entries} 条积分记录" if seen.entries else "还没有积分记录"
    return {
        "members": Figure(str(seen.members), f"{seen.groups} 个党小组"),
        "attendance": Figure(_percent(attended, expected), f"实到 {attended} / 应到 {expected} 人次"),
        "coverage": Figure(f"{made_up} / {due}", "已补 / 应补"),
        "overdue": Figure(str(late), "需要催办" if late else "没有逾期", "bad" if late else "ok"),
        "review": Figure(str(seen.entries_to_review), entries),
    }


def subtitle(seen: Overview) -> str:
    """Return the line beside the title: whose workbench it is, and today."""
    today = seen.today
    weekday = _WEEKDAYS[today.weekday()]
    return f"{seen.branch}　{today.year}年{today.month}月{today.day}日 星期{weekday}"


def missing_meetings(seen: Overview) -> list[MissingMeeting]:
    """Return the lines of `MISSING`."""
    month = [("本月", kind) for kind in seen.missing_this_month]
    return month + [("本季度", kind) for kind in seen.missing_this_quarter]


def task_goal(row: WaitingTask) -> Goal:
    """Return where a line of `TASKS` leads."""
    return "makeup", {"task_id": row.task_id}


def sheet_goal(row: OpenSheet) -> Goal:
    """Return where a line of `SHEETS` leads."""
    return "activities", {"activity_id": row.activity_id}


def missing_goal(row: MissingMeeting) -> Goal:
    """Return where a line of `MISSING` leads."""
    return "activities", {"new_kind": row[1].value}


def _due_text(due: date | None, late: bool, provisional: bool) -> str:
    if due is None:
        return "等待核验"
    text = f"{due.month}月{due.day}日"
    if late:
        return f"{text} 已逾期"
    return f"{text}（暂定）" if provisional else text


def _percent(part: int, whole: int) -> str:
    return "—" if whole == 0 else f"{(part * 1000 // whole + 5) // 10}%"


_TASK_COLUMNS: list[Column[WaitingTask]] = [
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
_SHEET_COLUMNS: list[Column[OpenSheet]] = [
    Column("held_on", "日期", lambda row: f"{row.held_on.month}月{row.held_on.day}日", width=84),
    Column("topic", "主题", lambda row: row.topic, width=0),
    Column("unmarked", "未录", lambda row: f"{row.unmarked} 人", width=64, align="right"),
]
_MISSING_COLUMNS: list[Column[MissingMeeting]] = [
    Column("when", "期间", lambda row: row[0], width=84),
    Column("kind", "类型", lambda row: row[1].label, width=0),
]
TASKS = Listing(
    "补学补领待办",
    "按剩余时间排列，双击打开",
    _TASK_COLUMNS,
    ("没有待办的补学", "有人缺席活动后，补学任务会自动出现在这里。"),
)
SHEETS = Listing("考勤未录完", "双击打开考勤表", _SHEET_COLUMNS, ("考勤都已录完", ""))
MISSING = Listing("还缺的组织生活", "双击新建", _MISSING_COLUMNS, ("本月和本季度的组织生活已齐", ""))
