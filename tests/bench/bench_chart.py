"""Charts at 60 members: another quarter against a new figure, the hover, and the first opening of the page."""

from __future__ import annotations

import os
import statistics
import time
from fractions import Fraction
from typing import Any

from tests.bench.timing import ROUNDS, compare, spread

_MEMBERS = 60
_INCHES = (7.0, 12.4)
_DPI = 96
_CATEGORIES = ("基础分", "组织生活", "学习提高", "服务群众", "遵守纪律", "表彰奖励")


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # first, since it measures the import of what the others use
    _opening()
    _another_quarter()


def _quarters() -> list[Any]:
    from app.services.reports.documents import CategoryBars, QuarterBars
    from tests.bench.sample import names

    found = []
    for shift in (0, 7):
        parts = tuple(
            CategoryBars(
                label, tuple(Fraction((row * 3 + at * 5 + shift) % 40, 4) for row in range(_MEMBERS))
            )
            for at, label in enumerate(_CATEGORIES)
        )
        totals = tuple(sum((part.values[row] for part in parts), Fraction()) for row in range(_MEMBERS))
        average = sum(totals, Fraction()) / _MEMBERS
        people = tuple(names(_MEMBERS))
        found.append(QuarterBars(f"第{shift}季度", "审定", people, totals, average, bool(shift), 1, parts))
    return found


def _another_quarter() -> None:
    from app.services.reports import figures

    both = _quarters()
    kept = figures.make(both[0])
    kept.set_size_inches(*_INCHES)
    turn = [0]

    def rebuild() -> None:
        made = figures.make(both[0])
        made.set_size_inches(*_INCHES)
        figures.figure_pixels(made, _DPI)

    def another() -> None:
        turn[0] += 1
        figures.update(kept, both[turn[0] % 2])
        figures.figure_pixels(kept, _DPI)

    compare(f"chart: another quarter, {_MEMBERS} members", rebuild, another, bar=0.45)
    for _ in range(2):
        another()
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        another()
        times.append((time.perf_counter() - begun) * 1000)
    spread("chart: another filter until drawn", times, bar=100)


def _opening() -> None:
    """Open the page in a window with 60 members; measure the longest stall, then move the mouse over the bars."""
    import tempfile
    from datetime import datetime
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from app.bootstrap import command_context
    from app.collector import calm_collector
    from app.ui.app import create_application
    from app.ui.desk import Desk
    from tests.bench.sample import points_of

    application = QApplication.instance() or create_application(["bench"])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        points_of(_MEMBERS, 3_000, folder)
        with command_context(folder, clock=lambda: datetime(2026, 9, 30, 9)) as ctx:
            from app.ui.trends.page import TrendsPage

            calm_collector()
            desk = Desk()
            desk.attach(ctx)
            page = TrendsPage(desk)
            page.resize(1174, 740)
            _stall_of(application, page)
            _hover(application, page)
            page.close()
            desk.close()


def _stall_of(application: Any, page: Any) -> None:
    from tests.heartbeat import Heartbeat

    page.show()
    application.processEvents()
    beat = Heartbeat()
    page.figure.drawn.connect(application.quit)
    application.exec()
    print(
        f"{'chart: longest stall while matplotlib comes in':<44} {beat.stop():7.1f} ms  bar 50 ms", flush=True
    )
    page.figure.drawn.disconnect(application.quit)


def _hover(application: Any, page: Any) -> None:
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent

    picture, times = page.figure.picture, []
    for row in range(_MEMBERS):
        place = QPointF(picture.middle_of((row, 0)))
        begun = time.perf_counter()
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            picture.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        application.sendEvent(picture, moved)
        application.processEvents()
        times.append((time.perf_counter() - begun) * 1000)
    spread("chart: hover until painted", times, bar=16)
    assert statistics.median(times) > 0
