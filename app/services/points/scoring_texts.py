"""The Chinese sentences of an explanation (积分说明)."""

from __future__ import annotations

from datetime import date

from app.services.points.rules import Category, Item, Mode
from app.services.points.rules_items import (
    Bands,
    Multiplier,
    Number,
    Percent,
    PerQuantity,
    PerUnit,
    Rounding,
    TwoWay,
)
from app.services.points.rules_numbers import number_text, signed_text
from app.services.points.scoring_caps import Extra, Limit
from app.services.points.scoring_facts import Fact, Value
from app.services.points.scoring_items import Share

_ROUNDED = {Rounding.DOWN: "（舍去零头）", Rounding.HALF_UP: "（四舍五入）", Rounding.NONE: ""}


def day_text(day: date) -> str:
    """Write a day as on paper: 3月12日."""
    return f"{day.month}月{day.day}日"


def share_text(item: Item, share: Share) -> str:
    """Say how a fact or the period's facts became points."""
    if share.source is None:
        return f"{item.text}：{share.note}，{number_text(share.raw)} 分"
    day = day_text(share.source.day)
    if not share.alive:
        return f"{day} {item.text}：{_detail(item, share.source.value)}，{share.note}"
    middle = share.note or _detail(item, share.source.value)
    times = f" × {share.source.times} 条" if share.source.times != 1 else ""
    return f"{day} {item.text}：{middle}{times}，{number_text(share.raw)} 分"


def _detail(item: Item, value: Value) -> str:
    rule = item.rule
    if isinstance(value, tuple):
        return f"加 {number_text(value[0])} 次、减 {number_text(value[1])} 次"
    if value is None:
        return item.kind.label if not isinstance(rule, PerUnit) else f"1{rule.unit or '次'}"
    if isinstance(value, str):
        return f"“{value}”"
    number = number_text(value)
    match rule:
        case PerUnit():
            return f"{number}{rule.unit or '次'} × {number_text(rule.points)}"
        case PerQuantity():
            per = f" ÷ {number_text(rule.per)}" if rule.per != 1 else ""
            return f"{number}{rule.unit}{per}{_ROUNDED[rule.rounding]} × {number_text(rule.points)}"
        case Percent():
            return f"{number} × {number_text(rule.factor)}"
        case TwoWay():
            return f"{signed_text(value)}{rule.unit or '次'}"
        case Bands():
            return f"数值 {number}"
        case _:
            return f"评定 {number} 分"


def extra_text(item: Item, extra: Extra) -> str:
    """Say what a bonus or a multiplier added."""
    base = day_text(extra.share.day)
    how = f"× {number_text(item.rule.factor)}" if isinstance(item.rule, Multiplier) else "附加"
    text = f"{item.text}（附于 {base} 的记录）：{how}，{signed_text(extra.points)} 分"
    return f"{text}，封顶不记入 {number_text(extra.cut)} 分" if extra.cut else text


def cap_text(name: str, limit: Limit, cut: Number) -> str:
    """Say what a cap kept from counting."""
    lost = f"不记入 {number_text(cut)} 分"
    if limit.high is not None:
        return f"{name}：{limit.per.label}最多 {number_text(limit.high)} 分，{lost}"
    return f"{name}：{limit.per.label}最多扣到 {number_text(limit.low or 0)} 分，{lost}"


def category_text(category: Category, gathered: Number, figure: Number) -> str:
    """Say what a category's own bounds changed."""
    counted = f"{_bound(category, gathered, figure)}计 {number_text(figure)} 分"
    return f"类别“{category.name}”：合计 {number_text(gathered)} 分，{counted}"


def _bound(category: Category, gathered: Number, figure: Number) -> str:
    if category.full is not None and category.mode is Mode.DEDUCT and figure in (0, category.full):
        return "扣完为止，" if figure == 0 else "不超过满分，"
    return "封顶" if figure < gathered else "保底"


def foreign_text(item: Item, fact: Fact, klass: str | None) -> str:
    """Say that an item is not meant for the member's class."""
    who = f"“{klass}”" if klass else "未分类"
    return f"{day_text(fact.day)} {item.text}：本项目不适用于{who}党员，不记入"
