from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.models.kinds import AuditKind, Presence
from app.ui.life_reports_dialog import LifeReportsDialog, LifeReportsView
from tests import life_helpers as life
from tests import report_helpers as reports


@pytest.fixture
def people(desk):
    ids = [life.make_member(desk.ctx, name) for name in ("逄翀", "欧阳㛃")]
    made = life.make_activity(desk.ctx, date(2026, 5, 10), study_hours=200)
    life.mark(desk.ctx, made, 逄翀=Presence.PRESENT, 欧阳㛃=Presence.UNEXCUSED)
    return ids


@pytest.fixture
def view(desk, people, show):
    made = LifeReportsView(desk)
    made.refresh()
    return show(made)


def names(view):
    return [row.cells[1] for row in view.table().rows()]


def test_the_rates_stand_in_front_and_can_be_broken_down(view):
    assert names(view) == ["逄翀", "欧阳㛃"]
    assert view.summary.text() == "应到 2 人次，到会率 50.0%"
    view.by.setCurrentIndex(view.by.findText("党小组"))
    view.by.activated.emit(view.by.currentIndex())
    assert names(view) == ["第一党小组"]


def test_every_report_opens_and_says_how_it_counts(view):
    for at in range(view.tabs.count()):
        view.tabs.setCurrentIndex(at)
        assert view.report is not None
        assert view.notes.text()
        assert view.table().isVisible()


def test_only_what_depends_on_a_period_asks_for_one(view):
    view.choose("absent")
    assert not view.picker.isVisible()
    assert not view.by.isVisible()
    view.choose("coverage", "2026Q2")
    assert view.picker.isVisible()
    assert view.report.period == "2026年第二季度"


def test_long_absence_is_marked_with_its_advice_and_source(view):
    view.choose("absent")
    assert names(view) == ["逄翀", "欧阳㛃"]
    assert [row.tone for row in view.table().rows()] == ["", "bad"]
    assert "第三十一条" in view.notes.text()


def test_an_empty_report_says_what_to_do(view):
    view.choose("dual")
    assert view.table().empty.isVisible()
    assert "党员领导干部" in view.report.empty


def test_a_change_elsewhere_is_read_at_once(view, desk, people):
    made = life.make_activity(desk.ctx, date(2026, 6, 10), topic="防汛学习")
    life.mark(desk.ctx, made, 逄翀=Presence.PRESENT, 欧阳㛃=Presence.PRESENT)
    desk.bus.changed.emit(None)
    assert view.summary.text() == "应到 4 人次，到会率 75.0%"


def test_a_row_opens_the_member(view, desk, people):
    asked = []
    desk.navigate_with(lambda key, focus: asked.append((key, focus)))
    view.table().opened.emit(view.table().rows()[1])
    assert asked == [("members", {"member_id": people[1]})]


def test_the_report_in_front_is_exported_and_logged(view, desk, qtbot, choose_file, tmp_path, messages):
    view.choose("hours")
    target = tmp_path / "学时.xlsx"
    choose_file(target)
    qtbot.keyClick(view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any("已导出" in text for text, _ in messages))
    (rows,) = reports.sheets(target).values()
    (line,) = [row for row in rows if "逄翀" in row]
    assert line[5:] == [2.0, 30.0, "不足"]
    assert len(reports.log(desk.ctx, AuditKind.EXPORT)) == 1


def test_the_report_in_front_is_shown_as_paper(view, qtbot):
    qtbot.mouseClick(view.preview_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.prints.preview is not None and view.prints.preview.isVisible())
    view.prints.preview.reject()


def test_the_dialog_opens_on_the_report_asked_for(desk, people, show):
    dialog = show(LifeReportsDialog(desk, report="hours"))
    assert dialog.view.report.key == "hours"


def test_a_closed_dialog_no_longer_listens_to_changes(desk, people, show, qtbot):
    from PySide6.QtCore import QCoreApplication, QEvent

    gone = LifeReportsView(desk)
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # what a listener raises here would end the test
    desk.bus.changed.emit(None)
