"""积分表册 driven by clicks: the form is chosen, looked over, written, and printed on A4."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.ui.points.page import PointsPage
from app.ui.reports import catalogue
from app.ui.reports.page import ReportsPage
from tests.services.points import closing_kit


@pytest.fixture
def members(branch):
    return closing_kit.settle(branch)


@pytest.fixture
def page(desk, members, show):
    made = ReportsPage(desk)
    show(made)
    made.list.choose(catalogue.FORMS)
    return made


@pytest.fixture
def pane(page):
    return page.sheets[catalogue.FORMS]


def names(pane) -> list[str]:
    return [row.name for row in pane.table.rows()]


def test_every_form_of_the_branch_is_written(page, pane, desk, qtbot, choose_file, tmp_path):
    heads = {
        "月度积分表": "考核项目",
        "季度量化考核表": "项目",
        "年度考核登记表": "考核项目",
        "季度上报表": "党支部名称",
        "任务及赋分细则": "序号",
    }
    for title, head in heads.items():
        pane.choose_form(title)
        assert pane.title.text() == title
        assert page.export_button.isEnabled()
        path = tmp_path / f"{title}.xlsx"
        choose_file(path)
        qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=20_000)
        first = load_workbook(path).worksheets[0]
        assert head in [cell.value for cell in first["A"]]


def test_members_are_listed_with_their_totals(pane):
    pane.choose_form("季度量化考核表")
    pane.choose("2026Q3")
    assert names(pane) == ["张伟#1", "李敏", "王芳", "张伟#2", "逄喆"]
    assert {row.figure for row in pane.table.rows()} == {"62.0"}


def test_application_is_previewed_for_the_member_chosen(page, pane, desk, qtbot):
    pane.choose_form("季度积分申请表")
    assert not page.export_button.isEnabled()
    assert not pane.a4.isEnabled()
    pane.table.select_where(lambda row: row.name == "李敏")
    assert page.export_button.isEnabled()
    assert pane.file_name() == "李敏 季度积分申请表.xlsx"
    qtbot.mouseClick(pane.a4, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane._prints.preview is not None, timeout=20_000)
    assert "党员积分申请表" in pane._prints.preview.windowTitle()
    pane._prints.preview.close()


def test_nobody_can_be_exempt_where_the_rulebook_names_no_class(page, pane):
    pane.choose_form("不参加积分制管理审批表")
    assert names(pane) == []
    assert not page.export_button.isEnabled()


def test_application_is_offered_beside_the_explanation(desk, members, show, qtbot):
    page = PointsPage(desk)
    show(page)
    page.picker.choose("2026Q3")
    page.reload()
    tab = page.tab("totals")
    qtbot.waitUntil(lambda: bool(tab.table.rows()), timeout=10_000)
    tab.table.select_where(lambda row: row.name == "李敏")
    qtbot.waitUntil(lambda: tab.panel.application is not None, timeout=10_000)
    qtbot.mouseClick(tab.panel.application, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.panel.prints.preview is not None, timeout=20_000)
    tab.panel.prints.preview.close()
