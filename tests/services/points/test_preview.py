"""The preview of a change: the same facts by two rulebooks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import MakeupState, Presence
from app.services.points import drafting, entries, preview, review, rules_edit, totals
from app.services.points.entries import EntryDraft
from app.services.points.facts import NoRulebook
from app.services.points.rulebook import parse
from app.services.points.rules import MakeupEffect
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


def test_automatic_entries_are_posted_as_the_other_rulebook_would(branch, members, rulebook):
    """A1 leaves attendance to a new item A9 worth 5 (cut to 4 by its cap), which counts being online only."""
    presences = dict.fromkeys(members, Presence.PRESENT) | {members[1]: Presence.ONLINE}
    samples.hold(branch, DAY, presences)
    samples.approve_all(branch)
    former = rulebook.item_by_code["A1"]
    online = replace(former, code="A9", text="线上参加", rule=PerUnit(5), when={"presence": ("线上",)})
    other = rules_edit.put(rulebook, Part.ITEM, replace(former, source=None, when={}), "A1")
    other = rules_edit.put(other, Part.ITEM, online)
    seen = preview.preview(branch, other, "2026Q1")
    rows = {row.name: row for row in seen.rows}
    assert (rows["李敏"].old, rows["李敏"].new) == ("62.0", "64.0")
    assert rows["李敏"].entries == ("取消 1 条“参加主题党日”", "新增 1 条“线上参加”")
    assert (rows["王芳"].old, rows["王芳"].new) == ("62.0", "60.0")
    assert rows["王芳"].entries == ("取消 1 条“参加主题党日”",)
    assert seen.reposted == 5
    # what the preview said is what saving does
    drafting.save(branch, drafting.from_file(branch, other), date(2026, 1, 1))
    samples.approve_all(branch)
    after = {row.name: row.total_text for row in totals.period_totals(branch, "2026Q1").rows}
    assert after == {row.name: row.new for row in seen.rows}


def test_another_effect_of_makeups_is_simulated(branch, members, rulebook):
    activity = samples.hold(branch, DAY, {members[0]: Presence.SICK})
    samples.make_up(branch, activity, members[0], DAY, MakeupState.DONE)
    samples.approve_all(branch)
    seen = preview.preview(branch, replace(rulebook, makeup=MakeupEffect.FULL), "2026Q1")
    (row,) = seen.rows
    assert row.entries == ("新增 1 条“参加主题党日”",)
    assert row.difference == 2


def test_an_item_worth_more_reposts_nothing(branch, members, rulebook):
    samples.hold(branch, DAY, dict.fromkeys(members, Presence.PRESENT))
    samples.approve_all(branch)
    seen = preview.preview(branch, with_points(rulebook, "A1", 3), "2026Q1")
    assert seen.reposted == 0
    assert len(seen.rows) == 5


def test_settled_days_keep_what_they_have(branch, members, rulebook):
    samples.hold(branch, DAY, dict.fromkeys(members, Presence.PRESENT))
    samples.approve_all(branch)
    samples.close(branch, "2026Q1")
    item = replace(rulebook.item_by_code["A1"], source=None, when={})
    assert preview.preview(branch, rules_edit.put(rulebook, Part.ITEM, item, "A1"), "2026Q1").rows == ()


def test_entries_that_wait_are_replaced_by_entries_that_wait(branch, members, rulebook):
    samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    item = replace(rulebook.item_by_code["A1"], code="A9", rule=PerUnit(5))
    other = rules_edit.put(rulebook, Part.ITEM, item, "A1")
    (row,) = preview.preview(branch, other, "2026Q1").rows
    assert not row.differs
    (row,) = preview.preview(branch, other, "2026Q1", include_unapproved=True).rows
    assert row.difference == 2
