"""Rules in a secretary's words: what an item is worth, up to which cap, for whom."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.periods import Span, Window
from app.services.points import rules_items as kinds
from app.services.points.rules import (
    Annual,
    Base,
    BaseMode,
    Calendar,
    Cap,
    Category,
    Grade,
    Item,
    Mode,
    Rulebook,
    VetoEffect,
)
from app.services.points.rules_items import Number, Rounding, Rule
from app.services.points.rules_numbers import number_text, signed_text

VOID_WORDS = "该类不得分"
_EACH = {Span.MONTH: "每月", Span.QUARTER: "每季度", Span.HALF: "每半年", Span.YEAR: "每年"}


def signed(number: Number) -> str:
    """Write points with a sign and the word: "+2 分", "-0.5 分"."""
    return f"{signed_text(number)} 分"


def rule_words(rule: Rule) -> str:
    """Say what a fact of this rule is worth."""
    match rule:
        case kinds.Fixed():
            return f"每项 {signed(rule.points)}"
        case kinds.PerUnit():
            return f"每{rule.unit or '次'} {signed(rule.points)}"
        case kinds.PerQuantity():
            rounding = "" if rule.rounding is Rounding.NONE else f"，{rule.rounding.label}"
            return f"每 {number_text(rule.per)} {rule.unit} {signed(rule.points)}{rounding}"
        case kinds.Manual() | kinds.Range():
            return f"{_between(rule.least, rule.most)}，{'酌定' if isinstance(rule, kinds.Range) else '据实填写'}"
        case kinds.Allotment():
            return f"{_EACH[rule.each]} {_between(rule.least, rule.most)}，以最后一次为准"
        case kinds.GradeMap():
            return f"{_map_words(rule.points_of)}，以最后一次为准"
        case kinds.Level():
            return f"{_map_words(rule.points_of)}，{rule.pick.label}"
        case kinds.Bands():
            return "；".join(f"{_bounds(b.ge, b.lt)} {signed(b.points)}" for b in rule.bands)
        case kinds.CountTable():
            return "；".join(f"{_times(r.first, r.last)} {_or_void(r.points)}" for r in rule.table)
        case _:
            return _whole_period_words(rule)


def _whole_period_words(rule: Rule) -> str:
    match rule:
        case kinds.Target(ge=None):
            return f"合计不超过 {_number(rule.le)} 得 {signed(rule.points)}"
        case kinds.Target():
            return f"合计达到 {_number(rule.ge)} 得 {signed(rule.points)}"
        case kinds.Shortfall():
            return f"应达 {number_text(rule.target)} {rule.unit}，每少 1 {signed(rule.points)}".replace(
                "  ", " "
            )
        case kinds.TargetLinear():
            return (
                f"以 {number_text(rule.target)} {rule.unit} 为准，每超 1 {signed(rule.over)}，"
                f"每少 1 {signed(rule.under)}"
            ).replace("  ", " ")
        case kinds.Cases():
            worst = "；".join(f"{name} {_or_void(points)}" for name, points in rule.cases.items())
            return f"起评 {number_text(rule.start)} 分；{worst}"
        case kinds.TwoWay():
            unit = rule.unit or "1"
            return f"每增 {unit} {signed(rule.plus)}，每减 {unit} {signed(rule.minus)}"
        case kinds.Percent():
            return f"原始分 × {number_text(rule.factor)}"
        case kinds.VoidScope():
            return f"{rule.scope} 不得分"
        case kinds.Bonus():
            return f"附在 {rule.on} 上 {signed(rule.points)}"
        case kinds.Multiplier():
            return f"{rule.on} 的分值 × {number_text(rule.factor)}"
        case _:
            raise ValueError(rule)


def cap_words(cap: Cap) -> str:
    """Say a cap: "每年最多 12 分"."""
    verb = "最多扣" if cap.points < 0 else "最多"
    per = "每项记录" if cap.per is Window.EVENT else cap.per.label
    return f"{per}{verb} {number_text(-cap.points if cap.points < 0 else cap.points)} 分"


def item_words(item: Item) -> str:
    """Say everything an item needs known before it is entered."""
    parts = [rule_words(item.rule)]
    if item.cap is not None:
        parts.append(cap_words(item.cap))
    if item.joint:
        parts.append(f"与“{item.joint}”组合并封顶")
    return "，".join(parts)


def category_words(category: Category) -> str:
    """Say how a category counts: "扣分制，满分 20 分，扣完为止"."""
    if category.mode is Mode.DEDUCT:
        parts = ["扣分制" if category.full is None else f"满分 {number_text(category.full)} 分，扣完为止"]
    else:
        parts = ["累计加分" if category.cap is None else f"最高 {number_text(category.cap)} 分"]
    if category.floor is not None:
        parts.append(f"最低 {number_text(category.floor)} 分")
    if category.outside_total_cap:
        parts.append("不受总分上限限制")
    return "，".join(parts)


def grade_words(grade: Grade) -> str:
    """Say a band of the year's total: "90 分及以上"."""
    return _bounds(grade.ge, grade.lt, grade.le, " 分") or "其余"


def base_words(base: Base) -> str:
    """Say where the base (基础分) comes from."""
    if base.mode is BaseMode.GRANTED:
        return f"基础分 {number_text(base.points)} 分"
    if base.mode is BaseMode.ZERO:
        return "无基础分，从零累计"
    newcomer = "" if base.newcomer is None else "；新转入党员"
    if base.newcomer == "branch_average":
        newcomer += "取支部平均基础分"
    elif base.newcomer is not None:
        newcomer += f"为 {number_text(base.newcomer)} 分"
    return f"基础分为上年总分的 {number_text(base.factor * 100)}%{newcomer}"


def calendar_words(calendar: Calendar) -> str:
    """Say the cycle and how the year's figure is made."""
    year = "" if calendar.opening.code == "01-01" else f"，年度自 {calendar.opening.code} 起"
    annual = {
        Annual.RUNNING: "全年滚动累计",
        Annual.SUM: f"年度积分为各{calendar.sub.label}之和",
        Annual.AVERAGE: f"年度积分为各{calendar.sub.label}平均",
    }[calendar.annual]
    return f"按{calendar.sub.label}结算{year}，{annual}"


def total_words(rulebook: Rulebook) -> str:
    """Say the limits of the total."""
    parts = []
    if rulebook.total_cap is not None:
        parts.append(f"总分最高 {number_text(rulebook.total_cap)} 分")
    if rulebook.total_floor is not None:
        parts.append(f"最低 {number_text(rulebook.total_floor)} 分")
    return "，".join(parts) or "总分不设上限"


def veto_words(effect: VetoEffect, grade: str | None) -> str:
    """Say what a veto does."""
    return "当年积分为 0" if effect is VetoEffect.ZERO else f"等次最高为“{grade}”"


def _between(least: Number | None, most: Number | None) -> str:
    if least is None and most is None:
        return "分值不限"
    if least is None:
        return f"不超过 {_number(most)} 分"
    if most is None:
        return f"不低于 {_number(least)} 分"
    return f"{_number(least)} 至 {_number(most)} 分"


def _bounds(ge: Number | None, lt: Number | None, le: Number | None = None, unit: str = "") -> str:
    low = "" if ge is None else f"{number_text(ge)}{unit}"
    high = "" if lt is None else f"不满 {number_text(lt)}{unit}"
    if le is not None:
        high = f"不超过 {number_text(le)}{unit}"
    if low and high:
        return f"{low}起，{high}"
    return f"{low}及以上" if low else high


def _times(first: int, last: int | None) -> str:
    if last is None:
        return f"{first} 次及以上"
    return f"{first} 次" if first == last else f"{first}～{last} 次"


def _or_void(points: Number | None) -> str:
    return VOID_WORDS if points is None else signed(points)


def _map_words(points_of: Mapping[str, Number]) -> str:
    return "、".join(f"{name} {number_text(points)} 分" for name, points in points_of.items())


def _number(number: Number | None) -> str:
    return "" if number is None else number_text(number)
