"""Facts (积分记录) as the engine sees them, and which values fit which kind of item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from app.services.errors import BadInput
from app.services.points import rules_items as kinds
from app.services.points.rules_items import Number, Rule
from app.services.points.rules_numbers import fits, number_text, simplest

Key: TypeAlias = int | str
"""What tells members (and facts) apart: a number of the store, or a name."""

# JSON has no sign for positive numbers, so "+2" comes as a text
_SIGNED = re.compile(r"[+-][0-9]{1,9}")

Value: TypeAlias = Number | str | tuple[Number, Number] | None
"""A number, the name of a grade, level or case, (plus, minus) counts, or nothing."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member to be scored; `exempt` is a decision, None where there is none."""

    key: Key
    klass: str | None = None
    exempt: bool | None = None


# not frozen, though never changed: a hundred thousand are made at once, and freezing triples the time
@dataclass(slots=True, unsafe_hash=True)
class Fact:
    """One member, one item (or veto), one day, one value.

    `on` is the id of the fact that a bonus or a multiplier rides on. `times` lets one line stand for several
    equal facts of one cap window, as an SQL sum delivers them.
    """

    id: Key
    member: Key
    day: date
    item: str | None = None
    value: Value = None
    on: Key | None = None
    veto: str | None = None
    times: int = 1


def fit(rule: Rule, value: object) -> Value:
    """Return the value in the engine's form.

    Raises:
        BadInput: The value does not fit the item's kind; the sentence says why.

    """
    match rule:
        case kinds.Fixed() | kinds.VoidScope() | kinds.Bonus() | kinds.Multiplier():
            _refuse_value(value)
            return None
        case kinds.PerUnit() | kinds.CountTable():
            return 1 if value is None else _count(value)
        case kinds.PerQuantity():
            quantity = _number(value, "数量")
            if quantity < 0:
                raise BadInput(f"数量 {number_text(quantity)} 不能为负。", field="value")
            return quantity
        case kinds.Manual() | kinds.Allotment():
            return _bounded(rule, _number(value, "分值"))
        case kinds.Range():
            # an approver's decision may come with its reason beside the points
            points = value.get("points") if isinstance(value, Mapping) else value
            return _bounded(rule, _number(points, "分值"))
        case kinds.GradeMap() | kinds.Level():
            return _word(value, rule.points_of, "等次" if isinstance(rule, kinds.GradeMap) else "级别")
        case kinds.Cases():
            return _word(value, rule.cases, "情形")
        case kinds.TwoWay():
            return _two_way(value)
        case _:
            return _number(value, "成绩" if isinstance(rule, kinds.Bands) else "数值")


def _refuse_value(value: object) -> None:
    # true and 1 say no more than that it happened, once (and 1 == True)
    if value is not None and value != 1:
        raise BadInput("这个项目不带数值，请删除 value。", field="value")


def _number(value: object, name: str) -> Number:
    if value is None:
        raise BadInput(f"缺少{name}。", field="value")
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or not fits(value):
        raise BadInput(f"{name}“{_shown(value)}”不是数字或过大。", field="value")
    return simplest(value)


def _count(value: object) -> int:
    number = _number(value, "次数")
    if not isinstance(number, int) or number < 0:
        raise BadInput(f"次数“{_shown(value)}”应为不小于 0 的整数。", field="value")
    return number


def _two_way(value: object) -> Value:
    if isinstance(value, Mapping):
        if not value or not set(value) <= {"plus", "minus"}:
            raise BadInput("双向计分的 value 只能有 plus 和 minus。", field="value")
        return _count(value.get("plus", 0)), _count(value.get("minus", 0))
    signed = isinstance(value, str) and _SIGNED.fullmatch(value) is not None
    number = int(str(value)) if signed else _number(value, "次数")
    if not isinstance(number, int):
        raise BadInput(f"次数“{_shown(value)}”应为整数，加分为正，扣分为负。", field="value")
    return number


def _bounded(rule: kinds.Manual | kinds.Range | kinds.Allotment, points: Number) -> Number:
    low, high = rule.least, rule.most
    if (low is None or points >= low) and (high is None or points <= high):
        return points
    span = f"{'不限' if low is None else number_text(low)} 至 {'不限' if high is None else number_text(high)}"
    raise BadInput(f"分值 {number_text(points)} 超出范围，应为 {span}。", field="value")


def _word(value: object, known: Mapping[str, object], name: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise BadInput(f"{name}“{_shown(value)}”不在方案中，可选：{'、'.join(known)}。", field="value")
    return value


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Fraction):
        return number_text(value)
    return "空" if value is None else str(value)[:40]
