from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.models.kinds import ActivityKind, ActivityState, AwayKind, MakeupState, Presence
from app.services import activity_rows, attendance, away, makeup_rows
from app.services.away import AwayDraft
from app.ui.activities.activity_dialog import activity_dialog
from app.ui.activities.expected_dialogs import add_expected_dialog, second_session_dialog
from app.ui.activities.page import ActivitiesPage
from tests.life_helpers import group_id, make_activity, make_member, mark

NAMES = ("逄晓东", "李敏", "张伟", "周翀", "张伟")


@pytest.fixture
def people(desk):
    return [make_member(desk.ctx, name) for name in NAMES]


@pytest.fixture
def page(desk, people, show):
    return show(ActivitiesPage(desk))


def states(page):
    return [line.draft.presence for line in page.panel.grid.rows()]


def test_empty_page_says_what_to_do_next(desk, show):
    page = show(ActivitiesPage(desk))

    assert page.table.empty.isVisible()
    assert page.table.empty.button.text() == "新建活动"
    assert page.panel.activity_id is None
    assert not page.edit_button.isEnabled()


def test_new_activity_marked_by_keys_and_saved_becomes_tasks(page, desk, qtbot, in_dialog, messages):
    def fill(dialog):
        dialog.form.field("topic").edit.setText("冬修水利责任区劳动")
        dialog.form.field("kind").set_value(ActivityKind.THEME_DAY)
        dialog.form.field("held_on").set_value("2026-11-12")
        dialog.form.field("study_hours").edit.setText("1.5")
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    in_dialog(fill)
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)

    (row,) = activity_rows.list_activities(desk.ctx)
    assert (row.topic, row.study_hours, row.count.expected, row.host) == (
        "冬修水利责任区劳动",
        150,
        5,
        "王书记",
    )
    assert page.panel.activity_id == row.id
    qtbot.keyClicks(page.panel.grid, "178q9")
    assert states(page) == [
        Presence.PRESENT,
        Presence.PRIVATE,
        Presence.UNEXCUSED,
        Presence.PRESENT,
        Presence.EXEMPT,
    ]
    assert page.panel.unsaved.text() == "5 人未保存"
    assert activity_rows.get(desk.ctx, row.id).count.unmarked == 5
    page.panel.grid.select_only(4)
    page.panel.save()
    assert page.panel.grid.rows()[4].remark == "免于参加要有批准，请填写批准人和批准日期。"
    page.panel.remarks.approver.edit.insert("王书记")
    qtbot.keyClicks(page.panel.remarks.leave_on.edit, "11.10")
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)

    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    assert {task.name for task in makeup_rows.list_tasks(desk.ctx)} == {"李敏", "张伟#1"}
    assert page.panel.unsaved.text() == ""
    assert not page.panel.save_button.isEnabled()
    assert messages[-1] == ("已保存 5 人的考勤，新增 2 条补学任务。", "ok")
    assert page.table.current_row().count.present == 2


def test_bad_input_is_said_beside_its_field_and_nothing_is_lost(desk, people, qtbot):
    dialog = activity_dialog(desk)
    qtbot.addWidget(dialog)
    dialog.form.set_values({"kind": ActivityKind.GROUP, "topic": "", "study_hours": "两"})

    dialog.submit()
    assert set(dialog.form.errors()) == {"topic", "study_hours"}

    dialog.form.field("topic").set_value("小组会")
    dialog.form.field("study_hours").set_value("2")
    dialog.submit()
    assert dialog.form.errors() == {"org_id": "党小组会请选择是哪个党小组。"}
    assert activity_rows.list_activities(desk.ctx) == []

    dialog.form.field("org_id").set_value(group_id(desk.ctx))
    dialog.submit()
    assert dialog.answer is not None
    assert activity_rows.list_activities(desk.ctx)[0].kind is ActivityKind.GROUP


def test_changing_an_activity_starts_from_what_it_holds(desk, people, qtbot):
    activity = make_activity(desk.ctx, place="三楼会议室", study_hours=150)
    dialog = activity_dialog(desk, activity_rows.get(desk.ctx, activity))
    qtbot.addWidget(dialog)
    assert dialog.form.field("study_hours").value() == "1.5"

    dialog.form.field("place").set_value("二楼")
    dialog.submit()

    row = activity_rows.get(desk.ctx, activity)
    assert (row.place, row.study_hours, row.topic) == ("二楼", 150, "水利工程现场学习")


def test_all_present_fills_the_rest_and_keeps_exceptions(page, desk, people, qtbot):
    make_activity(desk.ctx)
    page.reload()
    page.panel.grid.select_only(1)
    qtbot.keyClick(page.panel.grid, "6")

    qtbot.mouseClick(page.panel.all_present, Qt.MouseButton.LeftButton)

    assert states(page)[1] is Presence.SICK
    assert states(page).count(Presence.PRESENT) == 4


def test_several_selected_members_are_marked_at_once_and_delete_clears(page, desk, qtbot):
    make_activity(desk.ctx)
    page.reload()
    page.panel.grid.selectAll()

    qtbot.keyClick(page.panel.grid, "5")
    assert states(page) == [Presence.OFFICIAL] * 5

    qtbot.keyClick(page.panel.grid, Qt.Key.Key_Delete)
    assert states(page) == [None] * 5
    assert page.panel.unsaved.text() == ""


def test_a_column_pasted_from_excel_tells_what_it_did_not_understand(page, desk, qtbot):
    make_activity(desk.ctx)
    page.reload()
    QGuiApplication.clipboard().setText("√\n△\n病假\n\n缺席\n")
    page.panel.grid.select_only(0)

    qtbot.keyClick(page.panel.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert states(page) == [Presence.PRESENT, None, Presence.SICK, None, Presence.UNEXCUSED]
    assert "第 2 行：“△”不是考勤用语" in page.panel._problem.text()


def test_names_with_a_column_are_matched_by_name(page, desk, qtbot):
    make_activity(desk.ctx)
    page.reload()
    QGuiApplication.clipboard().setText("张伟#2\t事假\n周翀\t√\n王五\t√")

    qtbot.mouseClick(page.panel.paste_button, Qt.MouseButton.LeftButton)

    assert states(page) == [None, None, None, Presence.PRESENT, Presence.PRIVATE]
    assert "没有“王五”" in page.panel._problem.text()


def test_somebody_away_that_day_starts_with_the_leave_that_explains_it(page, desk, people):
    away.add(desk.ctx, AwayDraft(people[2], AwayKind.FLOOD, date(2026, 11, 1)))
    make_activity(desk.ctx)
    page.reload()

    assert states(page)[2] is Presence.OFFICIAL
    assert "防汛抗旱" in page.panel.grid.rows()[2].remark
    assert page.panel.unsaved.text() == "1 人未保存"


def test_marks_not_saved_survive_a_look_at_another_activity(page, desk, qtbot):
    first = make_activity(desk.ctx)
    make_activity(desk.ctx, date(2026, 10, 20), topic="另一次")
    page.reload()
    page.table.select_where(lambda row: row.id == first)
    qtbot.keyClick(page.panel.grid, "1")

    page.table.select_where(lambda row: row.id != first)
    assert states(page)[0] is None
    page.table.select_where(lambda row: row.id == first)

    assert states(page)[0] is Presence.PRESENT


def test_a_cell_that_cannot_be_saved_says_why_beside_the_member(page, desk, qtbot):
    make_activity(desk.ctx, date(2026, 11, 27), topic="下周的党日")
    page.reload()
    page.panel.grid.select_only(0)
    qtbot.keyClicks(page.panel.grid, "71")

    page.panel.save()

    assert "还没有举行" in page.panel.grid.rows()[1].remark
    assert not page.panel.all_present.isEnabled()
    assert page.panel.unsaved.text() == "2 人未保存"


def test_another_page_can_lead_to_an_activity_of_another_year(page, desk):
    make_activity(desk.ctx)
    old = make_activity(desk.ctx, date(2025, 6, 12), topic="去年的党日")
    page.reload()

    page.focus(activity_id=old)

    assert page.table.current_row().id == old
    assert page.filters.values()["year"] == 2025


def test_another_page_can_ask_for_a_new_activity_of_a_kind(page, in_dialog):
    kinds = []

    def look(dialog):
        kinds.append(dialog.form.field("kind").value())
        dialog.done(0)

    in_dialog(look)
    page.focus(new_kind="lecture")

    assert kinds == ["lecture"]


def test_filters_narrow_the_list_and_an_empty_result_says_so(page, desk, qtbot):
    make_activity(desk.ctx)
    make_activity(desk.ctx, date(2026, 5, 8), ActivityKind.LECTURE, "党课")
    page.reload()

    page.filters.set_value("kind", ActivityKind.LECTURE)
    assert [row.topic for row in page.table.rows()] == ["党课"]
    page.filters.set_value("quarter", 4)

    assert page.table.rows() == []
    assert page.table.empty.isVisible()


def test_cancelling_asks_first_and_can_be_undone(page, desk, press, qtbot):
    activity = make_activity(desk.ctx)
    mark(desk.ctx, activity, 李敏=Presence.SICK)
    page.reload()

    press("取消活动")
    page._acts["cancel"].trigger()

    assert activity_rows.get(desk.ctx, activity).state is ActivityState.CANCELLED
    assert makeup_rows.list_tasks(desk.ctx) == []
    desk.actions.undo()
    assert makeup_rows.list_tasks(desk.ctx)[0].state is MakeupState.WAITING


def test_expected_members_are_added_and_removed(page, desk, people, qtbot):
    late = make_member(desk.ctx, "吴喆", "第二党小组")
    activity = make_activity(desk.ctx, kind=ActivityKind.GROUP, topic="小组会", org_id=group_id(desk.ctx))
    dialog = add_expected_dialog(desk, activity_rows.get(desk.ctx, activity))
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.form.field("member_id").edit, "wz")
    dialog.submit()
    page.reload()
    assert [line.row.member_id for line in page.panel.grid.rows()] == [*people, late]

    page.panel.grid.select_only(5)
    page._acts["unexpect"].trigger()

    assert len(page.panel.grid.rows()) == 5


def test_second_session_is_entered_as_attendance(page, desk, people, qtbot):
    activity = make_activity(desk.ctx)
    mark(desk.ctx, activity, 李敏=Presence.SICK)
    dialog = second_session_dialog(desk, activity_rows.get(desk.ctx, activity), [people[1]])
    qtbot.addWidget(dialog)

    dialog.form.set_values({"held_on": "2026-11-01"})
    dialog.submit()
    assert "held_on" in dialog.form.errors()
    dialog.form.set_values({"held_on": "2026-11-19"})
    dialog.submit()

    assert makeup_rows.list_tasks(desk.ctx) == []
    assert attendance.grid(desk.ctx, activity).rows[1].presence is Presence.PRESENT


def message_and_press(in_dialog, button, seen):
    """Keep what the next message box says, then press a button of it."""

    def act(dialog):
        seen.append(f"{dialog.text()}\n{dialog.informativeText()}")
        {b.text(): b for b in dialog.buttons()}[button].click()

    in_dialog(act)


def test_correcting_attendance_tells_what_changes_and_can_be_declined(page, desk, in_dialog, messages):
    activity = make_activity(desk.ctx)
    mark(desk.ctx, activity, 李敏=Presence.SICK)
    page.reload()
    page.panel.grid.select_only(1)
    page.panel.grid.mark_selected(Presence.PRESENT)
    seen = []

    message_and_press(in_dialog, "取消", seen)
    page.panel.save()
    assert "撤销李敏的补学任务（11-12 水利工程现场学习），现为“待返岗”" in seen[0]
    assert makeup_rows.list_tasks(desk.ctx) != []
    assert page.panel.unsaved.text() == "1 人未保存"

    message_and_press(in_dialog, "保存", seen)
    page.panel.save()
    assert makeup_rows.list_tasks(desk.ctx) == []
    desk.actions.undo()
    assert [task.name for task in makeup_rows.list_tasks(desk.ctx)] == ["李敏"]


def test_moving_an_activity_tells_the_deadline_that_goes(page, desk, people, in_dialog, qtbot):
    away.add(desk.ctx, AwayDraft(people[1], AwayKind.TRIP, date(2026, 11, 9), None, date(2026, 11, 16)))
    activity = make_activity(desk.ctx)
    mark(desk.ctx, activity, 李敏=Presence.OFFICIAL)
    dialog = activity_dialog(desk, activity_rows.get(desk.ctx, activity))
    qtbot.addWidget(dialog)
    dialog.form.field("held_on").set_value(date(2026, 11, 18))
    seen = []

    message_and_press(in_dialog, "取消", seen)
    dialog.submit()
    assert "认领期限 2026-11-18 取消" in seen[0]
    assert "没有保存" in dialog.problem()

    message_and_press(in_dialog, "保存", seen)
    dialog.submit()
    assert makeup_rows.list_tasks(desk.ctx)[0].state is MakeupState.WAITING


def test_deleting_lists_what_follows_and_declining_changes_nothing(page, desk, in_dialog, messages):
    activity = make_activity(desk.ctx)
    mark(desk.ctx, activity, 李敏=Presence.SICK, 周翀=Presence.PRIVATE)
    page.reload()
    seen = []

    message_and_press(in_dialog, "取消", seen)
    page._acts["remove"].trigger()

    assert seen[0].count("撤销") == 3  # two tasks, and the word that it can be undone
    assert messages[-1] == ("没有更改。", "info")
    assert activity_rows.get(desk.ctx, activity).count.on_leave == 2


def test_the_papers_of_an_activity_open_as_a_preview(page, desk, qtbot):
    activity = make_activity(desk.ctx)
    page.reload()
    page.focus(activity_id=activity)

    menu = page.print_button.menu()
    menu.aboutToShow.emit()
    sign_in = next(act for act in menu.actions() if act.text().startswith("签到表"))
    assert sign_in.isEnabled()
    sign_in.trigger()

    qtbot.waitUntil(lambda: page.prints.preview is not None, timeout=60_000)
    page.prints.preview.close()


def test_the_reports_of_organisational_life_open_from_the_page(page, in_dialog, qtbot):
    seen = []
    in_dialog(lambda dialog: (seen.append(type(dialog).__name__), dialog.reject()))

    page._reports()

    assert seen == ["LifeReportsDialog"]
