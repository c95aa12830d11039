"""An activity that is moved takes its attendance with it only where that can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import ActivityKind, Presence
from app.models.member import Member
from app.services import activities, activity_rows
from app.services.activities import ActivityDraft
from app.services.errors import BadInput
from tests.life_helpers import make_activity, make_member, mark

DAY = date(2026, 11, 12)
DRAFT = ActivityDraft(ActivityKind.THEME_DAY, "水利工程现场学习", DAY)


@pytest.fixture
def held(branch):
    member = make_member(branch, "张三")
    activity = make_activity(branch, DAY)
    mark(branch, activity, 张三=Presence.PRESENT)
    return member, activity


@pytest.mark.parametrize(
    ("field", "day", "words"),
    [("entered_on", date(2026, 11, 10), "才转入本支部"), ("left_on", date(2026, 11, 20), "离开本支部")],
)
def test_not_to_a_day_on_which_somebody_marked_was_not_in_the_branch(branch, held, field, day, words):
    member, activity = held
    with branch.write("日期") as work:
        setattr(work.session.get(Member, member), field, day)
    to = date(2026, 11, 9) if field == "entered_on" else date(2026, 11, 20)

    with pytest.raises(BadInput, match=words) as refused:
        activities.change(branch, activity, replace(DRAFT, held_on=to))

    assert refused.value.field == "held_on"
    assert activity_rows.get(branch, activity).held_on == DAY
    activities.change(branch, activity, replace(DRAFT, topic="只改主题"))


def test_not_to_hours_at_which_somebody_was_elsewhere(branch, held):
    other = make_activity(branch, DAY, topic="支委扩大会", starts_at="14:00", ends_at="16:00")
    mark(branch, other, 张三=Presence.PRESENT)

    with pytest.raises(BadInput, match="张三同一时间已登记参加“支委扩大会”") as refused:
        activities.change(branch, held[1], replace(DRAFT, starts_at="15:00", ends_at="17:00"))

    assert refused.value.field == "starts_at"
    activities.change(branch, held[1], replace(DRAFT, starts_at="16:00", ends_at="17:00"))
