"""Grades (等次), ranks and the quota of a grade."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.services.points.rules import Rulebook, Veto, VetoEffect
from app.services.points.rules_items import Number
from app.services.points.scoring_cards import Scorecard
from app.services.points.scoring_facts import Fact, Key
from app.services.quota import most_excellent


def grade_of(rulebook: Rulebook, total: Number) -> str | None:
    """Return the first band, best first, that holds the unrounded total."""
    return next((grade.name for grade in rulebook.grades if grade.holds(total)), None)


def heaviest_veto(rulebook: Rulebook, facts: Iterable[Fact]) -> Veto | None:
    """Return the veto that weighs most: points to zero before a limit of the grade, the lowest limit first."""
    vetoes = [
        rulebook.veto_by_code[fact.veto]
        for fact in sorted(facts, key=lambda fact: (fact.day, fact.id))
        if fact.veto is not None
    ]
    if not vetoes:
        return None
    return max(
        vetoes,
        key=lambda veto: (veto.effect is VetoEffect.ZERO, _place(rulebook, veto.grade) if veto.grade else -1),
    )


def _place(rulebook: Rulebook, name: str | None) -> int:
    """Return the place of a grade from the top; one that the rulebook does not list comes last."""
    names = [grade.name for grade in rulebook.grades]
    return names.index(name) if name in names else len(names)


def limited(rulebook: Rulebook, grade: str | None, vetoes: Iterable[Veto]) -> str | None:
    """Return a grade that is at most what the vetoes allow."""
    for veto in vetoes:
        if veto.grade is not None and (
            grade is None or _place(rulebook, grade) < _place(rulebook, veto.grade)
        ):
            grade = veto.grade
    return grade


def ranked(cards: Sequence[Scorecard]) -> tuple[Scorecard, ...]:
    """Fill in the cards' ranks by total; equal totals share one (1, 2, 2, 4), exempt members have none."""
    totals = sorted((card.total for card in cards if not card.exempt), reverse=True)
    first: dict[Number, int] = {}
    for place, total in enumerate(totals, 1):
        first.setdefault(total, place)
    for card in cards:
        card.rank = None if card.exempt else first[card.total]
    return tuple(cards)


@dataclass(frozen=True, slots=True)
class Proposal:
    """等次建议: what the bands give, what the quota leaves, and why.

    `tied` marks members with equal totals of whom only some fit into the quota: the branch decides.
    """

    member: Key
    total: Number
    by_bands: str | None
    proposed: str | None
    tied: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Proposals:
    """Everybody's proposal in the order of the cards; `places` is the quota in members, None without one."""

    proposals: tuple[Proposal, ...]
    graded: int
    places: int | None
    wanted: int


def propose_grades(rulebook: Rulebook, cards: Sequence[Scorecard]) -> Proposals:
    """Propose grades under the quota: a share of the members graded, rounded down.

    Members whose total has room keep the grade. Where equal totals straddle the last place all of them are
    marked as tied and proposed one grade lower; those beyond it are proposed one grade lower.
    """
    graded = [card for card in cards if card.grade is not None]
    quota = rulebook.quota
    plain = {card.member: Proposal(card.member, card.total, card.grade, card.grade) for card in cards}
    if quota is None:
        return Proposals(tuple(plain.values()), len(graded), None, 0)
    places = most_excellent(len(graded), quota.at_most)
    wanted = sorted((card for card in graded if card.grade == quota.grade), key=lambda card: -card.total)
    lower = _next_lower(rulebook, quota.grade)
    for card in wanted:
        better = sum(1 for other in wanted if other.total > card.total)
        equal = sum(1 for other in wanted if other.total == card.total)
        if better + equal <= places:
            continue
        tied = better < places
        reason = (
            f"第 {better + 1} 名有 {equal} 人并列，名额只剩 {places - better} 个，请支部研究确定"
            if tied
            else f"超出“{quota.grade}”名额（{places} 个）"
        )
        plain[card.member] = Proposal(card.member, card.total, card.grade, lower, tied, reason)
    return Proposals(tuple(plain.values()), len(graded), places, len(wanted))


def _next_lower(rulebook: Rulebook, name: str) -> str | None:
    place = _place(rulebook, name) + 1
    return rulebook.grades[place].name if place < len(rulebook.grades) else None
