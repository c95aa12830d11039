"""设置 driven by keys and clicks on a real data folder."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app import bootstrap
from app.models.kinds import ActivityKind, AuditKind, EntryState, MemberClass, Presence
from app.services import holiday_years, members, orgs, settings
from app.services.undo import UndoStack
from app.ui.settings.page import SettingsPage
from tests import life_helpers as life
from tests import report_helpers as reports


@pytest.fixture
def ctx(tmp_path, clock):
    with bootstrap.command_context(tmp_path / "data", clock) as made:
        reports.found_branch(made)
        life.make_member(made, "张三")
        yield made


@pytest.fixture
def page(empty_desk, ctx, show):
    empty_desk.attach(ctx, UndoStack())
    made = SettingsPage(empty_desk)
    show(made)
    return made


@pytest.fixture
def idle(empty_desk, qtbot):
    def wait() -> None:
        qtbot.waitUntil(lambda: not empty_desk.jobs.busy, timeout=30_000)

    return wait


def click(qtbot, button) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_saving_is_offered_once_something_changed_and_takes_all_tabs(page, ctx, qtbot, write, messages):
    assert not page.save_button.isEnabled()
    write(page.forms["office"].field("branch").inner, "水利局机关党支部")
    assert page.save_button.isEnabled()
    write(page.forms["office"].field("recorder").inner, "赵新")
    page.focus(tab="makeup")
    page.forms["makeup"].field("claim_days").inner.setValue(3)
    page.forms["makeup"].field("complete_days").inner.setValue(0)
    page.forms["makeup"].field("makeup_presences").boxes[Presence.OFFICIAL].click()
    page.forms["makeup"].field("makeup_activities").boxes[ActivityKind.COMMITTEE].click()
    page.forms["makeup"].field("makeup_exempt").boxes[MemberClass.MOBILE].click()
    page.focus(tab="points")
    page.forms["points"].field("auto_entry_state").set_value(EntryState.APPROVED)
    page.forms["points"].field("allow_self_review").box.click()
    click(qtbot, page.save_button)
    saved = settings.load(ctx)
    assert orgs.branch(ctx).name == "水利局机关党支部"
    assert (saved.claim_days, saved.complete_days, saved.recorder) == (3, None, "赵新")
    assert saved.makeup_presences == (Presence.SICK, Presence.PRIVATE, Presence.UNEXCUSED)
    assert ActivityKind.COMMITTEE in saved.makeup_activities
    assert saved.makeup_exempt == (MemberClass.MOBILE,)
    assert (saved.auto_entry_state, saved.allow_self_review) == (EntryState.APPROVED, False)
    assert messages[-1] == ("已保存设置。", "ok")
    assert not page.save_button.isEnabled()
    assert page.desk.ctx.operator == "赵新"
    page.desk.actions.undo()
    assert page.forms["office"].field("branch").value() == "机关第一党支部"


def test_an_empty_branch_name_is_refused_beside_its_field_from_any_tab(page, ctx, qtbot, write):
    write(page.forms["office"].field("branch").inner, " ")
    page.focus(tab="points")
    click(qtbot, page.save_button)
    assert page.tabs.currentIndex() == 0
    assert page.forms["office"].errors() == {"branch": "请填写。"}
    assert orgs.branch(ctx).name == "机关第一党支部"


def test_every_number_shows_what_it_rests_on(page):
    page.focus(tab="makeup")
    told = "".join(label.text() for label in page.forms["makeup"].findChildren(type(page._title)))
    for source in settings.SOURCES.values():
        assert source in told


def test_leaving_with_unsaved_changes_asks(page, write, press):
    assert page.may_leave()
    write(page.forms["office"].field("unit").inner, "某局")
    press("取消")
    assert not page.may_leave()
    assert page.forms["office"].field("unit").value() == "某局"
    press("放弃改动")
    assert page.may_leave()
    assert page.forms["office"].field("unit").value() == ""
    assert not page.save_button.isEnabled()


def test_what_is_typed_survives_a_change_elsewhere(page, ctx, write):
    write(page.forms["office"].field("unit").inner, "某局")
    page.desk.actions.do(lambda ctx: orgs.add_group(ctx, "第三党小组"))
    assert page.forms["office"].field("unit").value() == "某局"
    assert [row.name for row in page.groups.table.rows()] == ["第一党小组", "第二党小组", "第三党小组"]


def test_groups_are_added_and_renamed(page, ctx, qtbot, write, in_dialog):
    def name(text):
        def act(dialog) -> None:
            write(dialog.form.field("group").inner, text)
            dialog.save_button.click()

        return act

    in_dialog(name("第三党小组"))
    click(qtbot, page.groups.add_button)
    assert [org.name for org in orgs.groups(ctx)] == ["第一党小组", "第二党小组", "第三党小组"]
    page.groups.table.selectRow(0)
    in_dialog(name("机关党小组"))
    click(qtbot, page.groups.rename_button)
    assert orgs.groups(ctx)[0].name == "机关党小组"
    assert page.groups.table.model().cell(0, 1)[0] == "1 人"


def test_next_years_notice_is_pasted(page, ctx, qtbot, write, in_dialog, press):
    page.focus(tab="calendar")
    assert page.calendar.caution.text().startswith("2027年的放假安排尚未录入")

    def fill(dialog) -> None:
        assert dialog.form.field("year").value() == 2027
        dialog.form.field("source").set_value("国办发明电 2026 年第 6 号")
        dialog.form.field("text").set_value("元旦：1月1日放假\n春节：2月30日放假")
        dialog.save_button.click()
        assert dialog.form.errors() == {"text": "第 2 行的 2027年2月30日 不是有效日期。"}
        dialog.form.field("text").set_value("元旦：1月1日放假\n春节：2月5日至11日放假，1月31日上班")
        dialog.save_button.click()

    in_dialog(fill)
    click(qtbot, page.calendar.enter_button)
    (row, *_) = holiday_years.years(ctx)
    assert (row.year, row.days_off, row.days_worked) == (2027, 8, 1)
    assert not page.calendar.caution.isVisible()
    page.calendar.table.selectRow(0)
    press("删除录入")
    click(qtbot, page.calendar.forget_button)
    assert holiday_years.years(ctx)[0].entered == 0


def test_a_backup_is_made_and_the_data_are_checked(page, ctx, qtbot, tmp_path, choose_file, idle):
    page.focus(tab="data")
    assert page.data.folder.text() == str(ctx.paths.data)
    choose_file(tmp_path / "备份.db")
    click(qtbot, page.data.backup_button)
    idle()
    assert (tmp_path / "备份.db").exists()
    assert "党员 1 人" in page.data.outcome.text()
    assert len(reports.log(ctx, AuditKind.BACKUP)) == 1
    click(qtbot, page.data.check_button)
    idle()
    assert page.data.outcome.text().startswith("数据完好")


def test_a_restore_says_what_is_lost_and_closes_the_program(
    page, ctx, qtbot, tmp_path, choose_file, idle, in_dialog, press
):
    page.focus(tab="data")
    choose_file(tmp_path / "备份.db")
    click(qtbot, page.data.backup_button)
    idle()
    life.make_member(ctx, "李四")
    told: list[str] = []

    def agree(dialog: QMessageBox) -> None:
        told.append(dialog.informativeText())
        press("知道了")
        next(button for button in dialog.buttons() if button.text() == "恢复").click()

    in_dialog(agree)
    click(qtbot, page.data.restore_button)
    qtbot.waitUntil(lambda: not page.isVisible(), timeout=30_000)
    assert "党员：现在 2 人，备份中 1 人，恢复后减少 1 人。" in told[0]
    assert "请重新打开" in told[0]
    assert [row.name for row in members.list_members(ctx)] == ["张三"]


def test_a_file_of_another_kind_is_refused(page, qtbot, tmp_path, choose_file, idle, messages):
    page.focus(tab="data")
    (tmp_path / "照片.db").write_bytes(b"JFIF")
    choose_file(tmp_path / "照片.db")
    click(qtbot, page.data.restore_button)
    idle()
    assert messages[-1][1] == "bad"
    assert "不能恢复" in messages[-1][0]
