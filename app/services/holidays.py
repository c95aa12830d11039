"""The yearly holiday tables (放假调休): read from files, checked, made into a working-day calendar."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from app.services.errors import BadFile
from app.services.locations import resource
from app.services.workdays import Calendar, Holiday, Notice, YearTable

_SATURDAY = 5
NEW_YEAR_BEGINS = (12, 25)
"""Month and day: a New Year's holiday (元旦) sometimes starts in the last days of December."""
_LONGEST = 15
"""Days; no holiday of a notice has been longer than 9, so more is a slip of the pen."""


def load_calendar(extra: Iterable[YearTable] = ()) -> Calendar:
    """Return the calendar of the shipped years and `extra` ones, which replace shipped ones.

    Raises:
        BadFile: A shipped table was changed by hand and is wrong.

    """
    return Calendar.of([*shipped_tables(), *extra])


@cache
def shipped_tables() -> tuple[YearTable, ...]:
    """Return the tables that come with the program, by year.

    Raises:
        BadFile: One of them was changed by hand and is wrong.

    """
    return read_folder(resource("holidays"))


def read_folder(folder: Path) -> tuple[YearTable, ...]:
    """Read every `*.toml` of a folder, by year.

    Raises:
        BadFile: A file is wrong, or two files are for one year.

    """
    tables: dict[int, YearTable] = {}
    for path in sorted(folder.glob("*.toml")):
        table = parse_table(path.read_bytes(), path.name)
        if table.year in tables:
            raise BadFile(f"“{path.name}”与另一个文件都是{table.year}年的放假安排，请只保留一个。")
        tables[table.year] = table
    return tuple(tables[year] for year in sorted(tables))


def parse_table(data: bytes, name: str) -> YearTable:
    """Read one year's table from the bytes of a TOML file; `name` is used in messages.

    Raises:
        BadFile: The text is no TOML, a value is missing or of the wrong kind, or the days cannot be
            right: outside the year, twice, a range that ends before it starts, a make-up working day
            that is no weekend day.

    """
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadFile(
            f"放假安排“{name}”读不出来，请检查是否为 UTF-8 编码的 TOML 文件（{error}）。"
        ) from error
    year = _whole(raw, "year", name)
    notice = raw.get("notice")
    if not isinstance(notice, dict):
        raise _wrong(name, "缺少 [notice] 一节（通知的文号、标题、日期）")
    source = Notice(
        _text(notice, "number", name),
        _text(notice, "title", name),
        _date(notice.get("issued"), "issued", name),
    )
    parts = raw.get("holiday")
    if not isinstance(parts, list) or not parts:
        raise _wrong(name, "缺少 [[holiday]]，至少要有一个节日")
    table = YearTable(year, source, tuple(_holiday(part, name) for part in parts))
    check_table(table, name)
    return table


def check_table(table: YearTable, name: str) -> None:
    """Refuse a table whose days cannot be right; `name` is used in messages.

    Raises:
        BadFile: See `parse_table`.

    """
    for problem in _problems(table):
        raise _wrong(name, problem)


def _problems(table: YearTable) -> Iterator[str]:
    earliest, latest = date(table.year - 1, *NEW_YEAR_BEGINS), date(table.year, 12, 31)
    seen: set[date] = set()
    for holiday in table.holidays:
        if holiday.last < holiday.first:
            yield f"“{holiday.name}”的结束日 {holiday.last} 早于开始日 {holiday.first}"
        if (holiday.last - holiday.first) >= timedelta(days=_LONGEST):
            yield f"“{holiday.name}”放假超过 {_LONGEST} 天"
        for day in holiday.work:
            if day.weekday() < _SATURDAY:
                yield f"“{holiday.name}”的调休上班日 {day} 不是周末"
        for day in (*holiday.days(), *holiday.work):
            if not earliest <= day <= latest:
                yield f"“{holiday.name}”的 {day} 不在{table.year}年内"
            if day in seen:
                yield f"“{holiday.name}”的 {day} 重复出现"
            seen.add(day)


def _holiday(raw: object, name: str) -> Holiday:
    if not isinstance(raw, dict):
        raise _wrong(name, "[[holiday]] 的写法不对")
    work = raw.get("work", [])
    if not isinstance(work, list):
        raise _wrong(name, "work 应当是日期的列表")
    return Holiday(
        name=_text(raw, "name", name),
        first=_date(raw.get("from"), "from", name),
        last=_date(raw.get("to"), "to", name),
        work=tuple(_date(day, "work", name) for day in work),
    )


def _whole(raw: dict[str, object], key: str, name: str) -> int:
    value = raw.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 1949 <= value <= 2200:
        raise _wrong(name, f"{key} 应当是四位年份")
    return value


def _text(raw: dict[str, object], key: str, name: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(name, f"{key} 应当是一段文字")
    return value.strip()


def _date(value: object, key: str, name: str) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _wrong(name, f"{key} 应当是日期，例如 2026-01-01（不加引号）")
    return value


def _wrong(name: str, problem: str) -> BadFile:
    return BadFile(f"放假安排“{name}”有误：{problem}，请改正后重试。")
