from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services import orgs, profile, settings
from app.services.errors import BadInput
from app.services.undo import UndoStack
from tests import life_helpers as life


def test_branch_and_settings_are_saved_in_one_step_that_can_be_undone(branch):
    wanted = replace(settings.load(branch), recorder=" 李秀兰\u200e ", complete_days=None)
    changes = profile.save(branch, "机关第二党支部", wanted)
    found = orgs.branch(branch)
    assert found is not None
    assert found.name == "机关第二党支部"
    saved = settings.load(branch)
    assert (saved.recorder, saved.complete_days) == ("李秀兰", None)
    assert profile.operator_of(saved) == "李秀兰"
    undo = UndoStack()
    undo.push(changes)
    undo.undo(branch)
    back = orgs.branch(branch)
    assert back is not None
    assert (back.name, settings.load(branch).recorder) == ("机关第一党支部", "李记录")


def test_a_longer_claim_limit_moves_the_open_deadlines(branch):
    life.make_member(branch, "张三")
    life.mark(branch, life.make_activity(branch), 张三=life.Presence.SICK)
    life.makeup.set_return_date(branch, [life.only_task(branch).id], date(2026, 11, 20))
    assert life.only_task(branch).claim_due == date(2026, 11, 24)
    profile.save(branch, "机关第一党支部", replace(settings.load(branch), claim_days=3))
    assert life.only_task(branch).claim_due == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("name", "more", "field"),
    [
        (" ", {}, "branch"),
        ("机关第一党支部", {"claim_days": 61}, "claim_days"),
        ("机关第一党支部", {"unit": "长" * 101}, "unit"),
    ],
)
def test_a_refusal_names_its_field_and_saves_nothing(branch, name, more, field):
    with pytest.raises(BadInput) as refusal:
        profile.save(branch, name, replace(settings.load(branch), secretary="赵新", **more))
    assert refusal.value.field == field
    assert settings.load(branch).secretary == "王书记"
