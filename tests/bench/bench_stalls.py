"""The longest stall of the window's thread while each kind of long work runs beside it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.sample import sample_year
from tests.bench.timing import spread

if TYPE_CHECKING:
    from app.services.context import Context

_LAST_DAY = datetime(2026, 12, 31, 9)
_ROWS = 1_000
_STARTS = 5
_WORST = 5
_ROUNDS = 2
"""The first round imports what the work needs; the second shows the work alone."""


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import command_context
    from app.collector import calm_collector
    from app.ui.app import create_application
    from app.ui.desk import Desk
    from tests.bench.stall_jobs import jobs

    _opening()
    application = QApplication.instance() or create_application(["bench"])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        shutil.copytree(sample_year(), folder)
        desk = Desk()
        with command_context(folder, clock=lambda: _LAST_DAY) as ctx:
            calm_collector()
            for name, work in jobs(ctx, Path(place), rows=_ROWS).items():
                seen = [stall(desk, work, application) for _ in range(_ROUNDS)]
                print(
                    f"stalls: {name:<36} {seen[-1]:7.1f} ms  first {seen[0]:7.1f} ms  bar 50 ms", flush=True
                )
            desk.close()
            _turning(ctx)


def _turning(ctx: Context) -> None:
    """Every page and tab of the sample year, opened for the second time."""
    from app.services.undo import UndoStack
    from app.ui.desk import Desk
    from app.ui.main_window import MainWindow
    from tests.heartbeat import Heartbeat
    from tests.walk import places, settle

    desk = Desk()
    window = MainWindow(desk)
    window.resize(1366, 768)
    window.show()
    window.ready(ctx, UndoStack())
    longest: dict[str, float] = {}
    for _ in range(_ROUNDS):
        settle(desk)
        beat = Heartbeat()
        for name, _page in places(window, desk):
            longest[name] = beat.stop()
            beat = Heartbeat()
        beat.stop()
    spread("stalls: opening a page or tab", list(longest.values()), bar=50)
    for name in sorted(longest, key=lambda name: -longest[name])[:_WORST]:
        print(f"  {name} {longest[name]:.0f} ms", flush=True)
    window.close()
    desk.close()


def _opening() -> None:
    """A start in a process of its own, where importing SQLAlchemy competes with the window."""
    from tests.bench.bench_start import figures
    from tests.bench.sample import branch_of

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        branch_of(60, folder)
        seen = [figures("program", str(folder), "beat")["stall"] for _ in range(_STARTS)]
    spread("stalls: importing and opening the store", seen, bar=110)


def stall(desk: Any, work: Callable[[Any], Any], application: Any) -> float:
    """Run one job and return the longest pause of the event loop in milliseconds."""
    from tests.heartbeat import Heartbeat

    beat = Heartbeat()
    # the real loop, which sleeps between events, not a loop of ours that would fight for the interpreter
    desk.jobs.start("测量", work, finished=application.quit)
    application.exec()
    return beat.stop()
