"""Rosters as secretaries keep them, written for the tests of the import."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

from app.services import id_numbers

HEADS = [
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "民族",
    "学历",
    "人员类别",
    "入党时间",
    "转正时间",
    "手机号码",
    "党小组",
]


def id_number(first_17: str) -> str:
    return first_17 + id_numbers.check_digit(first_17)


NANA = id_number("34250119880612032")


def write_roster(path: Path, *rows: list[str]) -> Path:
    """Write title rows, heads, the numbered rows and a footer."""
    book = Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet.append(["某市水利局机关第一党支部党员花名册"])
    sheet.merge_cells("A1:K1")
    sheet.append(["单位（盖章）：", None, None, "填表人：李记录"])
    sheet.append(HEADS)
    for number, row in enumerate(rows, start=1):
        sheet.append([number, *row])
    sheet.append(["填表日期：2026年11月22日"])
    book.save(path)
    return path


def person(name: str, **values: str) -> list[str]:
    """Return one row; a value is named by its head."""
    given = {"姓名": name, **values}
    return [given.get(head, "") for head in HEADS[1:]]
