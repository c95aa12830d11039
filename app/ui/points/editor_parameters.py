"""The parameters that an item's kind has (计分参数): which field shows each, and how its value is read back."""

from __future__ import annotations

from typing import Any

from app.services.periods import Span
from app.services.points.rules import Item, Rulebook
from app.services.points.rules_items import OF_THE_PERIOD, RIDING, Band, CountRow, ItemKind, Pick, Rounding
from app.services.points.rules_parameters import Parameter, Shape
from app.ui.points.editor_fields import VOID, ExactField, RowsField, number_column, whole_column
from app.ui.widgets.fields import ChoiceField, Field, LineField
from app.ui.widgets.grid_model import GridColumn

_TABLES = (Shape.POINTS_OF, Shape.CASES, Shape.BANDS, Shape.TABLE)
_NAMES = {ItemKind.GRADE_MAP: "等次", ItemKind.LEVEL: "级别", ItemKind.CASES: "情形"}
_HINTS = {
    Shape.BANDS: "“不少于”含本数，“小于”不含本数；留空即不限。",
    Shape.TABLE: "“到第几次”留空即以上；分值可填“不得分”。",
    Shape.CASES: "分值一般填负数；可填“不得分”。",
}


def is_wide(parameter: Parameter) -> bool:
    """Whether the parameter is a table, which takes a whole line of the form."""
    return parameter.shape in _TABLES


def hint_of(parameter: Parameter) -> str:
    """Return the quiet line under a parameter's field."""
    return _HINTS.get(parameter.shape, "")


def field_for(parameter: Parameter, item: Item, rulebook: Rulebook) -> Field:
    """Return the field of a parameter."""
    match parameter.shape:
        case Shape.NUMBER:
            return ExactField("必填" if parameter.required else "")
        case Shape.TEXT:
            return LineField("如：次、小时", limit=20)
        case Shape.SPAN:
            return ChoiceField(
                [(span.value, f"每{span.label}") for span in (Span.MONTH, Span.QUARTER, Span.HALF)]
            )
        case Shape.ROUNDING:
            return ChoiceField(Rounding.choices())
        case Shape.PICK:
            return ChoiceField(Pick.choices())
        case Shape.CODE:
            return _code_field(parameter, item, rulebook)
        case Shape.BANDS:
            columns = [
                number_column("ge", "不少于"),
                number_column("lt", "小于"),
                number_column("points", "分值"),
            ]
            return RowsField(columns, ["points"])
        case Shape.TABLE:
            columns = [
                whole_column("first", "从第几次"),
                whole_column("last", "到第几次"),
                number_column("points", "分值", void=True),
            ]
            return RowsField(columns, ["first", "points"])
        case Shape.POINTS_OF | Shape.CASES:
            void = parameter.shape is Shape.CASES
            columns = [
                GridColumn("name", _NAMES.get(item.kind, "名称"), 0),
                number_column("points", "分值", void=void),
            ]
            return RowsField(columns, ["name", "points"], key="name")


def _code_field(parameter: Parameter, item: Item, rulebook: Rulebook) -> Field:
    others = [other for other in rulebook.items if other.code != item.code]
    if parameter.key == "on":
        barred = OF_THE_PERIOD | RIDING | {ItemKind.VOID}
        options = [(o.code, f"{o.code} {o.text}") for o in others if o.kind not in barred]
        return ChoiceField(options, blank="请选择项目")
    options = [(c.code, f"类别 {c.code} {c.name}") for c in rulebook.categories]
    options += [(o.code, f"项目 {o.code} {o.text}") for o in others]
    return ChoiceField(options, blank="请选择" if parameter.required else "本项目所在的类别")


def shown(parameter: Parameter, value: Any) -> Any:
    """Return a parameter's value as its field shows it."""
    match parameter.shape:
        case Shape.POINTS_OF | Shape.CASES:
            return [{"name": name, "points": _or_void(points)} for name, points in value.items()]
        case Shape.BANDS:
            return [{"ge": band.ge, "lt": band.lt, "points": band.points} for band in value]
        case Shape.TABLE:
            return [{"first": row.first, "last": row.last, "points": _or_void(row.points)} for row in value]
        case Shape.SPAN | Shape.ROUNDING | Shape.PICK:
            return value.value
        case Shape.NUMBER:
            # a figure that was never given shows as an empty field, not as 0
            return value or (None if not parameter.required else value)
        case _:
            return value


def given(parameter: Parameter, value: Any) -> Any:
    """Return what a field gave as the rule keeps it; None where the rule's own default stands."""
    match parameter.shape:
        case Shape.POINTS_OF | Shape.CASES:
            return {line["name"]: _no_void(line["points"]) for line in value}
        case Shape.BANDS:
            return tuple(Band(line["ge"], line["lt"], line["points"]) for line in value)
        case Shape.TABLE:
            return tuple(CountRow(line["first"], line["last"], _no_void(line["points"])) for line in value)
        case Shape.SPAN:
            return Span(value)
        case Shape.ROUNDING:
            return Rounding(value)
        case Shape.PICK:
            return Pick(value)
        case _:
            return value


def _or_void(points: Any) -> Any:
    return VOID if points is None else points


def _no_void(points: Any) -> Any:
    return None if points == VOID else points
