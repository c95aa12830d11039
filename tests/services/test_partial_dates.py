from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import partial_dates
from app.services.errors import BadInput

TODAY = date(2026, 11, 22)
days = st.dates(date(1900, 1, 1), date(2027, 11, 22))


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("2019.07", "2019-07"),
        ("2019.7", "2019-07"),
        ("2019年7月", "2019-07"),
        ("2019 年 07 月", "2019-07"),
        ("201907", "2019-07"),
        ("20190701", "2019-07-01"),
        ("1990/3/5", "1990-03-05"),
        ("1990-3-5", "1990-03-05"),
        ("1990.03.05.", "1990-03-05"),
        ("1990年3月5日", "1990-03-05"),
        ("１９９０年３月５日", "1990-03-05"),
        ("1990－03－05", "1990-03-05"),
        ("1990／3／5", "1990-03-05"),
        ("1990。3", "1990-03"),
        ("'1990.03", "1990-03"),
        (" 2006-12-09 00:00:00 ", "2006-12-09"),
        ("2006/12/9 8:30", "2006-12-09"),
        ("2019", "2019"),
        ("2019年", "2019"),
        ("43647", "2019-07-01"),
        (43647, "2019-07-01"),
        (43647.5, "2019-07-01"),
        (201907, "2019-07"),
        (201907.0, "2019-07"),
        (20190701.0, "2019-07-01"),
        (2019.07, "2019-07"),
        (2019.11, "2019-11"),
        (2019.7, "2019-07"),
        (1985, "1985"),
        (date(1990, 3, 5), "1990-03-05"),
        (datetime(1990, 3, 5, 12, 30), "1990-03-05"),
    ],
)
def test_every_shape_of_real_sheets_is_understood(written: object, stored: str) -> None:
    assert partial_dates.parse(written, today=TODAY) == stored


@pytest.mark.parametrize(
    "written",
    [
        "2019.13",
        "2019-02-30",
        "20190231",
        "201900",
        "2021-02-29",
        "0000-00-00",
        "2019年0月",
        "00000101",
        201913,
    ],
)
def test_an_impossible_day_is_refused(written: object) -> None:
    with pytest.raises(BadInput, match=r"不是一个存在的日期|早于"):
        partial_dates.parse(written, today=TODAY)


@pytest.mark.parametrize(
    "written",
    ["", "不详", "去年", "12", 7, -1, 0, 59, True, None, float("nan"), float("inf"), 3e17, "1.2.3.4", "²"],
)
def test_what_is_no_date_is_refused_with_an_example(written: object) -> None:
    with pytest.raises(BadInput, match="不是日期，请写成"):
        partial_dates.parse(written, today=TODAY)


@pytest.mark.parametrize(
    "written", ["1899.12", "0001-01-01", "2027-11-24", "2027.12", "2099", date(2190, 1, 1)]
)
def test_a_day_out_of_range_is_refused(written: object) -> None:
    with pytest.raises(BadInput, match=r"早于1900年1月1日|晚于2027年11月23日"):
        partial_dates.parse(written, today=TODAY)


def test_the_lower_bound_may_be_the_founding_of_the_party() -> None:
    with pytest.raises(BadInput, match="早于1921年7月1日"):
        partial_dates.parse("1921.06", today=TODAY, earliest=date(1921, 7, 1))
    assert partial_dates.parse("1921", today=TODAY, earliest=date(1921, 7, 1)) == "1921"


def test_a_two_place_year_is_not_guessed() -> None:
    with pytest.raises(BadInput, match="年份只有两位"):
        partial_dates.parse("85.03", today=TODAY)


def test_october_typed_as_a_number_is_not_taken_for_january() -> None:
    with pytest.raises(BadInput, match="分不清是1月还是10月"):
        partial_dates.parse(2019.10, today=TODAY)


def test_the_error_names_its_field() -> None:
    with pytest.raises(BadInput) as caught:
        partial_dates.parse("不详", today=TODAY, field="joined")
    assert caught.value.field == "joined"


def test_the_chinese_form_is_written_in_full() -> None:
    assert partial_dates.show("2006-12-09") == "2006年12月9日"
    assert partial_dates.show("2019-07") == "2019年7月"
    assert partial_dates.show("2019") == "2019年"


def test_missing_parts_span_their_whole_time() -> None:
    assert partial_dates.first_day("2024-02") == date(2024, 2, 1)
    assert partial_dates.last_day("2024-02") == date(2024, 2, 29)
    assert partial_dates.last_day("2024") == date(2024, 12, 31)
    assert partial_dates.is_full("2024-02-01")
    assert not partial_dates.is_full("2024-02")


def test_order_is_only_claimed_where_it_is_certain() -> None:
    assert partial_dates.surely_before("2019-06", "2019-07-01")
    assert not partial_dates.surely_before("2019-07", "2019-07-15")
    assert not partial_dates.surely_before("2019", "2019-12")


def test_a_month_agrees_with_any_of_its_days() -> None:
    assert partial_dates.agree("1990-03", "1990-03-05")
    assert not partial_dates.agree("1990-04", "1990-03-05")


def test_text_of_another_form_is_a_bug() -> None:
    with pytest.raises(ValueError, match="not a stored date"):
        partial_dates.show("2019.07")


@given(days)
def test_every_day_comes_back_from_every_way_of_writing_it(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    ways: list[object] = [
        day,
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month:02d}.{day.day:02d}",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        partial_dates.show(day.isoformat()),
    ]
    if serial > 2100:
        ways.append(serial)
    for written in ways:
        assert partial_dates.parse(written, today=TODAY) == day.isoformat()


@given(days)
def test_a_stored_month_keeps_its_precision(day: date) -> None:
    month = f"{day:%Y-%m}"
    for written in (f"{day.year}.{day.month}", f"{day.year}年{day.month}月", f"{day:%Y%m}", month):
        assert partial_dates.parse(written, today=TODAY) == month
    assert partial_dates.first_day(month) <= day <= partial_dates.last_day(month)


@given(st.text(max_size=30) | st.floats() | st.integers())
def test_anything_else_is_a_date_in_range_or_refused(written: object) -> None:
    try:
        stored = partial_dates.parse(written, today=TODAY)
    except BadInput:
        return
    assert partial_dates.first_day(stored) <= TODAY + timedelta(days=366)
