"""请假: when a leave was approved, and whether before the activity or afterwards (事后补假)."""

from __future__ import annotations

import re
from datetime import date

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")
AFTERWARDS = "事后补假"


def clock_time(text: str) -> str:
    """Return a time of day as it is kept, "09:30"; an empty text is none.

    Raises:
        ValueError: It is no time of day; the sentence can be shown as it is.

    """
    wanted = text.strip()
    if not wanted:
        return ""
    match = _TIME.fullmatch(wanted)
    if match is None:
        raise ValueError("时间请写成 14:30 的样子。")
    return f"{int(match[1]):02}:{match[2]}"


def is_afterwards(approved_on: date | None, approved_at: str, held_on: date, starts_at: str) -> bool:
    """Tell whether a leave was approved after the activity had begun.

    Of the day itself only the times can tell; where one of them is not known, the approval came before.
    """
    if approved_on is None or approved_on != held_on:
        return approved_on is not None and approved_on > held_on
    return bool(approved_at and starts_at) and approved_at > starts_at


def moment_words(approved_on: date | None, approved_at: str, *, year: bool = True) -> str:
    """Return 2026-11-08 09:30, as much of it as is known; an empty text without a day."""
    if approved_on is None:
        return ""
    day = approved_on.isoformat() if year else f"{approved_on:%m-%d}"
    return f"{day} {approved_at}".rstrip()
