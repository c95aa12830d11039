"""积分表册: every form adds up to the settled figures, and is read back by an independent reader."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from app.services.points import entries, form_jobs, form_rules, form_sheets, totals
from app.services.points.rulebook import parse
from tests.services.points import closing_kit, samples


@pytest.fixture
def members(branch):
    found = closing_kit.settle(branch)
    closing_kit.earn(branch, found[0], "3", date(2026, 8, 3))
    return found


def rows_of(path: Path, number: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(number).to_python()


def head_at(rows: list[list[object]], first: str) -> int:
    return next(at for at, row in enumerate(rows) if row[0] == first)


def test_month_form_has_the_columns_of_the_form_and_the_months_points(branch, members, tmp_path):
    rows = rows_of(form_sheets.export_month_forms(branch, "2026-08", tmp_path / "月.xlsx"))
    at = head_at(rows, "考核项目")
    assert rows[at] == ["考核项目", "考核内容", "扣分", "得分", "备注"]
    assert "党员姓名：张伟#1" in rows[1][0]
    assert "月份：2026年8月" in rows[1][0]
    assert "得分合计：3.0" in rows[1][0]
    by_item = {row[1]: row for row in rows[at + 1 :]}
    assert by_item["急难险重表现"][3:] == [3.0, "防汛抢险表现突出"]
    assert by_item["参加主题党日"][3] == ""


def test_quarter_form_adds_up_to_the_quarter(branch, members):
    book = form_sheets.quarter_forms(branch, "2026Q3")
    expected = {row.name: Fraction(row.total) for row in totals.period_totals(branch, "2026Q3").rows}
    for form in book.members:
        gathered = sum((line.total() for line in form.lines), Fraction()) + sum(p for _, p in form.rest)
        assert gathered == form.total == expected[form.name]


def test_quarter_form_says_standard_worth_and_score(branch, members, tmp_path):
    rows = rows_of(form_sheets.export_quarter_forms(branch, "2026Q3", tmp_path / "季.xlsx"))
    at = head_at(rows, "项目")
    assert rows[at] == ["项目", "内容", "计分标准", "分值（分）", "加分标准", "得分（分）"]
    by_item = {row[1]: row for row in rows[at + 1 :]}
    assert by_item["参加主题党日"] == [
        "组织生活",
        "参加主题党日",
        "每次 +2 分，每季度最多 4 分",
        "20",
        "",
        2.0,
    ]
    assert by_item["志愿服务骨干"][2:5] == ["", "", "附在 B1 上 +1 分"]
    assert by_item["按方案计入"][5] == 60.0


def test_year_form_has_quarters_with_their_months(branch, members, tmp_path):
    path = form_sheets.export_year_forms(branch, "2026", tmp_path / "年.xlsx")
    rows = rows_of(path)
    at = head_at(rows, "考核项目")
    assert [text for text in rows[at] if text] == [
        "考核项目", "考核内容", "第一季度", "第二季度", "第三季度", "第四季度", "年度积分",
    ]  # fmt: skip
    assert rows[at + 1][2:6] == ["1", "2", "3", "合计"]
    line = next(row for row in rows if row[1] == "急难险重表现")
    assert line[10:14] == ["", 3.0, "", 3.0]
    assert line[-1] == 3.0
    assert len(load_workbook(path).sheetnames) == len(members)


def test_settled_month_shows_what_was_locked_and_its_seal(branch, members, tmp_path):
    closing_kit.lock(branch)
    with branch.write("改名") as work:
        work.session.get_one(samples.Member, members[0]).name = "张玮"
    book = form_sheets.month_forms(branch, "2026-08")
    assert book.members[0].name == "张伟#1"
    assert book.seal is not None
    rows = rows_of(form_sheets.export_month_forms(branch, "2026-08", tmp_path / "月.xlsx"))
    assert rows[0][0] == "党员积分制管理积分表"


def test_reported_sheet_begins_with_its_heads(branch, members, tmp_path):
    rows = rows_of(form_sheets.export_reported(branch, "2026Q3", tmp_path / "报.xlsx"))
    assert rows[0] == [
        "党支部名称", "姓名", "基础分", "基础分备注", "组织生活", "组织生活备注", "作用发挥", "作用发挥备注",
        "纪律扣分", "纪律扣分备注", "合计得分", "填写日期", "具体季度",
    ]  # fmt: skip
    assert rows[1][:3] == ["机关第一党支部", "张伟#1", 60.0]
    assert rows[1][6:8] == [3.0, "急难险重表现 3.0"]
    assert rows[1][-1] == "2026年第三季度"


def test_rules_sheet_lists_tasks_and_modules_with_their_range(branch, members, tmp_path):
    path = form_rules.export_rules(branch, tmp_path / "细则.xlsx")
    tasks, modules = rows_of(path), rows_of(path, 1)
    at = head_at(tasks, "序号")
    assert tasks[at + 1][1:6] == ["组织生活", "参加主题党日", "每次 +2 分", "每季度最多 4 分", "全体党员"]
    assert next(row for row in tasks if row[2] == "获得表彰")[5:] == ["在职", "须附证明材料"]
    at = head_at(modules, "模块名称")
    assert modules[at] == ["模块名称", "主要内容", "积分范围"]
    ranges = {row[0]: row[2] for row in modules[at + 1 :]}
    assert ranges["基础分"] == "60 分"
    assert ranges["组织生活"] == "0 至 20 分"
    assert ranges["作用发挥"] == "0 分起，不设上限"
    assert ranges["纪律扣分"] == "可扣分，不设下限，最高 0 分"
    assert "总分" in ranges


def test_full_marks_are_said_as_such():
    book = parse(
        'schema = 1\ncode = "t"\ntitle = "试"\n'
        '[[category]]\ncode = "D"\nname = "纪律"\nmode = "deduct"\nfull = 20\n'
    )
    assert form_rules.range_words(book, book.categories[0]) == "满分 20 分，最低 0 分"


def test_application_lists_what_was_entered_and_sums_up_attendance(branch, members, tmp_path):
    entries.add(branch, entries.EntryDraft(members[0], "B1", date(2026, 9, 1), "4", reason="护河"))
    form = form_jobs.application_form(branch, members[0], "2026Q3")
    assert form.title == "2026年第三季度党员积分申请表"
    assert [row[1:] for row in form.rows] == [
        ("参加主题党日", "考勤自动记录 1 次", "7月9日", "2", ""),
        ("急难险重表现", "3 分；防汛抢险表现突出", "8月3日", "3", ""),
        ("志愿服务", "4 小时；护河", "9月1日", "2", "待审"),
    ]
    path = form_jobs.export_form(branch, form, tmp_path / "申请.xlsx")
    sheet = load_workbook(path).worksheets[0]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)


def test_exemption_form_is_one_a4_page_with_room_for_signatures(branch, members, tmp_path):
    job = form_jobs.form_job(form_jobs.exemption_form(branch, members[-1], 2026))
    assert job.title == "不参加积分制管理党员审批表"
    from app.services import life_exports

    assert len(life_exports.preview(branch, job)) == 1
    labels = [it.label for it in form_jobs.exemption_form(branch, members[-1], 2026).opinions]
    assert labels == ["申请理由", "党小组\n意见", "党支部\n意见", "上级党组织\n意见"]
