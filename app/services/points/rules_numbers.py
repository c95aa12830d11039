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
    scale = 10**decimals
    scaled: Fraction = abs(Fraction(number)) * scale
    whole = int(scaled + Fraction(1, 2))
    return simplest(Fraction(whole if number > 0 else -whole, scale))


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
    shown = number
    if not _terminates(number.denominator):
        shown = Fraction(half_up(number, _SHOWN_DECIMALS))
    if shown.denominator == 1:
        return str(shown.numerator)
    digits = 0
    while (shown * 10**digits).denominator != 1:
        digits += 1
    text = str(abs((shown * 10**digits).numerator)).rjust(digits + 1, "0")
    return f"{'-' if shown < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def shown_text(number: Number, decimals: int) -> str:
    """Write points with a fixed number of decimals, rounded half up: what stands on screens and sheets."""
    text = number_text(half_up(number, decimals))
    whole, _, rest = text.partition(".")
    return f"{whole}.{rest.ljust(decimals, '0')}" if decimals else whole


def signed_text(number: Number) -> str:
    """Write a change with its sign: "+2", "-0.5"."""
    return f"+{number_text(number)}" if number > 0 else number_text(number)


def _terminates(denominator: int) -> bool:
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1
