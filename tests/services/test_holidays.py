"""Holiday tables: the shipped years against an independent library, and files with slips in them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import chinese_calendar
import pytest

from app.services.errors import BadFile
from app.services.holidays import load_calendar, parse_table, read_folder, shipped_tables

GOOD = """
year = 2027
[notice]
number = "试发 2026 第 1 号"
title = "试验用通知"
issued = 2026-11-20
[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03
work = [2027-01-09]
"""


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_agrees_with_an_independent_table(year):
    calendar = load_calendar()
    days = [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]

    ours = [day for day in days if calendar.is_workday(day)]

    assert ours == [day for day in days if chinese_calendar.is_workday(day)]
    assert calendar.is_published(year)


@pytest.mark.parametrize(
    ("year", "number", "issued"),
    [(2024, 7, date(2023, 10, 25)), (2025, 12, date(2024, 11, 12)), (2026, 7, date(2025, 11, 4))],
)
def test_shipped_year_names_the_notice_it_comes_from(year, number, issued):
    (table,) = (table for table in shipped_tables() if table.year == year)

    assert re.fullmatch(rf"国办发明电\W{issued.year}\W{number}号", table.notice.number)
    assert table.notice.issued == issued
    assert str(year) in table.notice.title


def test_table_tells_the_holiday_of_each_day():
    table = shipped_tables()[-1]

    assert table.days_off()[date(2026, 10, 7)] == "国庆节"
    assert table.days_worked()[date(2026, 9, 20)] == "国庆节"


def test_good_file_is_read():
    table = parse_table(GOOD.encode(), "2027.toml")

    assert table.year == 2027
    assert table.holidays[0].work == (date(2027, 1, 9),)


def test_file_saved_by_notepad_with_a_byte_order_mark_is_read():
    assert parse_table(GOOD.encode("utf-8-sig"), "2027.toml").year == 2027


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year = 2027", "", "year"),
        ("year = 2027", "year = true", "year"),
        ("year = 2027", "year = 27", "year"),
        ("year = 2027", "year 2027", "TOML"),
        ('title = "试验用通知"', 'title = " "', "title"),
        ("issued = 2026-11-20", 'issued = "2026-11-20"', "issued"),
        ("issued = 2026-11-20", "issued = 2026-11-20T08:00:00", "issued"),
        ("[notice]", "[other]", "notice"),
        ("[[holiday]]", "[holiday]", "holiday"),
        ("work = [2027-01-09]", "work = 2027-01-09", "work"),
        ("work = [2027-01-09]", "work = [2027-01-08]", "不是周末"),
        ("work = [2027-01-09]", "work = [2027-01-03]", "重复"),
        ("work = [2027-01-09]", "work = [2026-01-10]", "不在2027年内"),
        ("to = 2027-01-03", "to = 2026-12-31", "早于开始日"),
        ("to = 2027-01-03", "to = 2027-03-01", "超过"),
        ("from = 2027-01-01", "from = 2027-02-30", "TOML"),
    ],
)
def test_slip_in_a_file_is_named_in_one_sentence(old, new, said):
    assert old in GOOD

    with pytest.raises(BadFile) as caught:
        parse_table(GOOD.replace(old, new).encode(), "2027.toml")

    assert "2027.toml" in caught.value.message
    assert said in caught.value.message


def test_file_in_another_encoding_is_refused():
    with pytest.raises(BadFile, match="UTF-8"):
        parse_table(GOOD.encode("gb18030"), "2027.toml")


def test_two_files_for_one_year_are_refused(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD, encoding="utf-8")

    with pytest.raises(BadFile, match=r"b\.toml"):
        read_folder(tmp_path)
