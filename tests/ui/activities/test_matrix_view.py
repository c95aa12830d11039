from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.models.kinds import ActivityKind, Presence
from app.services import activity_rows, attendance, attendance_matrix, makeup_rows
from app.services.attendance import AttendanceDraft
from app.ui.activities.matrix_grid import NOT_EXPECTED
from app.ui.activities.page import SHEET, ActivitiesPage
from tests.life_helpers import group_id, make_activity, make_member, mark

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def people(desk):
    return [
        make_member(desk.ctx, "李敏"),
        make_member(desk.ctx, "周翀"),
        make_member(desk.ctx, "张伟"),
        make_member(desk.ctx, "吴喆", "第二党小组"),
    ]


@pytest.fixture
def meetings(desk, people):
    """Two theme days, and a meeting of the first group between them."""
    return [
        make_activity(desk.ctx, date(2026, 10, 9), topic="十月党日"),
        make_activity(desk.ctx, date(2026, 10, 20), ActivityKind.GROUP, "小组会", org_id=group_id(desk.ctx)),
        make_activity(desk.ctx, date(2026, 11, 5), topic="十一月党日"),
    ]


@pytest.fixture
def page(desk, meetings, show):
    page = show(ActivitiesPage(desk))
    page.tabs.setCurrentIndex(SHEET)
    return page


def texts(page):
    grid = page.sheet.grid.grid
    return [[grid.text(row, column) for column in range(3)] for row in range(4)]


def saved(desk):
    sheet = attendance_matrix.load(desk.ctx, date(2026, 10, 1), date(2026, 12, 31))
    return {key: draft.presence for key, draft in sheet.marks.items() if draft.presence is not None}


def paste(page, qtbot, text, row=0, column=0):
    QGuiApplication.clipboard().setText(text)
    page.sheet.grid.go_to(row, column)
    qtbot.keyClick(page.sheet.grid, Qt.Key.Key_V, CONTROL)


def test_sheet_shows_members_by_activities_and_who_is_not_expected(page, desk):
    assert texts(page)[3] == ["", NOT_EXPECTED, ""]
    assert "4 人 × 3 次活动" in page._subtitle.text()
    assert page.sheet.grid.grid.headerData(1, Qt.Orientation.Horizontal) == "10-20\n小组会"
    assert not page.edit_button.isVisible()


def test_filled_by_keys_down_a_column_and_saved_in_one_step(page, desk, people, meetings, qtbot, messages):
    qtbot.keyClicks(page.sheet.grid, "1q71")
    assert [line[0] for line in texts(page)] == ["√", "√", "事", "√"]
    assert page.sheet.unsaved.text() == "4 格未保存"
    assert page.sheet.grid.summary(2) == (0, 1)

    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.keyClick(page, Qt.Key.Key_S, CONTROL)

    assert messages[-1] == ("已保存 4 格考勤。", "ok")
    assert saved(desk)[meetings[0], people[2]] is Presence.PRIVATE
    assert [row.name for row in makeup_rows.list_tasks(desk.ctx)] == ["张伟"]
    assert not page.sheet.save_button.isEnabled()
    desk.actions.undo()
    assert saved(desk) == {}
    assert [line[0] for line in texts(page)] == [""] * 4


def test_block_from_excel_is_pasted_with_an_error_on_each_wrong_cell(page, desk, people, meetings, qtbot):
    paste(page, qtbot, "√\t√\t事假\n病假\t迟到\t△\n\t公差\t√\n√\t√\t√")

    assert texts(page) == [["√", "√", "事"], ["病", "迟", "△"], ["", "公", "√"], ["√", "√", "√"]]
    problems = page.sheet.grid.grid.problems()
    assert [(row, title[:5]) for row, title, _ in problems] == [(2, "11-05"), (4, "10-20")]
    assert "不是考勤用语" in problems[0][2]
    assert "应到名单" in problems[1][2]

    page.sheet.save_button.click()
    assert "有 2 格有误" in page.sheet._problem.text()
    assert saved(desk) == {}

    page.sheet.grid.go_to(1, 2)
    qtbot.keyClicks(page.sheet.grid, "1")
    page.sheet.grid.go_to(3, 1)
    qtbot.keyClick(page.sheet.grid, Qt.Key.Key_Delete)
    assert texts(page)[3][1] == NOT_EXPECTED
    page.sheet.save_button.click()
    assert len(saved(desk)) == 10


def test_block_of_the_wrong_shape_takes_what_fits_and_says_so(page, qtbot):
    paste(page, qtbot, "√\t√\n√\t√", row=3, column=2)

    assert texts(page)[3] == ["", NOT_EXPECTED, "√"]
    assert "3 格超出可填范围" in page.sheet._where.text()


def test_block_with_names_goes_to_the_members_by_name(page, qtbot):
    paste(page, qtbot, "姓名\t10-09\n张伟\t√\n赵六\t√\n李敏\t事假")

    assert [line[0] for line in texts(page)] == ["事", "", "√", ""]
    assert "表中没有：姓名、赵六" in page.sheet._where.text()


def test_what_was_copied_from_the_sheet_can_be_pasted_back(page, qtbot):
    qtbot.keyClicks(page.sheet.grid, "3456")
    page.sheet.grid.selectAll()
    qtbot.keyClick(page.sheet.grid, Qt.Key.Key_C, CONTROL)
    before = texts(page)
    qtbot.keyClick(page.sheet.grid, Qt.Key.Key_Delete)
    assert texts(page)[0][0] == ""

    page.sheet.grid.selectAll()
    qtbot.keyClick(page.sheet.grid, Qt.Key.Key_V, CONTROL)

    assert texts(page) == before
    assert page.sheet.grid.grid.problems() == []


def test_undo_inside_the_grid_takes_one_step_back(page, qtbot):
    qtbot.keyClicks(page.sheet.grid, "18")
    qtbot.keyClick(page.sheet.grid, Qt.Key.Key_Z, CONTROL)
    assert [line[0] for line in texts(page)] == ["√", "", "", ""]
    assert page.sheet.unsaved_cells == 1


def test_the_rest_of_a_column_is_present_with_one_click(page, desk, meetings, people, qtbot):
    mark(desk.ctx, meetings[1], 周翀=Presence.SICK)
    page.reload()
    page.sheet.grid.go_to(0, 1)

    page.sheet.grid.mark_rest(Presence.PRESENT)

    assert [line[1] for line in texts(page)] == ["√", "病", "√", NOT_EXPECTED]
    assert page.sheet.unsaved_cells == 2


def test_exemption_takes_the_approval_under_the_grid(page, desk, meetings, people, qtbot):
    qtbot.keyClicks(page.sheet.grid, "9")
    page.sheet.save_button.click()
    assert "免于参加要有批准" in page.sheet._problem.text()
    assert saved(desk) == {}

    qtbot.keyClick(page.sheet.grid, Qt.Key.Key_Z, CONTROL)
    page.sheet.grid.go_to(0, 0)
    qtbot.keyClicks(page.sheet.grid, "9")
    page.sheet.approver.edit.insert("王书记")
    page.sheet.save_button.click()

    sheet = attendance_matrix.load(desk.ctx, date(2026, 10, 1), date(2026, 12, 31))
    draft = sheet.marks[meetings[0], people[0]]
    assert (draft.presence, draft.leave_approver, draft.leave_on) == (
        Presence.EXEMPT,
        "王书记",
        date(2026, 11, 22),
    )


def test_what_is_not_saved_survives_a_look_at_another_quarter(page, desk, qtbot):
    qtbot.keyClicks(page.sheet.grid, "1")
    paste(page, qtbot, "△", row=1)

    page.sheet.head.set_value("quarter", "2026Q3")
    assert page.sheet.grid is None
    assert page.sheet.empty.isVisible()
    page.sheet.head.set_value("quarter", "2026Q4")

    assert [line[0] for line in texts(page)][:2] == ["√", "△"]
    assert page.sheet.unsaved_cells == 2


def test_a_save_elsewhere_does_not_lose_what_is_typed_here(page, desk, meetings, qtbot):
    qtbot.keyClicks(page.sheet.grid, "1")

    mark(desk.ctx, meetings[2], 周翀=Presence.PRESENT)
    page.reload()

    assert texts(page)[0][0] == texts(page)[1][2] == "√"
    assert page.sheet.unsaved_cells == 1


def test_cell_under_the_cursor_is_told_in_full(page, qtbot):
    page.sheet.grid.go_to(3, 1)
    assert page.sheet._where.text() == "吴喆　10-20 小组会（党小组会）：不在应到名单"


def test_filters_narrow_the_columns(page, desk, meetings):
    page.sheet.head.set_value("kind", ActivityKind.GROUP)
    assert [a.id for a in page.sheet.grid.sheet.activities] == [meetings[1]]
    assert activity_rows.get(desk.ctx, meetings[1]).count.expected == 3


def test_another_page_can_lead_to_the_sheet(desk, meetings, show):
    page = show(ActivitiesPage(desk))
    page.focus(sheet=True)
    assert page.tabs.currentIndex() == SHEET


def test_leaving_the_program_asks_about_cells_that_are_not_saved(page, qtbot, press):
    assert page.may_close()
    qtbot.keyClicks(page.sheet.grid, "1")

    press("取消")
    assert not page.may_close()


def test_correcting_saved_cells_tells_what_changes_first(page, desk, meetings, press, qtbot):
    mark(desk.ctx, meetings[0], 李敏=Presence.SICK)
    page.reload()
    page.sheet.grid.go_to(0, 0)
    qtbot.keyClicks(page.sheet.grid, "1")

    press("取消")
    page.sheet.save_button.click()
    assert len(makeup_rows.list_tasks(desk.ctx)) == 1
    assert page.sheet.unsaved_cells == 1

    press("保存")
    page.sheet.save_button.click()
    assert makeup_rows.list_tasks(desk.ctx) == []
    assert page.sheet.unsaved_cells == 0


def test_cell_of_a_leave_tells_who_approved_it(page, desk, meetings, people):
    leave = AttendanceDraft(Presence.PRIVATE, "探亲", "王书记", date(2026, 10, 12))
    attendance.record(desk.ctx, meetings[0], {people[0]: leave})
    page.reload()
    page.sheet.grid.go_to(1, 0)
    page.sheet.grid.go_to(0, 0)
    assert page.sheet._where.text().endswith("事假，探亲，王书记 10-12 批准（事后补假）")
