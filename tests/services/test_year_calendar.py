from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import ActivityKind
from app.services import activities, activity_plans, activity_rows, requirements, year_calendar
from app.services.activity_plans import SeriesDraft
from app.services.activity_rows import ActivityFilter
from app.services.errors import BadInput, Refused
from app.services.periods import Span
from app.services.requirements import Requirement
from app.services.year_calendar import CellState
from tests.life_helpers import group_id, make_activity, make_member

THEME = ActivityKind.THEME_DAY


@pytest.fixture
def theme_days(branch):
    """每月5日主题党日; today is 2026-11-22."""
    requirements.save(branch, [Requirement(THEME, Span.MONTH, 1, 5)])
    make_member(branch, "李敏")
    return branch


def cells(ctx, year=2026):
    (row,) = year_calendar.load(ctx, year)
    return row.cells


def test_a_month_is_held_missing_late_or_ahead(theme_days):
    make_activity(theme_days, date(2026, 10, 9))

    states = [cell.state for cell in cells(theme_days)]

    assert states == [CellState.MISSING] * 9 + [CellState.HELD, CellState.LATE, CellState.AHEAD]


def test_due_soon_within_a_week_of_the_fixed_day(theme_days, clock):
    clock.set(2026, 11, 28)
    assert cells(theme_days)[11].state is CellState.SOON

    requirements.save(theme_days, [Requirement(THEME, Span.MONTH)])
    assert cells(theme_days)[10].state is CellState.SOON
    clock.set(2026, 11, 22)
    assert cells(theme_days)[10].state is CellState.AHEAD


def test_a_plan_whose_day_has_passed_is_late_until_attendance_is_entered(theme_days, clock):
    make_activity(theme_days, date(2026, 12, 4))
    assert cells(theme_days)[11].state is CellState.PLANNED

    clock.set(2026, 12, 6)

    assert cells(theme_days)[11].state is CellState.LATE


def test_cancelled_and_removed_activities_do_not_count(theme_days):
    activities.cancel(theme_days, make_activity(theme_days, date(2026, 9, 4)))
    activities.remove(theme_days, make_activity(theme_days, date(2026, 8, 5)))

    assert [cell.state for cell in cells(theme_days)[7:9]] == [CellState.MISSING] * 2


def test_fewer_than_asked_for_is_missing_once_the_period_is_over(branch):
    requirements.save(branch, [Requirement(ActivityKind.STUDY, Span.QUARTER, 2)])
    make_activity(branch, date(2026, 9, 9), ActivityKind.STUDY, "学习一")

    third = cells(branch)[2]

    assert (third.state, third.held, third.wanting) == (CellState.MISSING, 1, 1)


def test_periods_before_the_requirement_ask_for_nothing(branch):
    requirements.save(branch, [Requirement(THEME, Span.MONTH, 1, 5, since=date(2026, 10, 1))])

    states = [cell.state for cell in cells(branch)]

    assert states[:9] == [CellState.NOT_ASKED] * 9
    assert states[9] is CellState.MISSING


def test_each_group_has_its_own_row_of_group_meetings(branch):
    make_member(branch, "李敏")
    requirements.save(branch, [Requirement(ActivityKind.GROUP, Span.MONTH)])
    make_activity(branch, date(2026, 10, 20), ActivityKind.GROUP, "小组会", org_id=group_id(branch))

    first, second = year_calendar.load(branch, 2026)

    assert first.title == "党小组会 · 第一党小组"
    assert (first.cells[9].state, second.cells[9].state) == (CellState.HELD, CellState.MISSING)


def test_suggested_day_is_a_working_day_of_the_period(theme_days):
    december = cells(theme_days)[11]
    assert (december.due, december.suggested) == (date(2026, 12, 5), date(2026, 12, 7))

    # 5 May 2026 is the last day of a holiday; a running month suggests today or the next working day
    assert cells(theme_days)[4].suggested == date(2026, 5, 6)
    assert cells(theme_days)[10].suggested == date(2026, 11, 23)


def test_counts_have_every_state(theme_days):
    found = year_calendar.counts(year_calendar.load(theme_days, 2026))

    assert found[CellState.MISSING] == 10
    assert set(found) == set(CellState)


def test_a_series_plans_the_rest_of_the_year_in_one_step(theme_days):
    draft = SeriesDraft(THEME, 2026, day=5, place="三楼会议室")
    changes = activity_plans.plan_series(theme_days, draft)

    (row,) = activity_rows.list_activities(theme_days)
    assert changes.new_ids == (row.id,)
    assert (row.topic, row.held_on, row.count.expected) == ("12月主题党日", date(2026, 12, 7), 1)
    assert cells(theme_days)[11].state is CellState.PLANNED

    activity_plans.plan_series(theme_days, SeriesDraft(THEME, 2027, day=5, on_workdays=False))
    days = [
        r.held_on for r in activity_rows.list_activities(theme_days, ActivityFilter(since=date(2027, 1, 1)))
    ]
    assert sorted(days) == [date(2027, month, 5) for month in range(1, 13)]


def test_a_series_leaves_periods_alone_that_have_one(theme_days):
    make_activity(theme_days, date(2026, 12, 10))

    with pytest.raises(Refused, match="都已有主题党日"):
        activity_plans.plan_series(theme_days, SeriesDraft(THEME, 2026, day=5))


@pytest.mark.parametrize(
    ("values", "field"), [({"day": None}, "day"), ({"day": 40}, "day"), ({"year": 2025}, "year")]
)
def test_a_series_with_a_bad_value_says_so(theme_days, values, field):
    with pytest.raises(BadInput) as caught:
        activity_plans.plan_series(
            theme_days, SeriesDraft(**({"kind": THEME, "year": 2026, "day": 5} | values))
        )
    assert caught.value.field == field


def test_missing_plans_are_filled_for_all_kinds_and_groups_at_once(branch):
    make_member(branch, "李敏")
    make_member(branch, "周翀", "第二党小组")

    activity_plans.plan_missing(branch, 2026)

    rows = activity_rows.list_activities(branch)
    assert {(row.kind.label, row.held_on.month) for row in rows} == {
        ("党员大会", 12),
        ("支委会", 11),
        ("支委会", 12),
        ("党小组会", 11),
        ("党小组会", 12),
        ("党课", 12),
        ("主题党日", 11),
        ("主题党日", 12),
        ("组织生活会", 12),
        ("民主评议", 12),
    }
    assert len(rows) == 12
    with pytest.raises(Refused, match="没有还要安排"):
        activity_plans.plan_missing(branch, 2026)


def test_a_plan_for_today_stays_a_plan_until_attendance_is_entered(branch, clock):
    make_member(branch, "李敏")
    clock.set(2026, 11, 30)
    requirements.save(branch, [Requirement(ActivityKind.COMMITTEE, Span.MONTH)])

    activity_plans.plan_missing(branch, 2026)

    assert [cell.state for cell in cells(branch)[10:]] == [CellState.PLANNED] * 2
