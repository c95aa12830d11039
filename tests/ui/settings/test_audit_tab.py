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


def test_a_printed_head_is_looked_for(page, qtbot, in_dialog, messages):
    head = audit.short_head(page.desk.ctx)
    told = []

    def wrong_then_right(dialog) -> None:
        for written in ("第三季度", "0000-0000-0000", head):
            dialog.form.field("head").set_value(written)
            dialog.submit()
            told.extend(dialog.form.errors().values())

    in_dialog(wrong_then_right)
    qtbot.mouseClick(page.audit.head_button, Qt.MouseButton.LeftButton)
    assert "12 位" in told[0]
    assert "找不到校验码 0000-0000-0000" in told[1]
    assert messages[-1] == ("日志中有这个校验码，在它之前的记录都没有被改动。", "ok")


def test_who_may_not_manage_sees_why_settings_cannot_be_saved(page):
    desk = page.desk
    desk.attach(replace(desk.ctx, roles=frozenset({Role.RECORD})), desk.undo)
    page.refresh()
    assert "需要“管理”角色" in page.save_button.toolTip()
    assert not page.data.restore_button.isEnabled()
    assert "恢复数据" in page.data.restore_button.toolTip()


def test_who_may_not_see_it_is_told_why(page):
    desk = page.desk
    desk.attach(replace(desk.ctx, roles=frozenset({Role.RECORD})), desk.undo)
    page.audit.load(desk.ctx)
    assert page.audit.table.rows() == []
    assert "需要“管理”或“审计”角色" in page.audit.state.text()
    assert members.list_members(desk.ctx)
