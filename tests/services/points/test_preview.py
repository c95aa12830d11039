"""The preview of a change: the same facts by two rulebooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.points import entries, preview, review, rules_edit, totals
from app.services.points.entries import EntryDraft
from app.services.points.facts import NoRulebook
from app.services.points.rulebook import parse
from app.services.points.rules_edit import Part
from app.services.points.rules_items import PerUnit
from tests.services.points import samples

DAY = date(2026, 3, 12)


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


@pytest.fixture
def rulebook():
    return parse(samples.rulebook_text())


def with_points(rulebook, code, points):
    item = rulebook.item_by_code[code]
    return rules_edit.put(rulebook, Part.ITEM, replace(item, rule=replace(item.rule, points=points)), code)


def test_members_old_new_and_where(branch, members, rulebook):
    made = entries.add_batch(branch, [EntryDraft(m, "B1", DAY, "4") for m in members[:2]]).new_ids
    review.approve(branch, made)
    seen = preview.preview(branch, with_points(rulebook, "B1", 3), "2026Q1")
    assert [(r.name, r.old, r.new, r.difference_text) for r in seen.rows] == [
        ("张伟#1", "62.0", "66.0", "+4"),
        ("李敏", "62.0", "66.0", "+4"),
    ]
    assert seen.rows[0].categories == ("作用发挥 2.0 → 6.0",)
    assert seen.sentence == "按新方案，2026年第一季度 2 人分数变化：2 人增加。"
    assert seen.members == 5
    # it was only looked at
    assert totals.period_totals(branch, "2026Q1").rows[0].total_text == "62.0"


def test_what_waits_counts_only_where_asked(branch, members, rulebook):
    entries.add(branch, EntryDraft(members[0], "B1", DAY, "4"))
    other = with_points(rulebook, "B1", 3)
    assert preview.preview(branch, other, "2026Q1").rows == ()
    assert len(preview.preview(branch, other, "2026Q1", include_unapproved=True).rows) == 1


def test_entries_without_an_item_are_counted_as_lost(branch, members, rulebook):
    made = entries.add(branch, EntryDraft(members[0], "B2", DAY, "4", "抢险")).new_ids
    review.approve(branch, made)
    seen = preview.preview(branch, rules_edit.drop(rulebook, Part.ITEM, "B2"), "2026Q1")
    assert seen.lost == 1
    assert seen.rows[0].difference_text == "-4"


def test_grades_of_the_year_and_the_total_cap(branch, members, rulebook):
    seen = preview.preview(branch, replace(rulebook, total_cap=50), "2026Q1")
    assert seen.rows[0].categories == ("总分的封顶或保底",)
    assert not seen.graded
    year = preview.preview(branch, replace(rulebook, total_cap=10), "2026")
    assert (year.rows[0].old_grade, year.rows[0].new_grade) == ("优秀", "不合格")


def test_a_new_item_that_nobody_has_changes_nothing(branch, members, rulebook):
    item = replace(rulebook.item_by_code["A1"], code="A9", rule=PerUnit(5))
    seen = preview.preview(branch, rules_edit.put(rulebook, Part.ITEM, item), "2026Q1")
    assert seen.sentence == "按新方案，2026年第一季度没有人的分数变化。"


def test_without_a_rulebook_in_force_there_is_nothing_to_compare(branch, rulebook):
    with pytest.raises(NoRulebook):
        preview.preview(branch, rulebook, "2026Q1")
