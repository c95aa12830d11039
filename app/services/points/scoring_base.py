"""The base (基础分), the parts that make a year's figure, and the classes that items apply to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from app.services.periods import Period, Span
from app.services.points.rules import BRANCH_AVERAGE, Annual, BaseMode, Calendar, Item, Rulebook
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import simplest
from app.services.points.scoring_facts import Key, Member


def is_exempt(rulebook: Rulebook, member: Member) -> bool:
    """Whether the member need not take part.

    As decided for the member; without a decision, by the class, unless the rulebook asks for an approval: who has
    none takes part like everybody else.
    """
    if member.exempt is not None:
        return member.exempt
    exempt = rulebook.exempt
    return member.klass in exempt.classes and not exempt.needs_approval


def is_eligible(item: Item, member: Member) -> bool:
    """Whether the item is meant for the member's class."""
    return not item.classes or member.klass in item.classes


def bases(
    rulebook: Rulebook, members: Sequence[Member], last_year: Mapping[Key, Number] | None
) -> dict[Key, Number]:
    """Return each member's base.

    Carried over: a part of last year's total. In the first year, when nobody has a last year, it is `points`;
    later a member without one gets what `newcomer` says: a number, or the average base of the members who have
    a last year; where the rulebook says nothing, `points` again.
    """
    base = rulebook.base
    if base.mode is not BaseMode.CARRY_OVER:
        points = base.points if base.mode is BaseMode.GRANTED else 0
        return {member.key: points for member in members}
    carried = {
        member.key: simplest(base.factor * Fraction(last_year[member.key]))
        for member in members
        if last_year and member.key in last_year
    }
    newcomer = base.points
    if carried and base.newcomer is not None:
        newcomer = _average(carried.values()) if base.newcomer == BRANCH_AVERAGE else Fraction(base.newcomer)
    return {member.key: carried.get(member.key, simplest(newcomer)) for member in members}


def _average(values: Iterable[Number]) -> Number:
    listed = list(values)
    return simplest(Fraction(sum(listed), len(listed)))


def parts_of(calendar: Calendar, period: Period, last_day: date | None = None) -> tuple[Period, ...]:
    """Return the periods that are scored one by one to make the figure of `period`.

    One alone unless a year (or anything longer than a cycle) is asked for and the year's figure is the sum or
    the average of its parts. The parts of a year are its cycles, or the sub-periods where the year is the cycle.

    Args:
        calendar: The rulebook's calendar.
        period: What is asked for.
        last_day: Parts that open after this day have not begun and are left out; None keeps all.

    """
    cycle = calendar.cycle
    if calendar.annual is Annual.RUNNING:
        return (period,)
    if period.span.months > cycle.months:
        parts = period.parts(cycle)
    elif period.span is Span.YEAR:
        parts = period.parts(calendar.sub)
    else:
        return (period,)
    begun = tuple(part for part in parts if last_day is None or part.start <= last_day)
    return begun or parts[:1]


def base_in_part(rulebook: Rulebook, base: Number, part: Period) -> Number:
    """Return the base that enters a period which is scored by itself.

    Every period starts from its base. One case differs: where sub-periods are added up, a base carried over from
    last year is the opening balance of the year and enters its first sub-period only, else it would count
    once for every quarter.
    """
    calendar = rulebook.calendar
    carried_once = rulebook.base.mode is BaseMode.CARRY_OVER and calendar.annual is Annual.SUM
    if carried_once and part.start != part.around(calendar.cycle).start:
        return 0
    return base
