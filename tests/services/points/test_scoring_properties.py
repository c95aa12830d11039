"""What must hold for every set of facts, tried on many."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.periods import Window, window_number
from app.services.points.rules import Annual
from app.services.points.rules_items import Cases, GradeMap, Level
from app.services.points.scoring import Scorer, score
from app.services.points.scoring_cards import Scorecard
from app.services.points.scoring_facts import Fact, Member, fit
from tests.services.points.kit import adds_up, book, item

QUICK = settings(deadline=None, max_examples=60)
CATEGORIES = (
    '[[category]]\ncode = "A"\ncap = 9\n'
    '[[category]]\ncode = "B"\nmode = "deduct"\nfull = 20\n'
    '[[category]]\ncode = "C"\nparent = "A"\ncap = 4\n'
    '[[category]]\ncode = "E"\noutside_total_cap = true\ncap = 3\n'
)
BODY = (
    '[base]\nmode = "granted"\npoints = 5\n[total]\ncap = 30\nfloor = -2\n'
    '[[joint]]\ncode = "J"\npoints = 6\nper = "month"\n'
    '[[veto]]\ncode = "V"\neffect = "zero"\n'
    + item("unit", "per_unit", "points = 0.5; cap = {points = 2, per = 'month'}; joint = 'J'")
    + item("fixed", "fixed", "points = 1; cap = {points = 3, per = 'quarter'}; joint = 'J'")
    + item(
        "hours",
        "per_quantity",
        "points = 1; per = 3; round = 'half_up'; cap = {points = 2, per = 'event'}",
        "C",
    )
    + item("level", "level", "map = {'市' = 2, '省' = 4}; pick = 'highest'", "C")
    + item("grade", "grade_map", "map = {'优' = 3, '良' = 1}", "E")
    + item("late", "per_unit", "points = -1; cap = {points = -4, per = 'half-year'}", "B")
    + item(
        "count",
        "count_table",
        "table = [{from=1,to=2,points=-2},{from=3,to=8,points=-5},{from=9,points='void'}]",
        "B",
    )
    + item("case", "cases", "start = 2; cases = {'轻' = -1, '重' = 'void'}; scope = 'case'", "B")
    + item("short", "shortfall", "target = 4; points = -0.3", "B")
    + item("two", "two_way", "plus = 1; minus = -2; cap = {points = 3, per = 'year'}", "C")
    + item("double", "multiplier", "on = 'unit'; factor = 2")
    + item("plus", "bonus", "on = 'unit'; points = 1; cap = {points = 2, per = 'quarter'}")
    + item("none", "void", "scope = 'C'", "C")
)
RULEBOOKS = {
    annual: book(f'[period]\nannual = "{annual.value}"\n' + BODY, categories=CATEGORIES) for annual in Annual
}
BOOK = RULEBOOKS[Annual.RUNNING]
MEMBER = Member("张三")
YEAR = BOOK.calendar.parse("2026")
RIDERS = ("double", "plus")
CAPPED = {code: BOOK.item_by_code[code].cap for code in ("unit", "fixed", "late", "two")}


def values(code: str) -> st.SearchStrategy:
    rule = BOOK.item_by_code[code].rule
    if isinstance(rule, GradeMap | Level):
        return st.sampled_from(sorted(rule.points_of))
    if isinstance(rule, Cases):
        return st.sampled_from(sorted(rule.cases))
    if code == "hours":
        return st.integers(0, 40).map(lambda tenths: Fraction(tenths, 4))
    if code == "two":
        return st.integers(-3, 3)
    return st.none() if code in ("fixed", "none") else st.integers(1, 4)


DAYS = st.integers(0, 364).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
CODES = [code for code in BOOK.item_by_code if code not in RIDERS]


@st.composite
def ledgers(draw: st.DrawFn) -> list[Fact]:
    facts = []
    for number in range(1, draw(st.integers(0, 25)) + 1):
        code = draw(st.sampled_from(CODES * 3 + ["none", *RIDERS]))
        bases = [fact.id for fact in facts if fact.item == "unit"]
        if code in RIDERS:
            if bases:
                facts.append(Fact(number, "张三", draw(DAYS), code, None, draw(st.sampled_from(bases))))
            continue
        value = fit(BOOK.item_by_code[code].rule, draw(values(code)))
        facts.append(Fact(number, "张三", draw(DAYS), code, value))
    return facts


def scored(facts: list[Fact], annual: Annual = Annual.RUNNING) -> Scorecard:
    (answer,) = score(RULEBOOKS[annual], [MEMBER], facts, YEAR, explain=True).cards
    return answer


@QUICK
@given(ledgers(), st.randoms(use_true_random=False), st.sampled_from(Annual))
def test_order_of_facts_does_not_matter(facts, random, annual):
    shuffled = list(facts)
    random.shuffle(shuffled)
    assert scored(shuffled, annual) == scored(facts, annual)


@QUICK
@given(ledgers(), st.sampled_from(Annual))
def test_total_is_the_sum_of_its_explained_parts(facts, annual):
    answer = scored(facts, annual)
    adds_up(answer)
    for part in answer.parts or (answer,):
        by_item: dict[str, Fraction] = defaultdict(Fraction)
        for line in part.lines:
            by_item["unit" if line.item in RIDERS else line.item] += line.counted
        # cases and shortfalls count without a fact, so no line can carry them
        for code in ("unit", "fixed", "hours", "level", "grade", "late", "count", "two"):
            assert by_item[code] == part.items[code]


@QUICK
@given(ledgers())
def test_explaining_changes_nothing(facts):
    plain = score(BOOK, [MEMBER], facts, YEAR).cards[0]
    assert replace(scored(facts), steps=(), lines=()) == plain


@QUICK
@given(ledgers())
def test_caps_are_never_exceeded(facts):
    answer = scored(facts)
    days = {fact.id: fact.day for fact in facts}
    counted = {line.fact: line.counted for line in answer.lines}
    riding = {fact.id: fact.on for fact in facts if fact.on is not None}
    windows: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    joint: dict[int, Fraction] = defaultdict(Fraction)
    for line in answer.lines:
        code = "unit" if line.item in RIDERS else line.item
        day = days[riding.get(line.fact, line.fact)]
        if code in CAPPED:
            windows[code, window_number(day, CAPPED[code].per)] += counted[line.fact]
        if code in ("unit", "fixed"):
            joint[window_number(day, Window.MONTH)] += counted[line.fact]
    for (code, _), points in windows.items():
        limit = CAPPED[code].points
        assert points <= limit if limit > 0 else points >= limit
    assert all(points <= 6 for points in joint.values())
    assert answer.categories["A"] <= 9
    assert answer.categories["C"] <= 4
    assert 0 <= answer.categories["B"] <= 20
    assert answer.categories["E"] <= 3
    assert answer.total <= 33


@QUICK
@given(ledgers(), st.sampled_from(Annual))
def test_taking_a_fact_back_restores_the_former_score(facts, annual):
    later = Fact(99, "张三", date(2026, 7, 1), "unit", 3)
    before = scored(facts, annual)
    scored([*facts, later], annual)
    assert scored([fact for fact in [*facts, later] if fact.id != 99], annual) == before


@QUICK
@given(ledgers(), st.sampled_from(Annual))
def test_splitting_a_batch_changes_nothing(facts, annual):
    ridden = {fact.on for fact in facts}
    split = []
    for fact in facts:
        if fact.item in ("unit", "late", "count", "short") and fact.value != 1 and fact.id not in ridden:
            ones = (replace(fact, id=fact.id * 100 + n, value=1) for n in range(int(str(fact.value))))
            split.extend(ones)
        else:
            on = None if fact.on is None else int(fact.on) * 100
            split.append(replace(fact, id=int(fact.id) * 100, on=on))
    one, other = scored(facts, annual), scored(split, annual)
    assert (one.total, one.items, one.categories) == (other.total, other.items, other.categories)


@QUICK
@given(ledgers())
def test_equal_facts_may_be_handed_over_as_one_line(facts):
    plain = [fact for fact in facts if fact.item not in RIDERS]
    groups: dict[tuple, list[Fact]] = defaultdict(list)
    for fact in plain:
        groups[fact.item, fact.day, fact.value].append(fact)
    lines = [replace(group[0], times=len(group)) for group in groups.values()]
    one, other = scored(plain), scored(lines)
    assert (one.total, one.items) == (other.total, other.items)


@QUICK
@given(ledgers(), st.sampled_from(["2026Q2", "2026-05", "2026H2"]))
def test_one_member_can_be_scored_alone(facts, code):
    period = BOOK.calendar.parse(code)
    others = [replace(fact, member="李四") for fact in facts[::2]]
    both = score(BOOK, [MEMBER, Member("李四")], [*facts, *others], period)
    alone = Scorer(BOOK, period).card(MEMBER, facts, 5)
    assert replace(both.of("张三"), rank=None) == alone
