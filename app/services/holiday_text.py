"""Reading a holiday notice (放假安排) as it is pasted: the sentences of the notice, or one plain line a holiday."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.services.errors import BadFile, BadInput
from app.services.holidays import check_table
from app.services.workdays import Holiday, Notice, YearTable

# weekdays and lunar dates in brackets say nothing new
_BRACKETS = re.compile(r"（[^）]*）|\([^)]*\)")
_DAY = r"(?:(?P<y{0}>\d{{4}})\s*[-年/.]\s*)?(?:(?P<m{0}>\d{{1,2}})\s*[-月/.]\s*)?(?P<d{0}>\d{{1,2}})\s*日?"
_WRITTEN = re.compile(
    r"(?P<word>放假|休息|上班|补班)|(?<!\d)(?:"
    + _DAY.format(1)
    + r"(?:\s*(?:至|到|-|—+|–|~|～)\s*"
    + _DAY.format(2)
    + r")?)(?![\d天])"
)
_NAME = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\d+[、.]\s*)?\s*(?P<name>[^\d:：，,\s]{1,12}?)\s*(?:[:：]|(?=\d)|\s)"
)
_OFF = ("放假", "休息")


def read_notice(text: str, year: int, notice: Notice) -> YearTable:
    """Return the table of a year.

    Args:
        text: Lines such as "一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。12月27日上班。" or
            "春节 2027-02-05 至 2027-02-11 放假".
        year: The year of dates without one.
        notice: Where the days are from.

    Raises:
        BadInput: A line does not say what its days are, or a date cannot be; the line is named. Lines
            without dates, such as the notice's first sentence, are passed over.

    """
    holidays = [
        holiday
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip()
        for holiday in _holidays(line, year, number)
    ]
    if not holidays:
        raise BadInput("请粘贴放假安排，每个节日一行。", field="text")
    table = YearTable(year, notice, tuple(holidays))
    try:
        check_table(table, "粘贴的内容")
    except BadFile as error:
        raise BadInput(error.message, field="text") from error
    return table


def _holidays(line: str, year: int, number: int) -> Iterator[Holiday]:
    plain = _BRACKETS.sub("", line).strip()
    off: list[tuple[date, date]] = []
    worked: list[date] = []
    waiting: list[tuple[date, date]] = []
    month = 0
    for match in _WRITTEN.finditer(plain):
        word = match["word"]
        if word is None:
            waiting.append(_span(match, year, month, number))
            month = waiting[-1][1].month
            continue
        if word in _OFF:
            off += waiting
        else:
            worked += [day for first, last in waiting for day in Holiday("", first, last).days()]
        waiting = []
    if waiting:
        raise BadInput(
            f"第 {number} 行看不出是放假还是上班，请写成“1月1日至3日放假，1月4日上班”。", field="text"
        )
    if worked and not off:
        raise BadInput(f"第 {number} 行只有上班日，请把它写在所属节日的同一行。", field="text")
    name = _name(plain, number)
    for at, (first, last) in enumerate(off):
        yield Holiday(name, first, last, tuple(worked) if at == 0 else ())


def _name(line: str, number: int) -> str:
    match = _NAME.match(line)
    return match["name"] if match else f"第{number}行"


def _span(match: re.Match[str], year: int, month: int, number: int) -> tuple[date, date]:
    """Return first and last day; a month that is not written is the one before it in the line."""
    first_month = int(match["m1"] or month)
    if not first_month:
        raise BadInput(f"第 {number} 行的“{match[0].strip()}”没有写月份。", field="text")
    first_year = int(match["y1"] or year)
    first = _day(first_year, first_month, int(match["d1"]), number)
    if match["d2"] is None:
        return first, first
    last = _day(int(match["y2"] or first_year), int(match["m2"] or first.month), int(match["d2"]), number)
    return first, last


def _day(year: int, month: int, day: int, number: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadInput(f"第 {number} 行的 {year}年{month}月{day}日 不是有效日期。", field="text") from error
