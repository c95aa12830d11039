"""Whole numbers instead of fractions while scoring: all points of a rulebook times one factor, exactly.

Sums, caps and bounds are many times faster on `int` than on `Fraction`. A rulebook whose points have two
decimals is scored in hundredths; the figures are divided again when the cards are made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import lcm
from typing import TypeAlias

from app.services.points.rules import Cap, Category, Item, Rulebook
from app.services.points.rules_items import (
    Allotment,
    Bands,
    Bonus,
    Cases,
    CountTable,
    Fixed,
    GradeMap,
    Level,
    Manual,
    Number,
    Percent,
    PerQuantity,
    PerUnit,
    Range,
    Rule,
    Shortfall,
    Target,
    TargetLinear,
    TwoWay,
)
from app.services.points.rules_numbers import simplest

AS_GIVEN = (Manual, Range, Allotment)
"""Rules whose facts are points themselves."""
_HUNDREDTHS = 100
_LARGEST = 10**6
_Change: TypeAlias = Callable[[Number], Number]


def scale_of(rulebook: Rulebook) -> int:
    """Return the factor that makes every point of the rulebook whole; 1 where it would have to be huge."""
    denominators = [_HUNDREDTHS if any(isinstance(item.rule, AS_GIVEN) for item in rulebook.items) else 1]

    def note(number: Number) -> Number:
        denominators.append(number.denominator)
        return number

    _with_points(rulebook, note)
    found = lcm(*denominators)
    return found if found <= _LARGEST else 1


def scaled(rulebook: Rulebook, scale: int) -> Rulebook:
    """Return the rulebook with all points times `scale`; what is counted or measured stays as it is."""
    return rulebook if scale == 1 else _with_points(rulebook, lambda number: simplest(number * scale))


def _with_points(rulebook: Rulebook, change: _Change) -> Rulebook:
    return replace(
        rulebook,
        total_cap=_maybe(rulebook.total_cap, change),
        total_floor=_maybe(rulebook.total_floor, change),
        categories=tuple(_category(category, change) for category in rulebook.categories),
        joints=tuple(replace(joint, cap=_cap(joint.cap, change)) for joint in rulebook.joints),
        items=tuple(_item(item, change) for item in rulebook.items),
    )


def _maybe(number: Number | None, change: _Change) -> Number | None:
    return None if number is None else change(number)


def _cap(cap: Cap, change: _Change) -> Cap:
    return replace(cap, points=change(cap.points))


def _category(category: Category, change: _Change) -> Category:
    return replace(
        category,
        full=_maybe(category.full, change),
        cap=_maybe(category.cap, change),
        floor=_maybe(category.floor, change),
    )


def _item(item: Item, change: _Change) -> Item:
    cap = None if item.cap is None else _cap(item.cap, change)
    return replace(item, cap=cap, rule=_rule(item.rule, change))


def _rule(rule: Rule, change: _Change) -> Rule:
    match rule:
        case Fixed() | PerUnit() | PerQuantity() | Target() | Shortfall() | Bonus():
            return replace(rule, points=change(rule.points))
        case TargetLinear():
            return replace(rule, over=change(rule.over), under=change(rule.under))
        case TwoWay():
            return replace(rule, plus=change(rule.plus), minus=change(rule.minus))
        case Percent():
            return replace(rule, factor=change(rule.factor))
        case GradeMap() | Level():
            return replace(rule, points_of={name: change(points) for name, points in rule.points_of.items()})
        case Bands():
            return replace(rule, bands=tuple(replace(b, points=change(b.points)) for b in rule.bands))
        case CountTable():
            return replace(rule, table=tuple(replace(r, points=_maybe(r.points, change)) for r in rule.table))
        case Cases():
            worth = {name: _maybe(points, change) for name, points in rule.cases.items()}
            return replace(rule, start=change(rule.start), cases=worth)
        case _:
            return rule
