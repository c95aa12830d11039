"""The cells of a sheet, column by column (逐列读取): which rows hold content, what each cell means, what is wrong.

A reader of a cell returns the value and, where the cell is odd, a sentence of warning; an odd cell without
a value is kept as written beside the fields.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.services.errors import BadInput
from app.services.files import clean_text
from app.services.imports.heads import Column, Heads, Vocabulary
from app.services.imports.sheet import Grid, Value
from app.services.imports.table import Finding

Read = tuple[Any, str | None]
Reader = Callable[[Value], Read]

_FOOTER = re.compile(
    r"(合计|总计|小计|共计|共\d+[人名]|填表人|填报人|填表|制表|审核|审批|说明|注[:：]|备注[:：]|注意|单位[(（:：]|"
    r"党支部[(（:：]|支部书记|书记签字|负责人|盖章|日期[:：]|联系人|以上|第\d+页|记录人|应到|实到|"
    r"\d{4}年\d{1,2}月(\d{1,2}日)?$)"
)
_BLANKS = frozenset(
    {"", "无", "-", "--", "—", "——", "－", "–", "/", "\\", "暂无", "空", "未填", "N/A", "null", "None"}
)
_APOSTROPHES = "'‘’`"
_LONGEST = 1000


def text_of(value: Value) -> str:
    """Return a cell as text: whole figures without a point, dates as ISO text, no leading apostrophe."""
    if isinstance(value, str):
        if not (value.isprintable() and unicodedata.is_normalized("NFC", value)):
            value = clean_text(value, limit=sys.maxsize)
        return value.strip().lstrip(_APOSTROPHES).strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return str(value)


def is_blank(text: str) -> bool:
    """Return whether a text says that there is nothing to say."""
    return text in _BLANKS


def text(value: Value, limit: int = _LONGEST) -> Read:
    """Read a free text of at most `limit` characters.

    Raises:
        BadInput: It is longer.

    """
    found = text_of(value)
    if len(found) > limit:
        raise BadInput(f"文字过长（{len(found)} 字），最多 {limit} 字，请精简。")
    return (None if is_blank(found) else found), None


@dataclass(frozen=True, slots=True)
class Content:
    """Which rows of a sheet (from 0) hold content, and how many footers were passed over."""

    places: list[int]
    footers: int


def content(grid: Grid, heads: Heads, words: Vocabulary, own: Collection[str]) -> Content:
    """Find the rows between the heads and the foot of a sheet.

    Args:
        grid: The sheet.
        heads: Its heads; the first of the needed fields says what a row is about.
        words: What the heads may be.
        own: Fields of which one filled in shows that a row is no footer.

    """
    places, footers = [], 0
    about = words.needed[0]
    name = next(column.place for column in heads.columns if column.field == about)
    serial = heads.of("serial")
    facts = [column.place for column in heads.columns if column.field in own]
    marked = {number for number, _ in grid.marks.formulas | grid.marks.errors}
    for number in range(heads.last_row + 1, len(grid.rows)):
        row = grid.rows[number]
        called = row[name]
        if isinstance(called, str) and called and words.known(called) == about:
            continue  # the heads repeat on each printed page
        if called != "" and any(row[at] != "" and (number, at) not in grid.filled for at in facts):
            places.append(number)
            continue
        texts = [str(value).strip() for value in row]
        if serial is not None and texts[serial.place].removesuffix(".0").isdigit():
            texts[serial.place] = ""  # lists are numbered in advance
        said = list(filter(None, texts))
        if not said and number not in marked:
            continue
        if said and _is_footer(said, called, merged=(number, name) in grid.filled):
            footers += 1
        else:
            places.append(number)
    return Content(places, footers)


def _is_footer(said: list[str], called: Value, *, merged: bool) -> bool:
    """Tell whether a row that says of nobody who he is belongs to the foot of the sheet."""
    if any(_FOOTER.match("".join(part.split())) for part in (said[0], str(called))):
        return True
    # a line of text under the list, often merged over all columns
    return len(set(said)) == 1 and (called == "" or merged) and len(said[0]) > 1


class ColumnReading:
    """The columns read so far; a value is understood once however often it stands in its column."""

    def __init__(self, grid: Grid, places: list[int], words: Vocabulary) -> None:
        self.grid = grid
        self.places = places
        self.words = words
        self.findings: list[Finding] = []
        self.columns: dict[str, list[Any]] = {}
        self.each: dict[str, dict[str, list[Any]]] = {}
        self.extra: dict[str, list[Any]] = {}

    def take(self, column: Column, reader: Reader, *, apart: bool = False) -> None:
        """Read one column; `apart` keeps several columns of one field by their heads, in `each`."""
        if column.field in self.words.not_stored:
            return
        values = self._read(column, reader)
        if column.field is None:
            self.extra.setdefault(column.head, values)
        elif apart:
            self.each.setdefault(column.field, {})[column.head] = values
        elif column.field in self.columns:
            before = self.columns[column.field]
            pairs = zip(before, values, strict=True)
            self.columns[column.field] = ["、".join(filter(None, pair)) or None for pair in pairs]
        else:
            self.columns[column.field] = values

    def values(self, field: str) -> list[Any]:
        """Return what a field holds in each row, None where no column fills it."""
        return self.columns.get(field) or [None] * len(self.places)

    def beside(self, index: int) -> dict[str, Any]:
        """Return what a row holds in columns nobody knows, by their heads."""
        return given(self.extra, index)

    def number(self, index: int) -> int:
        """Return the sheet's own number of a row."""
        return self.places[index] + 1

    def _read(self, column: Column, reader: Reader) -> list[Any]:
        clean: dict[Value, Any] = {}
        values: list[Any] = []
        rows, place = self.grid.rows, column.place
        for index, number in enumerate(self.places):
            cell = rows[number][place]
            is_text = cell.__class__ is str  # 1, 1.0 and True are one key of a dictionary
            if is_text and cell in clean:
                values.append(clean[cell])
                continue
            try:
                value, odd = reader(cell)
            except BadInput as error:
                value, odd = None, None
                self.find(index, column, error.message)
            else:
                if odd is not None:
                    self.find(index, column, odd, wrong=False)
                    if value is None:
                        self._keep(index, column, text_of(cell))
                elif is_text:
                    clean[cell] = value
            values.append(value)
        return values

    def _keep(self, index: int, column: Column, written: str) -> None:
        kept = self.extra.setdefault(column.head, [None] * len(self.places))
        kept[index] = written[:100]

    def find(self, index: int, column: Column, reason: str, *, wrong: bool = True) -> None:
        """Note what is wrong or odd in a cell."""
        self.findings.append(Finding(self.number(index), column.head, column.field, reason, wrong))

    def look_at_marks(self, heads: Heads, key_fields: Collection[str]) -> None:
        """Report error values, and formulas that say who a person is or have no result."""
        marks, people = self.grid.marks, set(self.places)
        columns = {c.place: c for c in heads.columns if c.field not in self.words.not_stored}
        told: dict[tuple[int, str], Finding] = {}
        for number, place in sorted(marks.formulas | marks.errors):
            column = columns.get(place)
            if column is None or number not in people:
                continue
            if (number, place) in marks.errors and column.field is not None:
                reason, wrong = "单元格是错误值（如 #N/A），请改正后再导入。", True
            elif column.field in key_fields:
                reason, wrong = "单元格是公式，请改成直接填写的文字。", True
            elif self.grid.rows[number][place] == "":
                reason, wrong = "单元格是公式但没有结果，已当作没有填写。", False
            else:
                continue
            told[number + 1, column.head] = Finding(number + 1, column.head, column.field, reason, wrong)
        # the cause says more than what the cell looked like without it
        self.findings = [f for f in self.findings if (f.row, f.column) not in told]
        self.findings += told.values()


def given(columns: dict[str, list[Any]], index: int) -> dict[str, Any]:
    """Return what a row holds in columns kept by their heads."""
    return {head: values[index] for head, values in columns.items() if values[index] is not None}


def wrong_of(findings: Iterable[Finding]) -> set[int]:
    """Return the numbers of the rows that something is wrong with."""
    return {finding.row for finding in findings if finding.wrong}
