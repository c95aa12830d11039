from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from app.services import members
from app.services.undo import UndoStack
from app.ui.doctor_dialog import DoctorDialog
from app.ui.main_window import MainWindow
from tests.life_helpers import make_member


@pytest.fixture
def window(empty_desk, branch, show, qtbot):
    make_member(branch, "王芳")
    make_member(branch, "张伟", joined="2010-07-01", regular="2009-07-01")
    made = show(MainWindow(empty_desk))
    made.ready(branch, UndoStack())
    # a database in memory has one connection, which the workbench's own reading must not share with the test
    qtbot.waitUntil(lambda: not empty_desk.jobs.busy)
    return made


def test_finding_leads_to_its_record(window, in_dialog, qtbot):
    window.show_page("members")

    def look(dialog):
        assert isinstance(dialog, DoctorDialog)
        qtbot.waitUntil(lambda: len(dialog.table.rows()) == 1)
        assert dialog.summary.text() == "有误 1 项"
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)

    in_dialog(look)
    (act,) = [act for act in window.page("members").findChildren(QAction) if act.text() == "数据体检…"]
    act.trigger()

    assert window.page("members").table.current_row().name == "张伟"


def test_sound_data_say_so_and_can_be_examined_again(window, qtbot, show):
    dialog = show(DoctorDialog(window.desk, None))
    qtbot.waitUntil(lambda: bool(dialog.table.rows()))
    wrong = dialog.table.rows()[0].focus["member_id"]
    draft = members.draft_of(window.desk.ctx, wrong)
    members.change(window.desk.ctx, wrong, draft.__class__("张伟"))
    qtbot.mouseClick(dialog.again_button, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: not dialog.table.rows())
    assert dialog.table.empty.isVisible()
    assert not dialog.open_button.isEnabled()
