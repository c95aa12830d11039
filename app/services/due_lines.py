"""待办: one line of the workbench, whatever it is about; each says where it leads.

Part of the first figures: plain named tuples, nothing heavy is imported.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from app.models.first_kinds import ActivityKind, MakeupState
from app.services.overview import OpenSheet, Overview, WaitingTask

MOST_LINES = 30
"""More lines than this nobody reads; the rest is counted by its kinds."""

_WEEKDAYS = "一二三四五六日"
_TASKS = {
    MakeupState.OPEN: ("补学认领", "warn"),
    MakeupState.CLAIMED: ("补学完成", "info"),
    MakeupState.SENT_BACK: ("补学退回", "warn"),
    MakeupState.REPORTED: ("补学核验", "info"),
}


class DueLine(NamedTuple):
    """Something to be done or to be thought of.

    Attributes:
        kind: What it is, in a word or two; `tone` is its colour.
        who: The person or group it is about, "" where it is the branch.
        what: What it is about.
        due: Until when, None where there is no day.
        note: What stands in place of the day, or beside it.
        page: The page that has the record.
        focus: What that page is asked to show, as (name, value) pairs.

    """

    kind: str
    tone: str
    who: str
    what: str
    due: date | None
    note: str
    page: str
    focus: tuple[tuple[str, Any], ...] = ()


def of_tasks(seen: Overview) -> list[DueLine]:
    """Return the make-up tasks (补学补领) that wait, in their order."""
    return [_of_task(task) for task in seen.tasks]


def of_meetings(seen: Overview) -> list[DueLine]:
    """Return what organisational life (组织生活) still needs as far as the first figures know it."""
    missing = [("本月", kind) for kind in seen.missing_this_month]
    missing += [("本季度", kind) for kind in seen.missing_this_quarter]
    return of_sheets(seen) + [_missing(words, kind) for words, kind in missing]


def of_sheets(seen: Overview, within_hours: int | None = None) -> list[DueLine]:
    """Return the activities whose attendance is not complete, due `within_hours` after their day."""
    return [_of_sheet(sheet, within_hours) for sheet in seen.open_sheets]


def hours_after(day: date, hours: int) -> date:
    """Return the last day of so many hours that begin with the end of `day`."""
    return day + timedelta(days=-(-hours // 24))


def by_day(lines: list[DueLine]) -> list[DueLine]:
    """Return lines with the nearest day first, those without a day last."""
    return sorted(lines, key=lambda line: line.due or date.max)


def limited(lines: list[DueLine], most: int = MOST_LINES) -> list[DueLine]:
    """Return the nearest lines, and one for each kind of those that are left out: 另有 n 条, leading to its page."""
    ordered = by_day(lines)
    rest: dict[str, list[DueLine]] = {}
    for line in ordered[most:]:
        rest.setdefault(line.kind, []).append(line)
    return ordered[:most] + [_more(left) for left in rest.values()]


def _more(left: list[DueLine]) -> DueLine:
    first = left[0]
    if len(left) == 1:
        return first
    return first._replace(who="—", what=f"另有 {len(left)} 条，双击查看全部", focus=())


def is_late(line: DueLine, today: date) -> bool:
    """Tell whether the day has passed."""
    return line.due is not None and line.due < today


def this_week(line: DueLine, today: date) -> bool:
    """Tell whether the day is today or later in this week, which ends on Sunday."""
    return line.due is not None and today <= line.due <= today + timedelta(days=6 - today.weekday())


def day_words(line: DueLine, today: date) -> str:
    """Return the day as it is said: 今天, 周五 11月27日, 2月10日 已逾期; the note where there is no day."""
    if line.due is None:
        return line.note
    written = f"{line.due.month}月{line.due.day}日"
    if line.due.year != today.year:
        written = f"{line.due.year}年{written}"
    if line.due < today:
        return f"{written} 已逾期"
    if line.due == today:
        written = f"今天 {written}"
    elif this_week(line, today):
        written = f"周{_WEEKDAYS[line.due.weekday()]} {written}"
    return f"{written}（{line.note}）" if line.note else written


def _of_task(task: WaitingTask) -> DueLine:
    kind, tone = _TASKS.get(task.state, (task.state.label, "neutral"))
    note = "等待核验" if task.due is None else "暂定" if task.provisional else ""
    return DueLine(
        kind, tone, task.member, task.topic, task.due, note, "makeup", (("task_id", task.task_id),)
    )


def _of_sheet(sheet: OpenSheet, within_hours: int | None) -> DueLine:
    focus = (("activity_id", sheet.activity_id),)
    held = f"{sheet.held_on.month}月{sheet.held_on.day}日，未录 {sheet.unmarked} 人"
    due = None if within_hours is None else hours_after(sheet.held_on, within_hours)
    return DueLine("考勤未录完", "warn", "", sheet.topic, due, held, "activities", focus)


def _missing(words: str, kind: ActivityKind) -> DueLine:
    return DueLine("待召开", "info", "", kind.label, None, words, "activities", (("new_kind", kind.value),))
