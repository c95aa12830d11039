"""The plain data of a year's books: summary, register of awards and deductions, members' cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.services.reports.documents import Seal, SheetHead


@dataclass(frozen=True, slots=True)
class YearEntry:
    """One entry of a year; `counted` is what entered the total (记入), `points` what it was worth."""

    day: date
    category: str
    item: str
    points: Fraction
    counted: Fraction
    note: str = ""


@dataclass(frozen=True, slots=True)
class YearAdjustment:
    """One adjustment (结算后调整) between periods of the same year, where the year counts the corrected entries."""

    day: date
    name: str
    origin: str
    points: Fraction
    reason: str


@dataclass(frozen=True, slots=True)
class YearMember:
    """One member's year.

    Attributes:
        parts: Totals of the sub-periods as printed, parallel to `YearBook.parts`; empty where there is none.
        total: The year's total; None for who does not take part.
    """

    name: str
    group: str
    kind: str
    klass: str
    base: Fraction
    parts: tuple[str, ...]
    total: Fraction | None
    grade: str
    note: str
    entries: tuple[YearEntry, ...]


@dataclass(frozen=True, slots=True)
class YearBook:
    """A branch's year; `months` are the calendar months of its year in their order."""

    head: SheetHead
    branch: str
    period: str
    rulebook: str
    parts: tuple[str, ...]
    months: tuple[int, ...]
    members: tuple[YearMember, ...]
    cross_check: str
    decimals: int = 1
    seal: Seal | None = None
    adjustments: tuple[YearAdjustment, ...] = ()
