"""Whatever leaves as a workbook: every long number is text, nothing is a formula, nothing leads elsewhere."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.models.kinds import RecordKind
from app.services import exports, life_exports, life_volume, member_custom, members, records
from app.services.context import Context
from app.services.member_beside import Beside
from app.services.member_checks import MemberDraft
from app.services.member_custom import CustomDraft
from app.services.points import closing, form_rules, form_sheets, publication, year_books
from app.services.points.settlements import PublicationOptions
from app.services.records import RecordDraft
from tests import report_helpers as reports

HOSTILE = '=HYPERLINK("http://x","点我")'
_LONG = re.compile(r"\d{12,}[\dX]")

Export = Callable[[Context, Path], object]

EXPORTS: dict[str, Export] = {
    "积分表（季度）": lambda ctx, path: exports.export_points(ctx, "2026Q3", path),
    "积分表（年度）": lambda ctx, path: exports.export_points(ctx, "2026", path),
    "花名册": exports.export_roster,
    "灯塔信息表": exports.export_dengta,
    "任一列表": lambda ctx, path: exports.export_list(
        ctx, "党员名单", ["姓名", "身份证号"], [[HOSTILE, reports.ID_NUMBER], ["+86", "-1"]], path
    ),
    "补学登记表": lambda ctx, path: life_exports.export_register(ctx, "2026", path),
    "组织生活合订目录": lambda ctx, path: life_exports.export_report(
        ctx, life_volume.list_table(ctx, "2026Q3"), path
    ),
    "积分表（月）": lambda ctx, path: form_sheets.export_month_forms(ctx, "2026-09", path),
    "量化考核表": lambda ctx, path: form_sheets.export_quarter_forms(ctx, "2026Q3", path),
    "考核登记表": lambda ctx, path: form_sheets.export_year_forms(ctx, "2026", path),
    "积分上报表": lambda ctx, path: form_sheets.export_reported(ctx, "2026Q3", path),
    "积分办法": form_rules.export_rules,
    "积分台账": lambda ctx, path: year_books.export_year_book(ctx, "2026", path),
    "公示表": lambda ctx, path: _published(ctx, path),
}


def _published(ctx: Context, path: Path) -> None:
    version = closing.lock(ctx, "2026Q3", accept_open=True).new_id
    closing.publish(ctx, version, ctx.today, PublicationOptions())
    publication.export_sheet(ctx, version, path)


@pytest.fixture
def hostile(branch):
    reports.settle(branch)
    member_custom.add(branch, CustomDraft("驻村年数"))
    draft = MemberDraft(
        "马六", unit=HOSTILE, job="@SUM(1)", note="+1", address="-2+3", employee_no="012345678901234567"
    )
    member_id = members.add(branch, draft, beside=Beside({"驻村年数": HOSTILE}, ("骨干",))).new_id
    records.add(branch, member_id, RecordDraft(RecordKind.AWARD, HOSTILE, "2026-05-06"))
    return branch


@pytest.mark.parametrize("name", EXPORTS)
def test_it_opens_cleanly_with_text_numbers_and_without_formulas(hostile, tmp_path, name):
    path = tmp_path / "表.xlsx"
    EXPORTS[name](hostile, path)

    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part).decode("utf-8", "replace") for part in archive.namelist()}
    for part, text in parts.items():
        # a chart names the cells it draws in the same way, that is no formula
        assert part.startswith("xl/charts/") or not re.search(r"<f[ >/]", text), f"a formula in {part}"
        assert "externalLink" not in part
        assert 'TargetMode="External"' not in text
    book = load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells
    for cell in cells:
        assert cell.data_type != "f"
        if isinstance(cell.value, str) and _LONG.fullmatch(cell.value):
            assert cell.number_format == "@", f"{cell.coordinate} becomes 1.2E+17 when it is touched"
        if isinstance(cell.value, int | float):
            assert abs(cell.value) < 1e11, f"{cell.coordinate} is a number that belongs in text"
