from pathlib import Path

import pytest
from openpyxl import Workbook

from app.services.errors import BadFile
from app.services.imports import roster, sheet
from tests.services.imports import workbooks
from tests.services.imports.workbooks import TODAY, number_for, person, repacked

NUMBER = number_for("19850601")
LINES = f'党员名册\n姓名,身份证号,性别,入党时间\n㛃䶮,{NUMBER},男,2009.7\n"李,娜",,女,2010/7/1\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_table_in_any_usual_encoding(tmp_path, encoding):
    path = tmp_path / "名册.csv"
    path.write_bytes(LINES.replace("李,娜", "李娜").encode(encoding))
    found = roster.read(path, TODAY)
    assert [(row.number, row.name, row.joined) for row in found.rows] == [
        (3, "㛃䶮", "2009-07"),
        (4, "李娜", "2010-07-01"),
    ]
    assert found.rows[0].id_number == NUMBER


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_separators(tmp_path, delimiter):
    path = tmp_path / "名册.txt"
    path.write_text(LINES.replace('"李,娜"', "李娜").replace(",", delimiter), encoding="utf-8")
    assert len(roster.read(path, TODAY).rows) == 2


def test_a_text_table_of_another_encoding_is_refused(tmp_path):
    path = tmp_path / "名册.csv"
    path.write_bytes(b"\xff\xff\x80\x81" * 5)
    with pytest.raises(BadFile, match="编码无法识别"):
        list(sheet.read(path))


def test_short_lines_are_filled_up(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("姓名,性别,学历\n张伟\n", encoding="utf-8")
    (grid,) = sheet.read(path)
    assert grid.rows == [["姓名", "性别", "学历"], ["张伟", "", ""]]


def test_merged_cells_all_show_their_value(tmp_path):
    def build(page):
        page.append(["标题", None, None])
        page.append(["a", "b", None])
        page.append([None, "c", "d"])
        page.merge_cells("A1:C1")
        page.merge_cells("A2:A3")

    (grid,) = sheet.read(workbooks.save(tmp_path / "m.xlsx", build))
    assert grid.rows == [["标题"] * 3, ["a", "b", ""], ["a", "c", "d"]]
    assert grid.filled == {(0, 1), (0, 2), (2, 0)}


def test_a_merge_beyond_the_cells_is_cut_to_them(tmp_path):
    def build(page):
        page.append(["标题"])
        page.append(["a", "b"])
        page.merge_cells("A1:Z1")
        page.merge_cells("Y40:Z50")

    (grid,) = sheet.read(workbooks.save(tmp_path / "m.xlsx", build))
    assert grid.rows[0][:2] == ["标题", "标题"]


def test_hidden_sheets_are_passed_over_and_the_first_roster_is_taken(tmp_path):
    book = Workbook()
    notes = book.worksheets[0]
    notes.title = "说明"
    notes.append(["请先看说明"])
    hidden = book.create_sheet("旧名册")
    workbooks.fill(hidden, ["姓名", "性别", "学历"], [{"姓名": "旧人"}])
    hidden.sheet_state = "hidden"
    workbooks.fill(book.create_sheet("2026年名册"), ["姓名", "性别", "学历"], [{"姓名": "张伟"}])
    path = tmp_path / "b.xlsx"
    book.save(path)

    found = roster.read(path, TODAY)
    assert found.sheet == "2026年名册"
    assert [row.name for row in found.rows] == ["张伟"]


def test_a_file_without_a_roster_says_which_heads_are_expected(tmp_path):
    book = Workbook()
    book.worksheets[0].append(["时间", "活动名称", "姓名", "参与角色"])
    book.create_sheet("空表")
    path = tmp_path / "b.xlsx"
    book.save(path)
    with pytest.raises(
        BadFile, match=r"没有找到花名册的表头（看过的工作表：Sheet、空表）.*身份证号、性别、出生日期"
    ):
        roster.read(path, TODAY)


def test_a_text_table_under_another_name_is_read_by_its_content(tmp_path):
    text = "序号,姓名,性别,入党时间\r\n1,逄翀,男,2009年7月\r\n2,李娜,女,2010.07\r\n"
    for ending in ("xlsx", "xls", "et", "dat"):
        path = tmp_path / f"名册.{ending}"
        path.write_bytes(text.encode("gb18030"))
        (grid,) = sheet.read(path)
        assert grid.rows[1] == ["1", "逄翀", "男", "2009年7月"]


def test_a_letter_is_no_table(tmp_path):
    path = tmp_path / "信.xlsx"
    path.write_bytes("各位党员，大家好。\n请于周五前报名，谢谢。\n".encode())
    with pytest.raises(BadFile, match="不是 Excel 工作簿"):
        list(sheet.read(path))


@pytest.mark.parametrize("ending", ["xls", "et", "xlsx"])
def test_an_old_workbook_also_as_wps_names_it(tmp_path, ending):
    path = tmp_path / f"名册.{ending}"
    path.write_bytes((Path(__file__).parent / "files" / "roster.xls").read_bytes())
    found = roster.read(path, TODAY)
    assert [(row.name, row.joined) for row in found.rows] == [("逄翀", "2009-07"), ("李娜", "2009-07-01")]
    assert found.findings == ()


def test_parts_named_from_the_root_as_some_programs_do(tmp_path):
    path = workbooks.national(tmp_path / "a.xlsx", [person("张伟", 公民身份证号="=A1")])
    rels = "xl/_rels/workbook.xml.rels"
    odd = repacked(
        path, tmp_path / "b.xlsx", {rels: lambda xml: xml.replace(b'"worksheets/', b'"/xl/worksheets/')}
    )
    (finding,) = [found for found in roster.read(odd, TODAY).findings if found.wrong]
    assert finding.reason == "单元格是公式，请改成直接填写的文字。"
