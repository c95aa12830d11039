from __future__ import annotations

import pytest

from app.services.hours import checked_hours, hours_text, parse_hours


@pytest.mark.parametrize(
    ("text", "hundredths"), [("2", 200), ("1.5", 150), (" 0.25 ", 25), ("", 0), ("1\uff0e5", 150)]
)
def test_hours_are_read_exactly(text, hundredths):
    assert parse_hours(text) == hundredths


@pytest.mark.parametrize("text", ["两", "1.234", "-1", "1,5"])
def test_what_is_no_number_is_told(text):
    with pytest.raises(ValueError, match="学时请填数字"):
        checked_hours(text)


@pytest.mark.parametrize(
    ("hundredths", "text"), [(200, "2"), (150, "1.5"), (25, "0.25"), (0, "0"), (1000, "10")]
)
def test_hours_are_written_without_needless_zeros(hundredths, text):
    assert hours_text(hundredths) == text
