from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.models.kinds import Presence
from app.services import members
from app.services.member_checks import MemberDraft
from app.services.undo import UndoStack
from app.ui.main_window import MainWindow
from app.ui.search_box import SearchBox
from tests.life_helpers import make_activity, mark


@pytest.fixture
def window(empty_desk, branch, show, qtbot):
    for name in ("张伟", "王芳"):
        members.add(branch, MemberDraft(name))
    activity = make_activity(branch, topic="学习《水法》")
    mark(branch, activity, 张伟=Presence.SICK)
    made = show(MainWindow(empty_desk))
    made.ready(branch, UndoStack())
    # a database in memory has one connection, which the workbench's own reading must not share with the test
    qtbot.waitUntil(lambda: not empty_desk.jobs.busy)
    return made


def test_ctrl_k_finds_a_member_by_initials_and_enter_opens_the_archive(window, in_dialog, qtbot):
    def look(box):
        assert isinstance(box, SearchBox)
        assert box.focusWidget() is box.edit
        qtbot.keyClicks(box.edit, "wf")
        assert [hit.title for hit in box.table.rows()] == ["王芳"]
        qtbot.keyClick(box.edit, Qt.Key.Key_Return)

    in_dialog(look)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)

    assert window.current_key == "members"
    assert window.page("members").table.current_row().name == "王芳"


def test_results_stand_by_subject_and_arrows_choose(window, in_dialog, qtbot):
    seen = []

    def look(box):
        qtbot.keyClicks(box.edit, "zw")
        columns = box._columns()
        seen.append([columns[0].text(hit) for hit in box.table.rows()])
        qtbot.keyClick(box.edit, Qt.Key.Key_Down)
        qtbot.keyClick(box.edit, Qt.Key.Key_Return)

    in_dialog(look)
    (button,) = [b for b in window.findChildren(QPushButton) if b.text() == "查找　Ctrl+K"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert seen == [["党员", "补学补领"]]
    assert window.current_key == "makeup"


def test_nothing_found_says_so_and_escape_closes(window, in_dialog, qtbot):
    def look(box):
        qtbot.keyClicks(box.edit, "qqq")
        assert box.table.empty.isVisible()
        qtbot.keyClick(box.edit, Qt.Key.Key_Return)
        assert box.isVisible()
        qtbot.keyClick(box.edit, Qt.Key.Key_Escape)

    in_dialog(look)
    window.search()

    assert window.current_key == "home"
    assert QApplication.activeModalWidget() is None


def test_there_is_no_search_before_the_store_is_open(empty_desk, show):
    show(MainWindow(empty_desk)).search()
    assert QApplication.activeModalWidget() is None
