"""A working copy of a rulebook: opened, checked, saved as a version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.errors import BadInput, Refused
from app.services.points import drafting, entries, rulebooks, rules_edit
from app.services.points.entries import EntryDraft
from app.services.points.findings import BadRulebook
from app.services.points.rules import Mode
from app.services.points.rules_edit import Part
from app.services.points.rules_items import ItemKind
from tests.services.points import samples

DAY = date(2026, 3, 12)


@pytest.fixture
def members(branch):
    return samples.add_members(branch)


def test_what_has_entries_counts_as_used(branch, members):
    version = samples.adopt(branch)
    entries.add(branch, EntryDraft(members[0], "B1", DAY, "4"))
    copy = drafting.open_version(branch, version)
    assert copy.used == {"B1"}
    assert copy.replaces == date(2026, 1, 1)


def test_a_copy_is_saved_as_a_version_of_its_own_day(branch, members):
    copy = drafting.open_version(branch, samples.adopt(branch))
    item = replace(copy.rulebook.item_by_code["B2"], retired=True)
    copy = replace(copy, rulebook=rules_edit.put(copy.rulebook, Part.ITEM, item, "B2"))
    drafting.save(branch, copy, date(2026, 7, 1))
    days = [row.effective_from for row in rulebooks.list_versions(branch)]
    assert days == [date(2026, 7, 1), date(2026, 1, 1)]
    assert "B2" not in [row.code for row in rulebooks.items_on(branch, date(2026, 8, 1))]
    assert "B2" in [row.code for row in rulebooks.items_on(branch, DAY)]


def test_the_copy_for_next_year_begins_with_it(branch):
    copy = drafting.copy_for_next_year(branch, samples.adopt(branch))
    assert (copy.rulebook.effective_from, copy.rulebook.version) == (date(2027, 1, 1), "2027")
    assert copy.replaces is None


@pytest.mark.parametrize(("today", "year"), [((2027, 1, 8), 2027), ((2027, 6, 1), 2028)])
def test_a_copy_made_in_the_first_weeks_is_for_the_year_that_has_begun(branch, clock, today, year):
    version = samples.adopt(branch)
    clock.set(*today)
    copy = drafting.copy_for_next_year(branch, version)
    assert (copy.rulebook.effective_from, copy.rulebook.version) == (date(year, 1, 1), str(year))


def test_a_year_that_opens_in_december_is_copied_to_its_next_opening(branch):
    text = samples.rulebook_text().replace("[period]", '[period]\nstarts = "12-01"')
    version = rulebooks.import_toml(branch, text, date(2025, 12, 1)).new_id
    copy = drafting.copy_for_next_year(branch, version)
    assert (copy.rulebook.effective_from, copy.rulebook.version) == (date(2026, 12, 1), "2027")


def test_errors_stop_the_saving_and_lead_to_their_place(branch):
    copy = drafting.open_version(branch, samples.adopt(branch))
    item = replace(
        copy.rulebook.item_by_code["B4"], rule=replace(copy.rulebook.item_by_code["B4"].rule, on="X")
    )
    wrong = replace(copy, rulebook=rules_edit.put(copy.rulebook, Part.ITEM, item, "B4"))
    first = drafting.check(wrong.rulebook)[0]
    assert "“X”不存在" in first.text
    assert drafting.spot_of(wrong.rulebook, first) == drafting.Spot(Part.ITEM, "B4", "on")
    with pytest.raises(BadRulebook):
        drafting.save(branch, wrong, date(2026, 7, 1))
    assert len(rulebooks.list_versions(branch)) == 1


def test_warnings_are_told_and_do_not_stop(branch):
    copy = drafting.open_version(branch, samples.adopt(branch))
    (found,) = [f for f in drafting.check(copy.rulebook) if "full" in f.text]
    assert drafting.spot_of(copy.rulebook, found) == drafting.Spot(Part.CATEGORY, "C")
    category = replace(copy.rulebook.category_by_code["C"], mode=Mode.DEDUCT, full=20)
    better = rules_edit.put(copy.rulebook, Part.CATEGORY, category, "C")
    assert not [f for f in drafting.check(better) if "full" in f.text]


def test_a_version_without_a_used_item_is_refused(branch, members):
    copy = drafting.open_version(branch, samples.adopt(branch))
    entries.add(branch, EntryDraft(members[0], "B2", DAY, "4", "抢险"))
    less = replace(copy, rulebook=rules_edit.drop(copy.rulebook, Part.ITEM, "B2"))
    with pytest.raises(Refused, match="B2"):
        drafting.save(branch, less, date(2026, 1, 1))


def test_a_day_is_needed(branch):
    with pytest.raises(BadInput, match="施行日期"):
        drafting.save(branch, drafting.new_rulebook(branch), None)


def test_every_kind_is_explained():
    assert set(drafting.KIND_WORDS) == set(ItemKind)
