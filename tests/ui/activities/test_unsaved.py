"""Attendance that was marked and not saved outlives a crash, until it is saved or given up."""

from __future__ import annotations

import pytest

from app.models.kinds import Presence
from app.services.attendance import AttendanceDraft
from app.ui.activities import unsaved
from app.ui.activities.page import SHEET, ActivitiesPage
from app.ui.widgets.grid_model import Cell
from tests.life_helpers import make_activity, make_member

_PAUSE_MS = 1600


@pytest.fixture
def opened(desk, show):
    """Open the page anew, as the next start of the program does."""
    for name in ("逄晓东", "李敏"):
        make_member(desk.ctx, name)
    make_activity(desk.ctx)

    def open_() -> ActivitiesPage:
        page = ActivitiesPage(desk)
        show(page)
        page.reload()
        return page

    return open_


def test_marks_of_an_activity_come_back_unsaved(opened, qtbot, press):
    page = opened()
    page.panel.all_present.click()
    assert page.panel.unsaved_activities == 1
    qtbot.wait(_PAUSE_MS)

    again = opened()
    assert again.panel.unsaved_activities == 1
    assert {line.draft.presence for line in again.panel.grid.rows()} == {Presence.PRESENT}

    press("不保存，退出")
    assert again.may_close()
    assert opened().panel.unsaved_activities == 0


def test_cells_of_the_quarter_come_back_unsaved(opened, qtbot):
    page = opened()
    page.tabs.setCurrentIndex(SHEET)
    page.sheet.grid.mark_rest(Presence.PRESENT)
    marked = page.sheet.unsaved_cells
    assert marked
    qtbot.wait(_PAUSE_MS)

    again = opened()
    again.tabs.setCurrentIndex(SHEET)
    assert again.sheet.unsaved_cells == marked
    again.sheet.save()
    qtbot.wait(_PAUSE_MS)

    third = opened()
    third.tabs.setCurrentIndex(SHEET)
    assert third.sheet.unsaved_cells == 0


def test_what_is_told_comes_back_whole():
    marks = {7: {3: AttendanceDraft(Presence.OFFICIAL, "出差", "王书记", None, "09:30")}}
    assert unsaved.marks_of(unsaved.plain_marks(marks)) == marks
    cells = {(7, 3): Cell(Presence.PRESENT), (7, 4): Cell(None, raw="十", problem="不认识")}
    assert unsaved.cells_of(unsaved.plain_cells(cells)) == cells
    assert unsaved.plain_marks({}) is None
    assert unsaved.plain_cells({}) is None
