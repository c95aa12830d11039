"""What can be asked: the kind of chart, and the filters that each understands."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.kinds import Kind, MemberClass


class Chart(Kind):
    """The charts, in the order in which a secretary looks at them."""

    MEMBERS = "members", "党员积分"
    QUARTERS = "quarters", "各季度平均"
    LINE = "line", "个人走势"
    SPREAD = "spread", "积分分布"
    HEAT = "heat", "月度热力图"
    ATTENDANCE = "attendance", "出勤情况"
    MAKEUP = "makeup", "补学覆盖"
    GRADES = "grades", "等次构成"
    GROUPS = "groups", "小组对比"
    YEARS = "years", "年度对比"

    @property
    def filters(self) -> frozenset[str]:
        """Names of the filters it understands."""
        return _FILTERS[self]


_WHO = frozenset({"group", "klass"})
_FILTERS = {
    Chart.MEMBERS: _WHO | {"period"},
    Chart.QUARTERS: _WHO | {"year"},
    Chart.LINE: frozenset({"member", "year"}),
    Chart.SPREAD: _WHO | {"period"},
    Chart.HEAT: _WHO | {"year"},
    Chart.ATTENDANCE: _WHO | {"period", "split"},
    Chart.MAKEUP: _WHO | {"period", "split"},
    Chart.GRADES: _WHO,
    Chart.GROUPS: frozenset({"period", "split"}),
    Chart.YEARS: _WHO,
}


class Split(Kind):
    """What a chart is broken down by."""

    MONTH = "month", "按月"
    QUARTER = "quarter", "按季度"
    GROUP = "group", "按党小组"
    KLASS = "klass", "按分类"
    KIND = "kind", "按活动类型"
    MEMBER = "member", "按党员"


SPLITS = {
    Chart.ATTENDANCE: (Split.MONTH, Split.QUARTER, Split.GROUP, Split.KLASS, Split.KIND, Split.MEMBER),
    Chart.MAKEUP: (Split.MONTH, Split.QUARTER, Split.GROUP, Split.KLASS, Split.KIND),
    Chart.GROUPS: (Split.GROUP, Split.KLASS),
}
"""What each chart can be broken down by, the usual one first."""


@dataclass(frozen=True, slots=True)
class Question:
    """A chart with its filters; those it does not understand are ignored.

    Attributes:
        period: A quarter or year such as 2026Q3.
        group_id: Only members of this group; None takes all.
    """

    chart: Chart
    period: str = ""
    year: int = 0
    group_id: int | None = None
    klass: MemberClass | None = None
    member_id: int | None = None
    split: Split = Split.MONTH
