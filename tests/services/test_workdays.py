"""Working days: deadlines over weekends, holidays, make-up Saturdays and years without a notice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.holidays import load_calendar
from app.services.workdays import Calendar, Holiday, Notice, YearTable

DAYS_2024_TO_2026 = st.dates(date(2024, 1, 1), date(2026, 12, 31))
NOTICE = Notice("试发 2026 第 1 号", "试验用通知", date(2026, 11, 20))


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar()


@pytest.mark.parametrize(
    ("returned", "deadline"),
    [
        pytest.param("2026-11-16", "2026-11-18", id="monday"),
        pytest.param("2026-11-20", "2026-11-24", id="friday before a weekend"),
        pytest.param("2026-04-30", "2026-05-07", id="labour day"),
        pytest.param("2026-09-18", "2026-09-21", id="sunday 20 september is worked"),
        pytest.param("2026-10-09", "2026-10-12", id="saturday 10 october is worked"),
        pytest.param("2026-11-21", "2026-11-24", id="back on a saturday"),
        pytest.param("2026-02-14", "2026-02-25", id="back on a worked saturday before spring festival"),
        pytest.param("2025-12-31", "2026-01-05", id="over the year's end"),
        pytest.param("2024-02-29", "2024-03-04", id="29 february"),
        pytest.param("2025-09-30", "2025-10-10", id="national day and mid-autumn together"),
    ],
)
def test_claim_is_due_two_workdays_after_return(calendar, returned, deadline):
    answer = calendar.add_workdays(date.fromisoformat(returned), 2)

    assert answer.date.isoformat() == deadline
    assert not answer.provisional
    assert answer.warning == ""


@pytest.mark.parametrize(
    ("posted", "days", "last_day"),
    [("2026-09-30", 3, "2026-10-10"), ("2026-12-28", 3, "2026-12-31"), ("2026-09-30", 5, "2026-10-13")],
)
def test_publicity_ends_on_the_last_workday(calendar, posted, days, last_day):
    assert calendar.add_workdays(date.fromisoformat(posted), days).date.isoformat() == last_day


def test_deadline_in_a_year_without_notice_counts_monday_to_friday_and_warns(calendar):
    answer = calendar.add_workdays(date(2026, 12, 28), 5)

    assert answer.date == date(2027, 1, 4)
    assert answer.provisional
    assert answer.years_missing == (2027,)
    assert "2027" in answer.warning


def test_every_missing_year_on_the_way_is_named(calendar):
    assert calendar.add_workdays(date(2026, 12, 31), 300).years_missing == (2027, 2028)
    assert calendar.add_workdays(date(2023, 12, 29), 1).years_missing == (2023,)


def test_day_of_return_in_an_unpublished_year_does_not_make_the_deadline_provisional(calendar):
    assert not calendar.add_workdays(date(2023, 12, 31), 2).provisional


def test_deadline_becomes_certain_when_the_notice_arrives():
    table = YearTable(
        2027, NOTICE, (Holiday("元旦", date(2027, 1, 1), date(2027, 1, 3), (date(2027, 1, 9),)),)
    )
    calendar = load_calendar([table])

    answer = calendar.add_workdays(date(2026, 12, 28), 9)

    assert answer.date == date(2027, 1, 9)
    assert not answer.provisional
    assert calendar.is_published(2027)


def test_notice_of_the_next_year_overrules_the_last_days_of_december():
    table = YearTable(2027, NOTICE, (Holiday("元旦", date(2026, 12, 31), date(2027, 1, 2)),))

    assert load_calendar().is_workday(date(2026, 12, 31))
    assert not load_calendar([table]).is_workday(date(2026, 12, 31))


def test_entered_table_replaces_the_shipped_one_of_its_year():
    table = YearTable(2026, NOTICE, (Holiday("元旦", date(2026, 1, 1), date(2026, 1, 1)),))

    calendar = load_calendar([table])

    assert calendar.is_workday(date(2026, 1, 2))
    assert not calendar.is_workday(date(2026, 1, 4))


def test_zero_workdays_is_the_day_itself_and_fewer_are_a_bug(calendar):
    assert calendar.add_workdays(date(2026, 10, 1), 0).date == date(2026, 10, 1)
    with pytest.raises(ValueError, match="negative"):
        calendar.add_workdays(date(2026, 10, 1), -1)


def test_days_left_and_days_late_are_counted_alike(calendar):
    assert calendar.workdays_between(date(2026, 11, 20), date(2026, 11, 24)) == 2
    assert calendar.workdays_between(date(2026, 11, 24), date(2026, 11, 20)) == -2
    assert calendar.workdays_between(date(2026, 10, 1), date(2026, 10, 1)) == 0


@given(start=DAYS_2024_TO_2026, count=st.integers(1, 60))
def test_deadline_is_a_workday_with_exactly_that_many_workdays_before_it(start, count):
    calendar = load_calendar()
    answer = calendar.add_workdays(start, count)

    assert calendar.is_workday(answer.date)
    assert calendar.workdays_between(start, answer.date) == count
    counted = [start + timedelta(days=n) for n in range(1, (answer.date - start).days + 1)]
    assert sum(map(calendar.is_workday, counted)) == count
    assert answer.provisional == (answer.date.year > 2026)
