"""Which parameters each item kind has: one table for reading, writing, forms and the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import get_args

from app.services.points.rules_items import ItemKind, Rule


class Shape(StrEnum):
    """What the value of a parameter looks like."""

    NUMBER = "number"
    TEXT = "text"
    CODE = "code"
    SPAN = "span"
    ROUNDING = "rounding"
    PICK = "pick"
    POINTS_OF = "points_of"
    CASES = "cases"
    BANDS = "bands"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its key in the file, its attribute of the rule, its word on screen."""

    key: str
    name: str
    shape: Shape
    label: str
    required: bool = False


def _number(key: str, label: str, *, name: str = "", required: bool = False) -> Parameter:
    return Parameter(key, name or key, Shape.NUMBER, label, required)


_POINTS = _number("points", "分值")
_UNIT = Parameter("unit", "unit", Shape.TEXT, "单位")
_MIN = _number("min", "最低分", name="least")
_MAX = _number("max", "最高分", name="most")
_SCOPE = Parameter("scope", "scope", Shape.CODE, "不得分的范围")
_ON = Parameter("on", "on", Shape.CODE, "附在项目", required=True)
_MAP = Parameter("map", "points_of", Shape.POINTS_OF, "对应分值", required=True)

PARAMETERS: dict[ItemKind, tuple[Parameter, ...]] = {
    ItemKind.FIXED: (_POINTS,),
    ItemKind.PER_UNIT: (_POINTS, _UNIT),
    ItemKind.PER_QUANTITY: (
        _POINTS,
        _number("per", "每多少数量"),
        _UNIT,
        Parameter("round", "rounding", Shape.ROUNDING, "取整"),
    ),
    ItemKind.MANUAL: (_MIN, _MAX),
    ItemKind.RANGE: (_MIN, _MAX),
    ItemKind.ALLOTMENT: (Parameter("each", "each", Shape.SPAN, "每期", required=True), _MIN, _MAX),
    ItemKind.GRADE_MAP: (_MAP,),
    ItemKind.LEVEL: (_MAP, Parameter("pick", "pick", Shape.PICK, "取分")),
    ItemKind.BANDS: (Parameter("bands", "bands", Shape.BANDS, "分段", required=True),),
    ItemKind.COUNT_TABLE: (Parameter("table", "table", Shape.TABLE, "次数表", required=True), _SCOPE),
    ItemKind.TARGET: (_number("ge", "不少于"), _number("le", "不多于"), _POINTS),
    ItemKind.SHORTFALL: (_number("target", "应完成数", required=True), _POINTS, _UNIT),
    ItemKind.TARGET_LINEAR: (
        _number("target", "基准数", required=True),
        _number("over", "每多一个"),
        _number("under", "每少一个"),
        _UNIT,
    ),
    ItemKind.CASES: (
        _number("start", "起始分"),
        Parameter("cases", "cases", Shape.CASES, "情形", required=True),
        _SCOPE,
    ),
    ItemKind.TWO_WAY: (_number("plus", "加分"), _number("minus", "扣分"), _UNIT),
    ItemKind.PERCENT: (_number("factor", "折算比例", required=True),),
    ItemKind.VOID: (Parameter("scope", "scope", Shape.CODE, "不得分的范围", required=True),),
    ItemKind.BONUS: (_ON, _POINTS),
    ItemKind.MULTIPLIER: (_ON, _number("factor", "倍数", required=True)),
}

RULES: dict[ItemKind, type[Rule]] = {rule.kind: rule for rule in get_args(Rule)}
