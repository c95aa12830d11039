from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from app.models.kinds import Sex
from app.ui.list_export import shown
from app.ui.members.page import MembersPage
from tests import report_helpers as reports
from tests.life_helpers import make_member


@pytest.fixture
def page(desk, show):
    make_member(desk.ctx, "王芳", sex=Sex.FEMALE)
    make_member(desk.ctx, "陈明", None)
    return show(MembersPage(desk))


def test_list_is_exported_in_the_order_and_columns_of_the_screen(
    page, choose_file, messages, tmp_path, qtbot
):
    page.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    page.table.setColumnHidden(2, True)
    choose_file(tmp_path / "名单.xlsx")
    (act,) = [act for act in page.table.findChildren(QAction) if act.text() == "导出本列表…"]
    act.trigger()
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
