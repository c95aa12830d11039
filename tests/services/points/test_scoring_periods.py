"""Cycles, sub-periods, what a year's figure is made of, and the base."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from app.services.points.rules_numbers import number_text
from app.services.points.scoring import score, standing
from app.services.points.scoring_base import parts_of
from app.services.points.scoring_facts import Member
from tests.services.points.kit import adds_up, book, card, fact, item, total

QUARTERS = ["2026-02-01", "2026-05-01", "2026-08-01", "2026-11-01"]
X = item("X", "manual")


def year(annual: str, more: str = "", cycle: str = "year", sub: str = "quarter") -> str:
    return f'[period]\ncycle = "{cycle}"\nsub = "{sub}"\nannual = "{annual}"\n{more}'


def by_quarter(*points: int) -> list:
    return [fact(n, "X", value, QUARTERS[n - 1]) for n, value in enumerate(points, 1)]


GRANTED = '[base]\nmode = "granted"\npoints = 60\n'


@pytest.mark.parametrize(("annual", "expected"), [("running", "70"), ("sum", "250"), ("average", "62.5")])
def test_figure_of_the_year(annual, expected):
    rulebook = book(year(annual, GRANTED) + X)
    assert total(rulebook, by_quarter(1, 2, 3, 4)) == expected


def test_year_of_added_quarters_is_the_sum_of_their_totals():
    rulebook = book(year("sum", GRANTED + "[total]\ncap = 62\n") + X)
    answer = card(rulebook, by_quarter(1, 2, 3, 4))
    assert [part.total for part in answer.parts] == [61, 62, 62, 62]
    assert (answer.total, answer.base, answer.categories, answer.items) == (247, 240, {"A": 10}, {"X": 10})
    assert [part.period.code for part in answer.parts] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]


def test_average_may_be_endless():
    rulebook = book(year("average", sub="month") + X)
    answer = card(rulebook, [fact(1, "X", 1)])
    assert answer.total == Fraction(1, 12)
    assert number_text(answer.total) == "0.083333"


def test_quarters_that_have_not_begun_do_not_count():
    rulebook = book(
        year("average") + item("X", "per_unit", "points = -10"),
        categories='[[category]]\ncode = "A"\nmode = "deduct"\nfull = 100\n',
    )
    facts = [fact(1, "X", 2, "2026-02-01")]
    assert total(rulebook, facts) == "95"
    assert total(rulebook, facts, as_of=date(2026, 6, 30)) == "90"
    assert total(rulebook, facts, as_of=date(2026, 12, 31)) == "95"
    later = fact(2, "X", 1, "2026-07-02")
    assert total(rulebook, [*facts, later], as_of=date(2026, 6, 30)) == number_text(
        Fraction(80 + 100 + 90, 3)
    )
    assert total(rulebook, [], as_of=date(2025, 6, 30)) == "100"


def test_items_of_the_whole_period_count_in_each_part():
    body = item("T", "target", "ge = 2; points = 5") + item("S", "shortfall", "target = 3; points = -1")
    facts = [fact(1, "T", 2, "2026-02-01"), fact(2, "S", 3, "2026-05-01")]
    assert total(book(year("running") + body), facts) == "5"
    assert total(book(year("sum") + body), facts) == str(5 - 3 * 3)


def test_cap_of_a_year_holds_across_added_quarters():
    rulebook = book(year("sum") + item("X", "per_unit", "points = 1; cap = {points = 5, per = 'year'}"))
    answer = card(rulebook, by_quarter(3, 3, 3, 3))
    assert [part.total for part in answer.parts] == [3, 2, 0, 0]


def test_cap_of_a_category_holds_in_each_quarter():
    rulebook = book(year("sum") + X, categories='[[category]]\ncode = "A"\ncap = 5\n')
    assert total(rulebook, by_quarter(9, 1, 9, 1)) == "12"


def test_void_hits_its_own_quarter_only():
    rulebook = book(year("sum") + X + item("V", "void", "scope = 'A'"))
    answer = card(rulebook, [*by_quarter(1, 2, 3, 4), fact(9, "V", None, "2026-06-30")])
    assert [part.total for part in answer.parts] == [1, 0, 3, 4]
    assert answer.void == ("A",)


def test_veto_in_a_quarter_acts_on_the_year():
    rulebook = book(year("average", '[[veto]]\ncode = "V"\neffect = "zero"\n') + X)
    answer = card(rulebook, [*by_quarter(8, 8, 8, 8), fact(9, None, veto="V", day="2026-05-05")])
    assert (answer.total, answer.veto) == (0, "V")
    assert [part.total for part in answer.parts] == [8, 8, 8, 8]


def test_sub_period_is_scored_by_itself_and_not_graded():
    rulebook = book(year("running", GRANTED + '[[grade]]\nname = "合格"\nge = 60\n') + X)
    answer = card(rulebook, by_quarter(1, 2, 3, 4)[2:3], "2026Q3")
    assert (answer.total, answer.base, answer.earned, answer.grade) == (63, 60, 3, None)
    assert card(rulebook, by_quarter(1, 2, 3, 4)).grade == "合格"


@pytest.mark.parametrize("period", ["2026-08", "2026Q3", "2026H2"])
def test_any_sub_period_may_be_asked_for(period):
    assert total(book(year("running") + X), [fact(1, "X", 4, "2026-08-15")], period) == "4"


def test_earlier_facts_of_the_cycle_take_room():
    rulebook = book(year("running") + item("X", "per_unit", "points = 1; cap = {points = 5, per = 'year'}"))
    answer = card(rulebook, by_quarter(3, 1, 4, 9), "2026Q3")
    assert answer.total == 1
    assert {line.fact: line.counted for line in answer.lines} == {3: 1}


def test_standing_is_the_running_total_at_the_end_of_a_quarter():
    rulebook = book(year("running", GRANTED) + X)
    facts = by_quarter(1, 2, 3, 4)
    running = [
        standing(rulebook, [Member("张三")], facts, rulebook.calendar.parse(code)).of("张三").total
        for code in ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
    ]
    assert running == [61, 63, 66, 70]


def test_each_cycle_starts_again():
    rulebook = book(year("sum", GRANTED, cycle="quarter") + X)
    assert total(rulebook, by_quarter(0, 2)[1:], "2026Q2") == "62"
    assert total(rulebook, by_quarter(1, 2, 3, 4)) == "250"
    graded = book(year("sum", GRANTED + '[[grade]]\nname = "合格"\nge = 60\n', cycle="quarter") + X)
    assert card(graded, [], "2026Q2").grade == "合格"


@pytest.mark.parametrize(
    ("cycle", "sub", "annual", "period", "expected"),
    [
        ("year", "quarter", "running", "2026", ["2026"]),
        ("year", "quarter", "sum", "2026", ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]),
        ("year", "half-year", "average", "2026", ["2026H1", "2026H2"]),
        ("year", "year", "sum", "2026", ["2026"]),
        ("year", "quarter", "sum", "2026H1", ["2026H1"]),
        ("year", "month", "sum", "2026Q3", ["2026Q3"]),
        ("quarter", "month", "sum", "2026", ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]),
        ("quarter", "month", "sum", "2026Q1", ["2026Q1"]),
        ("quarter", "quarter", "running", "2026", ["2026"]),
        ("month", "month", "average", "2026Q1", ["2026-01", "2026-02", "2026-03"]),
    ],
)
def test_what_a_period_is_made_of(cycle, sub, annual, period, expected):
    calendar = book(year(annual, cycle=cycle, sub=sub)).calendar
    assert [part.code for part in parts_of(calendar, calendar.parse(period))] == expected


def test_cycle_from_december_to_november():
    rulebook = book('[period]\nstarts = "12-01"\nsub = "quarter"\nannual = "sum"\n' + X)
    facts = [fact(1, "X", 1, "2025-12-01"), fact(2, "X", 2, "2026-02-28"), fact(3, "X", 4, "2026-11-30")]
    answer = card(rulebook, facts)
    assert [part.total for part in answer.parts] == [3, 0, 0, 4]
    assert total(rulebook, facts[:2], "2026Q1") == "3"


CARRY = '[base]\nmode = "carry_over"\nfactor = 0.2\npoints = 10\n'


@pytest.mark.parametrize(
    ("newcomer", "last_year", "expected"),
    [
        ("", {}, {"甲": "10", "乙": "10", "新": "10"}),
        ('newcomer = "branch_average"', {}, {"甲": "10", "乙": "10", "新": "10"}),
        ('newcomer = "branch_average"', {"甲": 100, "乙": 85}, {"甲": "20", "乙": "17", "新": "18.5"}),
        ("newcomer = 12.5", {"甲": 100, "乙": 0}, {"甲": "20", "乙": "0", "新": "12.5"}),
        ("", {"甲": 100, "乙": Fraction("92.5")}, {"甲": "20", "乙": "18.5", "新": "10"}),
    ],
)
def test_base_carried_over(newcomer, last_year, expected):
    rulebook = book(CARRY + newcomer + "\n" + X)
    members = [Member(name) for name in "甲乙新"]
    scored = score(rulebook, members, [], rulebook.calendar.parse("2026"), last_year=last_year)
    assert {card.member: number_text(card.base) for card in scored.cards} == expected
    assert all(card.total == card.base for card in scored.cards)


@pytest.mark.parametrize(("annual", "expected"), [("running", "30"), ("sum", "30"), ("average", "22.5")])
def test_base_carried_over_enters_a_year_once(annual, expected):
    rulebook = book(year(annual, CARRY) + X)
    answer = card(rulebook, by_quarter(1, 2, 3, 4), last_year={"张三": 100})
    assert number_text(answer.total) == expected
    assert answer.base == 20


def test_members_are_scored_apart_and_rank_together():
    rulebook = book(X + '[exempt]\nclasses = ["离退休"]\n')
    members = [
        Member("甲"),
        Member("乙"),
        Member("丙"),
        Member("丁"),
        Member("戊", "离退休"),
        Member("己", exempt=True),
    ]
    points = {"甲": 5, "乙": 7, "丙": 5, "丁": 1, "戊": 9, "别处": 99}
    facts = [fact(n, "X", value, member=name) for n, (name, value) in enumerate(points.items(), 1)]
    scored = score(rulebook, members, facts, rulebook.calendar.parse("2026"), explain=True)
    assert [(card.member, card.rank) for card in scored.cards] == [
        ("甲", 2), ("乙", 1), ("丙", 2), ("丁", 4), ("戊", None), ("己", None)
    ]  # fmt: skip
    assert scored.of("戊").total == 9
    assert scored.of("戊").exempt
    for answer in scored.cards:
        adds_up(answer)
    with pytest.raises(KeyError):
        scored.of("别处")


def test_exemption_that_needs_approval_waits_for_it():
    rulebook = book(X + '[exempt]\nclasses = ["流动"]\nneeds_approval = true\n')
    members = [Member("甲", "流动"), Member("乙", "流动", exempt=True)]
    scored = score(rulebook, members, [], rulebook.calendar.parse("2026"))
    assert [card.exempt for card in scored.cards] == [False, True]


def test_targets_do_not_count_for_exempt_members_without_a_fact():
    rulebook = book(item("S", "shortfall", "target = 3; points = -1") + '[exempt]\nclasses = ["离退休"]\n')
    members = [Member("甲"), Member("乙", "离退休")]
    scored = score(rulebook, members, [], rulebook.calendar.parse("2026"))
    assert [card.total for card in scored.cards] == [-3, 0]


def test_full_marks_without_facts_are_marked_as_open():
    categories = "".join(f'[[category]]\ncode = "{code}"\nmode = "deduct"\nfull = 20\n' for code in "AB")
    rulebook = book(
        item("X", "fixed", "points = -1") + item("Y", "fixed", "points = -1", "B"), categories=categories
    )
    scored = score(rulebook, [Member("张三")], [fact(1, "X")], rulebook.calendar.parse("2026"))
    assert scored.open_categories == ("B",)
