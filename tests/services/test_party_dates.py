"""Probation, party age, six months and age, over month ends and leap years."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.party_dates import absence_alert, add_months, age_on, months_between, party_age, probation

DAYS = st.dates(date(1930, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("admitted", "extended", "ends", "ends_after_extension"),
    [
        ("2025-03-10", 0, "2026-03-10", "2026-03-10"),
        ("2025-08-31", 6, "2026-08-31", "2027-02-28"),
        ("2025-03-10", 12, "2026-03-10", "2027-03-10"),
        ("2024-02-29", 0, "2025-02-28", "2025-02-28"),
        ("2024-02-29", 6, "2025-02-28", "2025-08-28"),
    ],
)
def test_probation_lasts_a_year_and_its_extension(admitted, extended, ends, ends_after_extension):
    dates = probation(date.fromisoformat(admitted), extended)

    assert dates.ends.isoformat() == ends
    assert dates.ends_after_extension.isoformat() == ends_after_extension
    assert dates.party_age_from == dates.ends_after_extension


@pytest.mark.parametrize("months", [-6, 1, 5, 13])
def test_extension_outside_half_a_year_to_a_year_is_refused(months):
    with pytest.raises(ValueError, match="6 to 12"):
        probation(date(2025, 3, 10), months)


@pytest.mark.parametrize(
    ("last_attended", "alert"),
    [("2026-01-31", "2026-07-31"), ("2025-08-30", "2026-02-28"), ("2023-08-31", "2024-02-29")],
)
def test_six_months_without_organisational_life(last_attended, alert):
    assert absence_alert(date.fromisoformat(last_attended)).isoformat() == alert


def test_months_can_be_taken_off_over_a_year_end():
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert add_months(date(2026, 1, 31), 0) == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("1985-06-15", "2026-06-14", 40),
        ("1985-06-15", "2026-06-15", 41),
        ("2000-02-29", "2026-02-27", 25),
        ("2000-02-29", "2026-02-28", 26),
    ],
)
def test_age_counts_full_years(birth, on, age):
    assert age_on(date.fromisoformat(birth), date.fromisoformat(on)) == age


@pytest.mark.parametrize(
    ("since", "on", "correction", "years"),
    [
        ("1976-07-01", "2026-07-01", 0, 50),
        ("1976-07-02", "2026-07-01", 0, 49),
        ("1976-09-01", "2026-07-01", 2, 50),
        ("1976-07-01", "2026-07-01", -1, 49),
        ("2026-08-01", "2026-07-01", 0, 0),
    ],
)
def test_party_age_with_its_correction(since, on, correction, years):
    assert party_age(date.fromisoformat(since), date.fromisoformat(on), correction) == years


@given(start=DAYS, months=st.integers(-300, 300))
def test_months_added_are_the_months_between_unless_the_month_was_too_short(start, months):
    later = add_months(start, months)

    assert months_between(start, later) == months
    assert later.day == start.day or later.day >= 28
