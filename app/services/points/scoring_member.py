"""Steps 1 to 9 for one member, in the order of the format; nothing here looks at another member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.services.errors import BadInput
from app.services.points.rules import Category, Item, Mode, Rulebook
from app.services.points.rules_items import (
    ALWAYS_COUNTED,
    OF_THE_PERIOD,
    RIDING,
    Cases,
    CountTable,
    ItemKind,
    Number,
    Rule,
    VoidScope,
)
from app.services.points.rules_numbers import simplest
from app.services.points.scoring_base import is_eligible
from app.services.points.scoring_caps import Cut, Extra, Limit, apply_limit, limit_of, only_costs, ride
from app.services.points.scoring_facts import Fact, Key, Member, Value
from app.services.points.scoring_items import (
    BEFORE,
    Parts,
    Share,
    pricer,
    shares_of,
    void_by_case,
    void_by_count,
)
from app.services.points.scoring_scale import AS_GIVEN, scaled


class Plan:
    """A rulebook made ready for scoring many members; all its points are times `scale`."""

    def __init__(self, rulebook: Rulebook, scale: int = 1) -> None:
        self.rulebook = rulebook = scaled(rulebook, scale)
        self.scale = scale
        self.opening = rulebook.calendar.opening
        self.scored = tuple(
            item for item in rulebook.items if item.kind not in RIDING and item.kind is not ItemKind.VOID
        )
        self.emptying = tuple(
            item for item in rulebook.items if isinstance(item.rule, VoidScope | CountTable | Cases)
        )
        self.limits: dict[str, Limit] = {
            item.code: limit_of(item.cap, only_costs=only_costs(rulebook, item))
            for item in self.scored
            if item.cap is not None
        }
        self.always = frozenset(
            item.code for item in self.scored if item.kind in ALWAYS_COUNTED and not item.retired
        )
        self.riding = frozenset(item.code for item in rulebook.items if item.kind in RIDING)

    def price(self, item: Item) -> Callable[[Value], Number] | None:
        """Return what turns a value of the item into points; each value is worked out once."""
        if item.code not in self._prices:
            stands_alone = item.kind not in OF_THE_PERIOD
            self._prices[item.code] = _Prices(item.rule, self.scale).of if stands_alone else None
        return self._prices[item.code]

    @cached_property
    def _prices(self) -> dict[str, Callable[[Value], Number] | None]:
        return {}

    @cached_property
    def joint_limits(self) -> Mapping[str, Limit]:
        """The joint caps by code."""
        answer = {}
        for joint in self.rulebook.joints:
            own = [item for item in self.scored if item.joint == joint.code]
            down = bool(own) and all(only_costs(self.rulebook, item) for item in own)
            answer[joint.code] = limit_of(joint.cap, only_costs=down)
        return answer

    @cached_property
    def children(self) -> Mapping[str | None, tuple[Category, ...]]:
        """Categories by their parent's code; those at the top under None."""
        answer: dict[str | None, list[Category]] = defaultdict(list)
        for category in self.rulebook.categories:
            answer[category.parent].append(category)
        return {code: tuple(inner) for code, inner in answer.items()}

    @cached_property
    def items_of(self) -> Mapping[str, tuple[Item, ...]]:
        """The items of each category."""
        answer: dict[str, list[Item]] = defaultdict(list)
        for item in self.rulebook.items:
            answer[item.category].append(item)
        return {code: tuple(items) for code, items in answer.items()}

    def below(self, code: str) -> Iterable[str]:
        """Yield a category's code and those of all categories inside it."""
        yield code
        for child in self.children.get(code, ()):
            yield from self.below(child.code)


class _Prices:
    """What each value of one rule is worth."""

    def __init__(self, rule: Rule, scale: int) -> None:
        self._price = pricer(rule)
        self._factor = scale if isinstance(rule, AS_GIVEN) else 1
        self._known: dict[Value, Number] = {}

    def of(self, value: Value) -> Number:
        """Return the points of a value."""
        found = self._known.get(value)
        if found is None:
            found = self._known[value] = simplest(self._price(value) * self._factor)
        return found


@dataclass(slots=True)
class Ledger:
    """Everything steps 1 to 5 found out about one member, for all parts at once."""

    parts: Parts
    shares: dict[str, list[Share]] = field(default_factory=dict)
    extras: list[Extra] = field(default_factory=list)
    item_cuts: list[Cut] = field(default_factory=list)
    joint_cuts: dict[str, list[Cut]] = field(default_factory=dict)
    emptied: dict[int, dict[str, str]] = field(default_factory=dict)
    void_codes: dict[int, list[str]] = field(default_factory=dict)
    void_categories: dict[int, set[str]] = field(default_factory=dict)
    void_shares: list[Cut] = field(default_factory=list)
    foreign: list[Fact] = field(default_factory=list)


def keep_ledger(
    plan: Plan, member: Member, facts: Iterable[Fact], parts: Parts, *, scored: bool = True
) -> Ledger:
    """Take a member's facts through steps 1 to 5.

    Args:
        plan: The rulebook made ready.
        member: Whose facts these are.
        facts: In any order; days before the parts take room under caps, days after them do not count.
        parts: The periods that are scored.
        scored: Whether targets and cases count without a fact (not for exempt members).

    Raises:
        BadInput: A fact names an item that the rulebook does not have.

    """
    ledger = Ledger(parts)
    by_item, riders = _sorted_out(plan, member, facts, ledger)
    for item in plan.scored:
        code = item.code
        own = by_item.get(code, ())
        always = scored and code in plan.always and is_eligible(item, member)
        if not own and not always:
            continue
        shares = shares_of(item, own, parts, without_facts=always, price=plan.price(item))
        if riders:
            ledger.extras.extend(ride(plan.rulebook, shares, riders, plan.opening))
        limit = plan.limits.get(code)
        if limit is not None:
            ledger.item_cuts.extend(apply_limit(limit, shares, plan.opening))
        ledger.shares[code] = shares
    _join(plan, ledger)
    _void(plan, by_item, ledger)
    return ledger


def _sorted_out(
    plan: Plan, member: Member, facts: Iterable[Fact], ledger: Ledger
) -> tuple[dict[str, list[Fact]], dict[Key, list[Fact]]]:
    items = plan.rulebook.item_by_code
    by_item: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.item is not None:
            by_item[fact.item].append(fact)
    riders: dict[Key, list[Fact]] = defaultdict(list)
    for code in list(by_item):
        item = items.get(code)
        if item is None:
            raise BadInput(
                f"积分项目“{code}”不在方案“{plan.rulebook.title}”中，请先更正这些积分记录。", field="item"
            )
        if not is_eligible(item, member):
            ledger.foreign.extend(by_item.pop(code))
        elif code in plan.riding:
            for fact in by_item.pop(code):
                if fact.on is not None:
                    riders[fact.on].append(fact)
    return by_item, riders


def _join(plan: Plan, ledger: Ledger) -> None:
    for code, limit in plan.joint_limits.items():
        shares = [
            share for item in plan.scored if item.joint == code for share in ledger.shares.get(item.code, ())
        ]
        if shares:
            ledger.joint_cuts[code] = apply_limit(limit, shares, plan.opening)


def _void(plan: Plan, by_item: Mapping[str, Sequence[Fact]], ledger: Ledger) -> None:
    parts = ledger.parts
    for item in plan.emptying:
        own = by_item.get(item.code)
        if not own:
            continue
        rule = item.rule
        if isinstance(rule, VoidScope):
            reached = {part for fact in own if (part := parts.of(fact.day)) is not None and part != BEFORE}
            scope: str | None = rule.scope
        elif isinstance(rule, CountTable):
            reached, scope = void_by_count(rule, own, parts), rule.scope
        elif isinstance(rule, Cases):
            reached, scope = void_by_case(rule, own, parts), rule.scope
        else:
            continue
        for part in reached:
            _empty(plan, ledger, part, item, scope)


def _empty(plan: Plan, ledger: Ledger, part: int, cause: Item, scope: str | None) -> None:
    """Make a scope 0 in one part; a code that is both an item's and a category's means the item."""
    code = scope or cause.category
    codes = ledger.void_codes.setdefault(part, [])
    if code not in codes:
        codes.append(code)
    if scope is not None and scope in plan.rulebook.item_by_code:
        emptied = [scope]
    else:
        below = list(plan.below(code))
        ledger.void_categories.setdefault(part, set()).update(below)
        emptied = [item.code for inner in below for item in plan.items_of.get(inner, ())]
    for item_code in emptied:
        ledger.emptied.setdefault(part, {}).setdefault(item_code, cause.code)
        for share in ledger.shares.get(item_code, ()):
            if share.part == part and share.counted:
                ledger.void_shares.append(Cut(share, share.counted, part))
                share.counted = 0


@dataclass(slots=True)
class Sums:
    """Steps 6 to 8 of one part: figures by code, and what categories and the total's bounds changed."""

    items: dict[str, Number]
    categories: dict[str, Number]
    changes: dict[str, Number]
    base: Number
    before_bounds: Number
    inside: Number
    total: Number


def add_up(plan: Plan, ledger: Ledger, part: int, base: Number) -> Sums:
    """Take one part of a ledger through steps 6 to 8."""
    items: dict[str, Number] = dict.fromkeys(plan.rulebook.item_by_code, 0)
    for code, shares in ledger.shares.items():
        points: Number = 0
        for share in shares:
            if share.part == part:
                points += share.counted
        items[code] = points
    sums = Sums(items, {}, {}, base, base, base, base)
    void = ledger.void_categories.get(part, set())
    tops = plan.children.get(None, ())
    for category in tops:
        figure = _category(plan, category, sums, void)
        if not category.outside_total_cap:
            sums.before_bounds += figure
    sums.inside = _total(plan.rulebook, sums.before_bounds)
    sums.total = sums.inside
    for category in tops:
        if category.outside_total_cap:
            sums.total += sums.categories[category.code]
    return sums


def _category(plan: Plan, category: Category, sums: Sums, void: set[str]) -> Number:
    """Full or 0, plus its items and the categories inside it, then its floor and cap."""
    full = category.full if category.mode is Mode.DEDUCT else None
    gathered: Number = 0 if full is None or category.code in void else full
    for item in plan.items_of.get(category.code, ()):
        gathered += sums.items[item.code]
    for child in plan.children.get(category.code, ()):
        gathered += _category(plan, child, sums, void)
    figure = 0 if category.code in void else _bounded(category, full, gathered)
    sums.categories[category.code] = figure
    sums.changes[category.code] = figure - gathered
    return figure


def _bounded(category: Category, full: Number | None, figure: Number) -> Number:
    if full is not None:
        figure = min(max(figure, 0), full)
    if category.floor is not None:
        figure = max(figure, category.floor)
    if category.cap is not None:
        figure = min(figure, category.cap)
    return figure


def _total(rulebook: Rulebook, total: Number) -> Number:
    if rulebook.total_cap is not None:
        total = min(total, rulebook.total_cap)
    if rulebook.total_floor is not None:
        total = max(total, rulebook.total_floor)
    return total
