"""The door to openpyxl for writing: text that stays text, shared looks, one page set-up, whole files as bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins

from app.services.files import clean_text
from app.services.reports.excel_memory import workbook_bytes

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Fraction | date | None
Align = Literal["left", "center", "right"]

SONG = "宋体"
HEI = "黑体"
DATE_FORMAT = 'yyyy"年"m"月"d"日"'
_CELL_LIMIT = 32_767  # characters Excel keeps in one cell
_TEXT_FORMAT_LIMIT = 256
# a sheet says the same words again and again; looked up they cost a tenth
_KNOWN_WORDS = 8192
_HAIR = Side(style="thin", color="404040")
_GRID = Border(left=_HAIR, right=_HAIR, top=_HAIR, bottom=_HAIR)
# XML has no such characters; they would make the whole file unreadable
_NOT_XML = re.compile("[\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks; equal looks share one style in the file."""

    font: str = SONG
    size: float = 11
    bold: bool = False
    colour: str = "000000"
    align: Align = "center"
    wrap: bool = True
    grid: bool = True
    fill: str = ""
    number_format: str = "General"
    quoted: bool = False


TITLE = Look(font=SONG, size=18, bold=True, grid=False, wrap=False)
HEAD = Look(font=HEI, fill="F3EFEA")
LINE = Look(align="left", grid=False, wrap=False)
NOTE = Look(align="left", grid=False, size=10, colour="404040")


def number_format(decimals: int) -> str:
    """Return the format that prints `decimals` places, negatives in red, and a gap to the right border."""
    plain = ("0." + "0" * decimals if decimals else "0") + "_ "
    return f"{plain};[Red]-{plain}"


@lru_cache(_KNOWN_WORDS)
def text_width(text: str) -> int:
    """Return the width of the widest line in half-width characters, as columns are measured."""
    return max((sum(1 if ord(c) < 0x2E80 else 2 for c in line) for line in text.split("\n")), default=0)


class Ink:
    """The styles that a look has in one workbook: of short text, of long text and of everything else."""

    __slots__ = ("long_text", "plain", "text")

    def __init__(self, book: Book, look: Look) -> None:
        self.plain = book.style(look)
        # a text format alone shows #### in older Excel where the text is long
        self.long_text = book.style(replace(look, quoted=True, number_format="General"))
        self.text = book.style(replace(look, quoted=True, number_format="@"))


class Book:
    """One workbook in the making."""

    def __init__(self, title: str) -> None:
        self._workbook = Workbook()
        self._workbook.properties.title = title
        self._workbook.properties.creator = "先锋档案"
        self._fresh = True
        self._styles: dict[Look, Any] = {}
        self._inks: dict[Look, Ink] = {}

    def sheet(self, name: str) -> Worksheet:
        """Add a worksheet set up for A4 landscape, one page wide, centred, with page numbers."""
        clean = _NOT_IN_SHEET_NAME.sub("", name)[:31]
        if self._fresh:
            self._fresh = False
            sheet = self._workbook.worksheets[0]
            sheet.title = clean
        else:
            sheet = self._workbook.create_sheet(clean)
        _set_page(sheet)
        return sheet

    def worksheet(self, name: str) -> Worksheet:
        """Return the worksheet of that name, for charts that refer to it."""
        return next(sheet for sheet in self._workbook.worksheets if sheet.title == name)

    def ink(self, look: Look) -> Ink:
        """Return the styles of a look, to be fetched once for all cells that wear it."""
        ink = self._inks.get(look)
        if ink is None:
            ink = self._inks[look] = Ink(self, look)
        return ink

    def style(self, look: Look) -> Any:
        """Return the one style object of a look: fonts and borders set cell by cell cost ten times as much."""
        style = self._styles.get(look)
        if style is None:
            style = self._styles[look] = self._new_style(look)
        return style

    def put(self, sheet: Worksheet, row: int, column: int, value: Value, look: Look) -> None:
        """Write one value; text is never read as a formula, whatever it starts with."""
        self.write(sheet, row, column, value, self.ink(look))

    def write(self, sheet: Worksheet, row: int, column: int, value: Value, ink: Ink) -> None:
        """Write one value in styles that were fetched before."""
        cell = sheet.cell(row, column)
        if isinstance(value, str):
            text = _sheet_text(value)
            cell.value = text
            cell.data_type = "s"
            style = ink.text if len(text) < _TEXT_FORMAT_LIMIT else ink.long_text
        else:
            # a sheet holds binary numbers; the format prints the rulebook's places
            cell.value = float(value) if isinstance(value, Fraction) else value
            style = ink.plain
        cell._style = style  # type: ignore[union-attr]  # noqa: SLF001

    def merged(self, sheet: Worksheet, area: tuple[int, int, int, int], value: Value, look: Look) -> None:
        """Write one value over the cells (top, left, bottom, right), all of them with the same border."""
        top, left, bottom, right = area
        if (top, left) != (bottom, right):
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    sheet.cell(row, column)._style = self.style(look)  # type: ignore[union-attr]  # noqa: SLF001
        self.put(sheet, top, left, value, look)

    def save(self) -> bytes:
        """Return the whole file."""
        return workbook_bytes(self._workbook)

    def _new_style(self, look: Look) -> Any:
        cell = Cell(self._workbook.worksheets[0], row=1, column=1)
        cell.font = Font(name=look.font, size=look.size, bold=look.bold, color=look.colour)
        cell.alignment = Alignment(
            horizontal=look.align,
            vertical="center",
            wrap_text=look.wrap,
            indent=1 if look.grid and look.align == "left" else 0,
        )
        if look.grid:
            cell.border = _GRID
        if look.fill:
            cell.fill = PatternFill("solid", fgColor=look.fill)
        cell.number_format = look.number_format
        cell.quotePrefix = look.quoted
        return cell._style  # type: ignore[attr-defined]  # noqa: SLF001


def set_widths(sheet: Worksheet, widths: list[float]) -> None:
    """Set the width of the columns from the first on, in half-width characters."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def repeat_head(sheet: Worksheet, last_row: int, frozen_columns: int) -> None:
    """Repeat the rows down to `last_row` on every page and keep them, and the first columns, in view."""
    sheet.print_title_rows = f"1:{last_row}"
    sheet.freeze_panes = sheet.cell(last_row + 1, frozen_columns + 1).coordinate


def foot_mark(sheet: Worksheet, text: str) -> None:
    """Print a line at the left of every page's foot; the number of the page moves to the right."""
    footer = sheet.oddFooter
    assert footer is not None
    assert footer.left is not None
    assert footer.center is not None
    assert footer.right is not None
    footer.right.text, footer.right.size = footer.center.text, footer.center.size
    footer.center.text = None
    footer.left.text = text.replace("&", "&&")  # a lone & begins a code
    footer.left.size = 9


@lru_cache(_KNOWN_WORDS)
def _sheet_text(value: str) -> str:
    text = _NOT_XML.sub("", clean_text(value, limit=_CELL_LIMIT))
    # Excel reads _x0041_ as an escaped letter; escaping its first sign keeps the text as typed
    return _ESCAPE_LIKE.sub(r"_x005F_\1", text)


def _set_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    properties = sheet.sheet_properties.pageSetUpPr
    assert properties is not None
    properties.fitToPage = True
    sheet.page_margins = PageMargins(left=0.55, right=0.55, top=0.6, bottom=0.7, header=0.3, footer=0.35)
    sheet.print_options.horizontalCentered = True
    item = sheet.oddFooter
    assert item is not None
    footer = item.center
    assert footer is not None
    footer.text = "第 &P 页 共 &N 页"
    footer.size = 10
    sheet.sheet_view.showGridLines = False
