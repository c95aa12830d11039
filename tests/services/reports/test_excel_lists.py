"""Roster and make-up register, read back by calamine."""

from dataclasses import astuple, replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from app.services.id_numbers import check_digit
from app.services.imports import roster as import_roster
from app.services.reports.excel_lists import makeup_register_bytes, roster_bytes

NATIONAL = (
    "姓名 所在党支部 公民身份证号 性别 民族 出生日期 学历 人员类别 加入党组织日期 转为正式党员日期 工作岗位 手机号 固定电话 "
    "家庭住址 党籍状态 是否为失联党员 失去联系日期 是否为流动党员 外出流向"
)


def read(data: bytes, index: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(index).to_python()


def test_roster_has_the_national_heads_in_row_four_and_members_from_row_five(roster):
    rows = read(roster_bytes(roster))
    assert rows[3] == ["序号", *NATIONAL.split()]
    for number, member in enumerate(roster.rows, start=1):
        assert rows[3 + number] == [number, *astuple(member)]
    assert rows[-1][0] == "合计：32 人。"


def test_id_and_phone_numbers_are_text_cells(roster):
    row = roster.rows[0]
    sheet = load_workbook(
        BytesIO(roster_bytes(replace(roster, rows=(replace(row, id_number="342501199001011234"),))))
    )
    for address in ("D5", "M5"):
        cell = sheet.worksheets[0][address]
        assert (cell.data_type, cell.number_format) == ("s", "@")
    assert sheet.worksheets[0]["D5"].value == "342501199001011234"


def test_blanks_of_an_official_roster_can_be_filled(roster):
    assert read(roster_bytes(replace(roster, blank="无")))[4][-1] == "无"


def test_register_shows_each_absence_and_what_became_of_it(makeup_sheet):
    rows = read(makeup_register_bytes(makeup_sheet))
    first, second = rows[4], rows[5]
    assert first[1] == date(2026, 1, 16)
    assert first[4:7] == ["逄翀", "第一党小组", "公假"]
    assert first[18] == "已补"
    assert second[8:11] == ["—", "—", "—"]
    assert second[18] == "待返岗\n（逾期）"
    assert rows[-1][0] == "合计：应补 18 人次，已完成 9 人次，逾期 9 人次。"


def test_register_counts_each_activity(makeup_sheet):
    rows = read(makeup_register_bytes(makeup_sheet), 1)
    assert rows[4][4:] == [31, 26, 4, 1, 3, "83.9%", "93.5%"]


def test_register_without_absences_says_so(makeup_sheet):
    rows = read(makeup_register_bytes(replace(makeup_sheet, rows=())))
    assert rows[4][0] == "本期没有需要补学的缺席。"


@pytest.mark.parametrize("blank", ["", "无"])
def test_exported_roster_is_read_back_by_the_import(roster, blank, tmp_path):
    file = tmp_path / "roster.xlsx"
    numbered = tuple(replace(row, id_number=_valid(row.id_number[:17]), sex="男") for row in roster.rows)
    file.write_bytes(roster_bytes(replace(roster, rows=numbered, blank=blank)))
    read_back = import_roster.read(file, date(2026, 11, 22))
    assert [(row.name, row.id_number, row.joined, row.regular) for row in read_back.rows] == [
        (row.name, row.id_number, "2006-12-09", "2007-12") for row in numbered
    ]


def _valid(stem: str) -> str:
    male = stem[:16] + "1"
    return male + check_digit(male)


def test_the_workbook_of_the_register_marks_deadlines_that_may_still_move(makeup_sheet):
    rows = (replace(makeup_sheet.rows[0], provisional=True), *makeup_sheet.rows[1:])

    cells = {
        str(cell) for line in read(makeup_register_bytes(replace(makeup_sheet, rows=rows))) for cell in line
    }

    assert "2026年\n2月24日\n（暂定）" in cells
    assert any("放假调休安排尚未录入" in cell for cell in cells)
