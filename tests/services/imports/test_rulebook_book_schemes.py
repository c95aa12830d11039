"""Every published scheme and every kind goes through the workbook and keeps its meaning; bad cells are named."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.services.imports.rulebook_book import read_book
from app.services.points.findings import Severity
from app.services.points.rulebook import parse
from app.services.points.rules_items import ItemKind
from app.services.points.writing import dump
from app.services.reports.excel_rulebook import rulebook_workbook

SCHEMES = sorted((Path(__file__).parents[2] / "data" / "schemes").glob("*.toml"))

GENERAL = """
schema = 1
code = "quan"
title = "样样都有的办法"
version = "2026"
basis = "支部党员大会通过"
effective_from = 2025-12-01
decimals = 2
[period]
cycle = "year"
starts = "12-01"
sub = "half-year"
annual = "average"
[base]
mode = "carry_over"
points = 60
factor = 0.2
newcomer = "branch_average"
[total]
cap = 100
floor = 0
[[category]]
code = "D"
name = "总类"
cap = 80
[[category]]
code = "A"
name = "组织生活"
parent = "D"
cap = 60
floor = -5
[[category]]
code = "C"
name = "纪律"
mode = "deduct"
full = 20
[[category]]
code = "E"
name = "另行加分"
outside_total_cap = true
[[joint]]
code = "答题"
points = 6
per = "day"
[[grade]]
name = "优秀"
ge = 90
[[grade]]
name = "合格"
ge = 60
lt = 90
[[grade]]
name = "不合格"
[[veto]]
code = "V1"
text = "受到党纪处分"
effect = "grade"
grade = "不合格"
[[veto]]
code = "V2"
text = "失联"
effect = "zero"
[quota]
grade = "优秀"
at_most = "1/3"
[publication]
workdays = 5
[exempt]
classes = ["离退休", "流动"]
needs_approval = true
[makeup]
effect = "half"
"""
RULES = {
    ItemKind.FIXED: "points = 2\nproof = true\napproval = '支委会'\nclasses = ['在职']",
    ItemKind.PER_UNIT: "points = 1.5\nunit = '次'\nsource = 'attendance'\n"
    "when = { activity = ['主题党日', '党课'], presence = ['出勤'] }\ncap = { points = 12, per = 'year' }",
    ItemKind.PER_QUANTITY: "points = 1\nper = 2.5\nunit = '小时'\nround = 'half_up'",
    ItemKind.MANUAL: "min = -3\nmax = 10\njoint = '答题'",
    ItemKind.RANGE: "min = 0\nmax = 5",
    ItemKind.ALLOTMENT: "each = 'month'\nmin = 0\nmax = 10",
    ItemKind.GRADE_MAP: "map = { '优秀' = 30, '合格' = 20.25 }",
    ItemKind.LEVEL: "map = { '市级' = 5, '县级' = 2.5 }\npick = 'highest'",
    ItemKind.BANDS: "bands = [{ lt = 60, points = 0 }, { ge = 60, lt = 90, points = 1 }, { ge = 90, points = 3 }]",
    ItemKind.COUNT_TABLE: "table = [{ from = 1, to = 2, points = -3 }, { from = 3, points = 'void' }]\nscope = 'C'",
    ItemKind.TARGET: "ge = 32\npoints = 5",
    ItemKind.SHORTFALL: "target = 12\npoints = -0.5\nunit = '学时'",
    ItemKind.TARGET_LINEAR: "target = 12\nover = 0.5\nunder = -1\nunit = '次'",
    ItemKind.CASES: "start = 10\ncases = { '通报' = -3, '处分' = 'void' }\nscope = 'A'",
    ItemKind.TWO_WAY: "plus = 1\nminus = -2\nunit = '票'",
    ItemKind.PERCENT: "factor = 0.125",
    ItemKind.VOID: "scope = 'C'\nretired = true",
    ItemKind.BONUS: "on = 'fixed'\npoints = 1",
    ItemKind.MULTIPLIER: "on = 'per_unit'\nfactor = 1.5",
}


def whole_book() -> str:
    items = "".join(
        f"[[item]]\ncode = '{kind.value}'\ncategory = 'A'\ntext = '{kind.label}'\nkind = '{kind.value}'\n{rest}\n"
        for kind, rest in RULES.items()
    )
    return GENERAL + items


def through_excel(rulebook, folder: Path):
    path = folder / "方案.xlsx"
    path.write_bytes(rulebook_workbook(rulebook))
    return read_book(path)


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_published_scheme_keeps_its_meaning_through_excel(path, tmp_path):
    rulebook = parse(path.read_text(encoding="utf-8"))
    again, findings = through_excel(rulebook, tmp_path)
    assert again == rulebook
    assert parse(dump(again)) == rulebook
    assert [finding.line for finding in findings if finding.level is Severity.ERROR] == []


def test_all_nineteen_kinds_and_every_general_figure_keep_their_meaning(tmp_path):
    assert set(RULES) == set(ItemKind)
    rulebook = parse(whole_book())
    again, findings = through_excel(rulebook, tmp_path)
    for kind in ItemKind:
        assert again.item_by_code[kind.value] == rulebook.item_by_code[kind.value]
    assert again == rulebook
    assert [finding.line for finding in findings if finding.level is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("general", "written"),
    [
        ("newcomer = 55.5", 'newcomer = "branch_average"'),
        ('cycle = "quarter"\nsub = "month"', 'cycle = "year"\nsub = "half-year"'),
        ('annual = "sum"', 'annual = "average"'),
        ('mode = "granted"', 'mode = "carry_over"'),
        ('at_most = "25%"', 'at_most = "1/3"'),
        ("ge = 60\nle = 89.99", "ge = 60\nlt = 90"),
    ],
)
def test_other_cycles_bases_and_shares_keep_their_meaning(general, written, tmp_path):
    text = whole_book().replace('starts = "12-01"\n', "").replace(written, general)
    rulebook = parse(text)
    again, _ = through_excel(rulebook, tmp_path)
    assert again == rulebook


@pytest.fixture
def spoiled(tmp_path):
    def spoil(sheet: str, cell: str, value: object = None, merge: str = "") -> list[str]:
        book = load_workbook(BytesIO(rulebook_workbook(parse(whole_book()))))
        if merge:
            book[sheet].merge_cells(merge)
        else:
            book[sheet][cell] = value
        path = tmp_path / "方案.xlsx"
        book.save(path)
        return [finding.line for finding in read_book(path)[1] if finding.level is Severity.ERROR]

    return spoil


def test_a_missing_code_of_a_category_is_named_by_cell(spoiled):
    assert "类别!A3：缺少此项，请补上。" in spoiled("类别", "A3")


def test_a_missing_kind_is_named_by_cell(spoiled):
    assert "项目!D4：缺少此项，请补上。" in spoiled("项目", "D4")


def test_a_missing_category_of_an_item_is_named_by_cell(spoiled):
    assert "项目!B4：缺少此项，请补上。" in spoiled("项目", "B4")


def test_a_missing_item_of_a_bonus_is_named_by_its_row(spoiled):
    lines = spoiled("项目", _cell("附在项目", ItemKind.BONUS))
    assert any(line.startswith(f"项目!{_cell('附在项目', ItemKind.BONUS)}") for line in lines)


def test_merged_cells_of_items_are_named(spoiled):
    assert "项目!B4：单元格是合并的，请取消合并后逐格填写。" in spoiled("项目", "", merge="B3:B4")


def test_merged_cells_of_the_point_table_are_named(spoiled):
    assert "分值表!A3：单元格是合并的，请取消合并后逐格填写。" in spoiled("分值表", "", merge="A2:A3")


def test_merged_cells_of_the_general_sheet_are_named(spoiled):
    assert any("方案!B3：单元格是合并的" in line for line in spoiled("方案", "", merge="B2:B3"))


def test_merged_cells_of_grades_are_named(spoiled):
    assert "等次!B3：单元格是合并的，请取消合并后逐格填写。" in spoiled("等次", "", merge="B2:B3")


def _cell(head: str, kind: ItemKind) -> str:
    book = load_workbook(BytesIO(rulebook_workbook(parse(whole_book()))))
    sheet = book["项目"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == head)
    row = next(cell.row for cell in sheet["A"] if cell.value == kind.value)
    return f"{column}{row}"
