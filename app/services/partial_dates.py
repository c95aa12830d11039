"""Dates as rosters hold them (不完整日期): a day, or only a month, or only a year.

Stored as ISO text `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: what the paper says is kept and nothing is made up.
ISO text of one precision sorts in time order.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from app.services.errors import BadInput

EARLIEST = date(1900, 1, 1)
"""Nobody on a roster was born, and nothing on it happened, before this day."""

_EXCEL_EPOCH = date(1899, 12, 30)
_LAST_YEAR_NUMBER = 2100
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_TIME = re.compile(r"[\sT]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_PARTS = re.compile(r"(\d{4})(?:[-./年、](\d{1,2})(?:[-./月、](\d{1,2}))?)?[-./年月日号、]?")
_SHORT_YEAR = re.compile(r"'?\d{2}[-./年、]\d{1,2}(?:[-./月、]\d{1,2})?[月日号]?")
_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212~", "-") | {"。": ".", "·": "."}
)


def parse(value: object, *, today: date, earliest: date = EARLIEST, field: str | None = None) -> str:
    """Return the stored form of a date written in any of the shapes of real sheets.

    Understands 2019.07, 2019年7月, 201907, 20190701, 1990/3/5, full-width digits, Excel serial numbers
    and real dates.

    Args:
        value: A cell's value or typed text.
        today: The day of work; a date more than a year later is refused.
        earliest: The first day accepted.
        field: Name of the draft's field, for the error.

    Raises:
        BadInput: It is no date, no possible date, or out of range.

    """
    if isinstance(value, str):
        return _parse_text(value, today, earliest, field)
    return _in_range(_stored(_parts_of(value, field), value, field), value, today, earliest, field)


# the same days stand in many rows of a roster, and are looked at again before they are saved
@lru_cache(maxsize=16_384)
def _parse_text(text: str, today: date, earliest: date, field: str | None) -> str:
    return _in_range(_stored(_parts_of_text(text, field), text, field), text, today, earliest, field)


def first_day(stored: str) -> date:
    """Return the earliest day that `stored` may mean.

    Raises:
        ValueError: The text is not of the stored form.

    """
    year, month, day = _split(stored)
    return date(year, month or 1, day or 1)


def last_day(stored: str) -> date:
    """Return the latest day that `stored` may mean.

    Raises:
        ValueError: The text is not of the stored form.

    """
    year, month, day = _split(stored)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def is_full(stored: str) -> bool:
    """Return whether the day itself is known."""
    return len(stored) == len("2019-07-01")


def surely_before(one: str, other: str) -> bool:
    """Return whether `one` lies before `other` whatever the missing parts are."""
    if len(one) == len(other):
        return one < other
    return last_day(one) < first_day(other)


def agree(one: str, other: str) -> bool:
    """Return whether both may mean the same day: one repeats the other as far as both go."""
    return one.startswith(other) or other.startswith(one)


def show(stored: str) -> str:
    """Return the Chinese full form: 2006年12月9日, 2019年7月 or 2019年."""
    year, month, day = _split(stored)
    return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")


def _split(stored: str) -> tuple[int, int | None, int | None]:
    match = _ISO.fullmatch(stored)
    if match is None:
        raise ValueError(f"not a stored date: {stored!r}")
    year, month, day = match.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def _parts_of(value: object, field: str | None) -> tuple[int, int | None, int | None]:
    if isinstance(value, date):  # a datetime is one, too
        return value.year, value.month, value.day
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _no_date(value, field)
    if isinstance(value, str):
        return _parts_of_text(value, field)
    return _parts_of_number(value, field)


def _parts_of_text(text: str, field: str | None) -> tuple[int, int | None, int | None]:
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("'‘’").translate(_DASHES)
    plain = "".join(_TIME.sub("", plain).split())
    if plain.isascii() and plain.isdigit():
        return _parts_of_digits(plain, text, field)
    match = _PARTS.fullmatch(plain)
    if match is not None:
        year, month, day = match.groups()
        return int(year), int(month) if month else None, int(day) if day else None
    if _SHORT_YEAR.fullmatch(plain):
        raise BadInput(f"“{text.strip()}”的年份只有两位，请写成四位，如 1985.03。", field=field)
    raise _no_date(text, field)


def _parts_of_number(number: float, field: str | None) -> tuple[int, int | None, int | None]:
    if number != number or abs(number) > 1e9:
        raise _no_date(number, field)
    if number == int(number):
        return _parts_of_digits(str(int(number)), number, field)
    if EARLIEST.year <= number < _LAST_YEAR_NUMBER:
        text = repr(number)
        if text.endswith(".1"):  # 2019.10 typed as a number has lost its zero
            raise BadInput(
                f"{text} 是数字，分不清是1月还是10月，请改成文字，如 {int(number)}年10月。", field=field
            )
        return _parts_of_text(text, field)
    return _parts_of_digits(str(int(number)), number, field)  # a serial with its time of day


def _parts_of_digits(digits: str, value: object, field: str | None) -> tuple[int, int | None, int | None]:
    if len(digits) == 8:
        return int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if len(digits) == 6:
        return int(digits[:4]), int(digits[4:]), None
    if len(digits) == 4 and EARLIEST.year <= int(digits) <= _LAST_YEAR_NUMBER:
        return int(digits), None, None
    if len(digits) in (4, 5) and int(digits) > _LAST_YEAR_NUMBER:
        day = _EXCEL_EPOCH + timedelta(days=int(digits))
        return day.year, day.month, day.day
    raise _no_date(value, field)


def _stored(parts: tuple[int, int | None, int | None], value: object, field: str | None) -> str:
    year, month, day = parts
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= _days_in(year, month)):
        raise BadInput(f"“{_written(value)}”不是一个存在的日期，请核对年月日。", field=field)
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day is not None else "")


def _days_in(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1] if year >= 1 else 0


def _in_range(stored: str, value: object, today: date, earliest: date, field: str | None) -> str:
    # ISO texts cut to one length compare as the days they may mean
    places = len(stored)
    if stored < earliest.isoformat()[:places]:
        raise BadInput(f"“{_written(value)}”早于{show(earliest.isoformat())}，请核对。", field=field)
    latest = today + timedelta(days=366)
    if stored > latest.isoformat()[:places]:
        raise BadInput(f"“{_written(value)}”晚于{show(latest.isoformat())}，请核对。", field=field)
    return stored


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip()[:40]


def _no_date(value: object, field: str | None) -> BadInput:
    return BadInput(f"“{_written(value)}”不是日期，请写成 2019-07-01、2019.07 或 2019年7月。", field=field)
