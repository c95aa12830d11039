"""Party dues (党费): the monthly amount by brackets. Pure and exact; nothing is rounded here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Bracket:
    """One bracket: the rate for a base of up to and including `upto` yuan (None: without limit)."""

    upto: Decimal | None
    rate: Decimal


@dataclass(frozen=True, slots=True)
class DuesTable:
    """Brackets from the lowest to the highest, since when they hold, and where they are written."""

    brackets: tuple[Bracket, ...]
    effective: date
    source: str

    def monthly(self, base: Decimal) -> Decimal:
        """Return the dues of one month in yuan, exact.

        The rate of the bracket holds for the whole base, not for the part above the lower bracket.

        Args:
            base: 计算基数 in yuan a month: net pay, or the pension.

        Raises:
            ValueError: The base is negative or no number, or the table has no bracket for it.

        """
        if not base.is_finite() or base < 0:
            raise ValueError("the base must be a number of yuan, 0 or more")
        for bracket in self.brackets:
            if bracket.upto is None or base <= bracket.upto:
                return base * bracket.rate
        raise ValueError("the table has no bracket for this base")


ACTIVE_2008 = DuesTable(
    (
        Bracket(Decimal(3000), Decimal("0.005")),
        Bracket(Decimal(5000), Decimal("0.01")),
        Bracket(Decimal(10000), Decimal("0.015")),
        Bracket(None, Decimal("0.02")),
    ),
    effective=date(2008, 4, 1),
    source="《关于中国共产党党费收缴、使用和管理的规定》（2008年）第二条",
)
"""在职 members."""

RETIRED_2008 = DuesTable(
    (Bracket(Decimal(5000), Decimal("0.005")), Bracket(None, Decimal("0.01"))),
    effective=date(2008, 4, 1),
    source="《关于中国共产党党费收缴、使用和管理的规定》（2008年）第五条",
)
"""离退休 members."""
