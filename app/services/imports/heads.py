"""Finding the head row of a sheet among its title rows, and what each column means (表头识别).

Real sheets carry one to four rows above the heads, two-level heads with merged cells, and a dozen words
for the same thing. Which words there are is the `Vocabulary` of what is imported.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.services.imports.sheet import Grid, Value

_SEARCHED_ROWS = 40
_LEVELS = 3
_LEAST_GUESSED = 2

_REMARK = re.compile(r"[(（【\[].*?[)）】\]]")
_NOISE = re.compile(r"[\s*:：.。,，、;；\"“”'‘’_]+")


def _flat(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that head the columns of one kind of sheet.

    Attributes:
        words: Own word of each field, by the field's name.
        by_head: Field by every word that heads it, flattened.
        needed: Fields without which a sheet is not of this kind.
        not_stored: Fields that are counted, computed, or written by the file of wrong rows.
        repeatable: Fields that may have several columns.
        least: How many columns must be known.

    """

    words: Mapping[str, str]
    by_head: Mapping[str, str]
    needed: tuple[str, ...]
    not_stored: frozenset[str]
    repeatable: frozenset[str]
    least: int

    @classmethod
    def of(
        cls,
        synonyms: Mapping[str, str],
        *,
        needed: tuple[str, ...] = ("name",),
        not_stored: Iterable[str] = (),
        repeatable: Iterable[str] = (),
        least: int = 3,
    ) -> Vocabulary:
        """Build one from the heads of each field, parted by spaces, the own word first."""
        known = {**synonyms, **_COMMON}
        return cls(
            words={name: heads.split(" ", 1)[0] for name, heads in known.items()},
            by_head={_flat(head): name for name, heads in known.items() for head in heads.split(" ")},
            needed=needed,
            not_stored=frozenset({*not_stored, *_COMMON, LEFT_OUT}),
            repeatable=frozenset(repeatable),
            least=least,
        )

    def known(self, text: str) -> str | None:
        """Return the field a head fills, with or without its remark in brackets."""
        for written in (text, _REMARK.sub("", text)):
            field = self.by_head.get(_flat(written))
            if field is not None:
                return field
        return None

    def choices(self) -> list[tuple[str, str]]:
        """Return (field, own word) of what a column may be mapped to by hand."""
        return [(name, word) for name, word in self.words.items() if name not in self.not_stored]


LEFT_OUT = "-"
"""The field of a column that the secretary does not want to import."""
PROBLEM_HEAD = "原行号和问题"
"""Heads the column that the file of wrong rows adds."""
_COMMON = {"serial": "序号 编号 顺序 序 no", "problem": PROBLEM_HEAD}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its place from 0, its head as written, and the field it fills.

    `field` is None for a column nobody knows.
    """

    place: int
    head: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Heads:
    """Where the heads of a sheet end (row from 0) and what its columns mean."""

    last_row: int
    columns: tuple[Column, ...]

    def of(self, name: str) -> Column | None:
        """Return the first column that fills a field."""
        return next((column for column in self.columns if column.field == name), None)

    def mapped(self, mapping: Mapping[int, str | None]) -> Heads:
        """Return the heads with the columns in `mapping` (by place) filling other fields."""
        return replace(
            self,
            columns=tuple(
                replace(column, field=mapping[column.place]) if column.place in mapping else column
                for column in self.columns
            ),
        )

    @property
    def signature(self) -> str:
        """What sheets of the same heads share, so that a mapping is offered again."""
        shape = "|".join(f"{column.place}:{_flat(column.head)}" for column in self.columns)
        return hashlib.sha256(shape.encode()).hexdigest()[:16]

    def missing(self, words: Vocabulary) -> list[str]:
        """Return the own words of the needed fields that no column fills."""
        return [words.words[name] for name in words.needed if self.of(name) is None]


def find(grid: Grid, words: Vocabulary) -> Heads | None:
    """Return the heads of a sheet, or None where it is none of this kind."""
    best: Heads | None = None
    best_score = words.least - 1
    for levels in range(1, _LEVELS + 1):
        for last in range(levels - 1, min(_SEARCHED_ROWS, len(grid.rows))):
            block = grid.rows[last - levels + 1 : last + 1]
            columns = _columns(block, words)
            score = sum(column.field is not None for column in columns)
            if score > best_score:
                found = Heads(last, columns)
                if not found.missing(words):
                    best, best_score = found, score
    return best


def guess(grid: Grid, words: Vocabulary) -> Heads | None:
    """Return the row that looks most like heads, for mapping by hand; None for a sheet without any."""
    best: Heads | None = None
    for last in range(min(_SEARCHED_ROWS, len(grid.rows))):
        columns = _columns([grid.rows[last]], words)
        if len({column.head for column in columns}) >= _LEAST_GUESSED and (
            best is None or _rank(columns) > _rank(best.columns)
        ):
            best = Heads(last, columns)
    return best


def _rank(columns: tuple[Column, ...]) -> int:
    return sum(column.field is not None for column in columns)


def _columns(block: list[list[Value]], words: Vocabulary) -> tuple[Column, ...]:
    found: list[Column] = []
    taken: set[str] = set()
    for place in range(max(map(len, block), default=0)):
        texts = _levels([row[place] if place < len(row) else "" for row in block])
        if not texts:
            continue
        name = _meaning(texts, words)
        if name in taken and name not in words.repeatable:
            name = None
        if name is not None:
            taken.add(name)
        found.append(Column(place, _title(texts, words), name))
    return tuple(found)


def _levels(values: list[Value]) -> list[str]:
    texts: list[str] = []
    for value in values:
        text = " ".join(str(value).split())
        if text and text not in texts[-1:]:
            texts.append(text)
    return texts


def _title(texts: list[str], words: Vocabulary) -> str:
    # a head, not a title that stretches over the whole sheet
    return texts[-1] if len(texts) == 1 or words.known(texts[-1]) else "".join(texts[-2:])


def _meaning(texts: list[str], words: Vocabulary) -> str | None:
    tries = [texts[-1], *("".join(texts[start:]) for start in range(len(texts) - 1)), *reversed(texts[:-1])]
    return next((name for name in map(words.known, tries) if name is not None), None)
