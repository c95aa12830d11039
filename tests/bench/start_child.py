"""One start, watched from inside: `start_child.py floor`, `… orm` or `… program DATA [beat]`.

Prints one line of JSON: the monotonic seconds of the first finished paint, of the first real figures on
the page and of the moment when the store is open behind them, the peak memory in MiB at the figures and at
the end, and the modules that were loaded when the first paint began.
Beside each moment stands the processor time in milliseconds, which says more where a machine is shared.
With `beat` a heartbeat tells the longest stall in milliseconds while the store is imported and opened.
The parent subtracts the moment at which it started the process.

Nothing here filters events: a filter in Python makes PySide build every event class it meets, which costs
a bare window a fifth of its time and would flatter every ratio.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.heartbeat import Heartbeat

# shown figures are on the screen once a real timer fires: layout and paint are posted before it
_AFTER_PAINT_MS = 1


class Watch:
    """Collects the moments of a start and prints them when the window is usable."""

    def __init__(self, *, beat: bool = False) -> None:
        self.moments: dict[str, object] = {}
        self._beat = beat
        self._heart: Heartbeat | None = None

    def note(self, name: str) -> None:
        """Keep the present moment, the first time it comes."""
        self.moments.setdefault(name, time.monotonic())
        self.moments.setdefault(f"{name}_cpu", time.process_time() * 1000)

    def paint_begins(self) -> None:
        """Note what is loaded; the timer fires when the paint that begins here is on the screen."""
        from PySide6.QtCore import QTimer

        if "modules" not in self.moments:
            self.moments["modules"] = sorted(sys.modules)
            QTimer.singleShot(0, lambda: self.note("painted"))

    def figures_set(self) -> None:
        """Note the moment when the figures just set are on the screen."""
        from PySide6.QtCore import QTimer

        def shown() -> None:
            self.note("figures")
            self.moments.setdefault("memory", peak_memory())
            if self._beat and self._heart is None:
                from tests.heartbeat import Heartbeat

                self._heart = Heartbeat()

        QTimer.singleShot(_AFTER_PAINT_MS, shown)

    def store_comes(self) -> None:
        """Count the stall up to here; building the page anew is not a part of opening."""
        if self._heart is not None:
            self.moments["stall"] = self._heart.stop()

    def end(self) -> None:
        """Print what was seen and leave the program."""
        from PySide6.QtWidgets import QApplication

        self.note("usable")
        self.moments["memory_usable"] = peak_memory()
        print(json.dumps(self.moments), flush=True)
        QApplication.exit(0)


def peak_memory() -> float:
    """Return the peak resident memory in MiB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def floor(*, orm: bool = False) -> None:
    """A bare window with a toolbar and an empty table; with `orm` it imports SQLAlchemy once painted."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent, QStandardItemModel
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    watch = Watch()

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            watch.paint_begins()
            super().paintEvent(event)
            watch.figures_set()
            QTimer.singleShot(_AFTER_PAINT_MS, painted)

    def painted() -> None:
        if orm:
            importlib.import_module("sqlalchemy.orm")
        watch.end()

    application = QApplication(sys.argv)
    window = Window()
    window.addToolBar("tools").addAction("新增")
    table = QTableView()
    table.setModel(QStandardItemModel(0, 8))
    window.setCentralWidget(table)
    window.resize(1366, 768)
    window.show()
    application.exec()


def program(data: str, *, beat: bool) -> None:
    """The program as its command starts it, on a data folder; usable once its first page has its rows."""
    from app import __main__, bootstrap

    run_window = bootstrap.run_window

    def watched(folder: Path | None) -> int:
        _watch_window(Watch(beat=beat))
        return run_window(folder)

    _replace(bootstrap, "run_window", watched)
    __main__.main(["--data", data])


def _watch_window(watch: Watch) -> None:
    from app.ui.main_window import MainWindow

    paint, glance, ready = MainWindow.paintEvent, MainWindow.show_glance, MainWindow.ready

    def watched_paint(self: MainWindow, event: object) -> None:
        # first, or the program's own work after the paint would be taken for a part of it
        watch.paint_begins()
        paint(self, event)  # type: ignore[arg-type]

    def watched_glance(self: MainWindow, *seen: object) -> None:
        glance(self, *seen)  # type: ignore[arg-type]
        watch.figures_set()

    def watched_ready(self: MainWindow, *given: object) -> None:
        from PySide6.QtCore import QTimer

        watch.store_comes()
        ready(self, *given)  # type: ignore[arg-type]
        watch.figures_set()
        QTimer.singleShot(_AFTER_PAINT_MS, watch.end)

    _replace(MainWindow, "paintEvent", watched_paint)
    _replace(MainWindow, "show_glance", watched_glance)
    _replace(MainWindow, "ready", watched_ready)


def _replace(owner: object, name: str, watched: object) -> None:
    setattr(owner, name, watched)


if __name__ == "__main__":
    if sys.argv[1] in ("floor", "orm"):
        floor(orm=sys.argv[1] == "orm")
    else:
        program(sys.argv[2], beat="beat" in sys.argv[3:])
