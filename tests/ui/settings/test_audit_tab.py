from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt

from app.models.kinds import AuditKind, Role
from app.services import audit, members
from app.ui.settings.page import SettingsPage
from tests import life_helpers as life


@pytest.fixture
def page(desk, show):
    life.make_member(desk.ctx, "欧阳喆")
    audit.log_event(desk.ctx, AuditKind.EXPORT, "导出花名册 1 人")
    found = SettingsPage(desk)
    show(found)
    found.focus(tab="audit")
    return found


def test_the_log_is_listed_and_a_line_shows_what_changed(page, write):
    table = page.audit.table
    assert table.rows()[0].what == "导出花名册 1 人"
    write(page.audit.filters._search, "欧阳喆")
    page.audit._read()
    (row,) = table.rows()
    assert row.subject == "党员 欧阳喆"
    table.select_where(lambda r: True)
    assert "只能查看" in page.audit.state.text()


def test_it_goes_out_as_a_workbook_and_the_log_says_so(page, qtbot, tmp_path, choose_file):
    choose_file(tmp_path / "操作日志.xlsx")
    qtbot.mouseClick(page.audit.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.desk.jobs.working, timeout=20000)
    cells = [cell.value for row in load_workbook(tmp_path / "操作日志.xlsx").active for cell in row]
    assert "导出花名册 1 人" in cells
    page.audit.load(page.desk.ctx)
    assert "操作日志" in page.audit.table.rows()[0].what


def test_who_may_not_see_it_is_told_why(page):
    desk = page.desk
    desk.attach(replace(desk.ctx, roles=frozenset({Role.RECORD})), desk.undo)
    page.audit.load(desk.ctx)
    assert page.audit.table.rows() == []
    assert "需要“审计”角色" in page.audit.state.text()
    assert members.list_members(desk.ctx)
