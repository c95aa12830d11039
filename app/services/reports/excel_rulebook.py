"""The rulebook as a workbook that a secretary can edit (积分方案工作簿): one list a sheet, closed lists to pick from."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from app.services.points.drafting import KIND_WORDS
from app.services.points.rulebook_columns import (
    AVERAGE,
    BETWEEN,
    GENERAL,
    GENERAL_FIELDS,
    NO,
    SHEETS,
    TABLE_FIELDS,
    TABLE_KEYS,
    TABLES,
    VOID,
    YES,
    Field,
)
from app.services.points.rules import BRANCH_AVERAGE, Rulebook
from app.services.points.rules_items import ItemKind
from app.services.points.rules_numbers import exact, number_text
from app.services.points.writing import dump
from app.services.reports.excel_kit import HEAD, LINE, NOTE, Book, Look, Value, set_widths

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_CELL = Look(align="left")
_FIGURE = Look(align="right")
_SPARE_ROWS = 200
_HELP = "说明"
_RULES = (
    "一行一项，不要合并单元格；编码不能重复，“项目”的类别填“类别”表里的编码。",
    "每种计分办法只用到一部分列，用不到的格子留空。等次对应、级别对应、分段计分、累计次数、情形扣分的分值写在“分值表”里。",
    "多个词之间用顿号隔开。分值可写小数；扣分写负数。“分值表”里可以写“不得分”。",
)


def rulebook_workbook(rulebook: Rulebook) -> bytes:
    """Return the workbook of a rulebook; reading it back gives the same rulebook."""
    raw = tomllib.loads(dump(rulebook), parse_float=_number)
    book = Book(rulebook.title)
    _write_general(book, raw)
    for sheet in SHEETS:
        _write_list(book, sheet.name, sheet.fields, raw.get(sheet.key, []))
        if sheet.key == "item":
            _write_list(book, TABLES, TABLE_FIELDS, _table_lines(raw))
    _write_help(book)
    return book.save()


def _number(text: str) -> Any:
    found = exact(text)
    return text if found is None else found


def _write_general(book: Book, raw: dict[str, Any]) -> None:
    sheet = book.sheet(GENERAL)
    for column, title in enumerate(("名称", "内容", "说明"), 1):
        book.put(sheet, 1, column, title, HEAD)
    for row, field in enumerate(GENERAL_FIELDS, 2):
        book.put(sheet, row, 1, field.title, _CELL)
        book.put(sheet, row, 2, _shown(field, _at(raw, field.path)), _CELL)
        book.put(sheet, row, 3, field.note, _CELL)
        _offer(sheet, field, f"B{row}")
    set_widths(sheet, [18, 36, 52])
    sheet.freeze_panes = "A2"


def _write_list(book: Book, name: str, fields: tuple[Field, ...], lines: list[dict[str, Any]]) -> None:
    sheet = book.sheet(name)
    for column, field in enumerate(fields, 1):
        book.put(sheet, 1, column, field.title, HEAD)
        letter = get_column_letter(column)
        _offer(sheet, field, f"{letter}2:{letter}{len(lines) + _SPARE_ROWS}")
    for row, line in enumerate(lines, 2):
        for column, field in enumerate(fields, 1):
            value = _shown(field, _at(line, field.path))
            book.put(sheet, row, column, value, _FIGURE if isinstance(value, int | Fraction) else _CELL)
    set_widths(sheet, [max(field.width, len(field.title) * 2 + 2) for field in fields])
    sheet.freeze_panes = "B2"


def _table_lines(raw: dict[str, Any]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for item in raw.get("item", []):
        key = TABLE_KEYS.get(ItemKind(item["kind"]))
        table = item.get(key) if key else None
        if isinstance(table, dict):
            lines += [{"item": item["code"], "name": name, "points": given} for name, given in table.items()]
        elif isinstance(table, list):
            lines += [{"item": item["code"], **row} for row in table]
    return lines


def _write_help(book: Book) -> None:
    sheet = book.sheet(_HELP)
    row = 1
    for text in _RULES:
        book.put(sheet, row, 1, text, LINE)
        row += 1
    row += 1
    for column, title in enumerate(("计分办法", "意思"), 1):
        book.put(sheet, row, column, title, HEAD)
    for kind, words in KIND_WORDS.items():
        row += 1
        book.put(sheet, row, 1, kind.label, _CELL)
        book.put(sheet, row, 2, words, _CELL)
    book.put(sheet, row + 2, 1, "改好后在“积分方案”里导入；有错的格子会逐个指出，不会保存一半。", NOTE)
    set_widths(sheet, [18, 90])


def _at(raw: dict[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = raw
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _shown(field: Field, value: Any) -> Value:
    if value is None:
        return None
    match field.shape:
        case "choice" if field.choices is not None:
            return next((member.label for member in field.choices if member.value == value), str(value))
        case "words":
            return BETWEEN.join(value)
        case "flag":
            return YES if value else None
        case "base":
            return AVERAGE if value == BRANCH_AVERAGE else _figure(value)
        case "points":
            return VOID if value == "void" else _figure(value)
        case "number":
            return _figure(value)
        case "day":
            # as text: a date cell would lose its form in another program
            return str(value.isoformat())
        case _:
            return number_text(value) if isinstance(value, int | Fraction) else str(value)


def _figure(value: Any) -> Value:
    return value if isinstance(value, int | Fraction) else str(value)


def _offer(sheet: Worksheet, field: Field, cells: str) -> None:
    """Let Excel offer the words of a closed list; another word is told when the workbook is imported."""
    if field.shape == "flag":
        words = [YES, NO]
    elif field.choices is not None:
        words = [member.label for member in field.choices]
    else:
        return
    listed = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    listed.showErrorMessage = False
    sheet.add_data_validation(listed)
    listed.add(cells)
