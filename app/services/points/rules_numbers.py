"""Exact numbers: how they are read, written and shown. One point may be any decimal; nothing is ever a float."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from app.services.points.rules_items import Number, Rounding

LARGEST = 10**9
MOST_DECIMALS = 9
_SHOWN_DECIMALS = 6


def simplest(number: Number) -> Number:
    """Return an `int` where the number is whole: whole numbers are many times faster to add."""
    if isinstance(number, Fraction) and number.denominator == 1:
        return number.numerator
    return number


def exact(text: str) -> Number | None:
    """Read a decimal number without loss; None where it is none, too large or too finely divided."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    if value == 0:
        return 0
    # the size is looked at first: a Fraction of 1e999999999 would fill the memory
    if not -MOST_DECIMALS <= value.adjusted() < len(str(LARGEST)) or not fits(Fraction(value)):
        return None
    number = Fraction(value)
    if (number * 10**MOST_DECIMALS).denominator != 1:
        return None
    return simplest(number)


def fits(number: Number) -> bool:
    """Whether a number is of a size that points or quantities can have."""
    return -LARGEST <= number <= LARGEST


def half_up(number: Number, decimals: int = 0) -> Number:
    """Round half away from zero, as on paper (2.5 → 3, -2.5 → -3)."""
    return simplest(Fraction(_units(number, decimals), 10**decimals))


def _units(number: Number, decimals: int) -> int:
    """Return the number in units of its last shown decimal, rounded half away from zero."""
    doubled = abs(number.numerator) * 10**decimals * 2
    whole: int = (doubled + number.denominator) // (2 * number.denominator)
    return whole if number > 0 else -whole


def rounded(number: Number, rounding: Rounding) -> Number:
    """Round a quotient as an item of kind `per_quantity` says."""
    if rounding is Rounding.DOWN:
        return int(number)
    if rounding is Rounding.HALF_UP:
        return half_up(number)
    return number


def number_text(number: Number) -> str:
    """Write a number as a plain decimal without padding: "87.5", "-0.1", "90"; endless ones with six digits."""
    if isinstance(number, int):
        return str(number)
    digits = _decimals_of(number.denominator)
    if digits is None:
        return number_text(half_up(number, _SHOWN_DECIMALS))
    if digits == 0:
        return str(number.numerator)
    text = str(abs(number.numerator) * 10**digits // number.denominator).rjust(digits + 1, "0")
    return f"{'-' if number < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def shown_text(number: Number, decimals: int) -> str:
    """Write points with a fixed number of decimals, rounded half up: what stands on screens and sheets."""
    units = _units(number, decimals)
    text = str(abs(units)).rjust(decimals + 1, "0")
    sign = "-" if units < 0 else ""
    return f"{sign}{text[:-decimals]}.{text[-decimals:]}" if decimals else f"{sign}{text}"


def signed_text(number: Number) -> str:
    """Write a change with its sign: "+2", "-0.5"."""
    return f"+{number_text(number)}" if number > 0 else number_text(number)


def _decimals_of(denominator: int) -> int | None:
    """Return how many decimals a fraction with this denominator has, None where they never end."""
    most = 0
    for prime in (2, 5):
        times = 0
        while denominator % prime == 0:
            denominator //= prime
            times += 1
        most = max(most, times)
    return most if denominator == 1 else None
