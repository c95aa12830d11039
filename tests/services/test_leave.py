from __future__ import annotations

from datetime import date

import pytest

from app.services import leave

MEETING = date(2026, 11, 12)


@pytest.mark.parametrize(("typed", "kept"), [("9:30", "09:30"), ("14：05", "14:05"), (" ", "")])
def test_a_time_of_day_is_read_as_people_type_it(typed, kept):
    assert leave.clock_time(typed) == kept


@pytest.mark.parametrize("typed", ["25:00", "9.30", "下午", "12:60"])
def test_what_is_no_time_of_day_is_said_in_chinese(typed):
    with pytest.raises(ValueError, match=r"14:30 的样子"):
        leave.clock_time(typed)


@pytest.mark.parametrize(
    ("on", "at", "starts_at", "after"),
    [
        (date(2026, 11, 11), "18:00", "14:30", False),
        (date(2026, 11, 12), "14:00", "14:30", False),
        (date(2026, 11, 12), "15:00", "14:30", True),
        (date(2026, 11, 12), "15:00", "", False),
        (date(2026, 11, 12), "", "14:30", False),
        (date(2026, 11, 13), "", "", True),
        (None, "", "14:30", False),
    ],
)
def test_leave_of_the_day_itself_came_afterwards_only_by_its_time(on, at, starts_at, after):
    assert leave.is_afterwards(on, at, MEETING, starts_at) is after


def test_the_moment_is_said_as_far_as_it_is_known():
    assert leave.moment_words(MEETING, "09:30") == "2026-11-12 09:30"
    assert leave.moment_words(MEETING, "", year=False) == "11-12"
    assert leave.moment_words(None, "09:30") == ""
