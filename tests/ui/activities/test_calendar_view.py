from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt

from app.models.kinds import ActivityKind, ActivityState
from app.services import activity_rows, requirements
from app.services.periods import Span
from app.services.requirements import Requirement
from app.ui.activities.page import YEAR, ActivitiesPage
from app.ui.activities.plan_dialogs import series_dialog
from app.ui.activities.requirements_dialog import RequirementsDialog
from app.ui.activities.year_table import YearModel
from tests.life_helpers import group_id, make_activity, make_member

THEME_ROW, GROUP_ROW = 5, 2


@pytest.fixture
def page(desk, show):
    make_member(desk.ctx, "李敏")
    page = show(ActivitiesPage(desk))
    page.tabs.setCurrentIndex(YEAR)
    return page


def cell_text(page, row, column):
    model = page.calendar.table.year
    return model.index(row, column).data()


def click(page, qtbot, row, column):
    table = page.calendar.table
    at = table.visualRect(table.year.index(row, column)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_year_stands_as_months_and_kinds_with_word_and_day(page, desk):
    make_activity(desk.ctx, date(2026, 10, 9))
    make_activity(desk.ctx, date(2026, 8, 20), ActivityKind.ASSEMBLY, "大会")
    page.reload()

    assert cell_text(page, THEME_ROW, 0) == "主题党日"
    assert cell_text(page, THEME_ROW, 10) == "已召开 9日"
    assert cell_text(page, THEME_ROW, 9) == "缺"
    assert cell_text(page, THEME_ROW, 11) == "逾期 5日前"
    assert cell_text(page, 0, 7) == cell_text(page, 0, 9) == "已召开 8月20日"
    assert page.calendar.table.columnSpan(0, 7) == 3
    assert page.calendar.head.badges[next(iter(page.calendar.head.badges))].text() == "已召开 2"
    assert "2026年已开 2 格" in page._subtitle.text()


def test_model_is_a_sound_item_model(qtmodeltester):
    qtmodeltester.check(YearModel())


def test_a_click_on_a_held_cell_opens_the_activity(page, desk, qtbot):
    activity = make_activity(desk.ctx, date(2026, 10, 9))
    page.reload()

    click(page, qtbot, THEME_ROW, 10)

    assert page.tabs.currentIndex() != YEAR
    assert page.panel.activity_id == activity


def test_a_click_on_a_missing_cell_starts_a_new_activity_filled_in(page, desk, qtbot, in_dialog):
    seen = {}

    def fill(dialog):
        form = dialog.form
        seen.update({key: form.field(key).value() for key in ("kind", "held_on", "org_id")})
        form.field("topic").edit.setText("九月小组会")
        dialog.submit()

    in_dialog(fill)
    click(page, qtbot, GROUP_ROW, 9)

    assert seen == {
        "kind": ActivityKind.GROUP,
        "held_on": date(2026, 9, 30),
        "org_id": group_id(desk.ctx),
    }
    (row,) = activity_rows.list_activities(desk.ctx)
    assert page.panel.activity_id == row.id


def test_enter_opens_the_cell_under_the_cursor(page, desk, qtbot, in_dialog):
    kinds = []

    def look(dialog):
        kinds.append(dialog.form.field("kind").value())
        dialog.done(0)

    page.calendar.table.setCurrentIndex(page.calendar.table.year.index(THEME_ROW, 12))
    in_dialog(look)
    qtbot.keyClick(page.calendar.table, Qt.Key.Key_Return)

    assert kinds == [ActivityKind.THEME_DAY]


def test_a_cell_that_wants_one_more_offers_both(page, desk, qtbot, in_dialog):
    requirements.save(desk.ctx, [Requirement(ActivityKind.STUDY, Span.MONTH, 2)])
    first = make_activity(desk.ctx, date(2026, 10, 9), ActivityKind.STUDY, "学习")
    page.reload()
    assert cell_text(page, 0, 10) == "缺 1/2 9日"

    click(page, qtbot, 0, 10)
    menu = page.calendar.findChild(type(page._more))
    texts = [act.text() for act in menu.actions()]
    assert texts == ["10-09 学习", "", "再新建一次"]
    menu.actions()[0].trigger()
    menu.close()

    assert page.panel.activity_id == first


def test_a_click_beside_the_cells_does_nothing(page, qtbot):
    table = page.calendar.table
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert page.tabs.currentIndex() == YEAR


def test_plans_are_filled_after_asking_and_undone_in_one_step(page, desk, press, messages):
    press("补全计划")
    page.calendar.head.fill_button.click()

    rows = activity_rows.list_activities(desk.ctx)
    assert {row.state for row in rows} == {ActivityState.PLANNED}
    assert messages[-1] == (f"已列入 {len(rows)} 次计划。", "ok")
    desk.actions.undo()
    assert activity_rows.list_activities(desk.ctx) == []


def test_a_recurring_activity_is_planned_from_its_dialog(page, desk, qtbot):
    dialog = series_dialog(desk, 2026, parent=page)
    qtbot.addWidget(dialog)
    dialog.form.set_values({"day": 5, "kind": ActivityKind.THEME_DAY, "starts_at": "25:00"})
    dialog.submit()
    assert "starts_at" in dialog.form.errors()

    dialog.form.set_values({"starts_at": "14:30"})
    dialog.submit()

    (row,) = activity_rows.list_activities(desk.ctx)
    assert (row.topic, row.starts_at) == ("12月主题党日", "14:30")


def test_requirements_are_edited_with_what_is_wrong_beside_the_cell(page, desk, qtbot):
    dialog = RequirementsDialog(desk, page)
    qtbot.addWidget(dialog)
    grid = dialog.grid.grid
    grid.write("填写", {(4, 3): "40"})
    dialog.save_button.click()
    assert grid.cell(4, 3).problem.startswith("固定日期请填")

    grid.write("填写", {(4, 3): "10日", (5, 2): "", (0, 2): "二"})
    dialog.save_button.click()
    assert "第 1 行“次数”" in dialog._problem.text()
    grid.write("填写", {(0, 2): "2"})
    dialog.save_button.click()

    lines = {line.kind: line for line in requirements.load(desk.ctx)}
    assert lines[ActivityKind.THEME_DAY].day == 10
    assert lines[ActivityKind.ASSEMBLY].times == 2
    assert ActivityKind.LIFE_MEETING not in lines


def test_without_requirements_the_empty_year_says_what_to_do(page, desk):
    requirements.save(desk.ctx, [])
    page.reload()
    assert page.calendar.empty.isVisible()
    assert page.calendar.empty.button.text() == "填写要求"


def test_another_page_can_lead_to_the_calendar(desk, show):
    page = show(ActivitiesPage(desk))
    page.focus(calendar=True)
    assert page.tabs.currentIndex() == YEAR
