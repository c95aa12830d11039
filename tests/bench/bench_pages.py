"""Changing the page on the sample year's data: the first visit (import, build, read) and the later ones."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.sample import sample_year
from tests.bench.timing import spread

if TYPE_CHECKING:
    from app.services.context import Context

_TURNS = 5
_LAST_DAY = datetime(2026, 12, 31, 9)


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.bootstrap import command_context

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        shutil.copytree(sample_year(), folder)
        with command_context(folder, clock=lambda: _LAST_DAY) as ctx:
            _turn_pages(ctx)


def _turn_pages(ctx: Context) -> None:
    from PySide6.QtWidgets import QApplication

    from app.services.undo import UndoStack
    from app.ui.app import create_application
    from app.ui.desk import Desk
    from app.ui.main_window import MainWindow

    application = QApplication.instance() or create_application(["bench"])
    desk = Desk()
    window = MainWindow(desk)
    window.resize(1366, 768)
    window.show()
    window.ready(ctx, UndoStack())

    def visit(key: str) -> float:
        begun = time.perf_counter()
        window.show_page(key)
        application.processEvents()
        taken = (time.perf_counter() - begun) * 1000
        while desk.jobs.busy:
            application.processEvents()
        return taken

    keys = window.page_keys()
    first = {key: visit(key) for key in keys}
    later = [visit(key) for _ in range(_TURNS) for key in keys]
    spread("pages: first visit", list(first.values()))
    spread("pages: later visits", later, bar=100)
    slowest = max(first, key=lambda key: first[key])
    print(f"  slowest first visit: {slowest} {first[slowest]:.0f} ms", flush=True)
    window.close()
    desk.close()
