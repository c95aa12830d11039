from __future__ import annotations

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.models.kinds import AuditKind
from app.models.member import Member
from app.services import exports, life_exports
from app.services.errors import BadInput, FileBusy
from app.services.imports import roster
from app.services.points.facts import NoRulebook
from tests import report_helpers as reports


@pytest.fixture
def people(branch):
    return reports.settle(branch)


def test_the_point_sheet_holds_every_member_and_no_id_number(branch, people, tmp_path):
    path = exports.export_points(branch, "2026Q3", tmp_path / "三季度.xlsx")
    read = reports.sheets(path)
    rows = next(iter(read.values()))
    assert str(rows[0][0]).startswith("机关第一党支部2026年第三季度党员积分表")
    assert [row[1] for row in rows if row[1] in reports.NAMES] == reports.NAMES
    assert reports.ID_NUMBER not in str(read)
    assert reports.log(branch, AuditKind.EXPORT) == ["导出机关第一党支部2026年第三季度党员积分表，4 人"]


def test_the_year_sheet_is_graded(branch, people, tmp_path):
    path = exports.export_points(branch, "2026", tmp_path / "年度.xlsx")
    rows = next(iter(reports.sheets(path).values()))
    assert str(rows[0][0]).startswith("机关第一党支部2026年度党员积分汇总表")
    assert any("等次" in str(cell) for row in rows[:5] for cell in row)


def test_the_makeup_register_tells_what_became_of_the_absence(branch, people, tmp_path):
    path = life_exports.export_register(branch, "2026Q3", tmp_path / "补学.xlsx")
    rows = next(iter(reports.sheets(path).values()))
    (line,) = [row for row in rows if "逄翀" in row]
    assert {"病假", "已补"} <= set(line)


def test_the_roster_is_read_back_by_the_import(branch, people, tmp_path, clock):
    path = exports.export_roster(branch, tmp_path / "名册.xlsx")
    read = roster.read(path, clock().date())
    assert [row.name for row in read.rows] == ["张伟", "逄翀", "张伟", "李秀兰"]
    assert read.rows[0].id_number == reports.ID_NUMBER
    assert read.rows[3].joined == "2026-05"
    (note,) = reports.log(branch, AuditKind.EXPORT)
    assert "含完整公民身份证号" in note
    assert reports.ID_NUMBER not in note


def test_the_log_knows_an_export_whose_file_could_not_be_written(branch, people, tmp_path):
    blocked = tmp_path / "文件"
    blocked.write_bytes(b"")
    with pytest.raises(FileBusy):
        exports.export_roster(branch, blocked / "名册.xlsx")
    assert len(reports.log(branch, AuditKind.EXPORT)) == 1


def test_a_wrong_period_or_a_missing_rulebook_writes_nothing(branch, tmp_path):
    path = tmp_path / "积分.xlsx"
    with pytest.raises(BadInput, match="无法识别"):
        exports.export_points(branch, "2026Q9", path)
    with pytest.raises(NoRulebook):
        exports.export_points(branch, "2026Q3", path)
    assert not path.exists()
    assert reports.log(branch, AuditKind.EXPORT) == []


def test_the_quarters_offered_have_begun_and_hold_something(branch, people):
    assert [quarter.code for quarter in exports.quarters(branch)] == ["2026Q4", "2026Q3", "2026Q2", "2026Q1"]
    assert exports.years(branch) == [2026]


@pytest.mark.parametrize(
    ("day", "expected"), [((2026, 10, 8), "2026Q3"), ((2026, 11, 22), "2026Q4"), ((2026, 1, 8), "2026Q1")]
)
def test_in_its_first_month_a_quarter_gives_way_to_the_one_before(branch, people, clock, day, expected):
    clock.set(*day)
    assert exports.usual_quarter(branch).code == expected


def test_a_file_name_holds_nothing_that_windows_refuses():
    assert exports.file_name("机关/第一:党支部?", ".xlsx") == "机关 第一 党支部.xlsx"
    assert exports.file_name("  ", ".pdf") == "报表.pdf"


def test_files_are_called_after_branch_and_period(branch):
    assert exports.points_file_name(branch, "2026Q3") == "机关第一党支部2026年第三季度党员积分表.xlsx"
    assert exports.points_file_name(branch, "2026") == "机关第一党支部2026年度党员积分汇总表.xlsx"
    assert exports.makeup_file_name(branch, "2026Q1") == "机关第一党支部2026年第一季度补学登记表.xlsx"
    assert exports.roster_file_name(branch) == "机关第一党支部党员基本信息汇总表 2026-11-22.xlsx"


def test_dengta_columns_hold_numbers_as_text_and_what_an_import_left(branch, people, tmp_path):
    with branch.write("其他信息") as work:
        member = work.session.scalars(select(Member).order_by(Member.position)).first()
        member.extra = {"户籍所在地": "安徽省宣城市"}
    path = exports.export_dengta(branch, tmp_path / "灯塔.xlsx")

    (rows,) = reports.sheets(path).values()
    heads = next(row for row in rows if "公民身份号码" in row)
    line = dict(zip(heads, next(row for row in rows if reports.ID_NUMBER in row), strict=True))

    assert list(heads)[:5] == ["序号", "姓名", "性别", "公民身份号码", "民族"]
    assert line["公民身份号码"] == reports.ID_NUMBER
    assert (line["户籍所在地"], line["所在党支部"]) == ("安徽省宣城市", "机关第一党支部")
    assert roster.read(path, branch.today).rows[0].id_number == reports.ID_NUMBER
    (note,) = reports.log(branch, AuditKind.EXPORT)
    assert reports.ID_NUMBER not in note


def test_any_list_is_written_as_it_stands_and_never_as_a_formula(branch, tmp_path):
    path = exports.export_list(
        branch,
        "党员名单",
        ["姓名", "说明"],
        [["=1+1", "+8613800138000"], ["@张伟", ""]],
        tmp_path / "列表.xlsx",
    )

    book = load_workbook(path)
    cells = [
        cell
        for row in book["党员名单"].iter_rows()
        for cell in row
        if cell.value in ("=1+1", "+8613800138000", "@张伟")
    ]
    assert [(cell.value, cell.data_type, cell.number_format) for cell in cells] == [
        ("=1+1", "s", "@"), ("+8613800138000", "s", "@"), ("@张伟", "s", "@"),
    ]  # fmt: skip
    assert reports.log(branch, AuditKind.EXPORT) == ["导出列表“党员名单”，2 行"]


def test_empty_list_says_so(branch, tmp_path):
    path = exports.export_list(branch, "名单", ["姓名"], [], tmp_path / "空.xlsx")
    assert any("没有内容。" in row for row in reports.sheets(path)["名单"])
