"""How values are written on paper: dates in full, points with their places, masked numbers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from app.services import partial_dates

NOTHING = "无"
DASH = "—"
BASE = "基础分"
"""The head of what everybody begins with."""


def day_text(value: date | str | None) -> str:
    """Return 2006年12月9日, 2006年12月 or 2006年 for a date or ISO text; other text stays as it is."""
    text = value.isoformat() if isinstance(value, date) else value or ""
    try:
        return partial_dates.show(text)
    except ValueError:
        return text


def span_text(started: str, ended: str, *, open_ended: bool = False) -> str:
    """Return 2010年9月至2014年7月; an open span ends with 至今."""
    first, last = day_text(started), "今" if open_ended else day_text(ended)
    if first and last:
        return f"{first}至{last}"
    return first or (f"至{last}" if last else "")


def points_text(value: Fraction | int, decimals: int) -> str:
    """Return the points with `decimals` places, halves away from zero, without a negative zero."""
    scale = 10**decimals
    scaled = abs(Fraction(value)) * scale + Fraction(1, 2)
    whole, rest = divmod(scaled.numerator // scaled.denominator, scale)
    sign = "-" if value < 0 and (whole or rest) else ""
    return f"{sign}{whole}.{rest:0{decimals}d}" if decimals else f"{sign}{whole}"


def signed_points(value: Fraction | int, decimals: int) -> str:
    """Return the points with + or - before them, as entries are read (+2.0, -1.5)."""
    text = points_text(value, decimals)
    return f"+{text}" if value > 0 else text


def plain_number(value: Fraction | int) -> str:
    """Return a number without needless zeros: 32, 1.5, 0.25 (two places at most)."""
    text = points_text(value, 2)
    return text.rstrip("0").rstrip(".")


def percent(part: int, whole: int) -> str:
    """Return a share with one place, halves up: 87.5%; — of nothing."""
    return f"{(part * 2000 + whole) // (2 * whole) / 10:.1f}%" if whole else DASH


def masked_phone(number: str) -> str:
    """Hide the middle of a phone number: 138****5678."""
    if len(number) < 9:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def masked_address(address: str) -> str:
    """Keep the first six characters (province and city) and hide the rest."""
    return f"{address[:6]}******" if len(address) > 6 else address
