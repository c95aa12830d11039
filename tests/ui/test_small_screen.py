"""A small screen (1366×768 at 150 or 200 %) scrolls what does not fit and keeps every entry at hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QScrollArea

from app.services.undo import UndoStack
from app.ui.main_window import MainWindow


@pytest.fixture
def window(empty_desk, branch, show) -> MainWindow:
    made = show(MainWindow(empty_desk))
    made.ready(branch, UndoStack())
    return made


def test_a_wide_window_shows_the_words(window):
    assert window.navigation.findChildren(QPushButton)[0].text() == "工作台"


@pytest.mark.parametrize("size", [(910, 488), (683, 360)])
def test_a_small_window_shows_icons_with_their_names(window, qtbot, size):
    window.resize(*size)
    qtbot.waitUntil(lambda: window.width() == size[0])

    first = window.navigation.findChildren(QPushButton)[0]
    assert first.text() == ""
    assert first.accessibleName() == "工作台"
    assert "工作台" in first.toolTip()
    assert window.navigation.width() < 100


@pytest.mark.parametrize("key", ["home", "members", "makeup", "settings"])
def test_every_part_of_a_page_is_within_reach_at_double_size(window, qtbot, key):
    window.resize(683, 360)
    window.show_page(key)
    page = window.page(key)
    area = page.parentWidget().parentWidget()
    assert isinstance(area, QScrollArea)

    assert page.width() >= page.minimumSizeHint().width()
    assert page.height() >= page.minimumSizeHint().height()
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() + area.viewport().width() >= page.width())


def test_the_last_page_is_reached_in_a_low_window(window, qtbot):
    window.resize(683, 360)
    last = window.navigation.findChildren(QPushButton)[7]
    area = window.navigation.parentWidget().parentWidget()
    assert isinstance(area, QScrollArea)
    area.ensureWidgetVisible(last)

    seen = QRect(last.mapTo(area, last.rect().topLeft()), last.size())
    assert area.rect().intersects(seen)
    qtbot.mouseClick(last, Qt.MouseButton.LeftButton)
    assert window.current_key == "settings"


def test_the_words_come_back_with_the_room(window, qtbot):
    window.resize(683, 360)
    window.resize(1366, 768)

    qtbot.waitUntil(lambda: window.navigation.findChildren(QPushButton)[0].text() == "工作台")
