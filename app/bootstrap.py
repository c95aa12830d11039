"""The one place that wires things: folders, log, lock, store, clock, context, window."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.datalock import DataLock
from app.services.errors import AppError
from app.services.locations import Locations, default_data_folder

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.services.context import Context
    from app.ui.desk import Desk
    from app.ui.main_window import MainWindow

logger = logging.getLogger(__name__)

_LOG_BYTES = 500_000
_LOG_FILES = 3


def locations(data: Path | None) -> Locations:
    """Return the folders of the data folder asked for, or of the system's place for it."""
    return Locations(default_data_folder() if data is None else data.expanduser().absolute())


def system_clock() -> datetime:
    """Return the present local time; the only look at the computer's clock."""
    return datetime.now()


def start_log(paths: Locations) -> None:
    """Send log records to the rotating file of the data folder; the log never holds personal data."""
    paths.log.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        paths.log, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("app")
    root.setLevel(logging.INFO)
    root.addHandler(handler)


def make_context(paths: Locations, clock: Callable[[], datetime] = system_clock) -> Context:
    """Open the store of a data folder and return the context of its services.

    The caller holds the folder's lock. SQLAlchemy is imported here and not before.

    Raises:
        AppError: The folder or its file cannot be used; the sentence says why.

    """
    from app.services import settings
    from app.services.context import Context
    from app.services.opening import open_store

    store = open_store(paths, clock())
    ctx = Context(store=store, clock=clock, paths=paths)
    known = settings.load(ctx)
    return Context(store=store, clock=clock, operator=known.recorder or known.secretary, paths=paths)


@contextmanager
def command_context(data: Path | None, clock: Callable[[], datetime] = system_clock) -> Iterator[Context]:
    """Give a command its context on a locked data folder and close everything afterwards."""
    paths = locations(data)
    with DataLock(paths.lock):
        ctx = make_context(paths, clock)
        try:
            yield ctx
        finally:
            ctx.store.close()


def run_window(data: Path | None) -> int:
    """Open the window on a data folder; return the exit status once it is closed.

    The window is painted before SQLAlchemy and the store are touched.
    """
    from PySide6.QtCore import QSettings, QTimer

    from app.ui.app import create_application
    from app.ui.desk import Desk
    from app.ui.main_window import MainWindow
    from app.ui.single_instance import SingleInstance

    paths = locations(data)
    app = create_application(sys.argv)
    instance = SingleInstance(paths.data)
    if not instance.acquire():
        # The first window has been brought to the front by now.
        return 0
    start_log(paths)
    desk = Desk(QSettings(str(paths.window_state), QSettings.Format.IniFormat))
    window = MainWindow(desk)
    instance.activated.connect(window.bring_to_front)
    window.show()
    lock = DataLock(paths.lock)
    QTimer.singleShot(0, lambda: _open_desk(app, window, desk, paths, lock))
    status = app.exec()
    _close_desk(desk, paths, lock)
    instance.release()
    return status


def _open_desk(app: QApplication, window: MainWindow, desk: Desk, paths: Locations, lock: DataLock) -> None:
    """Open the store in the worker, so that the painted window stays alive, then hand the desk its context."""

    def ready(ctx: Context) -> None:
        from app.services.undo import UndoStack

        window.ready(ctx, UndoStack())

    def refused(error: AppError) -> None:
        from app.ui import dialogs

        dialogs.tell(window, "不能打开数据", error.message)
        app.exit(2)

    try:
        lock.acquire()
    except AppError as error:
        refused(error)
        return
    desk.jobs.start("打开数据", lambda _progress: make_context(paths), succeeded=ready, failed=refused)


def _close_desk(desk: Desk, paths: Locations, lock: DataLock) -> None:
    """Stop what still runs, close the store, keep a verified copy, free the folder."""
    from app.services import backup

    desk.close()
    if desk.is_ready:
        desk.ctx.store.close()
        try:
            backup.back_up(paths, system_clock())
        except AppError:
            logger.exception("no backup was made on closing")
    lock.release()
