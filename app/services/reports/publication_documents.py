"""The plain data of a publication (公示): nothing in it says more of a member than the branch publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.services.reports.documents import Seal, SheetHead


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One member as published.

    Attributes:
        total: None where only grades are published.
        rank: None where the branch publishes no ranking, which is the rule.
    """

    name: str
    group: str
    total: Fraction | None = None
    grade: str = ""
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """A published sheet with its notice.

    Attributes:
        order: How the names are ordered, in words.
        workdays: Length of the publication in working days.
        warning: What makes the last day provisional; empty where it is certain.
        excused: How many members do not take part.
        log_head: Short form of the newest line of the log when this was made; empty: not told.
    """

    head: SheetHead
    branch: str
    period: str
    rulebook: str
    rows: tuple[PublishedRow, ...]
    seal: Seal
    starts: date
    last_day: date
    workdays: int
    order: str
    decimals: int = 1
    shows_points: bool = True
    shows_grades: bool = False
    shows_ranks: bool = False
    excused: int = 0
    warning: str = ""
    log_head: str = ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is said below the names."""
        found = []
        if self.excused:
            found.append(f"另有 {self.excused} 名党员按积分办法不参加积分管理。")
        if self.warning:
            found.append("放假调休安排公布后，公示截止日期如有变化，以更正通知为准。")
        if self.log_head:
            found.append(f"操作日志校验码：{self.log_head}。")
        return tuple(found)

    @property
    def subject(self) -> str:
        """What is published: 积分 or 等次."""
        return "党员积分" if self.shows_points else "党员积分等次"

    @property
    def notice_title(self) -> str:
        """The notice's title line."""
        return f"关于{self.period}{self.subject}情况的公示"

    @property
    def sheet_title(self) -> str:
        """The sheet's title line."""
        return f"{self.branch}{self.period}{self.subject}公示表"
