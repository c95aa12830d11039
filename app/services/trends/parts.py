"""What several charts say in the same words."""

from __future__ import annotations

from fractions import Fraction

from app.services.periods import Period
from app.services.points import trends
from app.services.points.totals import MemberTotal, PeriodTotals
from app.services.reports.words import points_text
from app.services.trends.answer import Goal, NothingToDraw
from app.services.trends.asking import Question
from app.services.trends.reading import Reader

OPEN = trends.UNSETTLED
SETTLED = "已结算"
TO_MEMBERS: Goal = ("members", ())


def taking(reader: Reader, totals: PeriodTotals, asked: Question) -> list[MemberTotal]:
    """Return the rows of the question that take part in the points."""
    return [row for row in reader.picked(totals, asked.group_id, asked.klass) if not row.exempt]


def nobody() -> NothingToDraw:
    """Return that no member is left by the filters."""
    return NothingToDraw("没有符合条件的党员", "换一个党小组、分类或季度。", TO_MEMBERS, "去党员档案")


def whose(reader: Reader, asked: Question) -> str:
    """Return the group and class of a question in brackets."""
    words = [reader.group_name(asked.group_id) or "", "" if asked.klass is None else asked.klass.label]
    found = "、".join(word for word in words if word)
    return f"（{found}）" if found else ""


def member_goal(period: Period, member_id: int) -> Goal:
    """Return where a member's figure of a period is explained."""
    return "points", (("period", period.code), ("member_id", member_id))


def written(value: Fraction | None, decimals: int) -> str:
    """Return points as they are shown, empty where there are none."""
    return "" if value is None else points_text(value, decimals)


def marked(text: str, *, open_: bool) -> str:
    """Return the text with 未结算 behind it where it may still change."""
    return f"{text}（{OPEN}）" if open_ else text
