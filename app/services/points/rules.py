"""The rulebook (积分方案) as plain values: what the exchange format says, nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal

from app.models.kinds import Kind
from app.services.periods import CALENDAR, Opening, Period, Span, Window
from app.services.points.rules_items import ItemKind, Number, Rule

BRANCH_AVERAGE: Literal["branch_average"] = "branch_average"


class Mode(Kind):
    """类别计分方式."""

    EARN = "earn", "加分"
    DEDUCT = "deduct", "扣分"


class BaseMode(Kind):
    """基础分."""

    ZERO = "zero", "从零开始"
    GRANTED = "granted", "直接赋予"
    CARRY_OVER = "carry_over", "上年结转"


class Annual(Kind):
    """年度积分 from the parts of the year."""

    RUNNING = "running", "全年滚动"
    SUM = "sum", "各期相加"
    AVERAGE = "average", "各期平均"


class VetoEffect(Kind):
    """一票否决的后果."""

    ZERO = "zero", "积分清零"
    GRADE = "grade", "限定等次"


class MakeupEffect(Kind):
    """What a completed make-up (补学) does to the attendance entry of its absence; an extension of the format."""

    NONE = "none", "不影响积分"
    CANCEL = "cancel", "免除扣分"
    HALF = "half", "按一半计分"
    FULL = "full", "视同出勤"


class Source(Kind):
    """Where the facts of an item come from by themselves."""

    ATTENDANCE = "attendance", "考勤"
    MAKEUP = "makeup", "补学"
    EXAM = "exam", "测试"
    VOLUNTEER = "volunteer", "志愿服务"
    DUES = "dues", "党费"
    HONOUR = "honour", "表彰"
    APPRAISAL = "appraisal", "民主评议"
    ASSIGNMENT = "assignment", "任务"


@dataclass(frozen=True, slots=True)
class Cap:
    """Positive items at most, negative items at least `points` in each window."""

    points: Number
    per: Window


@dataclass(frozen=True, slots=True)
class Joint:
    """A cap that several items share."""

    code: str
    cap: Cap


@dataclass(frozen=True, slots=True)
class Category:
    """积分类别."""

    code: str
    name: str = ""
    mode: Mode = Mode.EARN
    full: Number | None = None
    cap: Number | None = None
    floor: Number | None = None
    parent: str | None = None
    outside_total_cap: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """积分项目. A retired one is no longer offered, but its facts still count."""

    code: str
    category: str
    text: str
    rule: Rule
    cap: Cap | None = None
    joint: str | None = None
    classes: tuple[str, ...] = ()
    proof: bool = False
    approval: str = ""
    source: Source | None = None
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retired: bool = False

    @property
    def kind(self) -> ItemKind:
        """The item's kind."""
        return self.rule.kind


@dataclass(frozen=True, slots=True)
class Grade:
    """等次: a band of the unrounded total; an absent bound is open."""

    name: str
    ge: Number | None = None
    lt: Number | None = None
    le: Number | None = None

    def holds(self, total: Number) -> bool:
        """Whether `total` lies in the band."""
        return (
            (self.ge is None or total >= self.ge)
            and (self.lt is None or total < self.lt)
            and (self.le is None or total <= self.le)
        )


@dataclass(frozen=True, slots=True)
class Veto:
    """一票否决."""

    code: str
    text: str = ""
    effect: VetoEffect = VetoEffect.ZERO
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """At most this share of the members graded may have `grade`, rounded down."""

    grade: str
    at_most: Fraction


@dataclass(frozen=True, slots=True)
class Exempt:
    """Classes of members that need not take part (不参加积分管理)."""

    classes: tuple[str, ...] = ()
    needs_approval: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """基础分; `newcomer` is the base of a member without a last year where others have one."""

    mode: BaseMode = BaseMode.ZERO
    points: Number = 0
    factor: Number = 0
    newcomer: Number | Literal["branch_average"] | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a score starts again, what is closed inside, and how the year's figure is made of it."""

    cycle: Span = Span.YEAR
    opening: Opening = CALENDAR
    sub: Span = Span.QUARTER
    annual: Annual = Annual.RUNNING

    def parse(self, code: str) -> Period:
        """Read the code of a period of this rulebook.

        Raises:
            BadInput: The text is no period.

        """
        return Period.parse(code, self.opening)


@dataclass(frozen=True)
class Rulebook:
    """积分方案: one version of the rules. `unknown_keys` are places of the file that mean nothing to us."""

    code: str
    title: str
    version: str = ""
    basis: str = ""
    effective_from: date | None = None
    decimals: int = 1
    calendar: Calendar = Calendar()
    base: Base = Base()
    total_cap: Number | None = None
    total_floor: Number | None = None
    categories: tuple[Category, ...] = ()
    joints: tuple[Joint, ...] = ()
    items: tuple[Item, ...] = ()
    grades: tuple[Grade, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    quota: Quota | None = None
    publication_workdays: int | None = None
    exempt: Exempt = Exempt()
    makeup: MakeupEffect = MakeupEffect.CANCEL
    unknown_keys: tuple[str, ...] = field(default=(), compare=False)

    @cached_property
    def item_by_code(self) -> Mapping[str, Item]:
        """Items by their code."""
        return {item.code: item for item in self.items}

    @cached_property
    def category_by_code(self) -> Mapping[str, Category]:
        """Categories by their code."""
        return {category.code: category for category in self.categories}

    @cached_property
    def veto_by_code(self) -> Mapping[str, Veto]:
        """Vetoes by their code."""
        return {veto.code: veto for veto in self.vetoes}

    def items_from(self, source: Source) -> tuple[Item, ...]:
        """Return the items in use whose facts come from `source` by themselves."""
        return tuple(item for item in self.items if item.source is source and not item.retired)
