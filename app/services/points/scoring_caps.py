"""Steps 2 to 4: what rides on facts, the items' caps and the joint caps.

A cap bounds the sum of its window: at most (positive) or at least (negative). What exceeds it is taken from the
facts that came last, so facts find room by day and then by number, whatever order they arrive in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.services.periods import Opening, Window, window_number
from app.services.points.rules import Cap, Item, Rulebook
from app.services.points.rules_bounds import highest_item
from app.services.points.rules_items import Bonus, Multiplier, Number
from app.services.points.scoring_facts import Fact, Key
from app.services.points.scoring_items import Share


@dataclass(frozen=True, slots=True)
class Limit:
    """A cap made ready: `low` and `high` bound the sum of a window."""

    low: Number | None
    high: Number | None
    per: Window
    numbers: dict[date, int] = field(default_factory=dict, compare=False)

    def window(self, day: date, opening: Opening) -> int:
        """Return the number of the window that holds a day; few different days occur, so each is asked once."""
        found = self.numbers.get(day)
        if found is None:
            found = self.numbers[day] = window_number(day, self.per, opening)
        return found


# not frozen, though never changed: there may be one for every member and item
@dataclass(slots=True)
class Cut:
    """What a cap took from one share."""

    share: Share
    points: Number
    window: int


@dataclass(frozen=True, slots=True)
class Extra:
    """What a bonus or a multiplier adds to one share."""

    share: Share
    rider: str
    fact: Key
    points: Number
    cut: Number = 0


def limit_of(cap: Cap, *, only_costs: bool) -> Limit:
    """Return the bounds of a cap: that of an item which only costs points holds downwards, however it is signed."""
    if cap.points < 0 or only_costs:
        return Limit(min(cap.points, -cap.points), None, cap.per)
    return Limit(None, cap.points, cap.per)


def only_costs(rulebook: Rulebook, item: Item) -> bool:
    """Whether no fact of the item can give points."""
    return highest_item(rulebook, item, capped=False) == 0


def apply_limit(limit: Limit, shares: Sequence[Share], opening: Opening) -> list[Cut]:
    """Bound the counted points of each window and return what was cut."""
    if limit.per is Window.EVENT:
        return _bound_events(limit, shares)
    if len(shares) == 1:
        counted = shares[0].counted
        # most shares have room: their window is not worth asking for
        if (limit.high is None or counted <= limit.high) and (limit.low is None or counted >= limit.low):
            return []
        return _bound(shares, limit.low, limit.high, limit.window(shares[0].day, opening))
    windows: dict[int, list[Share]] = defaultdict(list)
    for share in shares:
        windows[limit.window(share.day, opening)].append(share)
    cuts: list[Cut] = []
    for number, inside in windows.items():
        cuts.extend(_bound(inside, limit.low, limit.high, number))
    return cuts


def _bound_events(limit: Limit, shares: Iterable[Share]) -> list[Cut]:
    cuts: list[Cut] = []
    for number, share in enumerate(sorted(shares, key=lambda share: share.order)):
        times = 1 if share.source is None else share.source.times
        low = None if limit.low is None else limit.low * times
        high = None if limit.high is None else limit.high * times
        cuts.extend(_bound([share], low, high, number))
    return cuts


def _bound(shares: Sequence[Share], low: Number | None, high: Number | None, window: int) -> list[Cut]:
    total: Number = 0
    for share in shares:
        total += share.counted
    if high is not None and total > high:
        return _cut(shares, total - high, 1, window)
    if low is not None and total < low:
        return _cut(shares, low - total, -1, window)
    return []


def _cut(shares: Sequence[Share], excess: Number, sign: int, window: int) -> list[Cut]:
    """Take `excess` from the latest shares of that sign."""
    if len(shares) == 1:
        (only,) = shares
        taken = min(only.counted * sign, excess)
        only.counted -= taken * sign
        return [Cut(only, taken * sign, window)]
    cuts = []
    for share in sorted(shares, key=_order, reverse=True):
        if excess <= 0:
            break
        available = share.counted * sign
        if available > 0:
            taken = min(available, excess)
            excess -= taken
            share.counted -= taken * sign
            cuts.append(Cut(share, taken * sign, window))
    cuts.reverse()
    return cuts


def _order(share: Share) -> tuple[date, bool, Key]:
    return share.order


def ride(
    rulebook: Rulebook, shares: Iterable[Share], riders: Mapping[Key, list[Fact]], opening: Opening
) -> list[Extra]:
    """Add bonuses and multipliers to the shares that they ride on (step 2).

    The multipliers of a fact multiply its raw points, then the bonuses are added. A cap of the rider itself
    bounds what it adds.
    """
    extras: list[Extra] = []
    for share in shares:
        if share.source is None or not share.alive:
            continue
        factor: Number = 1
        for fact in sorted(riders.get(share.source.id, ()), key=lambda fact: (fact.day, fact.id)):
            rule = rulebook.item_by_code[fact.item or ""].rule
            if not isinstance(rule, Bonus | Multiplier) or rule.on != share.item:
                continue
            if isinstance(rule, Multiplier):
                added = share.raw * factor * (rule.factor - 1)
                factor = factor * rule.factor
            else:
                added = rule.points
            extras.append(Extra(share, fact.item or "", fact.id, added))
    return [_added(extra) for extra in _capped(rulebook, extras, opening)]


def _added(extra: Extra) -> Extra:
    extra.share.points += extra.points - extra.cut
    extra.share.counted = extra.share.points
    return extra


def _capped(rulebook: Rulebook, extras: list[Extra], opening: Opening) -> list[Extra]:
    """Return the extras in the same order, each with what its rider's own cap cuts."""
    answer = list(extras)
    by_rider: dict[str, list[int]] = defaultdict(list)
    for number, extra in enumerate(extras):
        by_rider[extra.rider].append(number)
    for code, numbers in by_rider.items():
        cap = rulebook.item_by_code[code].cap
        if cap is None:
            continue
        stand_ins = [_stand_in(extras[number]) for number in numbers]
        down = all(stand_in.points <= 0 for stand_in in stand_ins)
        apply_limit(limit_of(cap, only_costs=down), stand_ins, opening)
        for number, stand_in in zip(numbers, stand_ins, strict=True):
            answer[number] = replace(extras[number], cut=stand_in.points - stand_in.counted)
    return answer


def _stand_in(extra: Extra) -> Share:
    base = extra.share
    return Share(extra.rider, base.day, base.part, extra.points, extra.points, extra.points, base.source)
