"""Steps 3 to 9: caps, joint caps, void, categories, total, what stands outside it, and veto."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.services.points.scoring_cards import Stage
from tests.services.points.kit import book, card, fact, item, total

PER_UNIT = "points = 1; cap = {{points = {points}, per = '{per}'}}"


@pytest.mark.parametrize(
    ("per", "days", "expected"),
    [
        ("event", ["2026-01-01", "2026-01-01", "2026-01-02"], "6"),
        ("day", ["2026-01-01", "2026-01-01", "2026-01-02"], "4"),
        ("month", ["2026-01-01", "2026-01-31", "2026-02-01"], "4"),
        ("quarter", ["2026-01-01", "2026-03-31", "2026-04-01"], "4"),
        ("half-year", ["2026-01-01", "2026-06-30", "2026-07-01"], "4"),
        ("year", ["2026-01-01", "2026-06-30", "2026-12-31"], "2"),
    ],
)
def test_cap_holds_in_each_window(per, days, expected):
    rulebook = book(item("X", "per_unit", PER_UNIT.format(points=2, per=per)))
    assert total(rulebook, [fact(n, "X", 5, day) for n, day in enumerate(days, 1)]) == expected


@pytest.mark.parametrize(("cap", "expected"), [("-6", "-6"), ("6", "-6"), ("-20", "-12")])
def test_cap_of_a_negative_item_holds_downwards(cap, expected):
    rulebook = book(item("X", "per_unit", f"points = -3; cap = {{points = {cap}, per = 'month'}}"))
    assert total(rulebook, [fact(n, "X") for n in range(1, 5)]) == expected


def test_windows_line_up_with_the_opening_of_the_year():
    body = '[period]\nstarts = "12-01"\n' + item("X", "per_unit", PER_UNIT.format(points=2, per="quarter"))
    facts = [fact(1, "X", 5, "2025-12-31"), fact(2, "X", 5, "2026-02-28"), fact(3, "X", 5, "2026-03-01")]
    assert total(book(body), facts) == "4"


def test_earlier_facts_find_room_first_then_lower_numbers():
    rulebook = book(item("X", "per_unit", PER_UNIT.format(points=5, per="year")))
    facts = [fact(4, "X", 2, "2026-02-01"), fact(7, "X", 2, "2026-01-01"), fact(3, "X", 3, "2026-02-01")]
    answer = card(rulebook, facts)
    assert {line.fact: line.counted for line in answer.lines} == {7: 2, 3: 3, 4: 0}
    (cut,) = [step for step in answer.steps if step.stage is Stage.ITEM_CAP]
    assert (cut.facts, cut.value, cut.cut) == ((4,), -2, 2)


def test_cap_of_a_mixed_item_bounds_the_sum_of_the_window():
    rulebook = book(item("X", "two_way", "plus = 2; minus = -2; cap = {points = 3, per = 'year'}"))
    assert total(rulebook, [fact(1, "X", 3), fact(2, "X", -1)]) == "3"
    assert total(rulebook, [fact(1, "X", 2), fact(2, "X", -1)]) == "2"
    assert total(rulebook, [fact(1, "X", -4)]) == "-8"


def test_bonus_comes_before_the_cap():
    body = item("X", "per_unit", PER_UNIT.format(points=4, per="year")) + item(
        "Xp", "bonus", "on = 'X'; points = 3"
    )
    assert total(book(body), [fact(1, "X", 2), fact(2, "Xp", on=1)]) == "4"


def test_joint_cap_comes_after_the_items_own_caps():
    joint = '[[joint]]\ncode = "J"\npoints = 6\nper = "day"\n'
    body = joint + "".join(
        item(code, "per_unit", "points = 1; joint = 'J'; cap = {points = 4, per = 'day'}") for code in "XY"
    )
    rulebook = book(body)
    answer = card(rulebook, [fact(1, "X", 9), fact(2, "Y", 9)])
    assert (answer.total, answer.items) == (6, {"X": 4, "Y": 2})
    assert card(rulebook, [fact(2, "X", 9), fact(1, "Y", 9)]).items == {"X": 2, "Y": 4}
    assert total(rulebook, [fact(1, "X", 9), fact(2, "Y", 9, "2026-03-13")]) == "8"


def test_joint_cap_of_deductions_holds_downwards():
    joint = '[[joint]]\ncode = "J"\npoints = -5\nper = "year"\n'
    body = joint + "".join(item(code, "per_unit", "points = -2; joint = 'J'") for code in "XY")
    assert total(book(body), [fact(1, "X", 2), fact(2, "Y", 2)]) == "-5"


VOIDABLE = (
    item("X", "per_unit", "points = 2")
    + item("Y", "per_unit", "points = 1")
    + item("VX", "void", "scope = 'X'")
    + item("VA", "void", "scope = 'A'")
)


def test_void_of_an_item_leaves_the_others():
    answer = card(book(VOIDABLE), [fact(1, "X", 3), fact(2, "Y", 1), fact(3, "VX")])
    assert (answer.total, answer.items["X"], answer.void) == (1, 0, ("X",))


def test_void_of_a_category_empties_its_items():
    answer = card(book(VOIDABLE), [fact(1, "X", 3), fact(2, "Y", 1), fact(3, "VA")])
    assert (answer.total, answer.items, answer.void) == (0, {"X": 0, "Y": 0, "VX": 0, "VA": 0}, ("A",))


def test_void_empties_a_deduct_category_with_its_full_marks():
    categories = '[[category]]\ncode = "A"\nmode = "deduct"\nfull = 15\n'
    rulebook = book(item("V", "void", "scope = 'A'"), categories=categories)
    assert total(rulebook, []) == "15"
    assert total(rulebook, [fact(1, "V")]) == "0"


def test_code_of_an_item_goes_before_that_of_a_category():
    categories = '[[category]]\ncode = "A"\n[[category]]\ncode = "D"\n'
    body = (
        item("D", "per_unit", "points = 1")
        + item("E", "per_unit", "points = 1", "D")
        + item("V", "void", "scope = 'D'")
    )
    answer = card(book(body, categories=categories), [fact(1, "D"), fact(2, "E"), fact(3, "V")])
    assert answer.items == {"D": 0, "E": 1, "V": 0}


@pytest.mark.parametrize(
    ("scope", "count", "expected"),
    [
        ("", 2, {"X": -5, "Y": 4}),
        ("", 3, {"X": 0, "Y": 0}),
        ("scope = 'X'", 3, {"X": 0, "Y": 4}),
        ("scope = 'Y'", 3, {"X": -5, "Y": 0}),
    ],
)
def test_void_by_count_empties_its_category_or_its_scope(scope, count, expected):
    table = "table = [{from = 1, to = 1, points = -3}, {from = 2, to = 2, points = -5}, {from = 3, points = 'void'}]"
    rulebook = book(item("X", "count_table", f"{table}; {scope}") + item("Y", "per_unit", "points = 4"))
    facts = [fact(n, "X", None, f"2026-0{n}-01") for n in range(1, count + 1)]
    assert card(rulebook, [*facts, fact(9, "Y")]).items == expected


@pytest.mark.parametrize(("scope", "expected"), [("", "0"), ("scope = 'X'", "4"), ("scope = 'Y'", "5")])
def test_void_case_empties_its_category_or_its_scope(scope, expected):
    rulebook = book(
        item("X", "cases", f"start = 5; cases = {{'违纪' = 'void'}}; {scope}")
        + item("Y", "per_unit", "points = 4")
    )
    assert total(rulebook, [fact(1, "Y"), fact(2, "X", "违纪")]) == expected


def test_a_void_case_with_a_scope_elsewhere_leaves_the_item_its_worst_other_case():
    rulebook = book(
        item("X", "cases", "start = 5; cases = {'迟交' = -2, '违纪' = 'void'}; scope = 'Y'")
        + item("Y", "per_unit", "points = 4")
    )
    assert total(rulebook, [fact(1, "Y"), fact(2, "X", "违纪"), fact(3, "X", "迟交")]) == "3"


DEDUCT = '[[category]]\ncode = "A"\nmode = "deduct"\nfull = 20\n'


@pytest.mark.parametrize(("count", "expected"), [(0, "20"), (2, "10"), (4, "0"), (9, "0")])
def test_deduct_category_loses_down_to_nothing(count, expected):
    rulebook = book(item("X", "per_unit", "points = -5"), categories=DEDUCT)
    assert total(rulebook, [fact(1, "X", count)]) == expected


def test_deduct_category_never_rises_above_full():
    rulebook = book(item("X", "per_unit", "points = 3"), categories=DEDUCT)
    answer = card(rulebook, [fact(1, "X")])
    assert (answer.total, answer.items["X"]) == (20, 3)


def test_deduct_category_without_full_goes_negative():
    rulebook = book(
        item("X", "per_unit", "points = -5"), categories='[[category]]\ncode = "A"\nmode = "deduct"\n'
    )
    assert total(rulebook, [fact(1, "X", 3)]) == "-15"


@pytest.mark.parametrize(("points", "expected"), [(3, "3"), (9, "5"), (-1, "0"), (-9, "0")])
def test_earn_category_has_cap_and_floor(points, expected):
    rulebook = book(item("X", "manual"), categories='[[category]]\ncode = "A"\ncap = 5\nfloor = 0\n')
    assert total(rulebook, [fact(1, "X", points)]) == expected


def test_earn_category_without_floor_may_be_negative():
    assert total(book(item("X", "manual")), [fact(1, "X", -4)]) == "-4"


NESTED = (
    '[[category]]\ncode = "D"\ncap = 10\n'
    '[[category]]\ncode = "A"\ncap = 8\nparent = "D"\n'
    '[[category]]\ncode = "B"\nparent = "D"\n'
)


def test_caps_of_category_and_parent_both_hold():
    body = item("X", "manual", "", "A") + item("Y", "manual", "", "B") + item("Z", "manual", "", "D")
    answer = card(book(body, categories=NESTED), [fact(1, "X", 9), fact(2, "Y", 1)])
    assert answer.categories == {"A": 8, "B": 1, "D": 9}
    answer = card(book(body, categories=NESTED), [fact(1, "X", 9), fact(2, "Y", 1), fact(3, "Z", 4)])
    assert (answer.categories, answer.total) == ({"A": 8, "B": 1, "D": 10}, 10)


def test_void_of_a_parent_empties_the_categories_inside():
    body = item("X", "manual", "", "A") + item("V", "void", "scope = 'D'", "D")
    answer = card(book(body, categories=NESTED), [fact(1, "X", 9), fact(2, "V")])
    assert (answer.categories, answer.items["X"]) == ({"A": 0, "B": 0, "D": 0}, 0)


def test_deductions_inside_a_parent_with_full_marks():
    categories = '[[category]]\ncode = "D"\nmode = "deduct"\nfull = 100\n'
    categories += '[[category]]\ncode = "A"\nmode = "deduct"\nparent = "D"\n'
    answer = card(book(item("X", "per_unit", "points = -30"), categories=categories), [fact(1, "X", 2)])
    assert (answer.categories, answer.total) == ({"A": -60, "D": 40}, 40)


TOTAL = '[base]\nmode = "granted"\npoints = 60\n[total]\ncap = 100\nfloor = 0\n'
WITH_AWARDS = '[[category]]\ncode = "A"\n[[category]]\ncode = "E"\ncap = 10\noutside_total_cap = true\n'


@pytest.mark.parametrize(
    ("points", "award", "expected"),
    [(10, 0, "70"), (50, 0, "100"), (50, 5, "105"), (50, 20, "110"), (-90, 5, "5")],
)
def test_total_has_cap_and_floor_and_awards_come_after(points, award, expected):
    body = TOTAL + item("X", "manual") + item("Y", "manual", "", "E")
    assert total(book(body, categories=WITH_AWARDS), [fact(1, "X", points), fact(2, "Y", award)]) == expected


def test_total_without_floor_may_be_negative():
    assert total(book("[total]\ncap = 100\n" + item("X", "manual")), [fact(1, "X", -7)]) == "-7"


GRADES = "".join(
    f'[[grade]]\nname = "{name}"\n{bound}\n'
    for name, bound in [("优秀", "ge = 90"), ("合格", "ge = 60"), ("不合格", "")]
)
VETOES = '[[veto]]\ncode = "V1"\neffect = "zero"\n[[veto]]\ncode = "V2"\neffect = "grade"\ngrade = "合格"\n'


@pytest.mark.parametrize(
    ("vetoes", "expected"),
    [
        ([], ("95", "优秀", None)),
        (["V2"], ("95", "合格", "V2")),
        (["V1"], ("0", "不合格", "V1")),
        (["V2", "V1"], ("0", "不合格", "V1")),
    ],
)
def test_veto_hides_no_entry(vetoes, expected):
    rulebook = book(GRADES + VETOES + item("X", "manual"))
    facts = [
        fact(1, "X", 95),
        *(fact(n, None, veto=code, day="2026-09-01") for n, code in enumerate(vetoes, 2)),
    ]
    answer = card(rulebook, facts)
    assert (str(answer.total), answer.grade, answer.veto) == expected
    assert answer.items["X"] == 95


def test_veto_never_lifts_a_grade():
    rulebook = book(GRADES + VETOES + item("X", "manual"))
    assert card(rulebook, [fact(1, "X", 10), fact(2, None, veto="V2")]).grade == "不合格"


def test_bands_of_grades_compare_the_unrounded_total():
    rulebook = book(GRADES + item("X", "per_quantity", "points = 1"))
    assert card(rulebook, [fact(1, "X", Fraction("89.999"))]).grade == "合格"
    assert card(rulebook, [fact(1, "X", 90)]).grade == "优秀"
