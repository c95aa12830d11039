"""Working days (工作日) by the State Council's yearly notices, make-up working days (调休) included.

Pure: dates in, dates out. Where the tables come from is the business of `holidays`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice (通知) that a year's table was taken from."""

    number: str
    title: str
    issued: date


@dataclass(frozen=True, slots=True)
class Holiday:
    """One holiday of a notice: its first and last day off and the weekend days worked for it."""

    name: str
    first: date
    last: date
    work: tuple[date, ...] = ()

    def days(self) -> Iterator[date]:
        """Yield the days off, in order."""
        day = self.first
        while day <= self.last:
            yield day
            day += _DAY


@dataclass(frozen=True, slots=True)
class YearTable:
    """The published holidays of one year."""

    year: int
    notice: Notice
    holidays: tuple[Holiday, ...]

    def days_off(self) -> dict[date, str]:
        """Return every day off with the name of its holiday."""
        return {day: holiday.name for holiday in self.holidays for day in holiday.days()}

    def days_worked(self) -> dict[date, str]:
        """Return every weekend day worked with the name of the holiday it is worked for."""
        return {day: holiday.name for holiday in self.holidays for day in holiday.work}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date counted in working days.

    Attributes:
        date: The last day.
        years_missing: Years whose notice is not published (or not entered) and that were counted
            Monday to Friday; the date may move once they are.

    """

    date: date
    years_missing: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether the date depends on a year without a published table (暂按周一至周五推算)."""
        return bool(self.years_missing)

    @property
    def warning(self) -> str:
        """The sentence to show beside a provisional date; empty when the date is certain."""
        if not self.provisional:
            return ""
        years = "、".join(str(year) for year in self.years_missing)
        return f"{years}年的放假调休安排尚未录入，暂按周一至周五推算；录入国务院通知后将重新计算。"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, from the tables of the published years."""

    years: frozenset[int]
    off: frozenset[date]
    worked: frozenset[date]

    @classmethod
    def of(cls, tables: Iterable[YearTable]) -> Calendar:
        """Build a calendar; of two tables with the same year the later one replaces the earlier.

        A notice may reach into the last days of December before its year: there it overrules the
        older notice.
        """
        by_year = {table.year: table for table in tables}
        off: set[date] = set()
        worked: set[date] = set()
        for _, table in sorted(by_year.items()):
            free, busy = set(table.days_off()), set(table.days_worked())
            off = (off - busy) | free
            worked = (worked - free) | busy
        return cls(years=frozenset(by_year), off=frozenset(off), worked=frozenset(worked))

    def is_published(self, year: int) -> bool:
        """Tell whether the year's notice is known."""
        return year in self.years

    def is_workday(self, day: date) -> bool:
        """Tell whether `day` is worked; Monday to Friday where no notice says otherwise."""
        if day in self.worked:
            return True
        return day not in self.off and day.weekday() < _SATURDAY

    def add_workdays(self, start: date, count: int) -> Deadline:
        """Return the `count`-th working day after `start`; the day of `start` is not counted.

        Args:
            start: The day of the event (返岗, 公示), worked or not.
            count: Working days, 0 or more; 0 answers `start` itself.

        Raises:
            ValueError: `count` is negative.

        """
        if count < 0:
            raise ValueError("count must not be negative")
        day = start
        missing: set[int] = set()
        while count:
            day += _DAY
            if day.year not in self.years:
                missing.add(day.year)
            if self.is_workday(day):
                count -= 1
        return Deadline(day, tuple(sorted(missing)))

    def workdays_between(self, after: date, until: date) -> int:
        """Count the working days after `after` up to and with `until`; negative when `until` is earlier.

        So `workdays_between(start, add_workdays(start, n).date) == n`, and a positive answer for
        (today, deadline) is what is left while a negative one is how late it is.
        """
        if until < after:
            return -self.workdays_between(until, after)
        span = (until - after).days
        return sum(self.is_workday(after + timedelta(days=step)) for step in range(1, span + 1))
