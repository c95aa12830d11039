"""The plain data behind every sheet and figure; services fill them, the writers beside this file draw them.

Nothing heavy is imported here. Points are exact fractions, already rounded by the rulebook (积分办法)
where it rounds; a day is a `date`, and a date that may lack its day or month is ISO text such as
"2006-12". Empty text means that nothing is known; the writers print 无 or —.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class SheetHead:
    """The lines that every sheet carries above its table and in its footer.

    Attributes:
        unit: 单位 as it is sealed, usually the branch's full name.
        prepared_by: 填表人.
        checked_by: 审核人.
        filled_on: 填表日期.
    """

    unit: str
    prepared_by: str = ""
    checked_by: str = ""
    filled_on: date | None = None


# --- points (积分) ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seal:
    """Which settled version a sheet shows; it stands on every page.

    Attributes:
        closed_on: When the period was settled (结算).
        version: Its number, from 1.
        content_hash: 校验码, SHA-256 in 64 hexadecimal digits.
    """

    closed_on: date
    version: int
    content_hash: str

    @property
    def mark(self) -> str:
        """Version and the short form of the hash: 第 1 版　校验码 3F9A 12BC 77D0."""
        short = self.content_hash[:12].upper()
        return f"第 {self.version} 版　校验码 {short[:4]} {short[4:8]} {short[8:]}"


@dataclass(frozen=True, slots=True)
class PointRow:
    """One member who takes part in the points (参加积分管理).

    Attributes:
        member_kind: 人员类别, e.g. 正式党员.
        categories: One value for each category of the sheet, in its order.
        grade: 等次 of the year; empty on a quarter's sheet.
    """

    name: str
    group: str
    member_kind: str
    categories: tuple[Fraction, ...]
    total: Fraction
    grade: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ExcusedRow:
    """A member who does not take part in the points (不参加积分管理), with the reason."""

    name: str
    group: str
    member_kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class PointDetail:
    """One line of 明细.

    Attributes:
        counted: Whether it entered the total (记入).
        note: Why it did not count, or the entry's own remark.
    """

    name: str
    happened_on: date
    category: str
    item: str
    points: Fraction
    counted: bool
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PointSheet:
    """A branch's points of one quarter or one year.

    Attributes:
        branch: The branch's full name, part of the title.
        period: e.g. 2026年第一季度 or 2026年度.
        yearly: Whether grades are shown and counted.
        categories: The heads between 人员类别 and 合计.
        roster_count: 党员总数 counted on its own from the roster, for the cross-check row.
        grades: The rulebook's grades, best first; for the year's cross-check.
        decimals: Places after the point that the rulebook prints.
        rulebook: Title of the rulebook with its version.
        seal: The settled version; None prints 未结算.
    """

    head: SheetHead
    branch: str
    period: str
    categories: tuple[str, ...]
    rows: tuple[PointRow, ...]
    roster_count: int
    rulebook: str
    yearly: bool = False
    decimals: int = 1
    excused: tuple[ExcusedRow, ...] = ()
    grades: tuple[str, ...] = ("优秀", "合格", "基本合格", "不合格")
    details: tuple[PointDetail, ...] = ()
    seal: Seal | None = None

    @property
    def title(self) -> str:
        """The sheet's title line."""
        return f"{self.branch}{self.period}党员积分{'汇总' if self.yearly else ''}表"


# --- roster (花名册) --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One member in the order of the national 党员基本信息汇总表; everything is text, dates are ISO text."""

    name: str
    branch: str
    id_number: str
    sex: str
    ethnicity: str
    born: str
    education: str
    member_kind: str
    joined: str
    regular: str
    post: str
    mobile: str
    landline: str
    address: str
    status: str
    lost: str
    lost_since: str
    floating: str
    floating_to: str


@dataclass(frozen=True, slots=True)
class ListSheet:
    """Any list as it stands on the screen: heads and rows of text."""

    head: SheetHead
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """The 党员基本信息汇总表 of a branch, in the layout that the import assistant reads.

    Attributes:
        blank: What an empty cell shows; official hand-ins want 无.
    """

    head: SheetHead
    branch: str
    rows: tuple[RosterRow, ...]
    blank: str = ""


# --- make-ups (补学登记) ------------------------------------------------------------------------------


PROVISIONAL_NOTE = "期限所在年份的放假调休安排尚未录入，暂按周一至周五推算；录入国务院通知后将重新计算。"


@dataclass(frozen=True, slots=True)
class MakeupRow:
    """One absence and what became of it; texts are the Chinese words, `overdue` marks a late task.

    `provisional` says that the claim deadline was counted in a year whose calendar is not published.
    """

    held_on: date
    activity_kind: str
    topic: str
    name: str
    group: str
    absence: str
    approved_by: str = ""
    returned_on: date | None = None
    claim_due: date | None = None
    claimed_on: date | None = None
    task: str = ""
    form: str = ""
    due: date | None = None
    done_on: date | None = None
    material: str = ""
    verified_by: str = ""
    verified_on: date | None = None
    outcome: str = ""
    effect: str = ""
    overdue: bool = False
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class ActivityCount:
    """应到, 实到, 请假, 缺勤, 已补 of one activity."""

    held_on: date
    kind: str
    topic: str
    expected: int
    present: int
    on_leave: int
    unexcused: int
    made_up: int


@dataclass(frozen=True, slots=True)
class MakeupSheet:
    """The 补学登记表 of a branch for one period, with the figures of the activities it comes from."""

    head: SheetHead
    branch: str
    period: str
    rows: tuple[MakeupRow, ...]
    activities: tuple[ActivityCount, ...] = ()


# --- figures (图) -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CategoryBars:
    """The share of one category in every member's total, in the order of the members."""

    label: str
    values: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class QuarterBars:
    """A branch's quarter: one bar a member, in the branch's order.

    Attributes:
        totals: One total a name; None draws no bar (不参加).
        categories: Where given, bars are stacked from these; negative parts are drawn leftwards.
        closed: False marks the figure 未结算.
    """

    title: str
    source: str
    names: tuple[str, ...]
    totals: tuple[Fraction | None, ...]
    average: Fraction | None
    closed: bool
    decimals: int = 1
    categories: tuple[CategoryBars, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member's quarters against the branch; all tuples run parallel to `quarters`.

    Attributes:
        quarters: Short labels, e.g. 2026年一季度.
        lows: Lowest total of the branch; empty draws no band.
        highs: Highest total of the branch; empty draws no band.
        closed: Whether the quarter is settled; an unsettled one is drawn hollow.
    """

    title: str
    source: str
    name: str
    quarters: tuple[str, ...]
    totals: tuple[Fraction | None, ...]
    averages: tuple[Fraction | None, ...]
    lows: tuple[Fraction | None, ...] = ()
    highs: tuple[Fraction | None, ...] = ()
    closed: tuple[bool, ...] = ()
    decimals: int = 1
