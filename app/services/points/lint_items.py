"""The part of the check that looks at one item's own rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.services.points.findings import Finding, error, warning
from app.services.points.rules import Item, Rulebook
from app.services.points.rules_items import (
    OF_THE_PERIOD,
    RIDING,
    Allotment,
    Band,
    Bands,
    Bonus,
    Cases,
    CountRow,
    CountTable,
    Fixed,
    GradeMap,
    ItemKind,
    Level,
    Manual,
    Multiplier,
    PerQuantity,
    PerUnit,
    Range,
    Shortfall,
    Target,
    TargetLinear,
    TwoWay,
    VoidScope,
)
from app.services.points.rules_numbers import number_text

_NOTHING_TO_RIDE_ON = OF_THE_PERIOD | RIDING | {ItemKind.VOID}


def check_rule(rulebook: Rulebook, item: Item, place: str) -> Iterator[Finding]:
    """Yield what is wrong or doubtful in the parameters of one item."""
    rule = item.rule
    if _worthless(item):
        yield warning(place, "没有写分值，按 0 分计。")
    match rule:
        case Manual() | Range() | Allotment():
            if rule.least is not None and rule.most is not None and rule.least > rule.most:
                yield error(f"{place} · min", "最低分`min`高于最高分`max`。")
        case PerQuantity():
            if rule.per <= 0:
                yield error(f"{place} · per", "每多少数量`per`应大于 0。")
        case Bands():
            yield from _check_bands(rule.bands, f"{place} · bands")
        case CountTable():
            yield from _check_counts(rule.table, f"{place} · table")
            yield from _check_scope(rulebook, rule.scope, f"{place} · scope")
        case Cases():
            yield from _check_scope(rulebook, rule.scope, f"{place} · scope")
        case VoidScope():
            yield from _check_scope(rulebook, rule.scope, f"{place} · scope")
        case Target():
            if (rule.ge is None) == (rule.le is None):
                yield error(f"{place} · ge", "达标条件“不少于”`ge`与“不多于”`le`应当只写一个。")
        case Shortfall():
            if rule.points > 0:
                yield warning(f"{place} · points", "缺额扣分的分值通常为负数，现为正数。")
        case TwoWay():
            if rule.minus > 0:
                yield warning(f"{place} · minus", "双向计分的扣分`minus`通常为负数，现为正数。")
        case Bonus() | Multiplier():
            yield from _check_on(rulebook, rule, f"{place} · on")
        case _:
            pass


def _worthless(item: Item) -> bool:
    match item.rule:
        case Fixed(points=points) | PerUnit(points=points) | PerQuantity(points=points):
            return points == 0
        case Shortfall(points=points) | Target(points=points) | Bonus(points=points):
            return points == 0
        case GradeMap(points_of=points_of) | Level(points_of=points_of):
            return not any(points_of.values())
        case Bands(bands=bands):
            return not any(band.points for band in bands)
        case CountTable(table=table):
            return all(row.points == 0 for row in table)
        case Cases(start=start, cases=cases):
            return start == 0 and all(points == 0 for points in cases.values())
        case TwoWay(plus=one, minus=other) | TargetLinear(over=one, under=other):
            return one == 0 == other
        case _:
            return False


def _check_scope(rulebook: Rulebook, scope: str | None, place: str) -> Iterator[Finding]:
    if scope and scope not in rulebook.item_by_code and scope not in rulebook.category_by_code:
        yield error(place, f"不得分的范围“{scope}”既不是积分项目，也不是类别。")


def _check_on(rulebook: Rulebook, rule: Bonus | Multiplier, place: str) -> Iterator[Finding]:
    if not rule.on:
        return
    base = rulebook.item_by_code.get(rule.on)
    if base is None:
        yield error(place, f"所附的积分项目“{rule.on}”不存在。")
    elif base.kind in _NOTHING_TO_RIDE_ON:
        yield error(place, f"“{rule.on}”是“{base.kind.label}”项目，不能附加分或加倍。")


def _check_bands(bands: Sequence[Band], place: str) -> Iterator[Finding]:
    for band in bands:
        if band.ge is not None and band.lt is not None and band.ge >= band.lt:
            yield error(place, f"分段 {_band_text(band)} 的下限不低于上限。")
            return
    # an open lower end comes first
    ordered = sorted(bands, key=lambda band: (band.ge is not None, band.ge or 0))
    for lower, upper in pairwise(ordered):
        if lower.lt is None or upper.ge is None or lower.lt > upper.ge:
            yield error(place, f"分段 {_band_text(lower)} 与 {_band_text(upper)} 重叠。")
        elif lower.lt < upper.ge:
            text = f"{number_text(lower.lt)} 到 {number_text(upper.ge)}"
            yield warning(place, f"分段在 {text} 之间有空档，落在空档里的按 0 分计。")


def _band_text(band: Band) -> str:
    low = "不限" if band.ge is None else number_text(band.ge)
    high = "不限" if band.lt is None else number_text(band.lt)
    return f"[{low}, {high})"


def _check_counts(table: Sequence[CountRow], place: str) -> Iterator[Finding]:
    for row in table:
        if row.last is not None and row.last < row.first:
            yield error(place, f"次数段 {_row_text(row)} 的起点大于终点。")
            return
    ordered = sorted(table, key=lambda row: row.first)
    for lower, upper in pairwise(ordered):
        if lower.last is None or lower.last >= upper.first:
            yield error(place, f"次数段 {_row_text(lower)} 与 {_row_text(upper)} 重叠。")
        elif lower.last + 1 < upper.first:
            yield warning(
                place, f"次数段 {_row_text(lower)} 与 {_row_text(upper)} 之间有空档，空档里按前一段计。"
            )
    if ordered and ordered[-1].last is not None:
        yield warning(place, f"次数多于 {ordered[-1].last} 时没有规定，按最后一段计。")


def _row_text(row: CountRow) -> str:
    return f"{row.first} 次及以上" if row.last is None else f"{row.first} 至 {row.last} 次"
