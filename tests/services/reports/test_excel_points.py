"""The point sheet is read back by an independent reader (calamine), as the hall that receives it would."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from app.services.reports.excel_points import cross_check, point_sheet_bytes


def read(data: bytes, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(sheet).to_python()


def row_of(rows: list[list[object]], label: object) -> list[object]:
    return next(row for row in rows if label in row[:2])


def test_every_member_stands_in_the_sheet_with_exact_numbers(point_sheet):
    rows = read(point_sheet_bytes(point_sheet), "积分表")
    for number, member in enumerate(point_sheet.rows, start=1):
        row = row_of(rows, number)
        assert row[1:4] == [member.name, member.group, member.member_kind]
        assert row[4:10] == [float(value) for value in (*member.categories, member.total)]


def test_title_unit_row_and_two_levels_of_heads_come_first(point_sheet):
    rows = read(point_sheet_bytes(point_sheet), "积分表")
    assert rows[0][0] == f"{point_sheet.branch}2026年第一季度党员积分表"
    assert [text for text in rows[1] if text] == [
        f"单位（盖章）：{point_sheet.branch}", "填表人：隋喆", "审核人：逄翀", "填表日期：2026年4月8日",
    ]  # fmt: skip
    assert rows[2][:5] == ["序号", "姓名", "党小组", "人员类别", "分类得分"]
    assert rows[3][4:9] == ["组织生活", "学习培训", "履职尽责", "先锋作用", "扣分"]
    assert rows[2][-3:] == ["合计", "备注", "本人签字"]


def test_totals_and_averages_are_numbers_and_right(point_sheet):
    rows = read(point_sheet_bytes(point_sheet), "积分表")
    total = sum(row.total for row in point_sheet.rows)
    assert row_of(rows, "合计")[9] == float(total)
    assert row_of(rows, "平均")[9] == pytest.approx(float(total / 31))


def test_member_who_takes_no_part_is_listed_with_the_reason(point_sheet):
    row = row_of(read(point_sheet_bytes(point_sheet), "积分表"), 32)
    assert row[1] == "施𬭎"
    assert row[4:10] == ["—"] * 6
    assert row[10] == "不参加积分管理：年满八十周岁，行动不便"


def test_cross_check_says_when_the_roster_disagrees(point_sheet):
    assert cross_check(point_sheet) == "表间关系：党员总数 32 人 = 参加积分管理 31 人 + 不参加 1 人（相符）。"
    assert "33 人 = 参加积分管理 31 人 + 不参加 1 人（不符，请核对）" in cross_check(
        replace(point_sheet, roster_count=33)
    )


def test_year_sheet_has_grades_and_checks_their_sum(year_sheet):
    rows = read(point_sheet_bytes(year_sheet), "积分表")
    assert "等次" in rows[2]
    assert row_of(rows, 1)[10] == "优秀"
    assert (
        "参加积分管理党员数 31 人 = 优秀 8 人 + 合格 16 人 + 基本合格 7 人 + 不合格 0 人（相符）"
        in cross_check(year_sheet)
    )
    ungraded = replace(year_sheet, rows=(replace(year_sheet.rows[0], grade=""), *year_sheet.rows[1:]))
    assert "（不符，请核对）" in cross_check(ungraded)


def test_unsettled_quarter_says_so_in_title_and_note(point_sheet):
    rows = read(point_sheet_bytes(replace(point_sheet, seal=None)), "积分表")
    assert str(rows[0][0]).endswith("（未结算）")
    assert any("尚未结算" in str(row[0]) and "2026年第1版" in str(row[0]) for row in rows)


def test_details_show_what_did_not_count(point_sheet):
    rows = read(point_sheet_bytes(point_sheet), "明细")
    assert len([row for row in rows if row[6] in {"记入", "不记入"}]) == len(point_sheet.details)
    assert row_of(rows, 3)[6] == "不记入"


def test_text_that_looks_like_a_formula_stays_text(point_sheet):
    hostile = (
        "=1+1",
        '=HYPERLINK("http://x","y")',
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "_x0041_",
        "<b>名</b>",
    )
    rows = tuple(
        replace(row, name=text, note=text) for row, text in zip(point_sheet.rows, hostile, strict=False)
    )
    data = point_sheet_bytes(replace(point_sheet, rows=rows, branch="=A1"))
    read_back = read(data, "积分表")
    assert [row_of(read_back, n)[1] for n in range(1, 8)] == list(hostile)
    for sheet in load_workbook(BytesIO(data)).worksheets:
        assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]
        assert all(c.quotePrefix for row in sheet.iter_rows() for c in row if c.value and c.data_type == "s")


def test_control_characters_and_lone_surrogates_never_break_the_file(point_sheet):
    rows = (replace(point_sheet.rows[0], note="甲\x0b乙\ud800丙\uffff丁"), *point_sheet.rows[1:])
    assert row_of(read(point_sheet_bytes(replace(point_sheet, rows=rows)), "积分表"), 1)[10] == "甲乙丙丁"


def test_page_is_a4_landscape_with_repeated_heads_and_page_numbers(point_sheet):
    for sheet in load_workbook(BytesIO(point_sheet_bytes(point_sheet))).worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.right.text == "第 &P 页 共 &N 页"
        assert sheet.print_options.horizontalCentered
        if sheet.title != "柱状图":
            head = {"积分表": 4, "明细": 3}[sheet.title]
            assert re.sub(r"\D+", " ", str(sheet.print_title_rows)).split() == ["1", str(head)]
            assert sheet.freeze_panes == f"C{head + 1}"


def test_numbers_show_the_places_of_the_rulebook(point_sheet):
    sheet = load_workbook(BytesIO(point_sheet_bytes(replace(point_sheet, decimals=2))))["积分表"]
    assert sheet["J5"].number_format == "0.00_ ;[Red]-0.00_ "


def test_branch_without_members_still_makes_a_sheet(point_sheet):
    rows = read(
        point_sheet_bytes(replace(point_sheet, rows=(), excused=(), details=(), roster_count=0)), "积分表"
    )
    assert row_of(rows, "合计")[9] == 0
