from datetime import date

import pytest

from app.services import first_start, orgs, requirements, settings, study_tasks
from app.services.errors import BadInput, Refused
from app.services.first_start import BranchDraft
from app.services.points import rulebooks

DRAFT = BranchDraft(
    "某市水利局", "机关第一党支部", ("第一党小组", "第二党小组"), "王书记", "李记录", "jiguan"
)


def test_everything_is_made_in_one_step(ctx):
    assert first_start.needed(ctx)

    first_start.create_branch(ctx, DRAFT)

    assert not first_start.needed(ctx)
    assert orgs.branch(ctx).name == "机关第一党支部"
    assert [group.name for group in orgs.groups(ctx)] == ["第一党小组", "第二党小组"]
    known = settings.load(ctx)
    assert (known.unit, known.secretary, known.recorder) == ("某市水利局", "王书记", "李记录")
    assert rulebooks.current(ctx).effective_from == date(2026, 1, 1)
    assert study_tasks.list_tasks(ctx)


def test_small_branch_needs_neither_groups_nor_rulebook(ctx):
    first_start.create_branch(ctx, BranchDraft("某村", "某村党支部"))

    assert orgs.groups(ctx) == []
    assert rulebooks.current(ctx) is None


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (BranchDraft(" ", "某村党支部"), "unit"),
        (BranchDraft("某村", ""), "branch"),
        (BranchDraft("某村", "某村党支部", ("一组", "一组 ")), "groups"),
        (BranchDraft("某村", "某村党支部", ("",)), "group"),
    ],
)
def test_missing_name_is_refused_and_nothing_is_made(ctx, draft, field):
    with pytest.raises(BadInput) as told:
        first_start.create_branch(ctx, draft)

    assert told.value.field == field
    assert first_start.needed(ctx)


def test_second_branch_is_refused(branch):
    with pytest.raises(Refused):
        first_start.create_branch(branch, DRAFT)


def test_a_branch_set_up_today_has_missed_nothing_before_this_month(ctx):
    first_start.create_branch(ctx, DRAFT)

    assert {line.since for line in requirements.load(ctx)} == {date(2026, 11, 1)}
