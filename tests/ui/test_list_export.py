from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from sqlalchemy import select

from app.models.audit import AuditEvent
from app.models.kinds import AuditKind, Sex
from app.services import members
from app.services.member_checks import MemberDraft
from app.ui.life_prints import LifePrints
from app.ui.list_export import add_acts, shown
from app.ui.members.page import MembersPage
from app.ui.members.recycle_dialog import RecycleDialog
from tests import report_helpers as reports
from tests.life_helpers import make_member


@pytest.fixture
def page(desk, show):
    make_member(desk.ctx, "王芳", sex=Sex.FEMALE)
    make_member(desk.ctx, "陈明", None)
    return show(MembersPage(desk))


def acts(table):
    """The acts of a list's context menu by their text."""
    menu = QMenu(table)
    add_acts(menu, table)
    return {act.text(): act for act in menu.actions()}


def test_list_is_exported_in_the_order_and_columns_of_the_screen(
    page, choose_file, messages, tmp_path, qtbot
):
    page.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    page.table.setColumnHidden(2, True)
    choose_file(tmp_path / "名单.xlsx")
    acts(page.table)["导出本列表…"].trigger()
    qtbot.waitUntil(lambda: bool(messages))

    rows = reports.sheets(tmp_path / "名单.xlsx")["党员名单"]

    assert messages == [("已导出 2 行到“名单.xlsx”。", "ok")]
    assert next(row for row in rows if "姓名" in row)[:4] == ["序号", "姓名", "性别", "党内职务"]
    assert [row[1] for row in rows if row[0] in (1, 2)] == ["陈明", "王芳"]


def test_column_moved_by_hand_stays_where_it_was_put(page):
    page.table.horizontalHeader().moveSection(1, 0)
    heads, rows = shown(page.table)
    assert heads[:2] == ["性别", "姓名"]
    assert rows[0][:2] == ["女", "王芳"]


def test_list_is_shown_as_pages_for_the_printer(page, qtbot):
    acts(page.table)["打印本列表…"].trigger()
    (prints,) = page.table.findChildren(LifePrints)
    qtbot.waitUntil(lambda: prints.preview is not None, timeout=20_000)
    assert prints.preview.windowTitle()
    prints.preview.reject()


def test_every_list_that_holds_something_can_go_out(desk, show):
    page = show(MembersPage(desk))
    assert acts(page.table) == {}
    dialog = show(RecycleDialog(desk))
    make_member(desk.ctx, "王芳")
    page.reload()
    assert set(acts(page.table)) == {"导出本列表…", "打印本列表…"}
    assert acts(dialog.table) == {}


def test_full_numbers_go_out_only_when_asked_for_and_are_logged(
    desk, show, choose_file, messages, tmp_path, qtbot
):
    members.add(desk.ctx, MemberDraft("王芳", phone="13800138123"))
    page = show(MembersPage(desk))
    page.views.draft = replace(page.views.draft, columns=("name", "phone"))
    page.views.changed.emit(True)
    assert shown(page.table)[1] == [["王芳", "138****8123"]]

    choose_file(tmp_path / "名单.xlsx")
    page._export_in_full()
    qtbot.waitUntil(lambda: bool(messages))

    rows = reports.sheets(tmp_path / "名单.xlsx")["党员名单"]
    assert [row[1:3] for row in rows if row[0] == 1] == [["王芳", "13800138123"]]
    with desk.ctx.read() as session:
        notes = list(session.scalars(select(AuditEvent.note).where(AuditEvent.kind == AuditKind.EXPORT)))
    assert notes == ["导出列表“党员名单”，1 行，含完整手机号码"]
