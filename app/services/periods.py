"""Years, half-years, quarters and months (周期), also of a year that does not start on 1 January.

A rulebook's year may run from 1 December to 30 November. Such a year is called after the year in which
most of it lies: the year 2026 that opens on 12-01 runs 2025-12-01 .. 2026-11-30. The rule is kept simple:
a year that opens in July or later carries the name of the year in which it ends, an earlier one the name
of the year in which it starts. Its quarters and half-years count from its own first day (2026Q1 of that
year is December to February); its months keep their calendar names, and where the month opens after the
15th (a month of 26th .. 25th) it is called after the month in which it ends.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple, Self

from app.models.first_kinds import Kind
from app.services.errors import BadInput

FIRST_YEAR, LAST_YEAR = 1900, 2199
_CODE = r"([0-9]{4})(?:Q([1-4])|H([12])|-(0[1-9]|1[0-2]))?"
_STARTS = r"(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_NUMERALS = "一二三四"
_YEAR_END_MONTH = 7
_MONTH_END_DAY = 15


class Span(Kind):
    """How long a period is."""

    YEAR = "year", "年"
    HALF = "half-year", "半年"
    QUARTER = "quarter", "季度"
    MONTH = "month", "月"

    @property
    def months(self) -> int:
        """Length in months."""
        return _MONTHS[self]


_MONTHS = {Span.YEAR: 12, Span.HALF: 6, Span.QUARTER: 3, Span.MONTH: 1}


class Window(Kind):
    """The stretch for which a cap holds (封顶周期)."""

    EVENT = "event", "每次"
    DAY = "day", "每日"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF = "half-year", "每半年"
    YEAR = "year", "每年"

    @property
    def months(self) -> int:
        """Length in months; 0 for a window shorter than a month."""
        return _WINDOW_MONTHS.get(self, 0)


_WINDOW_MONTHS = {Window.MONTH: 1, Window.QUARTER: 3, Window.HALF: 6, Window.YEAR: 12}


class Opening(NamedTuple):
    """The day on which a year opens; day is at most 28, so that every month has it."""

    month: int = 1
    day: int = 1

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "12-01".

        Raises:
            BadInput: Not MM-DD, or a day after the 28th.

        """
        match = re.fullmatch(_STARTS, text)
        if match is None:
            raise BadInput(f"年度起始日“{text}”应写成“月-日”，如“12-01”，日不超过 28。", field="starts")
        return cls(int(match[1]), int(match[2]))

    @property
    def code(self) -> str:
        """The form "12-01" that `parse` reads."""
        return f"{self.month:02}-{self.day:02}"

    def month_index(self, day: date) -> int:
        """Return the running number of the (shifted) month that holds `day`; a multiple of 12 opens a year."""
        return day.year * 12 + day.month - self.month - (day.day < self.day)

    def first_day(self, index: int) -> date:
        """Return the day on which the month with this running number opens."""
        year, month = divmod(index + self.month - 1, 12)
        return date(year, month + 1, self.day)

    @property
    def year_shift(self) -> int:
        """1 where the year is called after the year in which it ends, else 0."""
        return int(self.month >= _YEAR_END_MONTH)

    @property
    def month_shift(self) -> int:
        """1 where the month is called after the month in which it ends, else 0."""
        return int(self.day > _MONTH_END_DAY)


CALENDAR = Opening()


class _Period(NamedTuple):
    # a data class takes six times as long to define, and the first figures need this one
    span: Span
    year: int
    number: int
    opening: Opening


class Period(_Period):
    """One year, half-year, quarter or month; `number` counts from 1 inside the year (1 for a year)."""

    __slots__ = ()

    def __new__(cls, span: Span, year: int, number: int = 1, opening: Opening = CALENDAR) -> Self:
        """Build a period.

        Raises:
            BadInput: The year lies outside `FIRST_YEAR` … `LAST_YEAR`, or the year has no such part.

        """
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadInput(f"年份 {year} 超出范围（{FIRST_YEAR} 至 {LAST_YEAR}），请检查。", field="period")
        if not 1 <= number <= 12 // span.months:
            raise BadInput(f"一年没有第 {number} 个{span.label}，请检查。", field="period")
        return super().__new__(cls, span, year, number, opening)

    @classmethod
    def parse(cls, text: str, opening: Opening = CALENDAR) -> Self:
        """Read "2026", "2026H1", "2026Q3" or "2026-09".

        Raises:
            BadInput: Any other text.

        """
        match = re.fullmatch(_CODE, text)
        if match is None:
            raise BadInput(f"周期“{text}”无法识别，请写成“2026”“2026H1”“2026Q3”或“2026-09”。", field="period")
        year, quarter, half, month = match.groups()
        if quarter:
            return cls(Span.QUARTER, int(year), int(quarter), opening)
        if half:
            return cls(Span.HALF, int(year), int(half), opening)
        if month:
            return cls(Span.MONTH, int(year), int(month), opening)
        return cls(Span.YEAR, int(year), 1, opening)

    @classmethod
    def holding(cls, day: date, span: Span, opening: Opening = CALENDAR) -> Self:
        """Return the period of this length that holds `day`."""
        return cls._at(span, opening.month_index(day) // span.months, opening)

    @classmethod
    def _at(cls, span: Span, index: int, opening: Opening) -> Self:
        if span is Span.MONTH:
            year, month = divmod(index + opening.month - 1 + opening.month_shift, 12)
            return cls(span, year, month + 1, opening)
        year, number = divmod(index, 12 // span.months)
        return cls(span, year + opening.year_shift, number + 1, opening)

    @property
    def _index(self) -> int:
        """Running number among the periods of this length."""
        if self.span is Span.MONTH:
            return self.year * 12 + self.number - self.opening.month - self.opening.month_shift
        return (self.year - self.opening.year_shift) * (12 // self.span.months) + self.number - 1

    @property
    def start(self) -> date:
        """First day."""
        return self.opening.first_day(self._index * self.span.months)

    @property
    def end(self) -> date:
        """Last day, inclusive."""
        return self.opening.first_day((self._index + 1) * self.span.months) - timedelta(days=1)

    def contains(self, day: date) -> bool:
        """Whether `day` lies inside, both ends included."""
        return self.start <= day <= self.end

    @property
    def code(self) -> str:
        """The form that `parse` reads."""
        if self.span is Span.YEAR:
            return f"{self.year}"
        if self.span is Span.MONTH:
            return f"{self.year}-{self.number:02}"
        return f"{self.year}{'Q' if self.span is Span.QUARTER else 'H'}{self.number}"

    @property
    def label(self) -> str:
        """The words of a heading, such as 2026年第三季度."""
        return f"{self.year}年{self.short_label}" if self.span is not Span.YEAR else f"{self.year}年度"

    @property
    def short_label(self) -> str:
        """The words inside a known year, such as 第三季度."""
        if self.span is Span.YEAR:
            return "全年"
        if self.span is Span.MONTH:
            return f"{self.number}月"
        if self.span is Span.QUARTER:
            return f"第{_NUMERALS[self.number - 1]}季度"
        return "上半年" if self.number == 1 else "下半年"

    @property
    def previous(self) -> Period:
        """The period of this length just before."""
        return self._at(self.span, self._index - 1, self.opening)

    @property
    def next(self) -> Period:
        """The period of this length just after."""
        return self._at(self.span, self._index + 1, self.opening)

    @property
    def whole_year(self) -> Period:
        """The year that holds this period."""
        return Period.holding(self.start, Span.YEAR, self.opening)

    def around(self, span: Span) -> Period:
        """Return the period of length `span` that holds this one's first day."""
        return Period.holding(self.start, span, self.opening)

    def parts(self, span: Span) -> tuple[Period, ...]:
        """Return the periods of length `span` inside this one, in order; itself where `span` is not shorter."""
        if span.months >= self.span.months:
            return (self,)
        count = self.span.months // span.months
        first = self._index * count
        return tuple(self._at(span, first + step, self.opening) for step in range(count))

    @property
    def quarters(self) -> tuple[Period, ...]:
        """The quarters inside this period."""
        return self.parts(Span.QUARTER)

    @property
    def months(self) -> tuple[Period, ...]:
        """The months inside this period."""
        return self.parts(Span.MONTH)


def quarter_of(day: date, opening: Opening = CALENDAR) -> Period:
    """Return the quarter that holds `day`."""
    return Period.holding(day, Span.QUARTER, opening)


def year_of(day: date, opening: Opening = CALENDAR) -> Period:
    """Return the year that holds `day`."""
    return Period.holding(day, Span.YEAR, opening)


def month_of(day: date, opening: Opening = CALENDAR) -> Period:
    """Return the month that holds `day`."""
    return Period.holding(day, Span.MONTH, opening)


def window_number(day: date, window: Window, opening: Opening = CALENDAR) -> int:
    """Return a number that is the same for two days exactly if they share a window of this length.

    Windows line up with the opening of the year. An event is its own window, so the caller tells events apart.
    """
    if window.months == 0:
        return day.toordinal()
    return opening.month_index(day) // window.months
