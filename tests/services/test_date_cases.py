"""Dates at the edges of years, holidays and months, worked out by hand or by a library that is not ours."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import chinese_calendar
import pytest

from app.services import dues, party_dates
from app.services.holidays import load_calendar

CALENDAR = load_calendar()


def counted(start: date, count: int) -> tuple[date, bool]:
    """Count by the library, Monday to Friday where it knows nothing; and tell whether that happened."""
    day, guessed = start, False
    while count:
        day += timedelta(days=1)
        try:
            works = chinese_calendar.is_workday(day)
        except NotImplementedError:
            works, guessed = day.weekday() < 5, True
        count -= works
    return day, guessed


def test_every_day_of_three_years_counts_as_the_library_counts():
    days = (date(2024, 1, 1) + timedelta(days=step) for step in range(3 * 366))
    wrong = []
    for day in days:
        for count in (1, 2, 3, 5):
            found = CALENDAR.add_workdays(day, count)
            if (found.date, found.provisional) != counted(day, count):
                wrong.append((day, count, found))
    assert wrong == []


@pytest.mark.parametrize(
    ("start", "count", "last", "provisional"),
    [
        ("2024-02-28", 2, "2024-03-01", False),  # 29 February is a Thursday
        ("2024-02-29", 2, "2024-03-04", False),
        ("2024-12-31", 2, "2025-01-03", False),  # the new year's one day off
        ("2025-01-25", 2, "2025-01-27", False),  # a Sunday worked before the Spring Festival
        ("2025-04-26", 3, "2025-04-29", False),  # the Sunday worked before 1 May
        ("2025-09-26", 2, "2025-09-29", False),  # the Sunday worked before the National Day
        ("2025-09-30", 2, "2025-10-10", False),  # eight days off
        ("2025-12-31", 2, "2026-01-05", False),  # 4 January is a Sunday worked
        ("2026-02-13", 2, "2026-02-24", False),
        ("2026-02-14", 5, "2026-02-28", False),  # the last of the five is a Saturday worked
        ("2026-02-27", 2, "2026-03-02", False),  # 28 February is a Saturday worked
        ("2026-05-08", 2, "2026-05-11", False),  # 9 May is a Saturday worked
        ("2026-06-18", 3, "2026-06-24", False),
        ("2026-09-19", 2, "2026-09-21", False),
        ("2026-12-29", 2, "2026-12-31", False),
        ("2026-12-30", 2, "2027-01-01", True),
        ("2026-12-31", 5, "2027-01-07", True),
        ("2027-02-05", 2, "2027-02-09", True),
    ],
)
def test_working_days_at_the_edges(start, count, last, provisional):
    found = CALENDAR.add_workdays(date.fromisoformat(start), count)
    assert (found.date.isoformat(), found.provisional) == (last, provisional)


@pytest.mark.parametrize(
    ("admitted", "extended", "ends", "after"),
    [
        ("2024-02-29", 0, "2025-02-28", "2025-02-28"),
        ("2024-02-29", 6, "2025-02-28", "2025-08-28"),
        ("2022-08-31", 6, "2023-08-31", "2024-02-29"),
        ("2024-08-31", 6, "2025-08-31", "2026-02-28"),
        ("2025-05-31", 9, "2026-05-31", "2027-02-28"),
        ("2025-12-31", 12, "2026-12-31", "2027-12-31"),
    ],
)
def test_probations_that_end_where_a_month_has_no_such_day(admitted, extended, ends, after):
    found = party_dates.probation(date.fromisoformat(admitted), extended)
    assert (found.ends.isoformat(), found.ends_after_extension.isoformat()) == (ends, after)
    assert found.party_age_from == found.ends_after_extension


@pytest.mark.parametrize(
    ("last", "alert"),
    [
        ("2025-08-31", "2026-02-28"),
        ("2023-08-30", "2024-02-29"),
        ("2024-02-29", "2024-08-29"),
        ("2025-12-31", "2026-06-30"),
        ("2026-07-01", "2027-01-01"),
    ],
)
def test_six_months_are_full_on_the_last_day_of_a_shorter_month(last, alert):
    assert party_dates.absence_alert(date.fromisoformat(last)).isoformat() == alert


@pytest.mark.parametrize(
    ("table", "base", "monthly"),
    [
        (dues.ACTIVE_2008, "0", "0"),
        (dues.ACTIVE_2008, "3000", "15"),
        (dues.ACTIVE_2008, "3000.01", "30.0001"),
        (dues.ACTIVE_2008, "5000", "50"),
        (dues.ACTIVE_2008, "10000", "150"),
        (dues.ACTIVE_2008, "10000.01", "200.0002"),
        (dues.RETIRED_2008, "5000.01", "50.0001"),
    ],
)
def test_dues_on_both_sides_of_a_bracket(table, base, monthly):
    assert table.monthly(Decimal(base)) == Decimal(monthly)
