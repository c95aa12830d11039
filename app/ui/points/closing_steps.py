"""Where a settlement stands, in the words of the five steps, and the one act that comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.models.kinds import ClosingState
from app.services.periods import Span
from app.services.points.closing_checks import CheckLine, Level
from app.services.points.settlements import ClosingRow
from app.ui.points.stepper import CURRENT, DONE, LATER, StepView


class Act(StrEnum):
    """What the primary button does."""

    FIX = "fix"
    LOCK = "lock"
    GRADE = "grade"
    PUBLISH = "publish"
    WAIT = "wait"
    ANSWER = "answer"
    REOPEN = "reopen"
    FINISH = "finish"
    SCAN = "scan"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Standing:
    """The steps, what the primary button says and does, and a sentence beside it."""

    steps: tuple[StepView, ...]
    act: Act
    button: str
    icon: str
    sentence: str


def standing(span: Span, checks: Sequence[CheckLine], row: ClosingRow | None, today: date) -> Standing:
    """Return where a period stands; `row` is the version that binds, None while the period is open."""
    act, button, icon, sentence = _open(span, checks) if row is None else _settled(row, today)
    at = {
        Act.FIX: 0,
        Act.LOCK: 1,
        Act.GRADE: 1,
        Act.PUBLISH: 2,
        Act.WAIT: 2,
        Act.ANSWER: 3,
        Act.REOPEN: 3,
        Act.FINISH: 4,
    }.get(act, 5)
    captions = _captions(checks, row, today)
    titles = ("检查", "锁定", "公示", "异议", "定稿")
    steps = tuple(
        StepView(title, caption, DONE if n < at else CURRENT if n == at else LATER, tone)
        for n, (title, (caption, tone)) in enumerate(zip(titles, captions, strict=True))
    )
    return Standing(steps, act, button, icon, sentence)


def _open(span: Span, checks: Sequence[CheckLine]) -> tuple[Act, str, str, str]:
    stops = [line for line in checks if line.level is Level.STOP]
    warnings = sum(line.level is Level.WARN for line in checks)
    if any(line.count for line in stops):
        return Act.FIX, "去处理", "arrow-right", next(line.text for line in stops if line.count)
    if stops:
        return Act.FIX, "还不能锁定", "clock", stops[0].text
    said = f"还有 {warnings} 项提醒，可以处理后再锁定。" if warnings else "检查都已通过，可以锁定。"
    if span is Span.YEAR:
        return Act.GRADE, "去评定等次", "arrow-right", f"{said}年度须先确定等次。"
    return Act.LOCK, "锁定积分…", "lock", said


def _settled(row: ClosingRow, today: date) -> tuple[Act, str, str, str]:
    if row.state is ClosingState.FINAL:
        if row.scans:
            return Act.EXPORT, "导出积分表", "download", "已定稿，签字扫描件已附上。"
        return Act.SCAN, "附上签字扫描件…", "upload", "已定稿。签字的积分表可以扫描后附在这里。"
    if row.state is ClosingState.LOCKED or row.last_day is None:
        return Act.PUBLISH, "开始公示…", "calendar-event", "已锁定，可以公示。"
    if row.open_objections:
        return Act.ANSWER, "答复异议…", "message", f"有 {row.open_objections} 条异议待答复。"
    if row.upheld_objections:
        return Act.REOPEN, "重新打开更正…", "lock-open", "有异议成立，更正后再锁定为新的一版。"
    if today <= row.last_day:
        return Act.WAIT, "公示通知…", "printer", f"公示到 {row.last_day.isoformat()}，期满后定稿。"
    return Act.FINISH, "定稿", "check", "公示期满，没有未答复的异议。"


def _captions(checks: Sequence[CheckLine], row: ClosingRow | None, today: date) -> list[tuple[str, str]]:
    open_lines = [line for line in checks if line.level is not Level.DONE]
    if row is None:
        stops = sum(line.level is Level.STOP for line in open_lines)
        if stops:
            first = (f"{stops} 项必须处理", "bad")
        elif open_lines:
            first = (f"{len(open_lines)} 项提醒", "warn")
        else:
            first = ("全部通过", "ok")
        return [first, ("", "faded"), ("", "faded"), ("", "faded"), ("", "faded")]
    accepted = (f"带 {len(row.accepted)} 项提醒", "warn") if row.accepted else ("全部通过", "ok")
    locked = (f"第 {row.version} 版　{row.closed_at.date().isoformat()}", "ok")
    return [accepted, locked, _published(row, today), _objected(row), _final(row)]


def _published(row: ClosingRow, today: date) -> tuple[str, str]:
    if row.published_on is None or row.last_day is None:
        return "", "faded"
    days = f"{row.published_on:%m-%d} 至 {row.last_day:%m-%d}"
    return (days, "ok") if today > row.last_day else (days, "warn")


def _objected(row: ClosingRow) -> tuple[str, str]:
    if row.open_objections:
        return f"{row.open_objections} 条待答复", "bad"
    if row.upheld_objections:
        return f"{row.upheld_objections} 条成立", "bad"
    return ("没有未答复的", "ok") if row.published_on else ("", "faded")


def _final(row: ClosingRow) -> tuple[str, str]:
    if row.final_on is None:
        return "", "faded"
    return (row.final_on.isoformat(), "ok") if row.scans else ("未附签字扫描件", "warn")
