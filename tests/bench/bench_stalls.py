"""The longest stall of the window's thread while each kind of long work runs beside it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.bench.sample import sample_year
from tests.bench.timing import spread

_LAST_DAY = datetime(2026, 12, 31, 9)
_ROWS = 1_000
_STARTS = 5
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
