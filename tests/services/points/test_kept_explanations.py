"""A settled figure is explained as it was when it was locked."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.kinds import EntryState, Presence
from app.models.points import ClosingLine
from app.services import settings
from app.services.errors import NotFound
from app.services.points import totals, year_end
from app.services.points.kept_explanations import shown_explanation
from tests.services.points import closing_kit as kit
from tests.services.points import samples

DAY = date(2026, 8, 9)


@pytest.fixture
def people(branch):
    settings.save(branch, settings.BranchSettings(auto_entry_state=EntryState.APPROVED))
    return kit.settle(branch)


def test_an_open_period_is_explained_from_the_ledger(branch, people):
    assert shown_explanation(branch, kit.QUARTER, people[1]) == totals.explain(branch, kit.QUARTER, people[1])


def test_a_settled_period_keeps_its_explanation_and_names_what_came_later(branch, people):
    activity = samples.hold(branch, DAY, {people[1]: Presence.UNEXCUSED})
    before = totals.explain(branch, kit.QUARTER, people[1])
    kit.lock(branch)
    samples.correct(branch, activity, people[1], Presence.PRESENT)

    told = shown_explanation(branch, kit.QUARTER, people[1])

    assert (told.name, told.total, told.kept) == ("李敏", "59.0", True)
    assert told.sections == before.sections
    assert [link.focus_id for step in told.sections[0].steps for link in step.links][-1] == activity
    assert told.later == ("2026-11-22 调整 +5 分（审定）：8月9日“无故缺席”不再计，8月9日“参加主题党日”补计",)
    assert shown_explanation(branch, kit.QUARTER, people[2]).later == ()


def test_a_version_locked_before_explanations_were_kept_shows_its_figures(branch, people):
    kit.earn(branch, people[1], "2.5")
    kit.lock(branch)
    with branch.write("旧版本") as work:
        for line in work.session.scalars(select(ClosingLine)):
            line.told = None
    (section,) = shown_explanation(branch, kit.QUARTER, people[1]).sections
    assert [(step.text, step.counted, step.running) for step in section.steps] == [
        ("基础分", "+60", "60.0"),
        ("组织生活", "+2", "62.0"),
        ("作用发挥", "+2.5", "64.5"),
        ("纪律扣分", "0", "64.5"),
    ]
    assert section.total == "64.5"


def test_a_settled_year_is_explained_part_by_part(branch, people, clock):
    clock.set(2027, 1, 5)
    told = totals.explain(branch, "2026", people[1])
    year_end.confirm(branch, "2026", accept_open=True)
    assert len(told.sections) > 1
    assert shown_explanation(branch, "2026", people[1]).sections == told.sections


def test_who_is_not_on_the_sheet_has_no_explanation(branch, people):
    kit.lock(branch)
    (late,) = samples.add_members(branch, ("赵新",))
    with pytest.raises(NotFound, match="不在2026年第三季度的积分表里"):
        shown_explanation(branch, kit.QUARTER, late)
