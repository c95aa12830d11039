from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from app.models.kinds import RecordKind
from app.services import members, records
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from app.ui.members.page import MembersPage
from app.ui.members.panel import HISTORY
from app.ui.members.recycle_dialog import RecycleDialog


@pytest.fixture
def member(desk):
    return members.add(desk.ctx, MemberDraft("张三", unit="水利局")).new_id


@pytest.fixture
def page(desk, member, show):
    return show(MembersPage(desk))


def answer(text, qtbot):
    def press(dialog):
        (button,) = [b for b in dialog.findChildren(QPushButton) if b.text() == text]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return press


def test_one_change_is_taken_back_beside_it(desk, page, member, in_dialog, qtbot):
    members.change(desk.ctx, member, replace(members.draft_of(desk.ctx, member), unit="农业局"))
    page.reload()
    page.panel.tabs.setCurrentIndex(HISTORY)
    qtbot.wait(1)
    in_dialog(answer("还原", qtbot))
    (button,) = [
        b for b in page.panel.findChildren(QToolButton) if b.toolTip() == "还原“工作单位”" and b.isVisible()
    ]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert members.draft_of(desk.ctx, member).unit == "水利局"
    assert desk.undo.label == "还原工作单位"


def test_mistaken_member_goes_to_the_bin_and_comes_back(desk, page, member, in_dialog, qtbot):
    in_dialog(answer("移除", qtbot))
    page.remove_action.trigger()
    assert page.table.rows() == []
    assert not page.remove_action.isEnabled()

    seen = []

    def restore(dialog):
        assert isinstance(dialog, RecycleDialog)
        seen.append([row.title for row in dialog.table.rows()])
        qtbot.mouseClick(dialog.restore_button, Qt.MouseButton.LeftButton)
        assert dialog.table.rows() == []
        assert not dialog.restore_button.isEnabled()
        dialog.accept()

    in_dialog(restore)
    page._recycle()

    assert seen == [["张三"]]
    assert [row.name for row in page.table.rows()] == ["张三"]


def test_bin_says_why_something_cannot_come_back(desk, member, show, qtbot):
    award = records.add(desk.ctx, member, RecordDraft(RecordKind.AWARD, "嘉奖", "2024")).new_id
    records.remove(desk.ctx, award)
    with desk.ctx.write("移除") as work:
        members.get_in(work.session, member).deleted_at = work.now
    dialog = show(RecycleDialog(desk))
    assert dialog.table.select_where(lambda row: row.title == "张三：嘉奖")
    qtbot.mouseClick(dialog.restore_button, Qt.MouseButton.LeftButton)

    assert "请先恢复这名党员" in dialog.problem.text()
    assert len(dialog.table.rows()) == 2
