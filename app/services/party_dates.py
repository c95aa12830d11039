"""Dates that the Party's rules count in months and years: probation, party age, six months, age.

Pure. The lengths are parameters; the presets name their source.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

PROBATION_MONTHS = 12
"""预备期 1 year from the assembly that admitted the member (发展党员工作细则 2026, 第三十一条)."""

EXTENSION_MONTHS = range(6, 13)
"""延长预备期: once, at least half a year and at most one (same article)."""

ABSENCE_MONTHS = 6
"""连续六个月不参加组织生活 (党员教育管理工作条例 第三十一条): the program warns, it never decides."""


NO_PROBATION = (date(1969, 4, 1), date(1977, 8, 11))
"""First and last day of the time without a probation (预备期), by the notes of 党员基本信息采集表."""


@dataclass(frozen=True, slots=True)
class Probation:
    """The dates of a probation (预备期).

    Attributes:
        ends: The day the year is over.
        ends_after_extension: The day it is over with its extension; equals `ends` without one.
        party_age_from: The day the party age (党龄) counts from (细则 2026, 第三十三条).

    """

    ends: date
    ends_after_extension: date
    party_age_from: date


def add_months(start: date, months: int) -> date:
    """Return the same day `months` later (or earlier), or the month's last day where it has no such day."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def probation(admitted: date, extended_months: int = 0) -> Probation:
    """Return the dates of the probation of a member whom the assembly admitted on `admitted`.

    An extension is counted from the day on which the year ended.

    Raises:
        ValueError: The extension is neither 0 nor 6 to 12 months.

    """
    if extended_months and extended_months not in EXTENSION_MONTHS:
        raise ValueError("an extension is 6 to 12 months")
    ends = add_months(admitted, PROBATION_MONTHS)
    extended = add_months(ends, extended_months)
    return Probation(ends=ends, ends_after_extension=extended, party_age_from=extended)


def absence_alert(last_attended: date, months: int = ABSENCE_MONTHS) -> date:
    """Return the day on which `months` without organisational life are full."""
    return add_months(last_attended, months)


def months_between(start: date, on: date) -> int:
    """Return the full months from `start` to `on`; negative when `on` is earlier."""
    months = (on.year - start.year) * 12 + on.month - start.month
    if on >= start:
        return months - (add_months(start, months) > on)
    return months + (add_months(start, months) < on)


def age_on(birth: date, on: date) -> int:
    """Return the full years of age (周岁) on a day; who was born on 29 February ages on the 28th."""
    return months_between(birth, on) // 12


def party_age(regular_since: date, on: date, correction_months: int = 0) -> int:
    """Return the party age (党龄) in full years on a day, never below 0.

    Args:
        regular_since: The day the member became a full member (转正).
        on: The day asked for.
        correction_months: 党龄校正值, months to add (or, negative, to take off) as the organisation decided.

    """
    return max(0, months_between(regular_since, on) + correction_months) // 12
