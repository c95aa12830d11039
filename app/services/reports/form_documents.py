"""The plain data of the points forms: members' forms by month, quarter and year, the rulebook's sheets, A4 forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.services.reports.documents import Seal, SheetHead


@dataclass(frozen=True, slots=True)
class FormEntry:
    """What one entry counted (记入), and its reason."""

    day: date
    counted: Fraction
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormLine:
    """One item (考核内容) of a member's form.

    Attributes:
        project: 考核项目, the category at the top.
        standard: 计分标准 in words; empty where `award` says it.
        worth: 分值, the most it can bring; only on the project's first line.
        award: 加分标准 in words.
    """

    project: str
    content: str
    standard: str
    worth: str
    award: str
    entries: tuple[FormEntry, ...]

    def total(self, wanted: Callable[[Fraction], bool] = bool) -> Fraction:
        """Return the sum of the entries whose points are wanted."""
        return sum((entry.counted for entry in self.entries if wanted(entry.counted)), Fraction())


@dataclass(frozen=True, slots=True)
class MemberForm:
    """One member's form.

    Attributes:
        rest: By project what no single entry brought: full marks, targets, caps of the category.
        parts: The sub-periods with their totals as printed.
        total: None for who does not take part.
    """

    name: str
    group: str
    klass: str
    lines: tuple[FormLine, ...]
    rest: tuple[tuple[str, Fraction], ...]
    parts: tuple[tuple[str, str], ...]
    total: Fraction | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormBook:
    """The forms of a branch for one period; `months` are its calendar months in their order."""

    head: SheetHead
    branch: str
    period: str
    rulebook: str
    decimals: int
    months: tuple[int, ...]
    members: tuple[MemberForm, ...]
    seal: Seal | None = None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One member of the sheet that is handed up: points and remark of every category."""

    name: str
    parts: tuple[tuple[Fraction, str], ...]
    total: Fraction


@dataclass(frozen=True, slots=True)
class ReportedSheet:
    """季度上报表: heads in the first row, one row a member, to be read by another system."""

    branch: str
    period: str
    filled_on: date
    heads: tuple[str, ...]
    lines: tuple[ReportLine, ...]
    decimals: int


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One item of a rulebook (任务) with what it brings."""

    project: str
    content: str
    standard: str
    limit: str
    people: str
    note: str


@dataclass(frozen=True, slots=True)
class RulesSheet:
    """A rulebook on paper: 支部党员工作任务及赋分细则 and the modules with their range of points.

    Attributes:
        modules: 模块名称, 主要内容, 积分范围.
        remarks: Cycle, base, grades, vetoes, in words.
    """

    head: SheetHead
    branch: str
    title: str
    modules: tuple[tuple[str, str, str], ...]
    tasks: tuple[TaskLine, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opinion:
    """A box to be written in and signed by hand: its label, what is already known, who signs."""

    label: str
    text: str = ""
    signature: str = "签字"


@dataclass(frozen=True, slots=True)
class PaperForm:
    """An A4 form that is filled in and signed by hand.

    Attributes:
        whose: The branch above the title.
        facts: Rows of labels with their values; a row of one pair takes the whole width.
        heads: Heads of the table between the facts and the opinions; empty where there is none.
        widths: Shares of its columns.
        opinions: The boxes below.
        note: A line below the form.
    """

    title: str
    whose: str
    facts: tuple[tuple[tuple[str, str], ...], ...]
    opinions: tuple[Opinion, ...]
    heads: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
