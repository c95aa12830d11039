"""The first figures stand before the store is open, in the page's words and places, and lead on when clicked."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt

from app.models.kinds import MakeupState
from app.services import overview
from app.ui import theme
from app.ui.home.glance_view import GlanceView
from app.ui.home.page import HomePage
from app.ui.main_window import MainWindow

_TASK = overview.WaitingTask(
    7, "张三", "读原著", MakeupState.OPEN, date(2026, 11, 20), late=True, provisional=False
)


@pytest.fixture
def seen(branch):
    return overview.load(branch)._replace(tasks=(_TASK,), overdue=1)


def _middle(words: str, view: GlanceView) -> QPoint:
    return next(
        room for layer in view._words.values() for room, text, *_ in layer.lines if text == words
    ).center()


def test_cards_lie_where_the_page_has_them(seen, empty_desk, show):
    page, view = HomePage(empty_desk), GlanceView(seen, empty_desk.show_page)
    page.show_overview(seen)
    show(page)
    show(view)

    shown = [place for place, _ in view._cards[1:]]

    for card, place in zip(page.cards.values(), shown, strict=True):
        at = card.mapTo(page, QPoint(0, 0))
        assert (at - place.topLeft()).manhattanLength() <= 1
        assert abs(card.height() - place.height()) <= 1
    tasks = page.tasks.mapTo(page, QPoint(0, 0)).y() + theme.size("row")
    assert abs(view._lines[0][0].top() - tasks) <= 1


def test_a_click_on_a_card_and_a_double_click_on_a_line_lead_on(seen, show, qtbot):
    wanted: list[tuple[str, dict[str, object]]] = []
    view = show(GlanceView(seen, lambda key, **focus: wanted.append((key, focus))))
    view.resize(1174, 740)

    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=_middle("逾期未补", view))
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=_middle("读原著", view))

    assert wanted == [("makeup", {"overdue": True}), ("makeup", {"task_id": 7})]


def test_what_was_clicked_before_the_store_is_open_is_shown_once_it_is(seen, branch, empty_desk, show, qtbot):
    window = show(MainWindow(empty_desk))
    view = GlanceView(seen, empty_desk.show_page)
    window.show_glance(view, seen)

    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=_middle("在册党员", view))
    window.ready(branch)

    assert window.current_key == "members"
    assert view not in [window.stack.widget(at) for at in range(window.stack.count())]


_SCRIPT = """
import enum
from datetime import date
from PySide6.QtCore import QTimer
from app.ui.app import create_application
from app.models.kinds import MakeupState
from app.services import overview
from app.ui.home.glance_view import GlanceView
app = create_application(["xianfeng"])
task = overview.WaitingTask(7, "张三", "读原著", MakeupState.OPEN, date(2026, 11, 20), True, False)
numbers = lambda sql, values: [[0]] if sql.startswith("SELECT count") else []
view = GlanceView(overview.read(numbers, date(2026, 11, 22))._replace(tasks=(task,)), print)
view.resize(1174, 740)
view.show()
QTimer.singleShot(20, app.quit)
app.exec()
print("AlignmentFlag" in {found.__name__ for found in enum.Flag.__subclasses__()}, view._lines != [])
"""


def test_the_first_figures_do_without_the_namespace_qt():
    ended = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["False", "True"]
