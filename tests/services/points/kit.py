"""Small rulebooks and facts for the tests of the engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from app.services.points.rulebook import parse
from app.services.points.rules import Rulebook
from app.services.points.rules_numbers import exact, number_text
from app.services.points.scoring import score
from app.services.points.scoring_cards import Scorecard
from app.services.points.scoring_facts import Fact, Member, fit

EARN = '[[category]]\ncode = "A"\nname = "甲类"\n'


def book(body: str, *, categories: str = EARN) -> Rulebook:
    """Return a rulebook with one category A, or with those given."""
    return parse(f'schema = 1\ncode = "t"\ntitle = "试"\n{categories}\n{body}')


def item(code: str, kind: str, rest: str = "", category: str = "A") -> str:
    """Return one item of a rulebook file; parameters are separated by semicolons."""
    lines = "\n".join(part.strip() for part in rest.split(";"))
    return f'[[item]]\ncode = "{code}"\ncategory = "{category}"\nkind = "{kind}"\n{lines}\n'


def fact(
    number: int,
    code: str | None,
    value: Any = None,
    day: str = "2026-03-12",
    *,
    on: int | None = None,
    veto: str | None = None,
    member: str = "张三",
    times: int = 1,
) -> Fact:
    """Return a fact; a value written as a decimal text is a number."""
    return Fact(number, member, date.fromisoformat(day), code, value, on, veto, times)


def fitted(rulebook: Rulebook, facts: list[Fact]) -> list[Fact]:
    """Return the facts with values in the engine's form."""
    return [
        fact
        if fact.item is None
        else replace(fact, value=fit(rulebook.item_by_code[fact.item].rule, fact.value))
        for fact in facts
    ]


def card(
    rulebook: Rulebook, facts: list[Fact], period: str = "2026", *, klass: str | None = None, **more: Any
) -> Scorecard:
    """Score 张三 alone, with an explanation that must add up."""
    span = rulebook.calendar.parse(period)
    given = fitted(rulebook, facts)
    (answer,) = score(rulebook, [Member("张三", klass)], given, span, explain=True, **more).cards
    adds_up(answer)
    (plain,) = score(rulebook, [Member("张三", klass)], given, span, **more).cards
    same_figures(plain, answer)
    return answer


def same_figures(plain: Scorecard, told: Scorecard) -> None:
    """Hold that scoring without an explanation, which works in whole numbers, gives the same."""
    for name in ("base", "categories", "items", "total", "grade", "rank", "void", "veto"):
        assert getattr(plain, name) == getattr(told, name), name
    for one, other in zip(plain.parts, told.parts, strict=True):
        same_figures(one, other)


def adds_up(answer: Scorecard) -> None:
    """Hold that the steps are the total, part by part."""
    assert sum(step.value for step in answer.steps) == answer.total
    if answer.steps:
        assert answer.steps[-1].running == answer.total
    for part in answer.parts:
        adds_up(part)


def total(rulebook: Rulebook, facts: list[Fact], period: str = "2026", **more: Any) -> str:
    """Return the total of 张三 as text."""
    return number_text(card(rulebook, facts, period, **more).total)


def number(text: str) -> Any:
    """Read an exact number."""
    return exact(text)
