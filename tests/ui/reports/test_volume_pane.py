from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.models.kinds import ActivityKind, Presence
from app.ui.activities.page import ActivitiesPage
from app.ui.reports import catalogue
from app.ui.reports.page import ReportsPage
from tests import life_helpers as life
from tests import report_helpers as reports


@pytest.fixture
def pane(desk, show):
    for name in ("逄翀", "欧阳㛃"):
        life.make_member(desk.ctx, name)
    activity = life.make_activity(
        desk.ctx, date(2026, 10, 9), ActivityKind.THEME_DAY, "十月党日", minutes="学习了有关精神。"
    )
    life.make_activity(desk.ctx, date(2026, 11, 5), ActivityKind.LECTURE, "十一月党课")
    life.mark(desk.ctx, activity, 逄翀=Presence.PRESENT, 欧阳㛃=Presence.SICK)
    page = show(ReportsPage(desk))
    page.focus(report="volume", period="2026Q4")
    return page.sheets[catalogue.VOLUME]


def test_a_quarter_s_activities_are_looked_over_and_what_is_missing_is_said(pane):
    assert [row.topic for row in pane.table.rows()] == ["十月党日", "十一月党课"]
    assert pane.summary.text() == "已召开 2 次"
    assert pane.caution.text() == "1 次活动的考勤没有录完；1 次没有录会议记录，合订本上留空。"
    pane.choose("2026Q1")
    assert not pane.volume_button.isEnabled()


def test_the_volume_is_previewed_and_saved_as_one_pdf(pane, desk, qtbot, choose_file, tmp_path, messages):
    qtbot.mouseClick(pane.volume_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.prints.preview is not None, timeout=60_000)
    assert pane.prints.preview.page_count == 6

    choose_file(tmp_path / "合订本.pdf")
    buttons = pane.prints.preview.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "另存为 PDF…").click()
    qtbot.waitUntil(lambda: (tmp_path / "合订本.pdf").exists() and not desk.jobs.busy, timeout=60_000)
    pane.prints.preview.close()


def test_the_list_of_activities_is_written_as_a_workbook(pane, desk, qtbot, choose_file, tmp_path):
    pane.exporter()(desk.ctx, tmp_path / "一览.xlsx")

    (rows,) = reports.sheets(tmp_path / "一览.xlsx").values()
    assert "十月党日" in {cell for row in rows for cell in row}


def test_the_menu_of_organisational_life_leads_to_the_volume_of_its_quarter(desk, show):
    asked = []
    desk.navigate_with(lambda key, focus: asked.append((key, focus)))
    page = show(ActivitiesPage(desk))
    page._volume()
    page.filters.set_value("quarter", 2)
    page._volume()

    assert asked == [
        ("reports", {"report": "volume", "period": "2026Q4"}),
        ("reports", {"report": "volume", "period": "2026Q2"}),
    ]
