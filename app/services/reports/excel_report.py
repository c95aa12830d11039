"""Any report of organisational life as a workbook: title, 单位 row, heads in two levels, rows, foot, remarks."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.services.reports.excel_kit import Align, Book
from app.services.reports.excel_table import Column, Table
from app.services.reports.words import DASH

if TYPE_CHECKING:
    from app.services.reports.life_documents import ReportColumn, ReportTable, Value

_LANDSCAPE, _PORTRAIT = 132, 96  # half-width characters across A4
_ALIGN: dict[str, Align] = {"l": "left", "c": "center", "r": "right"}


def report_bytes(report: ReportTable) -> bytes:
    """Return the workbook of a report; numbers stay numbers."""
    book = Book(report.full_title)
    # what is long takes the room that is left, else what the row is about
    stretched = next((at for at, column in enumerate(report.columns) if column.align == "l"), 1)
    columns = [_column(column, stretches=at == stretched) for at, column in enumerate(report.columns)]
    table = Table(
        book, report.title, columns, page_width=_LANDSCAPE if report.landscape else _PORTRAIT, row_height=20
    )
    if not report.landscape:
        table.sheet.page_setup.orientation = "portrait"
    rows = [
        [_value(value, column) for value, column in zip(row.cells, report.columns, strict=True)]
        for row in report.rows
    ]
    table.measure(rows)
    table.title(report.full_title)
    table.unit_line(report.head)
    table.heads(frozen_columns=2)
    table.rows(rows)
    if not rows:
        table.wide_row(report.empty)
    if report.foot:
        label = str(report.foot[0] or "合计")
        table.foot(label, 1, list(report.foot[1:]))
    for note in report.notes:
        table.note(note)
    return book.save()


def _column(column: ReportColumn, *, stretches: bool) -> Column:
    return Column(
        column.head,
        group=column.group,
        align=_ALIGN[column.align],
        least=max(6, column.width / 2),
        most=60 if stretches else 30,
        stretch=1 if stretches else 0,
        decimals=column.decimals or None,
    )


def _value(value: Value, column: ReportColumn) -> Value:
    if value is None or value == "":
        return DASH
    if column.decimals and isinstance(value, int):
        return Fraction(value)
    return value
