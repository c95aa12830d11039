"""Steps 1 and 2: the points of an item's facts, before any cap."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.services.periods import Opening, Period, Window, window_number
from app.services.points.rules import Item
from app.services.points.rules_items import (
    Allotment,
    Bands,
    Cases,
    CountTable,
    Fixed,
    GradeMap,
    ItemKind,
    Level,
    Manual,
    Number,
    Percent,
    PerQuantity,
    PerUnit,
    Pick,
    Range,
    Rule,
    Shortfall,
    Target,
    TargetLinear,
    TwoWay,
)
from app.services.points.rules_numbers import number_text, rounded
from app.services.points.scoring_facts import Fact, Key, Value

BEFORE = -1
"""The part of a fact that lies before the scored period: it takes room under caps and gives nothing."""
SUPERSEDED = "有更近的记录，以最近一次为准，不记入"
NOT_HIGHEST = "就高不重复，以最高一次为准，不记入"


_ALL_COUNT = frozenset(
    {
        ItemKind.FIXED,
        ItemKind.PER_UNIT,
        ItemKind.PER_QUANTITY,
        ItemKind.MANUAL,
        ItemKind.RANGE,
        ItemKind.BANDS,
        ItemKind.TWO_WAY,
    }
)
"""Kinds whose every fact counts by itself."""


@dataclass(slots=True)
class Share:
    """What one fact (or the period as a whole: `fact` is None) gives to an item.

    `raw` is the outcome of step 1, `points` that of step 2, `counted` what is left after caps and voids.
    """

    item: str
    day: date
    part: int
    raw: Number
    points: Number
    counted: Number
    source: Fact | None = None
    note: str = ""
    facts: tuple[Key, ...] = ()
    alive: bool = True

    @property
    def order(self) -> tuple[date, bool, Key]:
        """Facts are taken by day, then by number; what belongs to the whole period comes last."""
        source = self.source
        return (self.day, source is None, 0 if source is None else source.id)


class Parts:
    """The scored periods in order, and which of them holds a day."""

    def __init__(self, periods: Sequence[Period], opening: Opening) -> None:
        self.periods = tuple(periods)
        self.opening = opening
        self.starts = [period.start for period in periods]
        self.ends = [period.end for period in periods]
        self.last_day = self.ends[-1]

    def of(self, day: date) -> int | None:
        """Return the number of the part, BEFORE for an earlier day, None for a later one."""
        if day > self.last_day:
            return None
        return bisect_right(self.starts, day) - 1


def shares_of(
    item: Item,
    facts: Sequence[Fact],
    parts: Parts,
    *,
    without_facts: bool,
    price: Callable[[Value], Number] | None = None,
) -> list[Share]:
    """Return the raw shares of an item.

    Args:
        item: Any item that is not void, bonus or multiplier.
        facts: One member's facts of this item, in any order.
        parts: The periods that are scored.
        without_facts: Whether targets and cases count although the member has no fact.
        price: Turns a value into points, where the caller keeps it at hand.

    """
    rule = item.rule
    if price is not None and rule.kind in _ALL_COUNT:
        return _one_by_one(item, facts, parts, price)
    if isinstance(rule, Target | Shortfall | TargetLinear | Cases):
        return _whole_period(item, rule, facts, parts, without_facts=without_facts)
    if isinstance(rule, CountTable):
        return _by_count(item, rule, facts, parts)
    price = price or pricer(rule)
    one_stands = isinstance(rule, GradeMap | Percent | Allotment) or (
        isinstance(rule, Level) and rule.pick is Pick.HIGHEST
    )
    shares = []
    for fact in facts:
        part = parts.of(fact.day)
        if part is not None:
            points = price(fact.value)
            if fact.times != 1 and not one_stands:
                points = points * fact.times
            shares.append(Share(item.code, fact.day, part, points, points, points, fact))
    if isinstance(rule, GradeMap | Percent):
        _keep_one(shares, lambda share: share.part, SUPERSEDED)
    elif isinstance(rule, Allotment):
        window = Window(rule.each.value)
        _keep_one(shares, lambda share: window_number(share.day, window, parts.opening), SUPERSEDED)
    elif isinstance(rule, Level) and rule.pick is Pick.HIGHEST:
        _keep_one(shares, lambda share: share.part, NOT_HIGHEST, by_points=True)
    return shares


def _one_by_one(
    item: Item, facts: Sequence[Fact], parts: Parts, price: Callable[[Value], Number]
) -> list[Share]:
    """Return the shares of a rule whose facts all count: most facts are of such a rule, so this way is short."""
    shares = []
    for fact in facts:
        part = parts.of(fact.day)
        if part is not None:
            points = price(fact.value) * fact.times
            shares.append(Share(item.code, fact.day, part, points, points, points, fact))
    return shares


def pricer(rule: Rule) -> Callable[[Value], Number]:
    """Return the function that turns a value into points, for kinds whose facts stand alone."""
    match rule:
        case Fixed(points=points):
            return lambda _value: points
        case PerUnit(points=points):
            return lambda value: points if value is None else points * _as_number(value)
        case PerQuantity(points=points, per=per, rounding=rounding):
            return lambda value: points * rounded(_divide(value, per), rounding)
        case GradeMap(points_of=points_of) | Level(points_of=points_of):
            return lambda value: points_of[str(value)]
        case Bands():
            return lambda value: _banded(rule, value)
        case Percent(factor=factor):
            return lambda value: factor * _as_number(value)
        case TwoWay():
            return lambda value: _two_way(rule, value)
        case Manual() | Range() | Allotment():
            return _as_number
        case _:
            raise TypeError(rule.kind)


def _as_number(value: Value) -> Number:
    if value is None or isinstance(value, str | tuple):
        raise TypeError(value)
    return value


def _divide(value: Value, per: Number) -> Number:
    return _as_number(value) if per == 1 else Fraction(_as_number(value)) / per


def _banded(rule: Bands, value: Value) -> Number:
    number = _as_number(value)
    return next((band.points for band in rule.bands if band.holds(number)), 0)


def _two_way(rule: TwoWay, value: Value) -> Number:
    if isinstance(value, tuple):
        return value[0] * rule.plus + value[1] * rule.minus
    number = _as_number(value)
    return number * rule.plus if number >= 0 else -number * rule.minus


def _keep_one(
    shares: Iterable[Share], group: Callable[[Share], int], note: str, *, by_points: bool = False
) -> None:
    """Let one share of each group stand: the latest, or the one worth most (of equals the first)."""
    standing: dict[int, Share] = {}
    for share in sorted(shares, key=lambda share: share.order):
        rival = standing.get(group(share))
        loser = None
        if rival is None or not by_points or share.points > rival.points:
            standing[group(share)], loser = share, rival
        else:
            loser = share
        if loser is not None:
            loser.points = loser.counted = 0
            loser.note, loser.alive = note, False


def _inside(facts: Iterable[Fact], parts: Parts) -> list[list[Fact]]:
    """Return the facts of each part by day and number; what lies outside all parts is left out."""
    answer: list[list[Fact]] = [[] for _ in parts.periods]
    for fact in facts:
        part = parts.of(fact.day)
        if part is not None and part != BEFORE:
            answer[part].append(fact)
    for inside in answer:
        inside.sort(key=lambda fact: (fact.day, fact.id))
    return answer


def _by_count(item: Item, rule: CountTable, facts: Sequence[Fact], parts: Parts) -> list[Share]:
    """Each fact gives the difference that it makes to the value of the cumulative count."""
    shares = []
    for part, inside in enumerate(_inside(facts, parts)):
        count: Number = 0
        before: Number = 0
        for fact in inside:
            count += (1 if fact.value is None else _as_number(fact.value)) * fact.times
            now, void = counted_value(rule, count)
            after = before if void else now
            note = f"累计 {number_text(count)} 次{'，不得分' if void else ''}"
            change = after - before
            shares.append(Share(item.code, fact.day, part, change, change, change, fact, note))
            before = after
    return shares


def counted_value(rule: CountTable, count: Number) -> tuple[Number, bool]:
    """Return the points of a cumulative count and whether it is void.

    A count between or beyond the rows keeps the points of the last row that it passed: one more offence never
    makes things better.
    """
    passed = [row for row in rule.table if row.first <= count]
    if not passed or count == 0:
        return 0, False
    row = max(passed, key=lambda row: row.first)
    return (0, True) if row.points is None else (row.points, False)


def void_by_count(rule: CountTable, facts: Iterable[Fact], parts: Parts) -> set[int]:
    """Return the parts in which the count reaches a void row."""
    answer = set()
    for part, inside in enumerate(_inside(facts, parts)):
        count = sum((1 if fact.value is None else _as_number(fact.value)) * fact.times for fact in inside)
        if inside and counted_value(rule, count)[1]:
            answer.add(part)
    return answer


def void_by_case(rule: Cases, facts: Iterable[Fact], parts: Parts) -> set[int]:
    """Return the parts in which a void case was met."""
    return {
        part
        for part, inside in enumerate(_inside(facts, parts))
        if any(rule.cases[str(fact.value)] is None for fact in inside)
    }


def _whole_period(
    item: Item,
    rule: Target | Shortfall | TargetLinear | Cases,
    facts: Sequence[Fact],
    parts: Parts,
    *,
    without_facts: bool,
) -> list[Share]:
    shares = []
    for part, inside in enumerate(_inside(facts, parts)):
        if not inside and not without_facts:
            continue
        points, note = _of_cases(rule, inside) if isinstance(rule, Cases) else _of_sum(rule, inside)
        ids = tuple(fact.id for fact in inside)
        shares.append(Share(item.code, parts.ends[part], part, points, points, points, None, note, ids))
    return shares


def _of_cases(rule: Cases, facts: Iterable[Fact]) -> tuple[Number, str]:
    met = {str(fact.value) for fact in facts}
    if not met:
        return rule.start, "没有出现所列情形"
    void = sorted(case for case in met if rule.cases[case] is None)
    emptied = f"；出现“{void[0]}”，不得分" if void else ""
    worth: Mapping[str, Number] = {case: points for case in met if (points := rule.cases[case]) is not None}
    if not worth:
        # the scope is emptied in step 5; an item outside it keeps its start
        return rule.start, emptied.removeprefix("；")
    worst = min(sorted(worth), key=lambda case: worth[case])
    return rule.start + worth[worst], f"起始 {number_text(rule.start)} 分，最重情形“{worst}”{emptied}"


def _of_sum(rule: Target | Shortfall | TargetLinear, facts: Iterable[Fact]) -> tuple[Number, str]:
    done: Number = 0
    for fact in facts:
        done += _as_number(fact.value) * fact.times
    text = f"累计 {number_text(done)}"
    if isinstance(rule, Target):
        met = done >= rule.ge if rule.ge is not None else rule.le is not None and done <= rule.le
        return (rule.points, f"{text}，达标") if met else (0, f"{text}，未达标")
    missing = rule.target - done
    if isinstance(rule, Shortfall):
        if missing <= 0:
            return 0, f"{text}，已满 {number_text(rule.target)}"
        return rule.points * missing, f"{text}，差 {number_text(missing)}"
    if missing >= 0:
        return rule.under * missing, f"{text}，比 {number_text(rule.target)} 少 {number_text(missing)}"
    return rule.over * -missing, f"{text}，比 {number_text(rule.target)} 多 {number_text(-missing)}"
