"""A roster (花名册) read from a sheet: its good rows as plain values, and every cell that is wrong and why.

Nothing here knows the store; `roster_match` compares the rows with the members there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from app.models.kinds import MemberKind
from app.services import id_numbers
from app.services.errors import BadInput
from app.services.id_numbers import IdFacts
from app.services.imports import cells, reading, roster_checks, roster_values
from app.services.imports.cells import ColumnReading, Reader
from app.services.imports.heads import Heads, find
from app.services.imports.roster_heads import ROSTER
from app.services.imports.roster_rows import RosterRow
from app.services.imports.sheet import Grid
from app.services.imports.table import Finding, Table

_KEY_FIELDS = ("name", "id_number")
_OWN_FACTS = ("id_number", "sex", "birth", "kind", "joined")
EXAMPLES = "身份证号、性别、出生日期、入党时间、转正时间、人员类别、联系电话"

Waivers = Mapping[int, str]
"""Why the ID number of a row (by its number) is taken although its check digit is wrong."""


def read(path: Path, today: date) -> Table:
    """Read the first sheet of a file that has a roster's heads.

    Raises:
        BadFile: The file cannot be read, or no sheet of it is a roster.

    """
    grids = reading.read(path)
    for grid in grids:
        found = find(grid, ROSTER)
        if found is not None:
            return parse(grid, found, today)
    raise reading.no_heads("花名册", ROSTER, EXAMPLES, grids)


def parse(
    grid: Grid,
    heads: Heads,
    today: date,
    waivers: Waivers | None = None,
    own: Mapping[str, Reader] | None = None,
) -> Table:
    """Understand the rows of a sheet whose heads are known; `own` reads columns of the branch's own by head."""
    beside = own or {}
    found = cells.content(grid, heads, ROSTER, _OWN_FACTS)
    columns = ColumnReading(grid, found.places, ROSTER)
    known = roster_values.readers(today)
    for column in heads.columns:
        apart = column.field == "paper"
        columns.take(column, known.get(column.field or "", beside.get(column.head, cells.text)), apart=apart)
    columns.look_at_marks(heads, _KEY_FIELDS)
    facts, reasons = _waive(columns, heads, waivers or {})
    rows = _rows(columns, facts, reasons)
    checked = roster_checks.check(rows, heads, today)
    findings = [*columns.findings, *checked.findings]
    wrong = cells.wrong_of(findings)
    doubles = roster_checks.doubles([row for row in rows if row.number not in wrong], facts, heads)
    findings += doubles
    wrong |= cells.wrong_of(doubles)
    findings.sort(key=lambda finding: finding.row)
    good = tuple(row for row in rows if row.number not in wrong)
    total = len(found.places)
    return Table(grid.name, grid, heads, total, found.footers, good, tuple(findings), checked.drafts)


def _waive(
    columns: ColumnReading, heads: Heads, waivers: Waivers
) -> tuple[dict[int, IdFacts], dict[int, str]]:
    """Return what the ID numbers say by row, those with a waived check digit too, and why they are taken."""
    facts: dict[int, IdFacts] = {}
    for index, said in enumerate(columns.values("id_number")):
        if said is not None:
            facts[columns.number(index)] = said
    column = heads.of("id_number")
    reasons: dict[int, str] = {}
    findings: list[Finding] = []
    for finding in columns.findings:
        as_written = None
        if column is not None and finding.wrong and finding.field == "id_number":
            as_written = _but_for_its_check_digit(columns.grid.rows[finding.row - 1][column.place])
        if as_written is None:
            findings.append(finding)
        elif finding.row in waivers:
            facts[finding.row] = as_written
            reasons[finding.row] = waivers[finding.row]
            said = f"校验位不对，按“{waivers[finding.row]}”照录。"
            findings.append(replace(finding, reason=said, wrong=False))
        else:
            findings.append(replace(finding, waivable=True))
    columns.findings = findings
    return facts, reasons


def _but_for_its_check_digit(cell: Any) -> IdFacts | None:
    """Return what an 18-place number says of which only the check digit is wrong, with the number as written."""
    number = id_numbers.clean(str(cell))
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return None
    try:
        said = id_numbers.check(number[:17] + id_numbers.check_digit(number))
    except BadInput:
        return None
    return IdFacts(number, number, said.birth, said.sex)


def _rows(
    columns: ColumnReading, facts: Mapping[int, IdFacts], reasons: Mapping[int, str]
) -> list[RosterRow]:
    """Return the people of the columns read, also those with wrong cells."""
    fields = [(name, values) for name, values in columns.columns.items() if name != "id_number"]
    papers = columns.each.get("paper", {})
    made = []
    for index in range(len(columns.places)):
        number = columns.number(index)
        values = {name: column[index] for name, column in fields}
        said = facts.get(number)
        if said is not None:
            values["id_number"] = said.number
            values["sex"] = values.get("sex") or said.sex
            values["birth"] = values.get("birth") or said.birth.isoformat()
            if number in reasons:
                values["id_waiver"] = reasons[number]
        extra = columns.beside(index)
        _sort_out(values, extra)
        made.append(RosterRow(number=number, papers=cells.given(papers, index), extra=extra, **values))
    return made


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
