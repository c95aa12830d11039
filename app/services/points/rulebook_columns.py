"""The rulebook as an Excel workbook (积分方案工作簿): its sheets and columns, for writing and for reading."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.kinds import Kind
from app.services.periods import Span, Window
from app.services.points.rules import Annual, BaseMode, MakeupEffect, Mode, Source, VetoEffect
from app.services.points.rules_edit import Part
from app.services.points.rules_items import ItemKind, Pick, Rounding
from app.services.points.rules_parameters import PARAMETERS, Shape

GENERAL = "方案"
TABLES = "分值表"
YES = "是"
NO = "否"
AVERAGE = "支部平均"
VOID = "不得分"
BETWEEN = "、"


@dataclass(frozen=True, slots=True)
class Field:
    """One cell's meaning.

    Args:
        title: Head of its column, or of its line on the first sheet.
        path: Where it stands in the exchange file, e.g. ("cap", "per").
        choices: The closed list that it takes, shown by its words.
        shape: "text", "number", "flag", "choice", "words", "day" or "base" (a number or 支部平均).
        note: What stands beside it on the first sheet.
        width: Width of its column in half-width characters.

    """

    title: str
    path: tuple[str, ...]
    shape: str = "text"
    choices: type[Kind] | None = None
    note: str = ""
    width: int = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list of the rulebook as a sheet; `key` names its list in the exchange file."""

    name: str
    key: str
    part: Part
    fields: tuple[Field, ...]


def _choice(title: str, path: tuple[str, ...], kind: type[Kind], note: str = "") -> Field:
    return Field(title, path, "choice", kind, note, 12)


GENERAL_FIELDS = (
    Field("方案编号", ("code",), note="必填，如 jiguan-2026"),
    Field("名称", ("title",), note="必填"),
    Field("版本", ("version",), note="如 2026"),
    Field("依据", ("basis",), note="如：支部党员大会 2026-01-08 通过"),
    Field("施行日期", ("effective_from",), "day", note="如 2026-01-01"),
    Field("显示小数", ("decimals",), "number", note="0 至 6 位"),
    _choice("积分周期", ("period", "cycle"), Span, "年、半年、季度或月，过一个周期重新计分"),
    Field("年度起始日", ("period", "starts"), note="如 01-01；12-01 表示上年 12 月 1 日起"),
    _choice("结算周期", ("period", "sub"), Span, "半年、季度或月"),
    _choice("年度积分", ("period", "annual"), Annual, "全年滚动、各期相加或各期平均"),
    _choice("基础分方式", ("base", "mode"), BaseMode, "从零开始、直接赋予或上年结转"),
    Field("基础分", ("base", "points"), "number", note="直接赋予的分，或结转首年的基础分"),
    Field("结转比例", ("base", "factor"), "number", note="上年总分的多少，如 0.2"),
    Field("新转入基础分", ("base", "newcomer"), "base", note="一个数，或写“支部平均”"),
    Field("总分封顶", ("total", "cap"), "number", note="空白即不封顶"),
    Field("总分保底", ("total", "floor"), "number", note="空白即不保底"),
    Field("名额等次", ("quota", "grade"), note="有名额限制的等次，空白即不限"),
    Field("名额不超过", ("quota", "at_most"), note="如 1/3 或 30%"),
    Field("公示工作日", ("publication", "workdays"), "number", note="空白即不公示"),
    Field("可不参加类别", ("exempt", "classes"), "words", note="如：离退休、流动"),
    Field("不参加须批准", ("exempt", "needs_approval"), "flag", note="是或否"),
    _choice("补学完成后", ("makeup", "effect"), MakeupEffect, "不影响积分、免除扣分、按一半计分或视同出勤"),
)

_SIMPLE = {
    Shape.NUMBER: ("number", None),
    Shape.TEXT: ("text", None),
    Shape.CODE: ("text", None),
    Shape.SPAN: ("choice", Span),
    Shape.ROUNDING: ("choice", Rounding),
    Shape.PICK: ("choice", Pick),
}


def _parameter_fields() -> tuple[Field, ...]:
    """Return one column for each parameter that fits a cell; a key that has two words shows both."""
    found: dict[str, Field] = {}
    for parameters in PARAMETERS.values():
        for parameter in parameters:
            if parameter.shape not in _SIMPLE:
                continue
            shape, kind = _SIMPLE[parameter.shape]
            former = found.get(parameter.key)
            title = parameter.label
            if former is not None:
                title = former.title if title in former.title.split("/") else f"{former.title}/{title}"
            found[parameter.key] = Field(title, (parameter.key,), shape, kind)
    return tuple(found.values())


SHEETS = (
    Sheet(
        "类别",
        "category",
        Part.CATEGORY,
        (
            Field("编码", ("code",)),
            Field("名称", ("name",), width=20),
            _choice("计分方式", ("mode",), Mode),
            Field("满分", ("full",), "number"),
            Field("封顶", ("cap",), "number"),
            Field("保底", ("floor",), "number"),
            Field("上级类别", ("parent",)),
            Field("不受总分封顶", ("outside_total_cap",), "flag", width=14),
        ),
    ),
    Sheet(
        "项目",
        "item",
        Part.ITEM,
        (
            Field("编码", ("code",), width=8),
            Field("类别", ("category",), width=8),
            Field("项目内容", ("text",), width=36),
            _choice("计分办法", ("kind",), ItemKind),
            *_parameter_fields(),
            Field("单项封顶", ("cap", "points"), "number"),
            _choice("封顶周期", ("cap", "per"), Window),
            Field("合并封顶", ("joint",)),
            Field("适用人员", ("classes",), "words", width=14),
            Field("须附证明", ("proof",), "flag"),
            Field("由谁决定", ("approval",), width=14),
            _choice("自动来源", ("source",), Source),
            Field("自动：活动", ("when", "activity"), "words", width=20),
            Field("自动：考勤", ("when", "presence"), "words", width=16),
            Field("自动：补学", ("when", "makeup"), "words", width=14),
            Field("自动：档案记录", ("when", "record"), "words", width=14),
            Field("自动：级别", ("when", "level"), "words", width=14),
            Field("自动：评议等次", ("when", "grade"), "words", width=14),
            Field("自动：交纳方式", ("when", "way"), "words", width=14),
            Field("自动：结果", ("when", "result"), "words", width=14),
            Field("自动：名称含", ("when", "name"), "words", width=16),
            Field("停用", ("retired",), "flag", width=8),
        ),
    ),
    Sheet(
        "合并封顶",
        "joint",
        Part.JOINT,
        (
            Field("名称", ("code",), width=20),
            Field("最多（分）", ("points",), "number", width=12),
            _choice("周期", ("per",), Window),
        ),
    ),
    Sheet(
        "等次",
        "grade",
        Part.GRADE,
        (
            Field("等次", ("name",), width=16),
            Field("不少于", ("ge",), "number"),
            Field("小于", ("lt",), "number"),
            Field("不超过", ("le",), "number"),
        ),
    ),
    Sheet(
        "一票否决",
        "veto",
        Part.VETO,
        (
            Field("编码", ("code",)),
            Field("情形", ("text",), width=36),
            _choice("后果", ("effect",), VetoEffect),
            Field("最高等次", ("grade",), width=12),
        ),
    ),
)

TABLE_FIELDS = (
    Field("项目编码", ("item",), width=12),
    Field("等次、级别或情形", ("name",), width=24),
    Field("不少于", ("ge",), "number"),
    Field("小于", ("lt",), "number"),
    Field("从第几次", ("from",), "number"),
    Field("到第几次", ("to",), "number"),
    Field("分值", ("points",), "points", width=12),
)
"""One line a row of an item's table: a map by name, bands by number, counts by times."""

TABLE_KEYS = {
    kind: parameter.key
    for kind, parameters in PARAMETERS.items()
    for parameter in parameters
    if parameter.shape not in _SIMPLE
}
"""The parameter of each kind that is written on the sheet of tables."""
