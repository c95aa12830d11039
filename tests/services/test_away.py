from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import AwayKind, MakeupState, Presence
from app.services import away, makeup, makeup_rows
from app.services.away import AwayDraft
from app.services.errors import BadInput, NotFound, Refused
from tests.life_helpers import claim, make_activity, make_member, mark, only_task


@pytest.fixture
def member(branch):
    return make_member(branch, "张三")


@pytest.fixture
def draft(member):
    return AwayDraft(member, AwayKind.FLOOD, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"member_id": None}, "member_id"),
        ({"member_id": 999}, "member_id"),
        ({"starts_on": None}, "starts_on"),
        ({"planned_back_on": date(2026, 6, 30)}, "planned_back_on"),
        ({"back_on": date(2026, 6, 30)}, "back_on"),
        ({"back_on": date(2026, 11, 23)}, "back_on"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused_beside_its_field(branch, draft, values, field):
    with pytest.raises(BadInput) as refusal:
        away.add(branch, replace(draft, **values))

    assert refusal.value.field == field
    assert away.list_away(branch) == []


@pytest.mark.parametrize(
    ("first_back", "starts_on", "back_on"),
    [
        (None, date(2026, 8, 1), None),
        (date(2026, 7, 20), date(2026, 7, 10), date(2026, 7, 15)),
        (date(2026, 7, 20), date(2026, 6, 20), date(2026, 7, 2)),
        (date(2026, 7, 20), date(2026, 6, 20), None),
    ],
)
def test_the_same_kind_twice_at_one_time_is_refused_naming_the_other(
    branch, draft, first_back, starts_on, back_on
):
    away.add(branch, replace(draft, back_on=first_back))

    with pytest.raises(Refused, match="张三已有从 2026-07-01 起的“防汛抗旱”") as refusal:
        away.add(branch, replace(draft, starts_on=starts_on, back_on=back_on))

    assert refusal.value.field == "starts_on"


def test_overlapping_periods_start_the_clock_when_the_last_of_them_ends(branch, draft):
    seconded = away.add(branch, replace(draft, kind=AwayKind.SECONDED)).new_id
    sick = replace(draft, kind=AwayKind.SICK, starts_on=date(2026, 7, 20), back_on=date(2026, 8, 10))
    away.add(branch, sick)
    mark(branch, make_activity(branch, date(2026, 8, 5)), 张三=Presence.SICK)
    assert only_task(branch).state is MakeupState.WAITING

    away.close(branch, [seconded], date(2026, 8, 14))

    row = only_task(branch)
    assert (row.state, row.returned_on, row.claim_due) == (
        MakeupState.OPEN,
        date(2026, 8, 14),
        date(2026, 8, 18),
    )
    away.change(branch, seconded, replace(draft, kind=AwayKind.SECONDED, back_on=date(2026, 8, 7)))
    assert only_task(branch).returned_on == date(2026, 8, 10)


def test_leaving_again_on_the_day_of_return_is_no_overlap(branch, draft):
    away.add(branch, replace(draft, back_on=date(2026, 7, 20)))

    away.add(branch, replace(draft, kind=AwayKind.TRIP, starts_on=date(2026, 7, 20)))

    assert [row.kind for row in away.list_away(branch, open_only=True)] == [AwayKind.TRIP]


def test_back_today_for_many_starts_the_clocks_of_all(branch, draft):
    other = make_member(branch, "李四")
    periods = [away.add(branch, d).new_id for d in (draft, replace(draft, member_id=other))]
    mark(branch, make_activity(branch, date(2026, 8, 5)), 张三=Presence.OFFICIAL, 李四=Presence.OFFICIAL)

    away.back_today(branch, periods)

    rows = makeup_rows.list_tasks(branch)
    assert {(row.state, row.returned_on, row.claim_due) for row in rows} == {
        (MakeupState.OPEN, date(2026, 11, 22), date(2026, 11, 24))
    }
    with pytest.raises(Refused, match="已于 2026-11-22 返岗"):
        away.back_today(branch, periods)


def test_closing_nothing_or_without_a_date_is_refused(branch, draft):
    period = away.add(branch, draft).new_id

    with pytest.raises(BadInput, match="请先选择"):
        away.close(branch, [], date(2026, 8, 1))
    with pytest.raises(BadInput, match="请填写返岗日期"):
        away.close(branch, [period], None)
    with pytest.raises(NotFound):
        away.close(branch, [999], date(2026, 8, 1))


def test_return_date_corrected_later_redates_open_tasks(branch, draft):
    period = away.add(branch, replace(draft, back_on=date(2026, 8, 10))).new_id
    mark(branch, make_activity(branch, date(2026, 8, 5)), 张三=Presence.OFFICIAL)
    assert only_task(branch).claim_due == date(2026, 8, 12)

    away.change(branch, period, replace(draft, back_on=date(2026, 8, 14)))
    assert only_task(branch).claim_due == date(2026, 8, 18)

    away.change(branch, period, draft)
    row = only_task(branch)
    assert (row.state, row.returned_on, row.claim_due) == (MakeupState.WAITING, None, None)


def test_return_after_a_claim_that_was_made_is_refused(branch, draft):
    period = away.add(branch, replace(draft, back_on=date(2026, 8, 10))).new_id
    mark(branch, make_activity(branch, date(2026, 8, 5)), 张三=Presence.OFFICIAL)
    claim(branch, only_task(branch).id, date(2026, 8, 11))

    with pytest.raises(Refused, match="已于 2026-08-11 认领") as refusal:
        away.change(branch, period, replace(draft, back_on=date(2026, 8, 14)))
    assert refusal.value.field == "back_on"

    away.change(branch, period, replace(draft, back_on=date(2026, 8, 7)))
    row = only_task(branch)
    assert (row.state, row.claim_due, row.late) == (MakeupState.CLAIMED, date(2026, 8, 11), False)


def test_a_typed_return_date_is_not_overruled_by_the_period(branch, draft):
    mark(branch, make_activity(branch, date(2026, 8, 5)), 张三=Presence.OFFICIAL)
    makeup.set_return_date(branch, [only_task(branch).id], date(2026, 8, 6))

    away.add(branch, replace(draft, back_on=date(2026, 8, 14)))

    assert only_task(branch).returned_on == date(2026, 8, 6)


def test_period_entered_by_mistake_can_be_removed(branch, draft):
    period = away.add(branch, replace(draft, back_on=date(2026, 8, 10))).new_id
    mark(branch, make_activity(branch, date(2026, 8, 5)), 张三=Presence.OFFICIAL)

    away.remove(branch, period)

    assert away.list_away(branch) == []
    assert only_task(branch).state is MakeupState.WAITING


def test_list_shows_open_periods_first_and_those_past_their_planned_return(branch, draft):
    away.add(branch, replace(draft, back_on=date(2026, 7, 5)))
    other = make_member(branch, "李四")
    away.add(branch, AwayDraft(other, AwayKind.TRIP, date(2026, 3, 2), date(2026, 11, 20)))

    rows = away.list_away(branch)

    assert [(row.name, row.is_open, row.overdue) for row in rows] == [
        ("李四", True, True),
        ("张三", False, False),
    ]
    assert [row.name for row in away.list_away(branch, member_id=other)] == ["李四"]
