"""组织生活 and 补学补领 at 150 % on 1366×768: every tab fits the width of the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QScrollArea

from app.services import orgs
from app.services.undo import UndoStack
from app.ui.main_window import MainWindow
from tests.life_helpers import make_activity, make_member


@pytest.mark.parametrize("key", ["activities", "makeup"])
def test_no_tab_needs_to_be_scrolled_sideways(empty_desk, branch, show, qtbot, key):
    for name in ("逄晓东", "李敏"):
        make_member(branch, name)
    make_activity(branch)
    orgs.add_group(branch, "水资源与河湖管理联合党小组")
    window = show(MainWindow(empty_desk))
    window.ready(branch, UndoStack())
    window.resize(910, 488)
    window.show_page(key)
    page = window.page(key)
    area = page.parentWidget().parentWidget()
    assert isinstance(area, QScrollArea)

    for tab in range(page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0, timeout=2000)
        assert page.minimumSizeHint().width() <= area.viewport().width(), tab
