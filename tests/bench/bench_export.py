"""The point sheet with heads, borders and details, beside bare openpyxl writing the same cells."""

from __future__ import annotations

import io
from datetime import date
from fractions import Fraction

from app.services.reports.documents import PointDetail, PointRow, PointSheet, SheetHead
from tests.bench.sample import names
from tests.bench.timing import compare

_MEMBERS, _DETAILS = 500, 10_000
_CATEGORIES = ("组织生活", "学习教育", "志愿服务", "岗位实绩", "扣分")
_ROUNDS = 5


def main() -> None:
    from app.collector import calm_collector
    from app.services.reports.excel_points import point_sheet_bytes

    # both sides as in the program once it is open
    calm_collector()
    sheet = _sheet()
    compare(
        f"export: point sheet, {_DETAILS} detail rows",
        lambda: _bare(sheet),
        lambda: point_sheet_bytes(sheet),
        bar=1.7,
        rounds=_ROUNDS,
    )


def _sheet() -> PointSheet:
    people = names(_MEMBERS)
    figures = tuple(Fraction(at, 2) for at in range(1, len(_CATEGORIES) + 1))
    rows = tuple(
        PointRow(name, "第一党小组", "正式党员", figures, sum(figures, Fraction())) for name in people
    )
    details = tuple(
        PointDetail(
            people[at % _MEMBERS], date(2026, 8, 1), "组织生活", "参加主题党日", Fraction(1, 2), True, "考勤"
        )
        for at in range(_DETAILS)
    )
    head = SheetHead("某市水利局", "李记录", "王书记", date(2026, 11, 22))
    return PointSheet(
        head, "机关第一党支部", "2026年第三季度", _CATEGORIES, rows, _MEMBERS, "示例方案", details=details
    )


def _bare(sheet: PointSheet) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    first = book.create_sheet("积分表")
    for row in sheet.rows:
        first.append((row.name, row.group, row.member_kind, *map(float, row.categories), float(row.total)))
    second = book.create_sheet("明细")
    for line in sheet.details:
        second.append(
            (line.name, line.happened_on, line.category, line.item, float(line.points), "是", line.source, "")
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
