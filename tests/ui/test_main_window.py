"""The window stands before the store is open, then shows the wanted page, whose data they are, and undo."""

from __future__ import annotations

import sys
import time
import types

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.services import backup, orgs
from app.services.undo import UndoStack
from app.ui.desk import Desk
from app.ui.help_dialog import HelpDialog
from app.ui.keys_dialog import KeysDialog
from app.ui.main_window import MainWindow
from app.ui.page import Page
from app.ui.registry import PAGES, PageSpec
from app.ui.widgets.labels import text_label
from tests.life_helpers import make_activity, make_member


class SomePage(Page):
    TITLE = "一页"

    def _build(self) -> None:
        self.focused: list[dict[str, object]] = []
        self.add_primary("新增", lambda: None, keys="Ctrl+N")
        self.set_body(text_label("内容"))

    def focus(self, **focus: object) -> None:
        self.focused.append(focus)


@pytest.fixture
def specs(monkeypatch):
    """All pages of the registry, each with a page of ours behind it."""
    module = types.ModuleType("some_page")
    module.SomePage = SomePage
    monkeypatch.setitem(sys.modules, "some_page", module)
    return [PageSpec(spec.key, spec.title, spec.icon, "some_page", "SomePage") for spec in PAGES]


@pytest.fixture
def window(empty_desk, specs, show):
    return show(MainWindow(empty_desk, specs))


def button(window, text: str) -> QPushButton:
    return next(found for found in window.findChildren(QPushButton) if found.text() == text)


def test_window_stands_before_the_store_is_open(window):
    assert [window.navigation.findChildren(QPushButton)[at].text() for at in range(8)] == [
        "工作台", "党员档案", "组织生活", "补学补领", "积分管理", "季度分析", "报表打印", "设置",
    ]  # fmt: skip
    assert window.foot.texts()[0] == "正在打开数据……"
    assert not window._pages


def test_page_wanted_while_opening_is_shown_once_ready(window, branch, qtbot):
    qtbot.mouseClick(button(window, "补学补领"), Qt.MouseButton.LeftButton)
    window.ready(branch, UndoStack())

    assert window.current_key == "makeup"
    assert window.page("makeup").isVisible()
    assert list(window._pages) == ["makeup"]


def test_status_line_says_where_the_data_are(window, branch):
    window.ready(branch, UndoStack())

    folder, saved, operator, _ = window.foot.texts()
    assert folder.endswith(str(branch.paths.data))
    assert saved == "还没有备份"
    assert operator == "操作人：王书记"


def test_status_line_names_the_last_backup(window, branch):
    branch.paths.backups.mkdir(parents=True)
    (branch.paths.backups / "xianfeng-20261121-173000.db").touch()
    assert backup.latest(branch.paths) is not None

    window.ready(branch, UndoStack())

    assert window.foot.texts()[1] == "上次备份：2026-11-21 17:30"


def test_keys_switch_pages(window, branch, qtbot):
    window.ready(branch, UndoStack())

    qtbot.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)

    assert window.current_key == "points"
    assert button(window, "积分管理").isChecked()


def test_a_page_leads_to_a_record_of_another(window, branch):
    window.ready(branch, UndoStack())

    window.desk.show_page("members", member_id=7)

    assert window.current_key == "members"
    assert window.page("members").focused == [{"member_id": 7}]


def test_undo_shows_the_steps_name_and_takes_it_back(window, branch, qtbot):
    window.ready(branch, UndoStack())
    assert not window.navigation.undo_button.isEnabled()

    window.desk.actions.do(lambda ctx: orgs.add_group(ctx, "第三党小组"), success="已新增。")
    assert window.navigation.undo_button.accessibleName() == "撤销：新增党小组 第三党小组"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert len(orgs.groups(branch)) == 2
    assert window.toast.text() == "已撤销：新增党小组 第三党小组"
    assert not window.navigation.undo_button.isEnabled()


def test_message_after_a_step_offers_the_way_back(window, branch, qtbot):
    window.ready(branch, UndoStack())
    window.desk.actions.do(lambda ctx: orgs.add_group(ctx, "第三党小组"), success="已新增。")

    offer = next(b for b in window.toast.findChildren(QPushButton) if b.text() == "撤销")
    qtbot.mouseClick(offer, Qt.MouseButton.LeftButton)

    assert len(orgs.groups(branch)) == 2


def test_the_keys_of_the_open_page_are_listed(window, branch, in_dialog, qtbot):
    window.ready(branch, UndoStack())
    read: list[str] = []

    def look(dialog):
        assert isinstance(dialog, KeysDialog)
        read.extend(label.text() for label in dialog.findChildren(type(text_label())))
        dialog.accept()

    in_dialog(look)
    qtbot.mouseClick(button(window, "快捷键　Ctrl+/"), Qt.MouseButton.LeftButton)

    assert "本页：工作台" in read
    assert read[read.index("Ctrl+N") + 1] == "新增"


def test_closing_asks_while_work_is_running(window, branch, press, qtbot):
    window.ready(branch, UndoStack())

    def work(ctx, progress):
        while True:
            progress.step(0, 1)

    window.desk.actions.run("正在导出", work)
    press("取消")
    window.close()
    still_there = window.isVisible()
    press("取消并退出")
    window.close()

    assert still_there
    assert not window.isVisible()


def test_window_remembers_its_size(window, specs, window_state, show):
    window.resize(1000, 640)
    window.close()

    again = MainWindow(Desk(window_state), specs)
    assert again.height() == 640
    again.desk.close()
    again.deleteLater()


def test_every_registered_page_has_an_icon():
    from app.ui.icons import icon

    assert all(not icon(spec.icon).isNull() for spec in PAGES)


def test_a_page_with_unsaved_input_is_left_only_when_it_agrees(desk, show, branch, press):
    window = show(MainWindow(desk))
    window.ready(branch)
    window.show_page("settings")
    page = window.page("settings")
    page.forms["office"].field("unit").edit.insert("某市水务局")
    assert page.save_button.isEnabled()

    press("取消")
    window.show_page("home")
    assert window.current_key == "settings"

    press("取消")
    assert not window.close()
    page.save()
    window.show_page("home")
    assert window.current_key == "home"


def test_unsaved_attendance_keeps_the_window_open_until_it_is_given_up(desk, show, branch, press, qtbot):
    make_member(branch, "张三")
    activity = make_activity(branch)
    window = show(MainWindow(desk))
    window.ready(branch)
    desk.show_page("activities", activity_id=activity)
    page = window.page("activities")
    page.panel.grid.selectRow(0)
    qtbot.keyClicks(page.panel.grid, "1")

    window.show_page("home")
    press("取消")
    assert not window.close()
    press("不保存，退出")
    assert window.close()


def test_closing_does_not_ask_for_what_is_read_quietly(window, branch, qtbot):
    window.ready(branch, UndoStack())
    window.desk.jobs.start("读取待办", lambda progress: time.sleep(0.2), quiet=True)

    assert window.desk.jobs.busy
    assert window.close()


def test_help_opens_by_f1_and_leads_to_the_keys(window, branch, in_dialog, qtbot):
    window.ready(branch, UndoStack())
    titles: list[str] = []

    def look(dialog):
        assert isinstance(dialog, HelpDialog)
        titles.extend(dialog.titles())
        dialog.accept()

    in_dialog(look)
    qtbot.keyClick(window, Qt.Key.Key_F1)

    assert titles[0] == "头十分钟"
