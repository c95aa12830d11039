"""Years, quarters and months, with the calendar's and with a shifted opening."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.services.errors import BadInput
from app.services.periods import Opening, Period, Span, Window, month_of, quarter_of, window_number, year_of

DECEMBER = Opening(12, 1)


@pytest.mark.parametrize(
    ("code", "start", "end", "label"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年度"),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("2026H2", date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31), "2026年第一季度"),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30), "2026年第三季度"),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31), "2026年12月"),
    ],
)
def test_a_code_is_read_with_both_ends_inclusive(code, start, end, label):
    period = Period.parse(code)
    assert (period.start, period.end, period.label, period.code) == (start, end, label, code)
    assert period.contains(start)
    assert period.contains(end)
    assert not period.contains(start - timedelta(days=1))
    assert not period.contains(end + timedelta(days=1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026Q5",
        "2026Q0",
        "2026H3",
        "2026-13",
        "2026-9",
        "2026q3",
        " 2026",
        "2026Q3\n",
        "\uff12\uff10\uff12\uff16",
        "1899",
    ],
)
def test_another_text_is_refused_in_chinese(text):
    with pytest.raises(BadInput) as caught:
        Period.parse(text)
    assert caught.value.field == "period"


def test_a_number_beyond_the_year_is_refused():
    with pytest.raises(BadInput, match="第 5 个季度"):
        Period(Span.QUARTER, 2026, 5)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2026", date(2025, 12, 1), date(2026, 11, 30)),
        ("2026H1", date(2025, 12, 1), date(2026, 5, 31)),
        ("2026Q1", date(2025, 12, 1), date(2026, 2, 28)),
        ("2026Q3", date(2026, 6, 1), date(2026, 8, 31)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_year_from_december_is_called_after_the_year_it_ends_in(code, start, end):
    period = Period.parse(code, DECEMBER)
    assert (period.start, period.end) == (start, end)
    assert Period.holding(start, period.span, DECEMBER) == period
    assert Period.holding(end, period.span, DECEMBER) == period


def test_an_april_year_is_called_after_the_year_it_starts_in():
    period = Period.parse("2026", Opening(4, 1))
    assert (period.start, period.end) == (date(2026, 4, 1), date(2027, 3, 31))


def test_a_month_from_the_26th_is_called_after_the_month_it_ends_in():
    opening = Opening.parse("12-26")
    month = Period.parse("2026-01", opening)
    assert (month.start, month.end) == (date(2025, 12, 26), date(2026, 1, 25))
    assert month_of(date(2026, 1, 26), opening).code == "2026-02"
    assert year_of(date(2025, 12, 25), opening).code == "2025"
    assert [m.code for m in Period.parse("2026Q1", opening).months] == ["2026-01", "2026-02", "2026-03"]


@pytest.mark.parametrize("text", ["", "1-1", "13-01", "02-29", "00-10", "12-00", "12-01 "])
def test_an_opening_that_not_every_year_has_is_refused(text):
    with pytest.raises(BadInput):
        Opening.parse(text)


@pytest.mark.parametrize(
    "opening", [Opening(), DECEMBER, Opening(7, 1), Opening(9, 16), Opening(12, 26), Opening(1, 28)]
)
@pytest.mark.parametrize("span", list(Span))
def test_periods_tile_the_calendar_and_read_back(opening, span):
    period = Period.holding(date(2023, 1, 1), span, opening)
    for _ in range(40):
        after = period.next
        assert after.start == period.end + timedelta(days=1)
        assert after.previous == period
        assert Period.parse(period.code, opening) == period
        assert period.opening.code == opening.code
        for part in (span, Span.MONTH):
            inside = period.parts(part)
            assert (inside[0].start, inside[-1].end) == (period.start, period.end)
        period = after


def test_quarters_of_a_year_and_the_year_of_a_quarter():
    year = Period.parse("2026")
    assert [q.code for q in year.quarters] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert all(q.whole_year == year for q in year.quarters)
    assert year.parts(Span.YEAR) == (year,)
    assert Period.parse("2026-08").around(Span.HALF).code == "2026H2"
    assert quarter_of(date(2026, 9, 30)).code == "2026Q3"
    assert quarter_of(date(2026, 9, 30)).short_label == "第三季度"


@pytest.mark.parametrize(
    ("window", "same", "other"),
    [
        (Window.DAY, date(2026, 2, 28), date(2026, 3, 1)),
        (Window.MONTH, date(2026, 2, 1), date(2026, 1, 31)),
        (Window.QUARTER, date(2025, 12, 1), date(2026, 3, 1)),
        (Window.HALF, date(2026, 5, 31), date(2026, 6, 1)),
        (Window.YEAR, date(2026, 11, 30), date(2026, 12, 1)),
    ],
)
def test_windows_line_up_with_the_opening_of_the_year(window, same, other):
    here = window_number(date(2026, 2, 28), window, DECEMBER)
    assert window_number(same, window, DECEMBER) == here
    assert window_number(other, window, DECEMBER) != here
