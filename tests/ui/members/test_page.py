from __future__ import annotations

from datetime import date

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton

from app.models.kinds import LeaveReason, MemberClass, Presence, RecordKind
from app.services import members, orgs, photos, records
from app.services.imports import roster
from app.services.member_checks import MemberDraft
from app.services.member_search import Presence as Listed
from app.services.points import rulebooks
from app.services.records import RecordDraft
from app.ui.members.edit_dialog import MemberDialog
from app.ui.members.page import MembersPage
from app.ui.members.panel import BASICS, HISTORY, RECORDS, YEAR
from app.ui.members.photo import PhotoView
from app.ui.widgets.labels import ElidedLabel
from tests.life_helpers import make_activity, mark

ID = "342501198506120318"


@pytest.fixture
def people(desk):
    one, two = orgs.groups(desk.ctx)
    for draft in (
        MemberDraft("曾庆", group_id=one.id, id_number=ID, phone="13800138123", joined="2009.7"),
        MemberDraft("张伟", group_id=two.id, klass=MemberClass.RETIRED, birth="1955"),
        MemberDraft("张伟", group_id=one.id, birth="1979-06"),
        MemberDraft("欧阳㛃", group_id=two.id),
    ):
        members.add(desk.ctx, draft)
    return {row.shown_name: row.id for row in members.list_members(desk.ctx)}


@pytest.fixture
def page(desk, people, show):
    return show(MembersPage(desk))


def shown(page):
    return [row.shown_name for row in page.table.rows()]


def choose(page, name):
    assert page.table.select_where(lambda row: row.shown_name == name)


def settle():
    # Qt shows what was put into a visible panel with the next turn of its loop
    QTest.qWait(1)


def texts(panel):
    """Everything the panel says."""
    settle()
    return [label.text() for label in panel.findChildren(ElidedLabel) if label.isVisible()] + [
        label.text() for label in panel.findChildren(type(panel.subtitle)) if label.isVisible()
    ]


def click(page, text, qtbot):
    settle()
    (button,) = [b for b in page.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_empty_page_leads_to_the_import(desk, show):
    page = show(MembersPage(desk))

    assert page.table.empty.isVisible()
    assert page.table.empty.button.text() == "导入花名册"
    assert not page.export_button.isEnabled()


def test_list_is_in_branch_order_and_sorts_by_pinyin(page, qtbot):
    assert shown(page) == ["曾庆", "张伟#1", "张伟#2", "欧阳㛃"]

    page.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)

    assert shown(page) == ["欧阳㛃", "曾庆", "张伟#1", "张伟#2"]


def test_member_is_found_by_initials_typed_into_the_search(page, qtbot):
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(page.window().focusWidget(), "zw")
    qtbot.waitUntil(lambda: shown(page) == ["张伟#1", "张伟#2"])

    page.filters.set_value("group_id", orgs.groups(page.desk.ctx)[0].id)
    assert shown(page) == ["张伟#2"]
    page.filters.set_value("text", "8123")
    assert shown(page) == ["曾庆"]
    page.filters.set_value("text", "没有这个人")
    assert page.table.empty.button.text() == "清除条件"
    qtbot.mouseClick(page.table.empty.button, Qt.MouseButton.LeftButton)
    assert len(shown(page)) == 4


def test_new_member_is_added_after_every_error_was_shown_beside_its_field(page, qtbot, in_dialog, desk):
    def fill(dialog):
        form = dialog.form
        form.field("name").edit.insert("逄翀")
        qtbot.keyClicks(form.field("id_number").edit, ID)
        qtbot.keyClicks(form.field("phone").edit, "123")
        form.field("joined").edit.setText("1980.1")
        dialog.submit()
        assert set(form.errors()) == {"id_number", "phone", "joined"}
        assert "曾庆" in form.errors()["id_number"]
        assert dialog.isVisible()
        form.field("id_number").edit.clear()
        form.field("phone").edit.setText("139 0013 9000")
        form.field("joined").edit.setText("2012.7")
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    in_dialog(fill)
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)

    assert shown(page)[-1] == "逄翀"
    assert page.table.current_row().shown_name == "逄翀"
    assert members.draft_of(desk.ctx, page.table.current_row().id).phone == "13900139000"


def test_enter_opens_the_form_and_numbers_stay_masked_until_asked_for(page, people, qtbot, in_dialog, desk):
    choose(page, "曾庆")

    def change(dialog):
        number = dialog.form.field("id_number")
        assert number.edit.text() == "3425**********0318"
        qtbot.keyClicks(number.edit, "9")
        assert number.value() == ID
        dialog.form.field("unit").set_value("某市水文局")
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    in_dialog(change)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)

    draft = members.draft_of(desk.ctx, people["曾庆"])
    assert (draft.unit, draft.id_number) == ("某市水文局", ID)


def test_asking_for_the_number_makes_it_editable(desk, people, show):
    dialog = MemberDialog(desk, people["曾庆"])
    show(dialog)

    dialog.form.field("id_number").asked.emit()

    assert dialog.form.field("id_number").edit.text() == ID
    assert dialog.form.field("phone").edit.text() == "13800138123"
    assert not dialog.form.is_dirty


def test_leaving_and_coming_back(page, people, qtbot, in_dialog, press, messages):
    choose(page, "张伟#1")

    def leave(dialog):
        dialog.submit()
        assert set(dialog.form.errors()) == {"left_on", "left_reason"}
        dialog.form.field("left_on").set_value("2026-05-01")
        dialog.form.field("left_reason").set_value(LeaveReason.TRANSFERRED)
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    in_dialog(leave)
    page.leave_action.trigger()
    assert shown(page) == ["曾庆", "张伟#2", "欧阳㛃"]
    assert "随时恢复" in messages[-1][0]

    page.filters.set_value("presence", Listed.LEFT)
    assert shown(page) == ["张伟#1"]
    assert page.panel.badge.text() == "组织关系转出"
    assert not page.leave_action.isEnabled()
    press("恢复在册")
    page.return_action.trigger()
    page.filters.set_value("presence", Listed.HERE)
    assert shown(page) == ["曾庆", "张伟#1", "张伟#2", "欧阳㛃"]


def test_leaving_is_taken_back_by_undo(page, desk, people):
    desk.actions.do(lambda ctx: members.mark_left(ctx, people["曾庆"], date(2026, 5, 1), LeaveReason.OTHER))
    assert "曾庆" not in shown(page)

    assert desk.actions.undo()

    assert "曾庆" in shown(page)


def test_panel_shows_what_is_missing_and_reveals_on_demand(page, qtbot):
    choose(page, "曾庆")
    assert page.panel.title.text() == "曾庆"
    assert any("还缺：民族、学历" in text for text in texts(page.panel))
    assert "138****8123" in texts(page.panel)

    click(page, "显示完整号码和住址", qtbot)

    assert {"13800138123", ID} <= set(texts(page.panel))
    choose(page, "张伟#1")
    choose(page, "曾庆")
    assert "138****8123" in texts(page.panel)


def test_record_is_added_changed_and_removed_in_the_panel(page, people, qtbot, in_dialog, press, desk):
    choose(page, "曾庆")
    page.panel.tabs.setCurrentIndex(RECORDS)
    settle()
    (add,) = [b for b in page.panel.findChildren(QPushButton) if b.text() == "新增记录" and b.isVisible()]
    awards = next(act for act in add.menu().actions() if act.text() == RecordKind.AWARD.label)

    def fill(dialog):
        dialog.form.field("title").set_value("优秀共产党员")
        dialog.submit()
        assert set(dialog.form.errors()) == {"starts"}
        dialog.form.field("starts").set_value("2024.7")
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    in_dialog(fill)
    awards.trigger()
    assert "优秀共产党员" in texts(page.panel)
    assert "2024年7月" in texts(page.panel)

    def change(dialog):
        dialog.form.field("issuer").set_value("市水利局机关党委")
        dialog.submit()

    in_dialog(change)
    _tool(page, "修改“优秀共产党员”").click()
    assert any("市水利局机关党委" in text for text in texts(page.panel))
    press("移除")
    _tool(page, "移除“优秀共产党员”").click()
    assert records.list_records(desk.ctx, people["曾庆"]) == []
    assert "优秀共产党员" not in texts(page.panel)


def _tool(page, name):
    settle()
    return next(
        b for b in page.panel.findChildren(QToolButton) if b.accessibleName() == name and b.isVisible()
    )


def test_year_shows_attendance_makeups_and_points(page, desk, qtbot):
    rulebooks.adopt_preset(desk.ctx, "jiguan", date(2026, 1, 1))
    activity = make_activity(desk.ctx, study_hours=200)
    mark(desk.ctx, activity, **{"曾庆": Presence.SICK, "张伟#1": Presence.PRESENT})
    page.reload()
    choose(page, "曾庆")

    page.panel.tabs.setCurrentIndex(YEAR)

    assert {"主题党日", "11月12日　水利工程现场学习"} <= set(texts(page.panel))
    qtbot.waitUntil(lambda: {"第一季度", "第四季度", "全年"} <= set(texts(page.panel)))
    went = []
    desk.navigate_with(lambda key, focus: went.append((key, focus)))
    click(page, "查看积分由来", qtbot)
    assert went[-1][0] == "points"
    click(page, "打开", qtbot)
    assert went[-1][0] == "makeup"


def test_history_tells_each_change(page, desk, people):
    records.add(desk.ctx, people["曾庆"], RecordDraft(RecordKind.AWARD, "嘉奖", "2024"))
    page.panel.tabs.setCurrentIndex(HISTORY)
    choose(page, "张伟#1")
    choose(page, "曾庆")

    assert {"奖励：嘉奖", "建档：曾庆"} <= set(texts(page.panel))
    page.panel.tabs.setCurrentIndex(BASICS)
    assert "奖励：嘉奖" not in texts(page.panel)


def test_archive_is_printed_from_the_reports_page(page, desk, people, qtbot):
    went = []
    desk.navigate_with(lambda key, focus: went.append((key, focus)))
    choose(page, "曾庆")

    click(page, "打印档案", qtbot)

    assert went == [("reports", {"member_id": people["曾庆"]})]


def test_roster_is_exported(page, qtbot, tmp_path, choose_file, messages, desk):
    choose_file(tmp_path / "名册.xlsx")

    click(page, "导出花名册", qtbot)

    qtbot.waitUntil(lambda: any("已导出" in text for text, _ in messages))
    read = roster.read(tmp_path / "名册.xlsx", desk.ctx.today)
    assert [row.name for row in read.rows] == ["曾庆", "张伟", "张伟", "欧阳㛃"]


def test_another_page_leads_to_a_member_even_through_filters(page, people):
    page.filters.set_value("text", "zw")

    page.focus(member_id=people["曾庆"])

    assert page.table.current_row().shown_name == "曾庆"


@pytest.fixture
def portrait(tmp_path):
    path = tmp_path / "证件照.png"
    Image.new("RGB", (700, 980), "steelblue").save(path)
    return path


def test_photo_is_chosen_beside_the_list_and_taken_off_in_the_form(
    page, people, portrait, choose_file, in_dialog, qtbot
):
    choose(page, "曾庆")
    choose_file(portrait)
    click(page.panel, "添加照片", qtbot)
    assert photos.photo(page.desk.ctx, people["曾庆"])
    settle()
    assert [view.accessibleName() for view in page.panel.findChildren(PhotoView) if view.isVisible()] == [
        "照片"
    ]

    def take_off(dialog):
        qtbot.mouseClick(dialog.form.field("photo").remove_button, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    in_dialog(take_off)
    click(page.panel, "修改", qtbot)
    assert photos.photo(page.desk.ctx, people["曾庆"]) is None


def test_new_member_is_saved_with_the_photo(page, portrait, choose_file, in_dialog, write, qtbot):
    choose_file(portrait)

    def fill(dialog):
        write(dialog.form.field("name").edit, "陈新")
        qtbot.mouseClick(dialog.form.field("photo").choose_button, Qt.MouseButton.LeftButton)
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    in_dialog(fill)
    click(page, "新增党员", qtbot)

    assert photos.photo(page.desk.ctx, page.table.current_row().id)


def test_what_is_no_photo_is_refused_in_words(page, messages, tmp_path, choose_file, in_dialog, qtbot):
    path = tmp_path / "假照片.jpg"
    path.write_bytes(b"MZ\x90\0" * 50)
    choose_file(path)
    click(page.panel, "添加照片", qtbot)
    assert messages == [("这不是可以识别的照片，请选择 JPG、PNG、BMP 或 WebP 图片。", "bad")]

    def look(dialog):
        field = dialog.form.field("photo")
        qtbot.mouseClick(field.choose_button, Qt.MouseButton.LeftButton)
        assert field.problem.isVisible()
        assert not dialog.form.is_dirty
        dialog.reject()

    in_dialog(look)
    click(page.panel, "修改", qtbot)
