"""What a list shows of a row; apart from the table's model, so that the first figures need no Qt for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of a table.

    Args:
        key: ASCII name; under it the width is remembered.
        title: Head in Chinese.
        text: Gives the cell's text.
        width: Width in pixels at the base font; 0 takes what is left.
        align: "left", "right" (numbers) or "center".
        sort: Gives the value to sort by, e.g. the pinyin or a date; the text where not given.
        tone: Gives the tone of a cell ("ok", "warn", "bad", "info", "gold", "neutral", "faded" or "").
        badge: Whether a cell with a tone is drawn as a chip.
        tip: Gives the tooltip.
        sums: Whether the status line adds up its figures over the selected rows.

    """

    key: str
    title: str
    text: Callable[[Row], str]
    width: int = 120
    align: str = "left"
    sort: Callable[[Row], Any] | None = None
    tone: Callable[[Row], str] | None = None
    badge: bool = False
    tip: Callable[[Row], str] | None = None
    sums: bool = False
