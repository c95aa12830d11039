from __future__ import annotations

from datetime import date

import pytest

from app.services import branch_calendar, calendar_days
from app.services.errors import BadInput


def test_days_of_the_branch_overrule_the_shipped_tables(ctx):
    friday, holiday = date(2026, 11, 20), date(2026, 10, 1)

    calendar_days.enter(ctx, {friday: False}, note="单位调休")
    found = branch_calendar.calendar(ctx)

    assert not found.is_workday(friday)
    assert not found.is_workday(holiday)
    assert found.is_published(2026)
    assert not found.is_published(2027)


def test_a_day_entered_again_is_corrected(ctx):
    saturday = date(2027, 2, 20)
    calendar_days.enter(ctx, {saturday: False})

    calendar_days.enter(ctx, {saturday: True}, source="国办通知")

    assert branch_calendar.calendar(ctx).is_workday(saturday)
    assert branch_calendar.calendar(ctx).is_published(2027)


@pytest.mark.parametrize("days", [{}, {date(2027, 2, 22): True}])
def test_nothing_or_a_weekday_as_make_up_day_is_refused(ctx, days):
    with pytest.raises(BadInput) as refusal:
        calendar_days.enter(ctx, days)

    assert refusal.value.field == "days"
