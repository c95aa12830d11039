"""Write a rulebook as its exchange file; reading it back gives the same rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from app.services.periods import Opening
from app.services.points.reading import VOID_WORD
from app.services.points.rulebook import SCHEMA
from app.services.points.rules import Base, BaseMode, Cap, Category, Grade, Item, Rulebook, Veto
from app.services.points.rules_items import Band, CountRow
from app.services.points.rules_numbers import number_text
from app.services.points.rules_parameters import PARAMETERS

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def dump(rulebook: Rulebook) -> str:
    """Return the TOML text of a rulebook (UTF-8, LF)."""
    lines = _pairs(
        {
            "schema": SCHEMA,
            "code": rulebook.code,
            "title": rulebook.title,
            "version": rulebook.version,
            "basis": rulebook.basis,
            "effective_from": rulebook.effective_from,
            "decimals": rulebook.decimals,
        }
    )
    lines += _section("period", _period(rulebook)) + _section("base", _base(rulebook.base))
    lines += _section("total", {"cap": rulebook.total_cap, "floor": rulebook.total_floor})
    for category in rulebook.categories:
        lines += _section("category", _category(category), many=True)
    for joint in rulebook.joints:
        lines += _section("joint", {"code": joint.code, **_cap(joint.cap)}, many=True)
    for item in rulebook.items:
        lines += _section("item", _item(item), many=True)
    for grade in rulebook.grades:
        lines += _section("grade", _grade(grade), many=True)
    for veto in rulebook.vetoes:
        lines += _section("veto", _veto(veto), many=True)
    if rulebook.quota:
        share = rulebook.quota.at_most
        at_most = f"{share.numerator}/{share.denominator}"
        lines += _section("quota", {"grade": rulebook.quota.grade, "at_most": at_most})
    lines += _section("publication", {"workdays": rulebook.publication_workdays})
    exempt = rulebook.exempt
    lines += _section("exempt", {"classes": exempt.classes, "needs_approval": exempt.needs_approval or None})
    lines += _section("makeup", {"effect": rulebook.makeup})
    return "\n".join(lines) + "\n"


def _period(rulebook: Rulebook) -> dict[str, Any]:
    calendar = rulebook.calendar
    return {
        "cycle": calendar.cycle,
        "starts": calendar.opening,
        "sub": calendar.sub,
        "annual": calendar.annual,
    }


def _base(base: Base) -> dict[str, Any]:
    carried = base.mode is BaseMode.CARRY_OVER
    return {
        "mode": base.mode,
        "points": base.points or None,
        "factor": base.factor if carried else base.factor or None,
        "newcomer": base.newcomer,
    }


def _category(category: Category) -> dict[str, Any]:
    return {
        "code": category.code,
        "name": category.name,
        "mode": category.mode,
        "full": category.full,
        "cap": category.cap,
        "floor": category.floor,
        "parent": category.parent,
        "outside_total_cap": category.outside_total_cap or None,
    }


def _item(item: Item) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "code": item.code,
        "category": item.category,
        "text": item.text,
        "kind": item.kind,
    }
    for parameter in PARAMETERS[item.kind]:
        value = getattr(item.rule, parameter.name)
        # an empty list stays one where the kind asks for it
        answer[parameter.key] = list(value) if value == () and parameter.required else value
    answer |= {
        "cap": _cap(item.cap) if item.cap else None,
        "joint": item.joint,
        "classes": item.classes,
        "proof": item.proof or None,
        "approval": item.approval,
        "source": item.source,
        "when": dict(item.when) or None,
        "retired": item.retired or None,
    }
    return answer


def _grade(grade: Grade) -> dict[str, Any]:
    return {"name": grade.name, "ge": grade.ge, "lt": grade.lt, "le": grade.le}


def _veto(veto: Veto) -> dict[str, Any]:
    return {"code": veto.code, "text": veto.text, "effect": veto.effect, "grade": veto.grade}


def _cap(cap: Cap) -> dict[str, Any]:
    return {"points": cap.points, "per": cap.per}


def _section(name: str, values: Mapping[str, Any], *, many: bool = False) -> list[str]:
    body = _pairs(values)
    return ["", f"[[{name}]]" if many else f"[{name}]", *body] if body else []


def _pairs(values: Mapping[str, Any]) -> list[str]:
    # absent and empty mean the same in the format, so nothing empty is written
    return [
        f"{key} = {_value(value)}"
        for key, value in values.items()
        if value is not None and value not in ("", ())
    ]


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Fraction():
            return number_text(value)
        case StrEnum():
            return _quoted(value.value)
        case str():
            return _quoted(value)
        case date():
            return value.isoformat()
        case Opening():
            return _quoted(value.code)
        case Band():
            return _inline({"ge": value.ge, "lt": value.lt, "points": value.points})
        case CountRow():
            points = VOID_WORD if value.points is None else value.points
            return _inline({"from": value.first, "to": value.last, "points": points})
        case Mapping():
            return _inline({key: VOID_WORD if points is None else points for key, points in value.items()})
        case Iterable():
            return f"[{', '.join(map(_value, value))}]"
    raise TypeError(type(value).__name__)


def _inline(values: Mapping[str, Any]) -> str:
    inner = ", ".join(f"{_key(key)} = {_value(value)}" for key, value in values.items() if value is not None)
    return f"{{ {inner} }}" if inner else "{}"


def _key(key: str) -> str:
    return key if key and _BARE.issuperset(key) else _quoted(key)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_character, text)) + '"'


def _character(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return f"\\u{ord(char):04x}" if ord(char) < 0x20 or ord(char) == 0x7F else char
