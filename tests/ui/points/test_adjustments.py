"""An attendance of a settled quarter is corrected in the window: told before, booked, and taken back by Ctrl+Z."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPlainTextEdit, QPushButton

from app.models.kinds import EntryState, Presence, SourceKind
from app.services import settings
from app.services.points import settlements
from app.services.points.entry_list import EntryFilter, list_entries
from app.services.undo import UndoStack
from app.ui.main_window import MainWindow
from app.ui.points.link_line import LinkLine
from app.ui.points.page import PointsPage
from tests.services.points import closing_kit as kit
from tests.services.points import samples
from tests.ui.points.test_page import cells, go_to

ADJUSTED = EntryFilter(source=SourceKind.ADJUSTMENT)


@pytest.fixture
def people(branch):
    settings.save(branch, settings.BranchSettings(auto_entry_state=EntryState.APPROVED))
    return kit.settle(branch)


@pytest.fixture
def held(branch, people):
    activity = samples.hold(branch, date(2026, 8, 9), {people[1]: Presence.UNEXCUSED})
    kit.lock(branch)
    return activity


@pytest.fixture
def window(empty_desk, branch, held, show, qtbot):
    made = show(MainWindow(empty_desk))
    made.ready(branch, UndoStack())
    # a database in memory has one connection, which the workbench's own reading must not share with the test
    qtbot.waitUntil(lambda: not empty_desk.jobs.busy)
    return made


def mark_present(window, held, qtbot):
    window.desk.show_page("activities", activity_id=held)
    panel = window.page("activities").panel
    qtbot.keyClicks(panel.grid, "1")
    panel.save()


def test_a_correction_in_a_settled_quarter_is_told_booked_and_undone(
    window, branch, people, held, in_dialog, qtbot
):
    sheet = settlements.settled(branch, kit.QUARTER).snapshot
    said = []

    def accept(dialog):
        assert isinstance(dialog, QMessageBox)
        said.append(dialog.informativeText())
        {button.text(): button for button in dialog.buttons()}["保存"].click()

    in_dialog(accept)
    mark_present(window, held, qtbot)

    assert (
        "2026年第三季度已结算：李敏的更正以调整分录 +5 分计入2026年第四季度（记账日 2026-11-22），"
        "已公示的积分表不变"
    ) in said[0]
    (row,) = list_entries(branch, ADJUSTED)
    assert (row.member_name, row.value_text, row.item_text) == (
        "李敏",
        "+5 分",
        "第三季度调整（2026年）",
    )

    window.desk.show_page("points")
    page = window.page("points")
    tab = go_to(page, "2026Q4")
    assert cells(tab.table, "total") == ["60.0", "65.0", "60.0", "60.0", "60.0"]
    tab.table.select_where(lambda line: line.id == people[1])
    links = [label.text() for label in tab.panel.findChildren(LinkLine)]
    assert "2026-08-09 主题党日《学党史》出勤" in links
    settled = go_to(page, kit.QUARTER)
    assert cells(settled.table, "total") == ["62.0", "59.0", "62.0", "62.0", "62.0"]

    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert list_entries(branch, ADJUSTED) == []
    assert cells(go_to(page, "2026Q4").table, "total") == ["60.0"] * 5
    assert settlements.settled(branch, kit.QUARTER).snapshot == sheet


def test_a_correction_declined_changes_nothing(window, branch, held, press, qtbot):
    press("取消")
    mark_present(window, held, qtbot)
    assert list_entries(branch, ADJUSTED) == []
    press("不保存，退出")
    window.close()


@pytest.fixture
def by_hand(branch, people):
    entry_id = kit.earn(branch, people[0], "4")
    kit.lock(branch)
    return entry_id


def test_reversing_by_hand_names_the_adjustment_before_it_is_made(
    desk, branch, by_hand, show, in_dialog, write
):
    page = show(PointsPage(desk))
    tab = go_to(page, kit.QUARTER, "review")
    tab.show_period(tab._period, by_hand)
    prompts = []

    def give_reason(dialog):
        prompts.extend(label.text() for label in dialog.findChildren(QLabel))
        write(dialog.findChild(QPlainTextEdit), "算错了")
        next(b for b in dialog.findChildren(QPushButton) if b.text() == "冲正").click()

    in_dialog(give_reason)
    tab.reverse.click()

    assert any("张伟#1的更正以调整分录 -4 分计入2026年第四季度" in text for text in prompts)
    (row,) = list_entries(branch, ADJUSTED)
    assert (row.member_name, row.value_text) == ("张伟#1", "-4 分")


def test_a_late_entry_by_hand_is_told_beneath_the_form(window, branch, people, write, qtbot):
    window.desk.show_page("points", tab="entry", period=kit.QUARTER)
    tab = window.page("points").tab("entry")
    assert "以调整分录计入2026年第四季度" in tab.form.late.text()
    tab.form.member.set_value(people[0])
    tab.form.item.set_value("B2")
    tab.form.item.chosen.emit()
    tab.form.value.set_value("2")
    write(tab.form.reason.edit, "防汛值守后补报")
    tab.form.submit()
    assert [row.value_text for row in tab.table.rows()] == ["2 分"]
    tab.batch_mode.click()
    assert "以调整分录计入2026年第四季度" in tab.batch.late.text()
    go_to(window.page("points"), "2026Q4", "entry")
    assert (tab.batch.late.text(), tab.form.late.text()) == ("", "")
