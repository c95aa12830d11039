"""Editing a rulebook: lists change, and what names an entry follows its new code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.errors import BadInput, Refused
from app.services.points import rules_edit
from app.services.points.rulebook import parse
from app.services.points.rules_edit import Part
from app.services.points.rules_items import Fixed, ItemKind, PerUnit
from tests.services.points import samples

BODY = """
[[item]]
code = "D1"
category = "A"
text = "违纪"
kind = "void"
scope = "B"
[quota]
grade = "优秀"
at_most = "1/3"
"""


@pytest.fixture
def rulebook():
    return parse(samples.rulebook_text() + BODY)


def codes(rulebook, part=Part.ITEM):
    return [rules_edit.code_of(entry) for entry in rules_edit.entries_of(rulebook, part)]


def test_a_category_that_is_renamed_takes_its_items_and_scopes_along(rulebook):
    category = rulebook.category_by_code["B"]
    changed = rules_edit.put(rulebook, Part.CATEGORY, replace(category, code="作用"), was="B")
    assert [item.code for item in changed.items if item.category == "作用"] == ["B1", "B2", "B3", "B4"]
    assert changed.item_by_code["D1"].rule.scope == "作用"


def test_an_item_that_is_renamed_keeps_what_rides_on_it(rulebook):
    item = rulebook.item_by_code["B1"]
    changed = rules_edit.put(rulebook, Part.ITEM, replace(item, code="B10"), was="B1")
    assert changed.item_by_code["B4"].rule.on == "B10"


def test_a_code_that_another_has_is_refused(rulebook):
    item = replace(rulebook.item_by_code["B1"], code="B2")
    with pytest.raises(BadInput, match="已有积分项目用了编码“B2”"):
        rules_edit.put(rulebook, Part.ITEM, item, was="B1")


def test_a_used_item_is_not_deleted(rulebook):
    with pytest.raises(Refused, match="请改为停用"):
        rules_edit.drop(rulebook, Part.ITEM, "B1", used={"B1"})
    assert "B2" not in codes(rules_edit.drop(rulebook, Part.ITEM, "B2", used={"B1"}))


def test_a_category_with_items_is_not_deleted(rulebook):
    with pytest.raises(Refused, match="还有 4 个项目"):
        rules_edit.drop(rulebook, Part.CATEGORY, "B")


def test_an_item_moves_among_those_of_its_category(rulebook):
    up = rules_edit.move(rulebook, Part.ITEM, "B2", -1)
    assert codes(up)[2:4] == ["B2", "B1"]
    assert rules_edit.move(rulebook, Part.ITEM, "B1", -1) is rulebook
    assert codes(rules_edit.move(rulebook, Part.CATEGORY, "A", 1), Part.CATEGORY) == ["B", "A", "C"]


def test_renamed_grades_are_followed_by_the_quota(rulebook):
    grades = [replace(grade, name=grade.name.replace("优秀", "先锋")) for grade in rulebook.grades]
    changed = rules_edit.put_all(rulebook, Part.GRADE, grades, {"优秀": "先锋"})
    assert changed.quota.grade == "先锋"


def test_a_change_of_kind_keeps_what_both_kinds_have():
    assert rules_edit.with_kind(PerUnit(2, "次"), ItemKind.FIXED) == Fixed(2)
    assert rules_edit.with_kind(Fixed(2), ItemKind.PER_UNIT) == PerUnit(2, "")


def test_free_codes_count_on(rulebook):
    assert rules_edit.free_code(rulebook, Part.ITEM, "B") == "B5"
    assert rules_edit.free_code(rulebook, Part.CATEGORY) == "D"
