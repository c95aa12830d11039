"""An A4 form for the pen as a workbook: one portrait page with facts, a table and boxes for opinions."""

from __future__ import annotations

import itertools
import math

from app.services.reports.excel_kit import HEAD, NOTE, TITLE, Align, Book, Look, set_widths, text_width
from app.services.reports.form_documents import PaperForm

_COLUMNS = 12
_WIDTH = 7.3
_LABEL = 2
_OPINION_ROWS = 4
_LINE, _TALL, _TEXT_LINE = 27, 23, 15
_WRITTEN_LINES = 14
"""Rows of the table at least, so that a pen finds room."""


def paper_form_bytes(form: PaperForm) -> bytes:
    """Return the workbook."""
    return _Page(form).bytes()


class _Page:
    def __init__(self, form: PaperForm) -> None:
        self._form = form
        self._book = Book(form.title)
        self._sheet = self._book.sheet(form.title)
        self._sheet.page_setup.orientation = "portrait"
        self._sheet.page_setup.fitToHeight = 1
        self._row = 1

    def bytes(self) -> bytes:
        form = self._form
        set_widths(self._sheet, [_WIDTH] * _COLUMNS)
        self._across([(_COLUMNS, form.whose, Look(size=14, grid=False))], _LINE)
        self._across([(_COLUMNS, form.title, TITLE)], 40)
        for pairs in form.facts:
            self._facts(pairs)
        if form.heads:
            self._table()
        for opinion in form.opinions:
            self._opinion(opinion.label, opinion.text, opinion.signature)
        if form.note:
            self._across([(_COLUMNS, form.note, NOTE)], _LINE)
        return self._book.save()

    def _facts(self, pairs: tuple[tuple[str, str], ...]) -> None:
        room = _COLUMNS // len(pairs)
        cells = []
        for label, value in pairs:
            align: Align = "left" if len(pairs) == 1 else "center"
            cells += [(_LABEL, label, HEAD), (room - _LABEL, value, Look(align=align))]
        self._across(cells, _LINE)

    def _table(self) -> None:
        shares = self._shares()
        self._across(
            [(share, head, HEAD) for share, head in zip(shares, self._form.heads, strict=True)], _LINE
        )
        blank = [("",) * len(shares)] * max(0, _WRITTEN_LINES - len(self._form.rows))
        for row in [*self._form.rows, *blank]:
            self._across([(share, text, Look()) for share, text in zip(shares, row, strict=True)], _TALL)

    def _shares(self) -> list[int]:
        """Return how many of the page's columns each column of the table takes."""
        whole = sum(self._form.widths)
        edges = [
            round(_COLUMNS * sum(self._form.widths[:at]) / whole) for at in range(len(self._form.widths) + 1)
        ]
        return [max(1, end - start) for start, end in itertools.pairwise(edges)]

    def _opinion(self, label: str, text: str, signature: str) -> None:
        last = self._row + _OPINION_ROWS - 1
        self._book.merged(self._sheet, (self._row, 1, last, _LABEL), label, HEAD)
        signed = f"{signature}：　　　　　　　　年　　月　　日"
        words = f"{text}\n\n\n{signed}" if text else f"\n\n\n{signed}"
        look = Look(align="left" if text else "right")
        self._book.merged(self._sheet, (self._row, _LABEL + 1, last, _COLUMNS), words, look)
        for row in range(self._row, last + 1):
            self._sheet.row_dimensions[row].height = _LINE
        self._row = last + 1

    def _across(self, cells: list[tuple[int, str, Look]], height: float) -> None:
        column = 1
        for share, text, look in cells:
            self._book.merged(self._sheet, (self._row, column, self._row, column + share - 1), text, look)
            column += share
        lines = max(math.ceil(text_width(text) / (share * _WIDTH - 1)) for share, text, _ in cells)
        lines = max(lines, *(text.count("\n") + 1 for _, text, _ in cells))
        self._sheet.row_dimensions[self._row].height = max(height, 8 + _TEXT_LINE * lines)
        self._row += 1
