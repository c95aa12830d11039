from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import Presence
from app.services import makeup_effects, makeup_register
from app.services.points import rulebooks
from tests import life_helpers as life
from tests.services.points import samples


@pytest.fixture
def absent(branch):
    life.make_member(branch, "逄翀")
    return branch


def miss(ctx, presence):
    activity = life.make_activity(ctx, date(2026, 9, 10))
    life.mark(ctx, activity, 逄翀=presence)
    return activity


def effect(ctx):
    (row,) = makeup_register.register(ctx, "2026Q3").rows
    return row.effect


def test_without_a_rulebook_nothing_is_said(absent):
    miss(absent, Presence.SICK)
    assert effect(absent) == ""


def test_an_absence_costs_and_its_make_up_takes_that_back(absent):
    rulebooks.adopt_preset(absent, "jiguan", date(2026, 1, 1))
    miss(absent, Presence.UNEXCUSED)
    samples.approve_all(absent)
    assert effect(absent) == "扣 2"

    life.complete(absent, life.only_task(absent).id, date(2026, 9, 11), date(2026, 9, 14))
    samples.approve_all(absent)
    assert effect(absent) == "补记 0.2\n免扣 2"


def test_an_entry_that_was_not_approved_says_so(absent):
    rulebooks.adopt_preset(absent, "jiguan", date(2026, 1, 1))
    miss(absent, Presence.UNEXCUSED)
    assert effect(absent) == "扣 2\n（待审）"


def test_an_excused_absence_that_costs_nothing_has_no_effect(absent):
    rulebooks.adopt_preset(absent, "jiguan", date(2026, 1, 1))
    miss(absent, Presence.OFFICIAL)
    assert effect(absent) == makeup_effects.NO_EFFECT
