"""The rulebook's workbook: written, read back the same, and every wrong cell named."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.services.errors import BadFile
from app.services.imports.rulebook_book import read_book
from app.services.locations import resource
from app.services.points.findings import Severity
from app.services.points.rulebook import parse
from app.services.points.rules_items import ItemKind
from app.services.points.writing import dump
from app.services.reports.excel_rulebook import rulebook_workbook
from tests.services.points import samples

ALL_KINDS = """
[[joint]]
code = "答题"
points = 6
per = "day"
[[item]]
code = "K1"
category = "B"
text = "折算"
kind = "percent"
factor = 0.25
joint = "答题"
[[item]]
code = "K2"
category = "B"
text = "分段"
kind = "bands"
bands = [{ ge = 90, points = 3 }, { ge = 60, lt = 90, points = 1.5 }]
[[item]]
code = "K3"
category = "C"
text = "累计"
kind = "count_table"
table = [{ from = 1, to = 2, points = -3 }, { from = 3, points = "void" }]
scope = "B"
[[item]]
code = "K4"
category = "C"
text = "情形"
kind = "cases"
start = 10
cases = { "通报" = -3, "处分" = "void" }
[[item]]
code = "K5"
category = "C"
text = "增减"
kind = "target_linear"
target = 12
over = 0.5
under = -1
unit = "次"
retired = true
[[item]]
code = "K6"
category = "B"
text = "每季评分"
kind = "allotment"
each = "quarter"
min = 0
max = 10
[[item]]
code = "K7"
category = "B"
text = "等次"
kind = "grade_map"
map = { "优秀" = 30, "合格" = 20 }
[quota]
grade = "优秀"
at_most = "1/3"
[exempt]
classes = ["离退休", "流动"]
needs_approval = true
"""


def written(rulebook, path: Path) -> Path:
    path.write_bytes(rulebook_workbook(rulebook))
    return path


@pytest.fixture
def rulebook():
    return parse(samples.rulebook_text() + ALL_KINDS)


@pytest.fixture
def changed(rulebook, tmp_path):
    """Change cells of the exported workbook as a secretary would, and read it again."""

    def change(sheet: str, cells: dict[str, object], merge: str = "", drop: str = ""):
        book = load_workbook(BytesIO(rulebook_workbook(rulebook)))
        for cell, value in cells.items():
            book[sheet][cell] = value
        if merge:
            book[sheet].merge_cells(merge)
        if drop:
            del book[drop]
        path = tmp_path / "方案.xlsx"
        book.save(path)
        return read_book(path)

    return change


def errors(findings):
    return [finding.line for finding in findings if finding.level is Severity.ERROR]


def test_every_kind_comes_back_as_it_was(rulebook, tmp_path):
    again, findings = read_book(written(rulebook, tmp_path / "a.xlsx"))
    assert dump(again) == dump(rulebook)
    assert errors(findings) == []


@pytest.mark.parametrize("path", sorted(resource("rulebooks").glob("*.toml")), ids=lambda path: path.stem)
def test_the_presets_come_back_as_they_were(path, tmp_path):
    rulebook = parse(path.read_text(encoding="utf-8"))
    again, findings = read_book(written(rulebook, tmp_path / "a.xlsx"))
    assert dump(again) == dump(rulebook)
    assert findings == ()


def test_lists_offer_their_words_and_no_cell_is_merged(rulebook):
    book = load_workbook(BytesIO(rulebook_workbook(rulebook)))
    assert book.sheetnames[:4] == ["方案", "类别", "项目", "分值表"]
    assert all(not sheet.merged_cells.ranges for sheet in book)
    offered = [rule.formula1 for rule in book["项目"].data_validations.dataValidation]
    assert any("按次计分" in words for words in offered)


def test_a_changed_figure_is_taken(changed):
    again, findings = changed("项目", {"E2": 3, "C2": "参加党课"})
    assert again.item_by_code["A1"].rule.points == 3
    assert again.item_by_code["A1"].text == "参加党课"
    assert errors(findings) == []


def test_an_exact_third_place_survives_binary_numbers(changed):
    again, _ = changed("项目", {"E2": 0.1 + 0.2})
    assert str(again.item_by_code["A1"].rule.points) == "3/10"


def test_wrong_and_missing_cells_are_named(changed):
    _, findings = changed("项目", {"E2": "两分", "D3": "随便", "A4": None, "B5": "Z"})
    assert errors(findings)[:2] == [
        "项目!E2：“两分”不是数字，请填写如 2、0.5 或 -3 的数。",
        f"项目!D3：“随便”不在可选范围内，可填：{'、'.join(kind.label for kind in ItemKind)}。",
    ]
    assert "项目!A4：缺少此项，请补上。" in errors(findings)
    assert "项目!B5：类别“Z”不存在。" in errors(findings)


def test_merged_cells_are_named(changed):
    _, findings = changed("项目", {}, merge="B2:B3")
    assert "项目!B3：单元格是合并的，请取消合并后逐格填写。" in errors(findings)


def test_two_of_one_code_name_both_rows(changed):
    _, findings = changed("类别", {"A3": "A"})
    assert any(line.startswith("类别!A2、类别!A3：有 2 个类别用了同一个编码") for line in errors(findings))


def test_tables_name_their_cells(changed):
    _, findings = changed("分值表", {"A2": "没有", "G4": None, "G5": "很多"})
    lines = errors(findings)
    assert "分值表!A2：项目编码“没有”不在“项目”表里。" in lines
    assert "分值表!G5：“很多”不是数字，请填写如 2、0.5 或 -3 的数，或写“不得分”。" in lines
    assert any(line.startswith("分值表!G4：缺少此项") for line in lines)


def test_a_cell_that_the_kind_does_not_use_is_told(changed):
    _, findings = changed("项目", {"H2": "舍去零头"})
    assert [f.line for f in findings if f.level is Severity.WARNING and f.place == "项目!H2"] == [
        "项目!H2：这种计分办法用不到这一格，没有使用。"
    ]


def test_a_missing_sheet_is_told(changed):
    _, findings = changed("方案", {"B3": None}, drop="类别")
    assert "类别表：缺少工作表“类别”，请从导出的工作簿里补上。" in errors(findings)


def test_another_workbook_is_refused(tmp_path):
    from openpyxl import Workbook

    Workbook().save(tmp_path / "x.xlsx")
    with pytest.raises(BadFile, match="不是积分方案工作簿"):
        read_book(tmp_path / "x.xlsx")


def cell_of(rulebook, code: str, title: str) -> str:
    """Return the cell of an item under a head of the sheet of items."""
    sheet = load_workbook(BytesIO(rulebook_workbook(rulebook)))["项目"]
    row = next(line[0].row for line in sheet.iter_rows() if line[0].value == code)
    column = next(c.column_letter for line in sheet.iter_rows() for c in line if c.value == title)
    return f"{column}{row}"


@pytest.mark.parametrize(
    ("code", "title", "value", "told"),
    [
        ("K3", "不得分的范围", "ZZ", "不得分的范围“ZZ”既不是积分项目，也不是类别。"),
        ("B4", "附在项目", "ZZ", "所附的积分项目“ZZ”不存在。"),
        ("K6", "最低分", 20, "最低分高于最高分。"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_in_its_cell(rulebook, changed, code, title, value, told):
    cell = cell_of(rulebook, code, title)
    _, findings = changed("项目", {cell: value})
    assert f"项目!{cell}：{told}" in errors(findings)


def test_conditions_of_a_source_come_back_and_are_told_in_their_cell(rulebook, changed):
    source, level = (cell_of(rulebook, "B3", title) for title in ("自动来源", "自动：级别"))
    read, findings = changed("项目", {source: "表彰", level: "市级、局级"})
    item = read.item_by_code["B3"]
    assert (item.source.label, item.when) == ("表彰", {"level": ("市级", "局级")})
    assert errors(findings) == []
    _, findings = changed("项目", {source: "志愿服务"})
    (told,) = [f.line for f in findings if f.place == f"项目!{source}"]
    assert told.startswith(f"项目!{source}：来源是“志愿服务”，而“级别对应”的数值要由人判断")
