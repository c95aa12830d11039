"""A table as secretaries hand it in: title, 单位 row, heads in two levels, grid, widths taken from the content."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.services.reports.excel_kit import (
    DATE_FORMAT,
    HEAD,
    LINE,
    NOTE,
    TITLE,
    Align,
    Book,
    Ink,
    Look,
    Value,
    number_format,
    repeat_head,
    set_widths,
    text_width,
)
from app.services.reports.words import DASH, day_text

if TYPE_CHECKING:
    from datetime import date

    from app.services.reports.documents import SheetHead

_LINE_POINTS = 15.5  # height of one line of 11 pt text
_DATE_WIDTH = text_width("2026年12月31日")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        group: Upper head; neighbours of the same group share one merged cell.
        least: Narrowest width in half-width characters.
        most: Widest; longer text wraps.
        stretch: Share of the width that is left over on the page.
        decimals: Places of its numbers; None for whole numbers.
        date_format: How its dates are shown.
    """

    head: str
    group: str = ""
    align: Align = "center"
    least: float = 6
    most: float = 30
    stretch: float = 0
    decimals: int | None = None
    date_format: str = DATE_FORMAT


class Table:
    """Writes one worksheet from top to bottom; `measure` first, then its parts in their order."""

    def __init__(
        self, book: Book, name: str, columns: Sequence[Column], *, page_width: float, row_height: float = 24
    ) -> None:
        """Begin a worksheet whose `stretch` columns grow to `page_width` (half-width characters)."""
        self._book = book
        self.sheet = book.sheet(name)
        self._columns = tuple(columns)
        self._row_height = row_height
        self._widths: list[float] = []
        self._page_width = page_width
        self.row = 1

    def measure(self, rows: Sequence[Sequence[Value]]) -> None:
        """Choose the widths of the columns from their heads and content."""
        widths = []
        for number, column in enumerate(self._columns):
            longest = max((self._value_width(row[number], column) for row in rows), default=0)
            head = max(text_width(part) for part in column.head.split("\n"))
            widths.append(min(max(column.least, longest + 2, min(head, 8) + 2), column.most))
        spare, shares = self._page_width - sum(widths), sum(c.stretch for c in self._columns)
        if spare > 0 and shares:
            widths = [w + spare * c.stretch / shares for w, c in zip(widths, self._columns, strict=True)]
        self._widths = widths
        set_widths(self.sheet, widths)

    def title(self, text: str) -> None:
        """Write the centred title over all columns."""
        self._line(text, TITLE, 34)

    def unit_line(self, head: SheetHead) -> None:
        """Write 单位（盖章）, 填表人, 审核人 and 填表日期 in one row, each over its part of the width."""
        parts: tuple[str, ...] = (
            f"单位（盖章）：{head.unit}",
            f"填表人：{head.prepared_by}",
            f"审核人：{head.checked_by}",
            f"填表日期：{day_text(head.filled_on) or '    年  月  日'}",
        )
        needs = [max(18, text_width(text) + 2) for text in parts[1:]]
        edges = self._edges_from_right(needs)
        if 2 * sum(self._widths[: edges[1] - 1]) < text_width(parts[0]):
            # a unit squeezed over three lines and more is better on its own
            self._side_by_side(parts[:1], [1, len(self._columns) + 1], 22)
            parts, edges = parts[1:], self._edges_from_right(needs[1:])
        self._side_by_side(parts, edges, 22)

    def heads(self, frozen_columns: int) -> None:
        """Write the heads, in two levels where a column has a group; they repeat on every page."""
        two = any(column.group for column in self._columns)
        first, last = self.row, self.row + int(two)
        number = 1
        while number <= len(self._columns):
            column = self._columns[number - 1]
            end = number
            if column.group:
                while end < len(self._columns) and self._columns[end].group == column.group:
                    end += 1
                self._book.merged(self.sheet, (first, number, first, end), column.group, HEAD)
                for each in range(number, end + 1):
                    self._book.put(self.sheet, last, each, self._columns[each - 1].head, HEAD)
            else:
                self._book.merged(self.sheet, (first, number, last, number), column.head, HEAD)
            number = end + 1
        lines = max(self._lines(c.head, w) for c, w in zip(self._columns, self._widths, strict=True))
        for row in range(first, last + 1):
            self.sheet.row_dimensions[row].height = 22 if two and row == first else 8 + _LINE_POINTS * lines
        self.row = last + 1
        repeat_head(self.sheet, last, frozen_columns)

    def rows(self, rows: Sequence[Sequence[Value]]) -> None:
        """Write the rows of the table."""
        looks = [Look(align=column.align) for column in self._columns]
        inks: list[dict[object, Ink]] = [{} for _ in looks]
        for row in rows:
            lines = 1
            for at, value in enumerate(row):
                # all that the look of a cell depends on, see `_look`
                sort = DASH if value == DASH else type(value)
                ink = inks[at].get(sort)
                if ink is None:
                    ink = inks[at][sort] = self._book.ink(self._look(looks[at], self._columns[at], value))
                self._book.write(self.sheet, self.row, at + 1, value, ink)
                if isinstance(value, str):
                    lines = max(lines, self._lines(value, self._widths[at]))
            self._next(max(self._row_height, 6 + _LINE_POINTS * lines))

    def foot(self, label: str, label_columns: int, values: Sequence[Value]) -> None:
        """Write a row whose label covers the first columns, such as 合计; `values` fill the others."""
        look = Look(font=HEAD.font, fill=HEAD.fill)
        self._book.merged(self.sheet, (self.row, 1, self.row, label_columns), label, look)
        for number, value in enumerate(values, start=label_columns):
            column = self._columns[number]
            here = self._look(replace(look, align=column.align, font=Look().font), column, value)
            self._book.put(self.sheet, self.row, number + 1, value, here)
        self._next(self._row_height)

    def wide_row(self, text: str) -> None:
        """Write a row of the grid that spans all columns, such as the cross-check."""
        self._line(text, Look(align="left"), self._height_over_all(text))

    def note(self, text: str) -> None:
        """Write a line below the table."""
        self._line(text, NOTE, self._height_over_all(text))

    def sign_line(self, *labels: str) -> None:
        """Write labels for signatures side by side below the table, with room for the pen."""
        share = sum(self._widths) / len(labels)
        self._side_by_side(labels, self._edges_from_right([share] * (len(labels) - 1)), 34)

    def _side_by_side(self, texts: Sequence[str], edges: Sequence[int], height: float) -> None:
        lines = 1
        for text, left, right in zip(texts, edges, edges[1:], strict=False):
            self._book.merged(
                self.sheet, (self.row, left, self.row, right - 1), text, replace(LINE, wrap=True)
            )
            lines = max(lines, self._lines(text, sum(self._widths[left - 1 : right - 1])))
        self._next(height + _LINE_POINTS * (lines - 1))

    def _line(self, text: str, look: Look, height: float) -> None:
        self._book.merged(self.sheet, (self.row, 1, self.row, len(self._columns)), text, look)
        self._next(height)

    def _next(self, height: float) -> None:
        self.sheet.row_dimensions[self.row].height = height
        self.row += 1

    def _height_over_all(self, text: str) -> float:
        return 8 + _LINE_POINTS * self._lines(text, sum(self._widths))

    def _edges_from_right(self, needs: Sequence[float]) -> list[int]:
        """Return the first columns of parts side by side, and the end; the last parts get what they need."""
        edges, column = [len(self._columns) + 1], len(self._columns) + 1
        for need in reversed(needs):
            room = 0.0
            while room < need and column > 2:
                column -= 1
                room += self._widths[column - 1]
            edges.insert(0, column)
        return [1, *edges]

    @staticmethod
    def _lines(text: str, width: float) -> int:
        if "\n" not in text:
            return max(1, math.ceil(text_width(text) / max(width - 1, 1)))
        return sum(max(1, math.ceil(text_width(line) / max(width - 1, 1))) for line in text.split("\n"))

    @staticmethod
    def _look(look: Look, column: Column, value: Value) -> Look:
        if value == DASH:
            return replace(look, align="center")
        if isinstance(value, Fraction):
            return replace(look, number_format=number_format(column.decimals or 0), wrap=False)
        if value is None or isinstance(value, (str, int)):
            return look
        return replace(look, number_format=column.date_format)

    @staticmethod
    def _value_width(value: Value, column: Column) -> float:
        if isinstance(value, str):
            return text_width(value)
        if isinstance(value, Fraction):
            return len(str(int(value))) + 1 + (column.decimals or 0)
        if value is None or isinstance(value, int):
            return len(str(value or ""))
        return _DATE_WIDTH if column.date_format == DATE_FORMAT else _DATE_WIDTH - text_width("2026年")


def full_date(value: date | None) -> Value:
    """Return the date for a cell, or — where there is none."""
    return DASH if value is None else value
