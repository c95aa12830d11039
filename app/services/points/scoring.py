"""Scoring (积分计算): a rulebook and facts in, scorecards out. Pure and exact.

What a period's figure means:

* A **cycle** (2026 of a yearly rulebook, 2026Q1 of a quarterly one) is evaluated as one: its facts, its base.
* A **sub-period** scored by itself (2026Q3 of a yearly rulebook) is evaluated in the same way with the facts of
  those days: base plus categories. Give the facts of the cycle's earlier days as well and they take room under
  caps whose window began earlier (12 a year, of which 10 were used up by June), but count for nothing else.
* `annual = "running"`: the year is one evaluation over all its days. A quarter's own part of it is the
  difference of two running totals; `standing` gives the running total at the end of a sub-period.
* `annual = "sum"` and `"average"`: each sub-period is scored by itself (its base, its categories and their caps,
  its total's cap), and the year's total is the sum or the average of those totals. Items' caps and joint caps
  whose window is longer than a sub-period hold across the sub-periods. A base carried over from last year
  enters a sum once, in the first sub-period. Sub-periods that have not begun by `as_of` are left out.
* A veto in any part of the year acts on the year.

Exempt members get a card (what was entered stays visible) without grade and rank, and targets, shortfalls and
cases do not count for them without a fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from app.services.periods import Period, Span
from app.services.points.rules import Annual, Mode, Rulebook, VetoEffect
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import number_text, simplest
from app.services.points.scoring_base import base_in_part, bases, is_exempt, parts_of
from app.services.points.scoring_cards import Adjustment, Scorecard, Scorecards, Stage, Step
from app.services.points.scoring_explain import Explanation, with_running
from app.services.points.scoring_facts import Fact, Key, Member
from app.services.points.scoring_grades import grade_of, heaviest_veto, limited, ranked
from app.services.points.scoring_items import BEFORE, Parts
from app.services.points.scoring_member import Plan, add_up, keep_ledger
from app.services.points.scoring_scale import scale_of


def score(
    rulebook: Rulebook,
    members: Sequence[Member],
    facts: Iterable[Fact],
    period: Period,
    *,
    last_year: Mapping[Key, Number] | None = None,
    as_of: date | None = None,
    explain: bool = False,
    adjustments: Mapping[Key, Sequence[Adjustment]] | None = None,
) -> Scorecards:
    """Score all members in one period.

    Args:
        rulebook: A rulebook without errors.
        members: Whom to score; facts of others are passed over.
        facts: In any order, each fitting its item; facts after the period are passed over.
        period: A cycle, a sub-period, or a year made of cycles, of the rulebook's calendar.
        last_year: Totals of last year, for a base that is carried over.
        as_of: The day of scoring; parts of a year that open later do not count towards its sum or average.
        explain: Whether the cards say where each figure comes from.
        adjustments: What corrects earlier periods, by member; it counts after every cap and before a veto.

    """
    by_member: dict[Key, list[Fact]] = defaultdict(list)
    last_fact = None
    for fact in facts:
        by_member[fact.member].append(fact)
        if last_fact is None or fact.day > last_fact:
            last_fact = fact.day
    scorer = Scorer(rulebook, period, last_day=_last_day(as_of, last_fact))
    base = bases(rulebook, members, last_year)
    cards = [
        scorer.card(
            member,
            by_member.get(member.key, ()),
            base[member.key],
            explain=explain,
            adjustments=(adjustments or {}).get(member.key, ()),
        )
        for member in members
    ]
    # both ends are worked out once: there may be a hundred thousand facts
    start, end = period.start, period.end
    used = {
        fact.item for member in members for fact in by_member.get(member.key, ()) if start <= fact.day <= end
    }
    return Scorecards(period, ranked(cards), _open_categories(rulebook, used))


def standing(
    rulebook: Rulebook,
    members: Sequence[Member],
    facts: Iterable[Fact],
    period: Period,
    *,
    last_year: Mapping[Key, Number] | None = None,
    explain: bool = False,
) -> Scorecards:
    """Return the running figures of the cycle at the end of `period`: what has been reached so far."""
    cycle = period.around(rulebook.calendar.cycle)
    so_far = [fact for fact in facts if fact.day <= period.end]
    return score(rulebook, members, so_far, cycle, last_year=last_year, as_of=period.end, explain=explain)


def _last_day(as_of: date | None, last_fact: date | None) -> date | None:
    """Return the day up to which parts have begun: one that holds facts has; None where no day was given."""
    return as_of if as_of is None or last_fact is None else max(as_of, last_fact)


def _open_categories(rulebook: Rulebook, used: set[str | None]) -> tuple[str, ...]:
    touched = {item.category for item in rulebook.items if item.code in used}
    return tuple(
        category.code
        for category in rulebook.categories
        if category.mode is Mode.DEDUCT and category.full is not None and category.code not in touched
    )


class Scorer:
    """One rulebook and one period made ready; scores each member alone, so that one can be rescored alone.

    Ranks need everybody and are filled in by `score`; bases that are an average come from `bases`.
    """

    def __init__(self, rulebook: Rulebook, period: Period, *, last_day: date | None = None) -> None:
        self._rulebook = rulebook
        self._period = period
        self._told = Plan(rulebook)
        self._fast = Plan(rulebook, scale_of(rulebook))
        self._unscaled: dict[Number, Number] = {}
        self._parts = Parts(parts_of(rulebook.calendar, period, last_day), rulebook.calendar.opening)
        self._graded = period.span.months >= rulebook.calendar.cycle.months or period.span is Span.YEAR

    def card(
        self,
        member: Member,
        facts: Sequence[Fact],
        base: Number,
        *,
        explain: bool = False,
        adjustments: Sequence[Adjustment] = (),
    ) -> Scorecard:
        """Return one member's card, without a rank."""
        exempt = is_exempt(self._rulebook, member)
        plan = self._told if explain else self._fast
        ledger = keep_ledger(plan, member, facts, self._parts, scored=not exempt)
        parts = []
        for number, part in enumerate(self._parts.periods):
            own_base = base_in_part(self._rulebook, base, part)
            sums = add_up(plan, ledger, number, own_base * plan.scale)
            told = Explanation(plan, member, ledger, number) if explain else None
            parts.append(
                Scorecard(
                    member=member.key,
                    period=part,
                    base=own_base,
                    categories=self._plain(plan, sums.categories),
                    items=self._plain(plan, sums.items),
                    total=self._figure(plan, sums.total),
                    void=tuple(ledger.void_codes.get(number, ())),
                    exempt=exempt,
                    steps=told.steps(sums) if told else (),
                    lines=told.lines() if told else (),
                )
            )
        aggregated = self._rulebook.calendar.annual is not Annual.RUNNING and parts[0].period != self._period
        whole = self._together(parts, explain=explain) if aggregated else parts[0]
        if adjustments:
            whole = _adjusted(whole, adjustments, explain=explain)
        return self._judged(whole, facts, explain=explain)

    def _plain(self, plan: Plan, figures: Mapping[str, Number]) -> Mapping[str, Number]:
        if plan.scale == 1:
            return figures
        known = self._unscaled
        return {
            code: known[figure] if figure in known else self._figure(plan, figure)
            for code, figure in figures.items()
        }

    def _figure(self, plan: Plan, figure: Number) -> Number:
        """Return a figure in points; few different ones occur, so each is divided once."""
        if plan.scale == 1:
            return simplest(figure)
        found = self._unscaled.get(figure)
        if found is None:
            found = self._unscaled[figure] = simplest(Fraction(figure) / plan.scale)
        return found

    def _together(self, parts: list[Scorecard], *, explain: bool) -> Scorecard:
        """Return the year's card: the sum or the average of its parts, figure by figure."""
        average = self._rulebook.calendar.annual is Annual.AVERAGE
        weight = Fraction(1, len(parts)) if average else Fraction(1)
        steps = [
            Step(
                Stage.PART,
                part.period.code,
                self._part_text(part, len(parts)),
                simplest(part.total * weight),
                0,
            )
            for part in parts
        ]
        return Scorecard(
            member=parts[0].member,
            period=self._period,
            base=simplest(sum(part.base for part in parts) * weight),
            categories=_summed([part.categories for part in parts], weight),
            items=_summed([part.items for part in parts], weight),
            total=simplest(sum(part.total for part in parts) * weight),
            void=tuple(dict.fromkeys(code for part in parts for code in part.void)),
            exempt=parts[0].exempt,
            steps=with_running(steps) if explain else (),
            parts=tuple(parts),
        )

    def _part_text(self, part: Scorecard, count: int) -> str:
        text = f"{part.period.label}合计 {number_text(part.total)} 分"
        average = self._rulebook.calendar.annual is Annual.AVERAGE
        return f"{text}，按 {count} 期平均" if average else text

    def _judged(self, card: Scorecard, facts: Iterable[Fact], *, explain: bool) -> Scorecard:
        """Return the card after step 9, with its grade."""
        standing_vetoes = [
            fact for fact in facts if fact.veto is not None and self._parts.of(fact.day) not in (None, BEFORE)
        ]
        veto = heaviest_veto(self._rulebook, standing_vetoes)
        total, steps = card.total, card.steps
        if veto is not None and veto.effect is VetoEffect.ZERO:
            if explain:
                ids = tuple(sorted(fact.id for fact in standing_vetoes if fact.veto == veto.code))
                text = f"一票否决“{veto.text}”：总分计 0 分"
                steps = with_running([*steps, Step(Stage.VETO, veto.code, text, -total, 0, ids, total)])
            total = 0
        grade = None
        if self._graded and not card.exempt:
            all_vetoes = [self._rulebook.veto_by_code[fact.veto or ""] for fact in standing_vetoes]
            grade = limited(self._rulebook, grade_of(self._rulebook, total), all_vetoes)
        if veto is None and grade is None:
            return card
        code = None if veto is None else veto.code
        return replace(card, total=total, grade=grade, veto=code, steps=steps)


def _adjusted(card: Scorecard, adjustments: Sequence[Adjustment], *, explain: bool) -> Scorecard:
    """Return the card with what corrects earlier periods."""
    points = simplest(sum((Fraction(each.points) for each in adjustments), Fraction()))
    steps = card.steps
    if explain:
        told = [Step(Stage.ADJUSTED, "", each.text, each.points, 0, (each.fact,)) for each in adjustments]
        steps = with_running([*card.steps, *told])
    return replace(card, total=simplest(card.total + points), adjusted=points, steps=steps)


def _summed(figures: Sequence[Mapping[str, Number]], weight: Fraction) -> dict[str, Number]:
    return {code: simplest(sum(figure[code] for figure in figures) * weight) for code in figures[0]}
