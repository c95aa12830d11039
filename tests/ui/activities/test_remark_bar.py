from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.services import attendance
from app.ui.activities.page import ActivitiesPage
from tests.life_helpers import make_activity, make_member


@pytest.fixture
def page(desk, show):
    for name in ("逄晓东", "李敏"):
        make_member(desk.ctx, name)
    return show(ActivitiesPage(desk))


def test_remark_and_approver_are_saved_with_the_leave(page, desk, qtbot):
    activity = make_activity(desk.ctx)
    page.reload()
    page.panel.grid.select_only(0)
    assert not page.panel.remarks.approver.isVisible()
    qtbot.keyClick(page.panel.grid, "6")
    page.panel.grid.select_only(0)

    page.panel.remarks.note.edit.insert("住院")
    page.panel.remarks.approver.edit.insert("李书记")
    qtbot.keyClicks(page.panel.remarks.leave_on.edit, "11.13")
    qtbot.keyClicks(page.panel.remarks.leave_at.edit, "9:30")
    assert page.panel.grid.rows()[0].remark == "住院；李书记 11-13 09:30 批准（事后补假）"
    qtbot.mouseClick(page.panel.save_button, Qt.MouseButton.LeftButton)

    row = attendance.grid(desk.ctx, activity).rows[0]
    assert (row.note, row.leave_approver) == ("住院", "李书记")
    assert (row.leave_on, row.leave_at) == (date(2026, 11, 13), "09:30")


def test_a_day_or_time_of_approval_that_cannot_be_read_is_said_below_and_loses_nothing(page, desk, qtbot):
    make_activity(desk.ctx)
    page.reload()
    page.panel.grid.select_only(0)
    qtbot.keyClick(page.panel.grid, "6")
    page.panel.grid.select_only(0)
    bar = page.panel.remarks
    bar.approver.edit.insert("李书记")

    qtbot.keyClicks(bar.leave_on.edit, "2.30")
    assert bar.problem.isVisible()
    assert bar.problem.text() == "“2026-2-30”不是一个存在的日期，请核对年月日。"
    bar.leave_on.edit.clear()
    qtbot.keyClicks(bar.leave_on.edit, "11.11")
    assert not bar.problem.isVisible()
    qtbot.keyClicks(bar.leave_at.edit, "25:00")
    assert bar.problem.text() == "时间请写成 14:30 的样子。"
    draft = page.panel.grid.rows()[0].draft
    assert (draft.leave_approver, draft.leave_on, draft.leave_at) == ("李书记", date(2026, 11, 11), "")
