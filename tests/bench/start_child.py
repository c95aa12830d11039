"""One start, watched from inside: `start_child.py floor` or `start_child.py program DATA`.

Prints one line of JSON: the monotonic seconds of the first finished paint, of the first real figures on
the page and of the moment when the store is open behind them, the peak memory in MiB, and the modules
that were loaded when the first paint began.
The parent subtracts the moment at which it started the process.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication


class Watch(QObject):
    """Sees the first paint of any window and prints what was found when the window is usable."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.painted = 0.0
        self.figures = 0.0
        self.modules: list[str] = []
        self.usable_wanted = False
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.painted and event.type() == QEvent.Type.Paint:
            self.painted = -1.0
            self.modules = sorted(sys.modules)
            # the timer fires when the paint that begins here is on the screen
            QTimer.singleShot(0, self._first_paint)
        return False

    def _first_paint(self) -> None:
        self.painted = time.monotonic()
        if self.usable_wanted:
            self.usable()

    def figures_shown(self) -> None:
        """Note that the first page shows real figures."""
        self.figures = time.monotonic()

    def usable(self) -> None:
        """Print the figures and end; waits for the first paint where it has not come yet."""
        if self.painted <= 0:
            self.usable_wanted = True
            return
        answer = {
            "painted": self.painted,
            "figures": self.figures or time.monotonic(),
            "usable": time.monotonic(),
            "memory": _peak_memory(),
            "modules": self.modules,
        }
        print(json.dumps(answer), flush=True)
        QApplication.exit(0)


def _peak_memory() -> float:
    """Return the peak resident memory in MiB; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def floor() -> None:
    """A bare window with a toolbar and an empty table: what PySide6 itself costs."""
    from PySide6.QtGui import QStandardItemModel
    from PySide6.QtWidgets import QMainWindow, QTableView

    application = QApplication(sys.argv)
    watch = Watch(application)
    window = QMainWindow()
    window.addToolBar("tools").addAction("新增")
    table = QTableView()
    table.setModel(QStandardItemModel(0, 8))
    window.setCentralWidget(table)
    window.resize(1366, 768)
    window.show()
    QTimer.singleShot(0, watch.usable)
    application.exec()


def program(data: Path) -> None:
    """The program on a data folder, wired by its own bootstrap; usable once its first page has its rows."""
    from app import bootstrap
    from app.ui import app as ui_app
    from app.ui import page
    from app.ui.main_window import MainWindow

    make_application, glance, load = ui_app.create_application, MainWindow.show_glance, page.Page._load
    watch: list[Watch] = []

    def watched_application(arguments: list[str]) -> QApplication:
        application = make_application(arguments)
        watch.append(Watch(application))
        return application

    def watched_glance(self: MainWindow, seen: object) -> None:
        glance(self, seen)
        QTimer.singleShot(0, watch[0].figures_shown)

    def watched_load(self: page.Page) -> None:
        load(self)
        QTimer.singleShot(0, watch[0].usable)

    ui_app.create_application = watched_application
    MainWindow.show_glance = watched_glance
    page.Page._load = watched_load
    bootstrap.run_window(data)


if __name__ == "__main__":
    if sys.argv[1] == "floor":
        floor()
    else:
        program(Path(sys.argv[2]))
