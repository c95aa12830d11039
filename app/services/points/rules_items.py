"""The closed list of item kinds (项目类型), one small class each with its parameters.

Points are exact: `int`, or `Fraction` where they are not whole. In tables and cases None stands for "void".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar, TypeAlias

from app.models.kinds import Kind
from app.services.periods import Span

Number: TypeAlias = int | Fraction


class ItemKind(Kind):
    """项目类型: the closed list of ways in which a fact becomes points."""

    FIXED = "fixed", "固定分值"
    PER_UNIT = "per_unit", "按次计分"
    PER_QUANTITY = "per_quantity", "按数量折算"
    MANUAL = "manual", "手工赋分"
    RANGE = "range", "酌情赋分"
    ALLOTMENT = "allotment", "分期评分"
    GRADE_MAP = "grade_map", "等次对应"
    LEVEL = "level", "级别对应"
    BANDS = "bands", "分段计分"
    COUNT_TABLE = "count_table", "累计次数"
    TARGET = "target", "达标得分"
    SHORTFALL = "shortfall", "缺额扣分"
    TARGET_LINEAR = "target_linear", "指标增减"
    CASES = "cases", "情形扣分"
    TWO_WAY = "two_way", "双向计分"
    PERCENT = "percent", "按比例折算"
    VOID = "void", "不得分"
    BONUS = "bonus", "附加分"
    MULTIPLIER = "multiplier", "加倍"


class Rounding(Kind):
    """How the quotient of `per_quantity` is rounded."""

    DOWN = "down", "舍去零头"
    HALF_UP = "half_up", "四舍五入"
    NONE = "none", "不取整"


class Pick(Kind):
    """Which of several levels count."""

    EACH = "each", "逐项累加"
    HIGHEST = "highest", "就高不重复"


@dataclass(frozen=True, slots=True)
class Fixed:
    """`points` a fact."""

    kind: ClassVar[ItemKind] = ItemKind.FIXED
    points: Number = 0


@dataclass(frozen=True, slots=True)
class PerUnit:
    """`points` × count."""

    kind: ClassVar[ItemKind] = ItemKind.PER_UNIT
    points: Number = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PerQuantity:
    """`points` × (quantity / `per`), the quotient rounded."""

    kind: ClassVar[ItemKind] = ItemKind.PER_QUANTITY
    points: Number = 0
    per: Number = 1
    unit: str = ""
    rounding: Rounding = Rounding.NONE


@dataclass(frozen=True, slots=True)
class Manual:
    """Points as given, inside the bounds."""

    kind: ClassVar[ItemKind] = ItemKind.MANUAL
    least: Number | None = None
    most: Number | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """Points as given by an approver with a reason, inside the bounds; never filled in by the program."""

    kind: ClassVar[ItemKind] = ItemKind.RANGE
    least: Number | None = None
    most: Number | None = None


@dataclass(frozen=True, slots=True)
class Allotment:
    """Points for one sub-period; the latest of each stands."""

    kind: ClassVar[ItemKind] = ItemKind.ALLOTMENT
    each: Span = Span.QUARTER
    least: Number | None = None
    most: Number | None = None


@dataclass(frozen=True, slots=True)
class GradeMap:
    """Points by a grade; the latest of the period stands."""

    kind: ClassVar[ItemKind] = ItemKind.GRADE_MAP
    points_of: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Level:
    """Points by a level, each or the highest only."""

    kind: ClassVar[ItemKind] = ItemKind.LEVEL
    points_of: Mapping[str, Number] = field(default_factory=dict)
    pick: Pick = Pick.EACH


@dataclass(frozen=True, slots=True)
class Band:
    """`ge` ≤ number < `lt` gives `points`; None is an open end."""

    ge: Number | None
    lt: Number | None
    points: Number

    def holds(self, number: Number) -> bool:
        """Whether `number` lies in the band."""
        return (self.ge is None or number >= self.ge) and (self.lt is None or number < self.lt)


@dataclass(frozen=True, slots=True)
class Bands:
    """Points of the band that holds the number; none holds it: 0."""

    kind: ClassVar[ItemKind] = ItemKind.BANDS
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class CountRow:
    """From the `first` to the `last` time (None: and more) the whole is worth `points` (None: void)."""

    first: int
    last: int | None
    points: Number | None


@dataclass(frozen=True, slots=True)
class CountTable:
    """Points by the period's cumulative count."""

    kind: ClassVar[ItemKind] = ItemKind.COUNT_TABLE
    table: tuple[CountRow, ...] = ()
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """The period's sum ≥ `ge` (or ≤ `le`) earns `points`, else 0; counts without facts as well."""

    kind: ClassVar[ItemKind] = ItemKind.TARGET
    ge: Number | None = None
    le: Number | None = None
    points: Number = 0


@dataclass(frozen=True, slots=True)
class Shortfall:
    """`points` (negative) for every unit under `target`; counts without facts as well."""

    kind: ClassVar[ItemKind] = ItemKind.SHORTFALL
    target: Number = 0
    points: Number = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TargetLinear:
    """`over` for every unit above `target`, `under` (negative) for every unit below; also without facts."""

    kind: ClassVar[ItemKind] = ItemKind.TARGET_LINEAR
    target: Number = 0
    over: Number = 0
    under: Number = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Cases:
    """`start` plus the points of the worst case met (None: void); counts without facts as well."""

    kind: ClassVar[ItemKind] = ItemKind.CASES
    start: Number = 0
    cases: Mapping[str, Number | None] = field(default_factory=dict)
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class TwoWay:
    """n × `plus` or n × `minus`."""

    kind: ClassVar[ItemKind] = ItemKind.TWO_WAY
    plus: Number = 0
    minus: Number = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Percent:
    """An outside score × `factor`; the latest of the period stands."""

    kind: ClassVar[ItemKind] = ItemKind.PERCENT
    factor: Number = 1


@dataclass(frozen=True, slots=True)
class VoidScope:
    """Makes `scope` (an item, else a category) 0 for the period."""

    kind: ClassVar[ItemKind] = ItemKind.VOID
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Bonus:
    """`points` more on a fact of the item `on`."""

    kind: ClassVar[ItemKind] = ItemKind.BONUS
    on: str = ""
    points: Number = 0


@dataclass(frozen=True, slots=True)
class Multiplier:
    """The raw points of a fact of the item `on` × `factor`."""

    kind: ClassVar[ItemKind] = ItemKind.MULTIPLIER
    on: str = ""
    factor: Number = 1


Rule: TypeAlias = (
    Fixed
    | PerUnit
    | PerQuantity
    | Manual
    | Range
    | Allotment
    | GradeMap
    | Level
    | Bands
    | CountTable
    | Target
    | Shortfall
    | TargetLinear
    | Cases
    | TwoWay
    | Percent
    | VoidScope
    | Bonus
    | Multiplier
)

ALWAYS_COUNTED = frozenset({ItemKind.TARGET, ItemKind.SHORTFALL, ItemKind.TARGET_LINEAR, ItemKind.CASES})
"""Kinds that count for every scored member, also without a fact."""

OF_THE_PERIOD = ALWAYS_COUNTED | {ItemKind.COUNT_TABLE}
"""Kinds whose points belong to the period's facts together, so that nothing can ride on one of them."""

RIDING = frozenset({ItemKind.BONUS, ItemKind.MULTIPLIER})
