"""Steps 1 and 2: what a fact of each of the nineteen kinds is worth."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.errors import BadInput
from app.services.points.rules_items import ItemKind
from app.services.points.rules_parameters import PARAMETERS, RULES
from app.services.points.scoring import score
from app.services.points.scoring_facts import Fact, Member
from tests.services.points.kit import book, card, fact, item, number, total

BANDS = "bands = [{ge = 60, lt = 80, points = 0.5}, {ge = 80, lt = 90, points = 1}, {ge = 90, points = 1.5}]"
COUNTS = (
    "table = [{from = 1, to = 1, points = -3}, {from = 2, to = 2, points = -5}, {from = 3, points = 'void'}]"
)
CASES = "start = 5; cases = {'迟交' = -2, '不交' = -4, '违纪' = 'void'}; scope = 'X'"


def test_every_kind_has_its_rule_and_parameters():
    assert set(PARAMETERS) == set(RULES) == set(ItemKind)
    assert len(ItemKind) == 19


@pytest.mark.parametrize(
    ("kind", "rest", "values", "expected"),
    [
        ("fixed", "points = 3", [None], "3"),
        ("fixed", "points = 3", [None, None], "6"),
        ("fixed", "points = -2.5", [True], "-2.5"),
        ("fixed", "points = 3", [1], "3"),
        ("per_unit", "points = 2", [None], "2"),
        ("per_unit", "points = 2", [4], "8"),
        ("per_unit", "points = 0.1", [1, 2], "0.3"),
        ("per_unit", "points = 2", [0], "0"),
        ("per_quantity", "points = 2; per = 10; round = 'down'", [35], "6"),
        ("per_quantity", "points = 2; per = 10; round = 'down'", [9, 9], "0"),
        ("per_quantity", "points = 2; per = 10; round = 'half_up'", [35], "8"),
        ("per_quantity", "points = 2; per = 10; round = 'half_up'", [34], "6"),
        ("per_quantity", "points = 2; per = 10; round = 'none'", [35], "7"),
        ("per_quantity", "points = 2; per = 10", [35], "7"),
        ("per_quantity", "points = 1; per = 3", [1], "0.333333"),
        ("per_quantity", "points = 1; per = 3", [1, 1, 1], "1"),
        ("per_quantity", "points = 1; per = 0.5; round = 'down'", ["1.4"], "2"),
        ("manual", "min = 0; max = 5", ["4.5", 5], "9.5"),
        ("manual", "", ["-100"], "-100"),
        ("range", "min = -5; max = -3", [-3, -5], "-8"),
        ("range", "min = -5; max = -3", [{"points": -4, "reason": "态度", "approver": "支委会"}], "-4"),
        ("grade_map", "map = {'优秀' = 30, '合格' = 20}", ["优秀"], "30"),
        ("grade_map", "map = {'优秀' = 30, '合格' = 20}", ["优秀", "合格"], "20"),
        ("level", "map = {'国家级' = 30, '市级' = 8, '省级' = 15}", ["市级", "省级"], "23"),
        ("level", "map = {'国家级' = 30, '市级' = 8, '省级' = 15}; pick = 'each'", ["市级", "市级"], "16"),
        ("level", "map = {'国家级' = 30, '市级' = 8, '省级' = 15}; pick = 'highest'", ["省级", "市级"], "15"),
        ("level", "map = {'通报' = -5, '提醒' = -2}; pick = 'highest'", ["通报", "提醒"], "-2"),
        ("bands", BANDS, ["59.9"], "0"),
        ("bands", BANDS, [60], "0.5"),
        ("bands", BANDS, ["79.99"], "0.5"),
        ("bands", BANDS, [80], "1"),
        ("bands", BANDS, [90, 100], "3"),
        ("bands", "bands = [{lt = 60, points = -1}, {ge = 60, points = 1}]", [59, 60], "0"),
        ("count_table", COUNTS, [None], "-3"),
        ("count_table", COUNTS, [1, 1], "-5"),
        ("count_table", COUNTS, [2], "-5"),
        ("count_table", COUNTS, [0], "0"),
        ("count_table", COUNTS, [], "0"),
        ("count_table", "table = [{from = 2, to = 3, points = 1}, {from = 5, points = 4}]", [1], "0"),
        ("count_table", "table = [{from = 2, to = 3, points = 1}, {from = 5, points = 4}]", [4], "1"),
        ("count_table", "table = [{from = 1, to = 2, points = -1}]", [7], "-1"),
        ("target", "ge = 4; points = 5", [3], "0"),
        ("target", "ge = 4; points = 5", [3, 1], "5"),
        ("target", "ge = 4; points = 5", [], "0"),
        ("target", "le = 1; points = 5", [], "5"),
        ("target", "le = 1; points = 5", [1], "5"),
        ("target", "le = 1; points = 5", [1, 1], "0"),
        ("shortfall", "target = 100; points = -0.1", [97], "-0.3"),
        ("shortfall", "target = 100; points = -0.1", [], "-10"),
        ("shortfall", "target = 100; points = -0.1", [60, 60], "0"),
        ("shortfall", "target = 100; points = -0.1", ["97.5"], "-0.25"),
        ("target_linear", "target = 4; over = 1; under = -1", [6], "2"),
        ("target_linear", "target = 4; over = 1; under = -1", [1, 1], "-2"),
        ("target_linear", "target = 4; over = 1; under = -1", [], "-4"),
        ("target_linear", "target = 4; over = 1; under = -1", [4], "0"),
        ("cases", CASES, [], "5"),
        ("cases", CASES, ["迟交"], "3"),
        ("cases", CASES, ["迟交", "不交", "迟交"], "1"),
        ("cases", CASES, ["迟交", "违纪"], "0"),
        ("two_way", "plus = 2; minus = -3", [2, -1], "1"),
        ("two_way", "plus = 2; minus = -3", [{"plus": 1, "minus": 3}], "-7"),
        ("two_way", "plus = 2; minus = -3", [0], "0"),
        ("two_way", "plus = 2; minus = -3", [{"plus": 0}, "+2"], "4"),
        ("percent", "factor = 0.2", [88], "17.6"),
        ("percent", "factor = 0.2", [88, 90], "18"),
    ],
)
def test_points_of_a_kind(kind, rest, values, expected):
    rulebook = book(item("X", kind, rest))
    exact_values = [number(v) if isinstance(v, str) and v.lstrip("-")[0].isdigit() else v for v in values]
    facts = [fact(n, "X", v) for n, v in enumerate(exact_values, 1)]
    assert total(rulebook, facts) == expected


@pytest.mark.parametrize(
    ("kind", "rest", "value"),
    [
        ("fixed", "points = 3", 2),
        ("per_unit", "points = 2", -1),
        ("per_unit", "points = 2", "1.5"),
        ("per_unit", "points = 2", True),
        ("per_unit", "points = 2", "两次"),
        ("per_quantity", "points = 2", None),
        ("per_quantity", "points = 2", -5),
        ("manual", "min = 0; max = 5", "5.1"),
        ("manual", "min = 0; max = 5", -1),
        ("manual", "min = 0; max = 5", None),
        ("range", "min = -5; max = -3", -2),
        ("range", "min = -5; max = -3", {"reason": "没有分值"}),
        ("allotment", "each = 'month'; min = 0; max = 5", 6),
        ("grade_map", "map = {'优秀' = 30}", "良好"),
        ("grade_map", "map = {'优秀' = 30}", 30),
        ("level", "map = {'市级' = 8}", None),
        ("bands", BANDS, "八十"),
        ("count_table", COUNTS, -1),
        ("target", "ge = 4; points = 5", None),
        ("shortfall", "target = 4; points = -1", {}),
        ("target_linear", "target = 4", []),
        ("cases", CASES, "没交"),
        ("two_way", "plus = 2; minus = -2", "0.5"),
        ("two_way", "plus = 2; minus = -2", {"plus": 1, "zero": 1}),
        ("two_way", "plus = 2; minus = -2", {}),
        ("percent", "factor = 0.2", True),
        ("percent", "factor = 0.2", float("nan")),
        ("void", "scope = 'A'", 2),
    ],
)
def test_value_that_does_not_fit_is_refused(kind, rest, value):
    rulebook = book(item("X", kind, rest))
    given = number(value) if isinstance(value, str) and value.lstrip("-")[0].isdigit() else value
    with pytest.raises(BadInput):
        total(rulebook, [fact(1, "X", given)])


def test_latest_grade_stands_by_day_then_by_number():
    rulebook = book(item("X", "grade_map", "map = {'优秀' = 30, '合格' = 20}"))
    facts = [
        fact(9, "X", "优秀", "2026-06-01"),
        fact(2, "X", "合格", "2026-07-01"),
        fact(3, "X", "优秀", "2026-07-01"),
    ]
    assert total(rulebook, facts) == "30"
    assert total(rulebook, facts[:2]) == "20"


def test_one_allotment_a_sub_period_the_latest_stands():
    rulebook = book(item("X", "allotment", "each = 'month'; min = 0; max = 10"))
    facts = [
        fact(1, "X", 4, "2026-01-05"),
        fact(2, "X", 6, "2026-01-31"),
        fact(3, "X", 9, "2026-02-01"),
        fact(4, "X", 1, "2026-02-01"),
    ]
    answer = card(rulebook, facts)
    assert answer.total == 7
    assert {line.fact: line.counted for line in answer.lines} == {1: 0, 2: 6, 3: 0, 4: 1}


def test_bonus_and_multiplier_ride_on_one_fact_only():
    body = (
        item("C3", "per_unit", "points = 1")
        + item("C3x", "multiplier", "on = 'C3'; factor = 2")
        + item("C3p", "bonus", "on = 'C3'; points = 3")
    )
    rulebook = book(body)
    facts = [fact(1, "C3", 2), fact(2, "C3", 1), fact(3, "C3x", on=1)]
    assert total(rulebook, facts) == "5"
    assert total(rulebook, [*facts, fact(4, "C3p", on=1)]) == "8"
    answer = card(rulebook, [*facts, fact(4, "C3p", on=1)])
    assert answer.items == {"C3": 8, "C3x": 0, "C3p": 0}
    assert {line.fact: line.counted for line in answer.lines} == {1: 2, 2: 1, 3: 2, 4: 3}


def test_multiplier_takes_the_raw_points_whatever_the_order_of_riders():
    body = (
        item("C", "per_unit", "points = 2")
        + item("Cp", "bonus", "on = 'C'; points = 3")
        + item("Cx", "multiplier", "on = 'C'; factor = 2")
    )
    rulebook = book(body)
    riders = [fact(2, "Cp", on=1), fact(3, "Cx", on=1)]
    assert total(rulebook, [fact(1, "C"), *riders]) == "7"
    assert total(rulebook, [fact(1, "C"), *reversed(riders)]) == "7"


def test_two_multipliers_multiply():
    body = item("C", "fixed", "points = 2") + "".join(
        item(f"x{n}", "multiplier", f"on = 'C'; factor = {n}") for n in (2, 3)
    )
    assert total(book(body), [fact(1, "C"), fact(2, "x2", on=1), fact(3, "x3", on=1)]) == "12"


def test_nothing_rides_on_a_fact_that_does_not_stand():
    body = item("L", "level", "map = {'市' = 8, '省' = 15}; pick = 'highest'") + item(
        "Lp", "bonus", "on = 'L'; points = 2"
    )
    rulebook = book(body)
    facts = [fact(1, "L", "市"), fact(2, "L", "省"), fact(3, "Lp", on=1)]
    assert total(rulebook, facts) == "15"
    assert total(rulebook, [*facts, fact(4, "Lp", on=2)]) == "17"


def test_cap_of_a_bonus_bounds_what_it_adds():
    body = item("C", "fixed", "points = 2") + item(
        "Cp", "bonus", "on = 'C'; points = 3; cap = {points = 5, per = 'year'}"
    )
    rulebook = book(body)
    facts = [fact(1, "C"), fact(2, "C"), fact(3, "Cp", on=1), fact(4, "Cp", on=2)]
    assert total(rulebook, facts) == "9"


def test_times_stand_for_equal_facts():
    rulebook = book(
        item("F", "fixed", "points = 2; cap = {points = 1, per = 'event'}")
        + item("P", "per_unit", "points = 3")
    )
    assert total(rulebook, [fact(1, "F", times=4), fact(2, "P", 2, times=3)]) == "22"


def test_item_counts_only_for_its_classes():
    body = item("A1", "per_unit", "points = 1; classes = ['在职']") + item(
        "A2", "target", "le = 0; points = 5; classes = ['在职']"
    )
    rulebook = book(body)
    assert total(rulebook, [fact(1, "A1")], klass="在职") == "6"
    assert total(rulebook, [fact(1, "A1")], klass="流动") == "0"
    assert total(rulebook, [fact(1, "A1")]) == "0"
    answer = card(rulebook, [fact(1, "A1")], klass="流动")
    assert "不适用于“流动”党员" in answer.steps[0].text
    assert answer.lines[0].counted == 0


def test_retired_item_counts_its_facts_and_nothing_else():
    rulebook = book(item("T", "target", "le = 1; points = 5; retired = true"))
    assert total(rulebook, []) == "0"
    assert total(rulebook, [fact(1, "T", 1)]) == "5"


def test_unknown_item_is_named():
    rulebook = book(item("A1", "fixed", "points = 1"))
    stray = [Fact(1, "张三", date(2026, 1, 1), "B9")]
    with pytest.raises(BadInput, match="“B9”不在方案"):
        score(rulebook, [Member("张三")], stray, rulebook.calendar.parse("2026"))
