"""The file of wrong rows (错误行): what could not be imported, as it was, with a comment in each wrong cell.

Its first row are the heads of the original, so that the corrected file can be imported as it is.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.files import write_atomic
from app.services.imports.cells import text_of
from app.services.imports.heads import PROBLEM_HEAD
from app.services.imports.table import Finding, Preview, Status

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = 32_000
_AUTHOR = "先锋档案"


def save(preview: Preview, path: Path) -> int:
    """Write the wrong and the conflicting rows to an .xlsx file; return how many there are.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    from app.services.reports.excel_memory import workbook_bytes

    problems = _problems(preview)
    columns = [column for column in preview.table.heads.columns if column.field != "problem"]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "错误行"
    sheet.freeze_panes = "A2"
    bold, red = Font(bold=True), PatternFill("solid", fgColor="FFF4C7C3")
    for place, head in enumerate([*(column.head for column in columns), PROBLEM_HEAD], start=1):
        cell = _put(sheet, 1, place, head)
        cell.font = bold
        sheet.column_dimensions[cell.column_letter].width = 48 if head == PROBLEM_HEAD else 16
    for line, (number, findings) in enumerate(sorted(problems.items()), start=2):
        values = preview.table.grid.rows[number - 1]
        reasons: defaultdict[str, list[str]] = defaultdict(list)
        for finding in findings:
            reasons[finding.column].append(finding.reason)
        for place, column in enumerate(columns, start=1):
            cell = _put(sheet, line, place, text_of(values[column.place]))
            if column.head in reasons:
                cell.fill = red
                cell.comment = Comment("\n".join(reasons[column.head]), _AUTHOR, width=260, height=90)
        told = "；".join(f"{finding.column}：{finding.reason}" for finding in findings)
        _put(
            sheet, line, len(columns) + 1, f"第{preview.table.grid.shown(number)}行 {told}"
        ).alignment = Alignment(wrap_text=True)
    write_atomic(path, workbook_bytes(book))
    return len(problems)


def _problems(preview: Preview) -> dict[int, list[Finding]]:
    problems: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in preview.wrong:
        problems[finding.row].append(finding)
    for row in preview.rows:
        if row.status is Status.CONFLICT and row.reason is not None:
            problems[row.row.number].append(_conflict(preview, row.row.number, row.reason))
    return problems


def _conflict(preview: Preview, number: int, reason: str) -> Finding:
    heads = preview.table.heads
    column = (heads.of("id_number") if "身份证号" in reason else None) or heads.of("name") or heads.columns[0]
    return Finding(number, column.head, column.field, reason)


def _put(sheet: Worksheet, row: int, place: int, text: str) -> Cell:
    # always a text cell: a number of 18 places stays whole and nothing becomes a formula
    cell: Cell = sheet.cell(row, place)  # type: ignore[assignment]
    cell.value = text[:_LONGEST]
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
