from __future__ import annotations

from datetime import date

import pytest

from app.services.errors import BadInput, NotFound, Refused
from app.services.points import entries, rulebooks
from app.services.points.entries import EntryDraft
from app.services.points.findings import BadRulebook
from app.services.points.rulebook_view import ValueForm
from app.services.points.versions import rulebook_on_in
from tests.services.points import samples


def test_without_a_version_nothing_is_in_force(branch):
    assert rulebooks.current(branch) is None
    assert rulebooks.items_on(branch, date(2026, 3, 1)) == []


def test_a_version_holds_from_its_day_until_the_next(branch):
    first = samples.adopt(branch)
    text = samples.rulebook_text().replace("测试积分办法", "新办法")
    second = rulebooks.import_toml(branch, text, date(2026, 7, 1)).new_id
    rows = rulebooks.list_versions(branch)
    assert [(r.id, r.effective_from, r.effective_to) for r in rows] == [
        (second, date(2026, 7, 1), None),
        (first, date(2026, 1, 1), date(2026, 6, 30)),
    ]
    with branch.read() as session:
        before = rulebook_on_in(session, date(2026, 6, 30))
        after = rulebook_on_in(session, date(2026, 7, 1))
        assert before is not None
        assert after is not None
        assert (before[0].title, after[0].title) == ("测试积分办法", "新办法")
        assert rulebook_on_in(session, date(2025, 12, 31)) is None


def test_a_given_day_is_written_into_the_text_that_is_kept(branch):
    version = rulebooks.import_toml(branch, samples.rulebook_text(), date(2026, 4, 1)).new_id
    assert "2026-04-01" in rulebooks.export_toml(branch, version)
    assert rulebooks.view_version(branch, version).title == "测试积分办法"


def test_what_was_exported_can_be_imported_again(branch):
    version = samples.adopt(branch)
    text = rulebooks.export_toml(branch, version)
    assert rulebooks.import_toml(branch, text).new_id == version
    assert rulebooks.export_toml(branch, version) == text


def test_a_broken_text_saves_nothing(branch):
    with pytest.raises(BadRulebook, match="没有保存"):
        rulebooks.import_toml(branch, samples.rulebook_text().replace('"per_unit"', '"per_moon"'))
    assert rulebooks.list_versions(branch) == []


def test_a_text_without_a_day_asks_for_one(branch):
    with pytest.raises(BadInput, match="施行"):
        rulebooks.import_toml(branch, samples.rulebook_text().replace("effective_from = 2026-01-01\n", ""))


def test_a_version_that_drops_items_in_use_is_refused(branch):
    samples.adopt(branch)
    member, *_ = samples.add_members(branch)
    entries.add(branch, EntryDraft(member, "B1", date(2026, 3, 1), "4"))
    with pytest.raises(Refused, match="B1"):
        rulebooks.import_toml(branch, samples.rulebook_text().replace('"B1"', '"B9"'))
    with pytest.raises(Refused, match="B1"):
        rulebooks.retire_version(branch, rulebooks.list_versions(branch)[0].id)


def test_a_version_over_a_settled_quarter_is_refused(branch):
    samples.adopt(branch)
    samples.close(branch, "2026Q1", "final")
    with pytest.raises(Refused, match="第一季度已经结算"):
        rulebooks.import_toml(branch, samples.rulebook_text("full"))
    assert rulebooks.import_toml(branch, samples.rulebook_text("full"), date(2026, 4, 1)).new_id


def test_presets_come_with_words_and_can_be_put_into_force(branch):
    presets = rulebooks.presets()
    assert len(presets) >= 3
    for preset in presets:
        assert preset.title
        assert preset.description
        assert len(preset.figures) >= 3
        assert rulebooks.preset_view(preset.code).categories
        rulebooks.adopt_preset(branch, preset.code, date(2026, 1, 1))
        current = rulebooks.current(branch)
        assert current is not None
        assert (current.code, current.effective_from) == (preset.code, date(2026, 1, 1))
    assert len(rulebooks.list_versions(branch)) == 1
    with pytest.raises(NotFound, match="没有编号"):
        rulebooks.adopt_preset(branch, "nichts", date(2026, 1, 1))


def test_a_rulebook_is_told_in_words(branch):
    view = rulebooks.view_version(branch, samples.adopt(branch))
    assert ("基础分", "基础分 60 分") in view.facts
    assert ("补学", "补学完成后免除扣分") in view.facts
    words = {item.code: item.rule for category in view.categories for item in category.items}
    assert words["A1"] == "每次 +2 分，每季度最多 4 分"
    assert words["B1"] == "每 2 小时 +1 分，舍去零头"
    assert words["B2"] == "0 至 5 分，酌定"
    assert words["B3"] == "市级 5 分、局级 2.5 分，就高不重复"
    assert words["C1"] == "每次 -3 分"
    assert view.grades == (("优秀", "90 分及以上"), ("合格", "60 分及以上"), ("不合格", "其余"))
    assert view.vetoes == (("受到党纪处分", "当年积分为 0"),)


def test_items_say_what_is_to_be_typed(branch):
    samples.adopt(branch)
    forms = {row.code: row.form for row in rulebooks.items_on(branch, date(2026, 3, 1))}
    assert forms["A1"] is ValueForm.COUNT
    assert forms["A2"] is ValueForm.NONE
    assert forms["B1"] is ValueForm.NUMBER
    assert forms["B2"] is ValueForm.POINTS
    assert forms["B3"] is ValueForm.CHOICE
    assert forms["B4"] is ValueForm.RIDES
