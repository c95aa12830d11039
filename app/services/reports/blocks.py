"""The blocks that templates know how to set, built from plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from app.services.reports.words import DASH

Block = dict[str, Any]
# typst breaks Chinese anywhere but keeps a run of letters together, past the edge of its cell
_LONG_RUN = re.compile(r"[!-~]{25,}")
_SOFT_BREAK = "\u200b"
_LINE_SIGNS = 46  # Chinese characters of a table's size across the page
_TALL_LINES = 20


def soft(text: str) -> str:
    """Return the text with places to break in very long runs of letters and digits."""
    return _LONG_RUN.sub(
        lambda run: _SOFT_BREAK.join(run[0][i : i + 12] for i in range(0, len(run[0]), 12)), text
    )


def cell(text: str) -> str:
    """Return the text of a cell, or — where there is none."""
    return soft(text) or DASH


def table(
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Iterable[Sequence[str]],
    *,
    align: str = "",
    caption: str = "",
    foot: Sequence[str] | None = None,
) -> Block:
    """Return a table block; without rows the template prints 无.

    Args:
        heads: One head a column.
        widths: Shares of the width.
        rows: Text of the cells; an empty one becomes —.
        align: One letter a column: l, c or r; centred where not given.
        caption: Small heading above the table.
        foot: A last row set apart, such as 合计.
    """
    texts = [[cell(text) for text in row] for row in rows]
    return {
        "kind": "table",
        "heads": list(heads),
        "widths": list(widths),
        "align": align or "c" * len(heads),
        "rows": texts,
        "breakable": [_tall(row, widths) for row in texts],
        "foot": [cell(text) for text in foot] if foot else [],
        "caption": caption,
    }


def facts(*rows: Iterable[tuple[str, str]]) -> Block:
    """Return rows of labels with their values; rows may hold different numbers of pairs."""
    return {"kind": "facts", "rows": [[[label, cell(value)] for label, value in row] for row in rows]}


def note(text: str) -> Block:
    """Return a remark in small type."""
    return {"kind": "note", "text": soft(text)}


def _tall(row: Sequence[str], widths: Sequence[float]) -> bool:
    """Return whether a row may break across pages: kept together it would leave most of a page empty."""
    share = _LINE_SIGNS / sum(widths)
    return any(len(text) > _TALL_LINES * share * width for text, width in zip(row, widths, strict=True))
