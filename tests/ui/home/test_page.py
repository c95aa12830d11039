"""The workbench shows what waits and every line opens its record."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from app.models.kinds import ActivityKind, Presence
from app.services import makeup
from app.ui.home.page import HomePage
from tests.life_helpers import make_activity, make_member, mark, only_task


def _opened(desk) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = []
    desk.navigate_with(lambda key, focus: found.append((key, focus)))
    return found


def test_an_empty_branch_says_what_to_do(desk, show):
    page = show(HomePage(desk))

    assert page.cards["members"].value.text() == "0"
    assert page.cards["attendance"].value.text() == "—"
    assert page.tasks.empty.isVisible()
    assert [row[1] for row in page.missing.rows()][-1] is ActivityKind.ASSEMBLY


def test_what_waits_is_shown_and_opens_its_task(desk, show, branch, qtbot):
    make_member(branch, "欧阳㛃")
    mark(branch, make_activity(branch, date(2026, 11, 12)), 欧阳㛃=Presence.UNEXCUSED)
    task_id = only_task(branch).id
    makeup.set_return_date(branch, [task_id], date(2026, 11, 16))
    opened = _opened(desk)

    page = show(HomePage(desk))
    page.tasks.selectRow(0)
    page.tasks.setFocus()
    qtbot.keyClick(page.tasks, Qt.Key.Key_Return)

    assert page.cards["overdue"].value.text() == "1"
    assert page.cards["coverage"].value.text() == "0 / 1"
    assert opened == [("makeup", {"task_id": task_id})]


def test_a_card_leads_to_the_page_behind_it(desk, show, qtbot):
    opened = _opened(desk)
    page = show(HomePage(desk))

    qtbot.mouseClick(page.cards["review"], Qt.MouseButton.LeftButton)
    page.cards["members"].setFocus()
    qtbot.keyClick(page.cards["members"], Qt.Key.Key_Return)

    assert opened == [("points", {"tab": "review"}), ("members", {})]


def test_the_page_follows_what_changes_elsewhere(desk, show, branch):
    page = show(HomePage(desk))
    make_member(branch, "张三")

    desk.actions.do(lambda ctx: makeup.recompute_deadlines(ctx))
    page.reload()

    assert page.cards["members"].value.text() == "1"


def test_an_incomplete_attendance_opens_its_activity(desk, show, branch, qtbot):
    make_member(branch, "张三")
    activity = make_activity(branch)
    opened = _opened(desk)

    page = show(HomePage(desk))
    page.sheets.selectRow(0)
    page.sheets.setFocus()
    qtbot.keyClick(page.sheets, Qt.Key.Key_Return)

    assert opened == [("activities", {"activity_id": activity})]
