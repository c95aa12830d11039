"""What the workbench says of an overview, for the page and for the first figures, painted before the page is built."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.services import due_lines
from app.services.due_lines import DueLine
from app.services.overview import Overview

TITLE = "工作台"
NEW_ACTIVITY = "新建活动"
DUE, SPREAD, MEETINGS, PEOPLE = "待办", "本季度积分分布", "组织生活", "党员提醒"
MEETINGS_HINT, PEOPLE_HINT = "双击打开或新建", "双击打开档案"
_WEEKDAYS = "一二三四五六日"

Goal = tuple[str, dict[str, object]]
"""A page's key, and what it is to focus."""


class Card(NamedTuple):
    """One figure: what is counted, and where a click leads."""

    title: str
    goal: Goal


class Figure(NamedTuple):
    """What a card shows: the number, half a line under it and that line's tone."""

    value: str
    caption: str
    tone: str = ""


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


def due_hint(lines: list[DueLine], today: date) -> str:
    """Return the line beside 待办: how much of it is pressing."""
    late = sum(due_lines.is_late(line, today) for line in lines)
    now = sum(line.due == today for line in lines)
    week = sum(due_lines.this_week(line, today) for line in lines)
    return f"今天 {now} 件　本周 {week} 件　已逾期 {late} 件　双击打开"


def goal_of(line: DueLine) -> Goal:
    """Return where a line leads."""
    return line.page, dict(line.focus)


def _percent(part: int, whole: int) -> str:
    return "—" if whole == 0 else f"{(part * 1000 // whole + 5) // 10}%"
