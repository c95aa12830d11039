"""A record filed in the archive earns its points, and the points lead back to the record."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.models.kinds import EntryState, RecordKind
from app.services import records, settings
from app.services.points import entry_list, rulebooks
from app.services.records import RecordDraft
from app.services.undo import UndoStack
from app.ui.main_window import MainWindow
from app.ui.points.link_line import LinkLine
from tests.services.points import samples
from tests.services.points.test_posting_records import BOOK


@pytest.fixture
def filed(branch):
    settings.save(branch, settings.BranchSettings(auto_entry_state=EntryState.APPROVED))
    rulebooks.import_toml(branch, BOOK)
    member = samples.add_members(branch)[1]
    draft = RecordDraft(RecordKind.VOLUNTEER, "护河清淤", "2026-10-10", quantity="4")
    return member, records.add(branch, member, draft).new_id


@pytest.fixture
def window(empty_desk, branch, filed, show, qtbot):
    made = show(MainWindow(empty_desk))
    made.ready(branch, UndoStack())
    # a database in memory has one connection, which the workbench's own reading must not share with the test
    qtbot.waitUntil(lambda: not empty_desk.jobs.busy)
    return made


def shown_record(window, record):
    return window.page("members").panel.findChild(object, f"record-{record}")


def test_the_review_opens_the_record_an_entry_came_from(window, branch, filed, qtbot):
    (entry, _) = entry_list.list_entries(branch)
    window.desk.show_page("points", entry_id=entry.id)
    tab = window.page("points").tab("review")
    opens = next(b for b in tab.panel.findChildren(QPushButton) if b.text() == "打开来源")
    qtbot.mouseClick(opens, Qt.MouseButton.LeftButton)
    assert window.page("members").table.current_row().id == filed[0]
    assert shown_record(window, filed[1]) is not None


def test_the_explanation_opens_the_record(window, filed, qtbot):
    window.desk.show_page("points", tab="totals", period="2026Q4", member_id=filed[0])
    tab = window.page("points").tab("totals")
    links = [link for link in tab.panel.findChildren(LinkLine) if "护河清淤" in link.text()]
    qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    assert window.page("members").table.current_row().id == filed[0]
    assert shown_record(window, filed[1]) is not None


def told(tab):
    return any("护河清淤" in link.text() for link in tab.panel.findChildren(LinkLine))


def test_a_record_taken_off_takes_its_points_off_the_page(window, filed, qtbot):
    window.desk.show_page("points", tab="totals", period="2026Q4", member_id=filed[0])
    tab = window.page("points").tab("totals")
    assert told(tab)
    window.desk.actions.do(lambda ctx: records.remove(ctx, filed[1]))
    qtbot.waitUntil(lambda: not told(tab))
    window.desk.actions.undo()
    qtbot.waitUntil(lambda: told(tab))
