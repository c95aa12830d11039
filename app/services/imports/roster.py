"""A roster (花名册) read from a file: its good rows as plain values, and every cell that is wrong and why.

Nothing here knows the store; `roster_match` compares the rows with the members there are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.models.kinds import MemberKind
from app.services.errors import BadInput
from app.services.id_numbers import IdFacts
from app.services.imports import heads as heads_
from app.services.imports import roster_checks, roster_values, sheet
from app.services.imports.heads import Column, Heads
from app.services.imports.roster_rows import Finding, RosterRow
from app.services.imports.roster_values import Reader
from app.services.imports.sheet import Grid, Value

_FOOTER = re.compile(
    r"(合计|总计|小计|共计|共\d+[人名]|填表人|填报人|填表|制表|审核|审批|说明|注[:：]|备注[:：]|注意|单位[(（:：]|"
    r"党支部[(（:：]|支部书记|书记签字|负责人|盖章|日期[:：]|联系人|以上|第\d+页|\d{4}年\d{1,2}月(\d{1,2}日)?$)"
)
_KEY_FIELDS = ("name", "id_number")
_OWN_FACTS = ("id_number", "sex", "birth", "kind", "joined")


@dataclass(frozen=True, slots=True)
class Roster:
    """A sheet understood: `total` rows of people, of which `rows` are good; `footers` were passed over.

    `grid` and `heads` are what the file of wrong rows is written from.
    """

    sheet: str
    grid: Grid
    heads: Heads
    total: int
    footers: int
    rows: tuple[RosterRow, ...]
    findings: tuple[Finding, ...]

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Return the heads nobody knows; their values are kept with the member."""
        return tuple(column.head for column in self.heads.columns if column.field is None)

    @property
    def wrong_rows(self) -> frozenset[int]:
        """Return the numbers of the rows that cannot be imported."""
        return frozenset(finding.row for finding in self.findings if finding.wrong)


def read(path: Path, today: date) -> Roster:
    """Read the first sheet of a file that has a roster's heads.

    Raises:
        BadFile: The file cannot be read, or no sheet of it is a roster.

    """
    names = []
    for grid in sheet.read(path):
        found = heads_.find(grid)
        if found is not None:
            return parse(grid, found, today)
        names.append(grid.name)
    raise heads_.no_heads(names)


def parse(grid: Grid, heads: Heads, today: date) -> Roster:
    """Understand the rows of a sheet whose heads are known."""
    places, footers = _people(grid, heads)
    reading = _Reading(grid, places)
    known = roster_values.readers(today)
    for column in heads.columns:
        reading.take(column, known.get(column.field or "", roster_values.text))
    reading.look_at_marks(heads)
    rows = reading.rows()
    findings = [*reading.findings, *roster_checks.check(rows, heads, today)]
    wrong = {finding.row for finding in findings if finding.wrong}
    doubles = roster_checks.doubles([row for row in rows if row.number not in wrong], reading.facts, heads)
    findings += doubles
    wrong.update(finding.row for finding in doubles)
    findings.sort(key=lambda finding: finding.row)
    good = tuple(row for row in rows if row.number not in wrong)
    return Roster(grid.name, grid, heads, len(places), footers, good, tuple(findings))


class _Reading:
    """The columns read so far; a value is understood once however often it stands in its column."""

    def __init__(self, grid: Grid, places: list[int]) -> None:
        self.grid = grid
        self.places = places
        self.findings: list[Finding] = []
        self.columns: dict[str, list[Any]] = {}
        self.papers: dict[str, list[Any]] = {}
        self.extra: dict[str, list[Any]] = {}
        self.facts: dict[int, IdFacts] = {}

    def take(self, column: Column, reader: Reader) -> None:
        """Read one column."""
        if column.field in heads_.NOT_STORED:
            return
        values = self._read(column, reader)
        if column.field is None:
            self.extra.setdefault(column.head, values)
        elif column.field == "paper":
            self.papers[column.head] = values
        elif column.field in self.columns:
            before = self.columns[column.field]
            pairs = zip(before, values, strict=True)
            self.columns[column.field] = ["、".join(filter(None, pair)) or None for pair in pairs]
        else:
            self.columns[column.field] = values

    def _read(self, column: Column, reader: Reader) -> list[Any]:
        clean: dict[Value, Any] = {}
        values: list[Any] = []
        rows, place = self.grid.rows, column.place
        for index, number in enumerate(self.places):
            cell = rows[number][place]
            text = cell.__class__ is str  # 1, 1.0 and True are one key of a dictionary
            if text and cell in clean:
                values.append(clean[cell])
                continue
            try:
                value, odd = reader(cell)
            except BadInput as error:
                value, odd = None, None
                self._find(number, column, error.message)
            else:
                if odd is not None:
                    self._find(number, column, odd, wrong=False)
                    if value is None:
                        self._keep(index, column, roster_values.text_of(cell))
                elif text:
                    clean[cell] = value
            values.append(value)
        return values

    def _keep(self, index: int, column: Column, text: str) -> None:
        kept = self.extra.setdefault(column.head, [None] * len(self.places))
        kept[index] = text[:100]

    def _find(self, number: int, column: Column, reason: str, *, wrong: bool = True) -> None:
        self.findings.append(Finding(number + 1, column.head, column.field, reason, wrong))

    def look_at_marks(self, heads: Heads) -> None:
        """Report error values, and formulas that say who a person is or have no result."""
        marks, people = self.grid.marks, set(self.places)
        by_place = {column.place: column for column in heads.columns if column.field not in heads_.NOT_STORED}
        told: dict[tuple[int, str], Finding] = {}
        for number, place in sorted(marks.formulas | marks.errors):
            column = by_place.get(place)
            if column is None or number not in people:
                continue
            if (number, place) in marks.errors and column.field is not None:
                reason, wrong = "单元格是错误值（如 #N/A），请改正后再导入。", True
            elif column.field in _KEY_FIELDS:
                reason, wrong = "单元格是公式，请改成直接填写的文字。", True
            elif self.grid.rows[number][place] == "":
                reason, wrong = "单元格是公式但没有结果，已当作没有填写。", False
            else:
                continue
            told[number + 1, column.head] = Finding(number + 1, column.head, column.field, reason, wrong)
        # the cause says more than what the cell looked like without it
        self.findings = [f for f in self.findings if (f.row, f.column) not in told]
        self.findings += told.values()

    def rows(self) -> list[RosterRow]:
        """Return the people of the columns read, also those with wrong cells."""
        fields = {name: values for name, values in self.columns.items() if name != "id_number"}
        numbers = self.columns.get("id_number", [None] * len(self.places))
        made = []
        for index, number in enumerate(self.places):
            values = {name: column[index] for name, column in fields.items()}
            facts: IdFacts | None = numbers[index]
            if facts is not None:
                self.facts[number + 1] = facts
                values["id_number"] = facts.number
                values["sex"] = values.get("sex") or facts.sex
                values["birth"] = values.get("birth") or facts.birth.isoformat()
            extra = _given(self.extra, index)
            _sort_out(values, extra)
            made.append(
                RosterRow(
                    number=number + 1,
                    papers=_given(self.papers, index),
                    extra=extra,
                    **values,
                )
            )
        return made


def _given(columns: dict[str, list[Any]], index: int) -> dict[str, Any]:
    return {head: values[index] for head, values in columns.items() if values[index] is not None}


def _sort_out(values: dict[str, Any], extra: dict[str, Any]) -> None:
    """Put a value into the field it belongs to where a sheet has one column for two things."""
    status = values.get("status")
    if isinstance(status, MemberKind):
        values["status"] = None
        values["kind"] = values.get("kind") or status
    for state, since in (("lost", "lost_since"), ("mobile", "mobile_to")):
        if values.get(since) and values.get(state) is None:
            values[state] = True
    given = [number for number in (values.get("phone"), values.get("landline")) if number]
    if given:
        mobiles = [number for number in given if not roster_values.is_landline(number)]
        landlines = [number for number in given if roster_values.is_landline(number)]
        values["phone"] = mobiles[0] if mobiles else None
        values["landline"] = landlines[0] if landlines else None
        others = "、".join([*mobiles[1:], *landlines[1:]])
        if others:
            extra["其他电话"] = others


def _people(grid: Grid, heads: Heads) -> tuple[list[int], int]:
    """Return the numbers (from 0) of the rows that hold a person, and how many footers were passed over."""
    places, footers = [], 0
    name = next(column.place for column in heads.columns if column.field == "name")
    serial = heads.of("serial")
    own = [column.place for column in heads.columns if column.field in _OWN_FACTS]
    marked = {number for number, _ in grid.marks.formulas | grid.marks.errors}
    for number in range(heads.last_row + 1, len(grid.rows)):
        row = grid.rows[number]
        called = row[name]
        if isinstance(called, str) and "名" in called and heads_.is_head_word(called):
            continue  # the heads repeat on each printed page
        if called != "" and any(row[at] != "" and (number, at) not in grid.filled for at in own):
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
    return places, footers


def _is_footer(said: list[str], called: Value, *, merged: bool) -> bool:
    """Tell whether a row that says of nobody who he is belongs to the foot of the sheet."""
    if any(_FOOTER.match("".join(text.split())) for text in (said[0], str(called))):
        return True
    # a line of text under the list, often merged over all columns
    return len(set(said)) == 1 and (called == "" or merged) and len(said[0]) > 1
