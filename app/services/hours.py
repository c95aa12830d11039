"""学时 as people write them ("2", "1.5"), kept in hundredths of an hour so that no sum is ever off."""

from __future__ import annotations

import re

_HOURS = re.compile(r"([0-9]{1,3})(?:[.\uff0e]([0-9]{1,2}))?")


def parse_hours(text: str) -> int:
    """Return hundredths of an hour; an empty text is none.

    Raises:
        ValueError: It is no number, or has more than two places; the sentence can be shown as it is.

    """
    wanted = text.strip()
    if not wanted:
        return 0
    match = _HOURS.fullmatch(wanted)
    if match is None:
        raise ValueError("学时请填数字，最多两位小数，如 2 或 1.5。")
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def hours_text(hundredths: int) -> str:
    """Return hours as they are written: 150 is "1.5", 200 is "2"."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def checked_hours(text: str) -> str:
    """Return the text when it can be read as hours, for the check of a field.

    Raises:
        ValueError: As in `parse_hours`.

    """
    parse_hours(text)
    return text
