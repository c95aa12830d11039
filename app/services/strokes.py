"""姓氏笔画: the order of names by strokes, as notices and ballots list people.

Characters are compared one by one: by their number of strokes, then by the first stroke in the order
横竖撇点折, which is known for the common surnames only. What is still equal goes by pinyin.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from app.services.locations import resource

_FIRST_STROKES = "横竖撇点折"
_UNKNOWN = 99
"""Characters that the table does not have come last."""

StrokeKey = tuple[tuple[tuple[int, int], ...], str]


def stroke_key(name: str, name_key: str = "") -> StrokeKey:
    """Return what sorts names by strokes; `name_key` (pinyin) decides between equal ones."""
    counts, firsts = _table()
    return tuple((counts.get(sign, _UNKNOWN), firsts.get(sign, 0)) for sign in name), name_key


def unknown_characters(names: Iterable[str]) -> str:
    """Return the Chinese characters of these names whose strokes are not known."""
    counts, _ = _table()
    return "".join(dict.fromkeys(sign for name in names for sign in name if _unknown(sign, counts)))


def _unknown(sign: str, counts: dict[str, int]) -> bool:
    return not sign.isascii() and sign.isalpha() and sign not in counts


@cache
def _table() -> tuple[dict[str, int], dict[str, int]]:
    counts: dict[str, int] = {}
    firsts: dict[str, int] = {}
    for line in resource("strokes.txt").read_text("utf-8").splitlines():
        head, _, signs = line.partition("\t")
        if head.isdigit():
            counts.update(dict.fromkeys(signs, int(head)))
        elif head in _FIRST_STROKES:
            firsts.update(dict.fromkeys(signs, _FIRST_STROKES.index(head)))
    return counts, firsts
