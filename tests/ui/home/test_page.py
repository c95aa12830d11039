"""The workbench shows what waits and every line opens its record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from app.models.kinds import MemberKind, Presence
from app.services import makeup, settings
from app.ui.home.page import HomePage
from tests.life_helpers import make_activity, make_member, mark, only_task
from tests.services.points import closing_kit


@pytest.fixture
def opened(desk) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = []
    desk.navigate_with(lambda key, focus: found.append((key, focus)))
    return found


@pytest.fixture
def home(desk, show, qtbot) -> Callable[[], HomePage]:
    """Open the page and wait for all of it."""

    def open_page() -> HomePage:
        page = HomePage(desk)
        show(page)
        qtbot.waitUntil(lambda: not desk.jobs.busy and page.people.model() is not None)
        return page

    return open_page


def kinds(table: Any) -> list[str]:
    return [line.kind for line in table.rows()]


def confirm(qtbot, table: Any, kind: str) -> None:
    assert table.select_where(lambda line: line.kind == kind)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)


def test_an_empty_branch_says_what_to_do(home):
    page = home()

    assert page.cards["members"].value.text() == "0"
    assert page.cards["attendance"].value.text() == "—"
    assert page.tasks.empty.isVisible()
    assert any("党员大会" in line.what for line in page.meetings.rows())
    assert page.steps is not None
    assert page.steps.isVisible()


def test_what_waits_is_shown_and_opens_its_task(home, branch, opened, qtbot):
    make_member(branch, "欧阳㛃")
    mark(branch, make_activity(branch, date(2026, 11, 12)), 欧阳㛃=Presence.UNEXCUSED)
    task_id = only_task(branch).id
    makeup.set_return_date(branch, [task_id], date(2026, 11, 16))

    page = home()
    confirm(qtbot, page.tasks, "补学认领")

    assert page.cards["overdue"].value.text() == "1"
    assert page.cards["coverage"].value.text() == "0 / 1"
    assert opened == [("makeup", {"task_id": task_id})]


def test_a_card_leads_to_the_page_behind_it(home, opened, qtbot):
    page = home()

    qtbot.mouseClick(page.cards["review"], Qt.MouseButton.LeftButton)
    page.cards["members"].setFocus()
    qtbot.keyClick(page.cards["members"], Qt.Key.Key_Return)

    assert opened == [("points", {"tab": "review"}), ("members", {})]


def test_the_page_follows_what_changes_elsewhere(home, desk, branch):
    page = home()
    make_member(branch, "张三")

    desk.actions.do(lambda ctx: makeup.recompute_deadlines(ctx))
    page.reload()

    assert page.cards["members"].value.text() == "1"


def test_an_incomplete_attendance_opens_its_activity(home, branch, opened, qtbot):
    make_member(branch, "张三")
    activity = make_activity(branch)

    page = home()
    confirm(qtbot, page.meetings, "考勤未录完")

    assert opened == [("activities", {"activity_id": activity})]


def test_members_to_think_of_open_their_archive(home, branch, opened, qtbot):
    member = make_member(branch, "李青", kind=MemberKind.PROBATIONARY, joined="2025-12-10")
    make_member(branch, "王老", joined="1986-11-30")

    page = home()
    confirm(qtbot, page.people, "转正")

    assert {"转正", "政治生日"} <= set(kinds(page.people))
    assert opened == [("members", {"member_id": member})]


def test_the_points_of_the_quarter_are_drawn_and_lead_on(home, branch, opened, qtbot):
    closing_kit.settle(branch)

    page = home()
    qtbot.mouseClick(page.spread, Qt.MouseButton.LeftButton)

    assert sum(number for _, number, _ in page.spread.columns()) == 5
    assert opened == [("trends", {"chart": "spread", "period": "2026Q4"})]
    assert "未结算" in page.spread.accessibleName()


def test_nothing_that_was_painted_first_moves_when_the_steps_come(empty_desk, desk, show, branch, qtbot):
    from app.services import overview

    page = HomePage(desk)
    page.resize(1174, 740)
    page.show_overview(overview.load(branch))
    page.layout().activate()
    parts = [*page.cards.values(), page.tasks, page.spread, page.meetings, page.people]
    show(page)
    before = {part: part.mapTo(page, part.rect().topLeft()) for part in parts}

    qtbot.waitUntil(lambda: page.steps is not None and page.steps.isVisible())
    qtbot.wait(50)

    assert {part: part.mapTo(page, part.rect().topLeft()) for part in parts} == before
    assert page.steps.y() > page.tasks.y()


def test_two_hundred_lines_are_limited_and_the_rest_is_counted(home, branch, opened, qtbot):
    from datetime import timedelta

    from app.models.kinds import MakeupState
    from app.services import due_lines, overview

    page = home()
    seen = overview.load(branch)
    tasks = tuple(
        overview.WaitingTask(
            n, f"党员{n}", "学党章", MakeupState.OPEN if n % 3 else MakeupState.CLAIMED,
            seen.today + timedelta(days=n // 10 - 5), late=n < 50, provisional=False,
        )
        for n in range(200)
    )  # fmt: skip
    page._seen = seen._replace(tasks=tasks)
    page._show_due(due_lines.of_tasks(page._seen))

    rows = page.tasks.rows()
    assert len(rows) == due_lines.MOST_LINES + 2
    more = {line.kind: line.what for line in rows[-2:]}
    assert sum(int(what.split()[1]) for what in more.values()) == 200 - due_lines.MOST_LINES
    assert "已逾期 50 件" in page._due_hint.text()
    page.tasks.selectRow(len(rows) - 1)
    page.tasks.setFocus()
    qtbot.keyClick(page.tasks, Qt.Key.Key_Return)
    assert opened == [("makeup", {})]


def test_a_step_leads_to_where_it_is_done_and_the_list_can_be_put_away(home, desk, branch, opened, qtbot):
    page = home()
    assert page.steps is not None
    qtbot.mouseClick(page.steps.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.steps.close_button, Qt.MouseButton.LeftButton)

    assert opened == [("points", {"tab": "rulebook"})]
    assert settings.load(branch).first_steps_done
    qtbot.waitUntil(lambda: not page.steps.isVisible())


def test_a_first_glance_shows_the_tasks_before_the_store_is_open(empty_desk, show, branch):
    from app.services import overview

    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 11, 12)), 张三=Presence.SICK)
    makeup.set_return_date(branch, [only_task(branch).id], date(2026, 11, 16))
    page = HomePage(empty_desk)
    show(page)

    page.show_overview(overview.load(branch))

    assert kinds(page.tasks) == ["补学认领"]
