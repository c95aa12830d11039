"""How many points a rulebook can give at most: to warn of grades that nobody can reach. None: no limit."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.periods import Span
from app.services.points import rules_items as kinds
from app.services.points.rules import Annual, BaseMode, Cap, Category, Item, Mode, Rulebook
from app.services.points.rules_items import Number, Pick


def highest_total(rulebook: Rulebook) -> Number | None:
    """Return the most points one cycle (where the parts are added up: one year) can give."""
    if rulebook.base.mode is BaseMode.CARRY_OVER:
        return None
    base = rulebook.base.points if rulebook.base.mode is BaseMode.GRANTED else 0
    tops = [category for category in rulebook.categories if category.parent is None]
    inside = _sum(highest_category(rulebook, category) for category in tops if not category.outside_total_cap)
    total = None if inside is None else inside + base
    if rulebook.total_cap is not None:
        total = rulebook.total_cap if total is None else min(total, rulebook.total_cap)
    outside = _sum(highest_category(rulebook, category) for category in tops if category.outside_total_cap)
    answer = None if total is None or outside is None else total + outside
    return answer if answer is None else answer * _parts(rulebook)


def _months(rulebook: Rulebook) -> int:
    """Return how many months are scored at once: a sub-period where the year is the sum or average of them."""
    calendar = rulebook.calendar
    parted = calendar.annual is not Annual.RUNNING and calendar.cycle is Span.YEAR
    return calendar.sub.months if parted else calendar.cycle.months


def _parts(rulebook: Rulebook) -> int:
    calendar = rulebook.calendar
    return calendar.cycle.months // _months(rulebook) if calendar.annual is Annual.SUM else 1


def highest_category(rulebook: Rulebook, category: Category, depth: int = 0) -> Number | None:
    """Return the most points a category can give in one cycle."""
    if category.mode is Mode.DEDUCT and category.full is not None:
        return category.full
    own = _sum(highest_item(rulebook, item) for item in rulebook.items if item.category == category.code)
    inner = (child for child in rulebook.categories if child.parent == category.code)
    # a circle of parents is an error of its own; here it must only end
    children = _sum(
        highest_category(rulebook, child, depth + 1) for child in inner if depth < len(rulebook.categories)
    )
    total = None if own is None or children is None else own + children
    if category.cap is None:
        return total
    return category.cap if total is None else min(total, category.cap)


def highest_item(rulebook: Rulebook, item: Item, *, capped: bool = True) -> Number | None:
    """Return the most points an item can give in one cycle; 0 for one that only costs points."""
    highest = _raw(rulebook, item)
    if highest != 0 and _ridden(rulebook, item):
        highest = None
    if item.cap is None or not capped:
        return highest
    limit = _cap_in_cycle(rulebook, item.cap)
    if limit is None or highest is None:
        return limit if highest is None else highest
    return min(highest, limit)


def _cap_in_cycle(rulebook: Rulebook, cap: Cap) -> Number | None:
    if cap.per.months == 0:
        return None
    windows = max(1, _months(rulebook) // cap.per.months)
    return max(0, cap.points) * windows


def _ridden(rulebook: Rulebook, item: Item) -> bool:
    for other in rulebook.items:
        rule = other.rule
        if isinstance(rule, kinds.Bonus | kinds.Multiplier) and rule.on == item.code:
            return True
    return False


def _raw(rulebook: Rulebook, item: Item) -> Number | None:
    match item.rule:
        case kinds.Fixed(points=points) | kinds.PerUnit(points=points) | kinds.PerQuantity(points=points):
            return None if points > 0 else 0
        case kinds.Manual(most=most) | kinds.Range(most=most):
            return None if most is None or most > 0 else 0
        case kinds.Allotment(most=most, each=each):
            times = max(1, _months(rulebook) // each.months)
            return None if most is None else max(0, most) * times
        case kinds.GradeMap(points_of=points_of) | kinds.Level(points_of=points_of, pick=Pick.HIGHEST):
            return _most(points_of.values())
        case kinds.Level(points_of=points_of):
            return None if _most(points_of.values()) else 0
        case kinds.Bands(bands=bands):
            return None if _most(band.points for band in bands) else 0
        case kinds.CountTable(table=table):
            return _most(row.points or 0 for row in table)
        case kinds.Target(points=points):
            return max(0, points)
        case kinds.TargetLinear(over=over) | kinds.TwoWay(plus=over):
            return None if over > 0 else 0
        case kinds.Cases(start=start, cases=cases):
            return max(0, start + _most(points or 0 for points in cases.values()))
        case kinds.Percent(factor=factor):
            return None if factor > 0 else 0
        case _:
            # shortfall and void take away; a bonus or a multiplier counts with the item it rides on
            return 0


def item_costs(item: Item) -> bool:
    """Whether a fact of the item can take points."""
    match item.rule:
        case kinds.Fixed(points=points) | kinds.PerUnit(points=points) | kinds.PerQuantity(points=points):
            return points < 0
        case kinds.Manual(least=least) | kinds.Range(least=least) | kinds.Allotment(least=least):
            return least is None or least < 0
        case kinds.GradeMap(points_of=points_of) | kinds.Level(points_of=points_of):
            return any(points < 0 for points in points_of.values())
        case kinds.Bands(bands=bands):
            return any(band.points < 0 for band in bands)
        case kinds.CountTable(table=table):
            return any(row.points is not None and row.points < 0 for row in table)
        case kinds.Target(points=points) | kinds.Shortfall(points=points) | kinds.Bonus(points=points):
            return points < 0
        case kinds.TargetLinear(over=over, under=under) | kinds.TwoWay(plus=over, minus=under):
            return over < 0 or under < 0
        case kinds.Cases(start=start, cases=cases):
            return any(points is not None and start + points < 0 for points in cases.values())
        case kinds.Percent(factor=factor):
            return factor < 0
        case _:
            return False


def _most(values: Iterable[Number]) -> Number:
    return max((0, *values))


def _sum(values: Iterable[Number | None]) -> Number | None:
    total: Number = 0
    for value in values:
        if value is None:
            return None
        total += value
    return total
