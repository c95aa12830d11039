from openpyxl import load_workbook

from app.services.imports import roster, roster_match, wrong_rows
from app.services.imports.roster_rows import Known
from tests.services.imports import workbooks
from tests.services.imports.workbooks import TODAY, number_for, person


def test_the_wrong_rows_come_back_with_a_comment_in_each_wrong_cell(tmp_path):
    people = [
        person("张伟"),
        person("李三", 公民身份证号="341802198506011010", 出生日期="1985-02-30"),
        person("李一", 公民身份证号=4.4e17, 家庭住址="=HYPERLINK(1)"),
        person("张玮", order=103),
    ]
    known = [Known(id=1, name="赵云", id_number=number_for("19850601", 103))]
    preview = roster_match.preview(roster.read(workbooks.national(tmp_path / "n.xlsx", people), TODAY), known)

    assert wrong_rows.save(preview, tmp_path / "错误行.xlsx") == 3

    page = load_workbook(tmp_path / "错误行.xlsx").worksheets[0]
    heads = [cell.value for cell in page[1]]
    assert heads == [*workbooks.NATIONAL, "原行号和问题"]
    number, birth = heads.index("公民身份证号"), heads.index("出生日期")
    assert [row[1].value for row in page.iter_rows(min_row=2)] == ["李三", "李一", "张玮"]
    assert page[2][number].value == "341802198506011010"
    assert "校验位" in page[2][number].comment.text
    assert "不是一个存在的日期" in page[2][birth].comment.text
    assert "存成了数字" in page[3][number].comment.text
    assert "姓名不同" in page[4][number].comment.text
    assert page[2][1].comment is None
    assert page[4][len(heads) - 1].value.startswith("第8行 公民身份证号：身份证号与已有党员“赵云”相同")
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert not any(isinstance(cell.value, (int, float)) for row in page.iter_rows() for cell in row)


def test_the_corrected_file_can_be_imported_as_it_is(tmp_path):
    path = workbooks.national(tmp_path / "n.xlsx", [person("李三", 公民身份证号="341802198506011010")])
    preview = roster_match.preview(roster.read(path, TODAY), [])
    target = tmp_path / "错误行.xlsx"
    wrong_rows.save(preview, target)
    book = load_workbook(target)
    place = workbooks.NATIONAL.index("公民身份证号") + 1
    book.worksheets[0].cell(2, place).value = number_for("19850601")
    book.save(target)

    again = roster.read(target, TODAY)
    assert [row.name for row in again.rows] == ["李三"]
    assert again.rows[0].extra == {}
