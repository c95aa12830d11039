"""The one place that wires things: folders, log, lock, store, clock, context, window."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.collector import calm_collector
from app.services.datalock import DataLock
from app.services.errors import AppError
from app.services.locations import Locations, default_data_folder, may_have_password

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtWidgets import QApplication

    from app.services.context import Changes, Context
    from app.services.progress import Progress
    from app.services.security.login import Login
    from app.ui.desk import Desk
    from app.ui.login.gate import LoginGate
    from app.ui.login.lock import Lock
    from app.ui.main_window import MainWindow
    from app.ui.single_instance import SingleInstance

logger = logging.getLogger(__name__)

_AFTER_PAINT_MS = 1
"""A real timer fires when layout and paint, which are posted, are done."""


def locations(data: Path | None) -> Locations:
    """Return the folders of the data folder asked for, or of the system's place for it."""
    return Locations(default_data_folder() if data is None else data.expanduser().absolute())


def system_clock() -> datetime:
    """Return the present local time; the only look at the computer's clock."""
    from datetime import datetime

    return datetime.now()


def make_context(
    paths: Locations, clock: Callable[[], datetime] = system_clock, login: Login | None = None
) -> Context:
    """Open the store of a data folder and return the context of its services.

    The caller holds the folder's lock. SQLAlchemy is imported here and not before. A folder with a
    password needs who has logged in.

    Raises:
        AppError: The folder or its file cannot be used; the sentence says why.

    """
    from app.services import settings
    from app.services.context import Context
    from app.services.opening import enter, open_store

    store = open_store(paths, clock(), login)
    ctx = Context(store=store, clock=clock, paths=paths)
    if login is not None:
        try:
            return enter(ctx, login)
        except AppError:
            store.close()
            raise
    known = settings.load(ctx)
    return Context(store=store, clock=clock, operator=known.recorder or known.secretary, paths=paths)


@contextmanager
def command_context(
    data: Path | None, clock: Callable[[], datetime] = system_clock, login: Login | None = None
) -> Iterator[Context]:
    """Give a command its context on a locked data folder, logged in, and close everything afterwards."""
    from app.services import log_anchor
    from app.services.security import command_line

    paths = locations(data)
    with DataLock(paths.lock):
        ctx = make_context(paths, clock, login or command_line.log_in(paths, clock()))
        try:
            yield ctx
        finally:
            log_anchor.note(ctx)
            ctx.store.close()


def run_window(data: Path | None) -> int:
    """Open the window on a data folder; return the exit status once it is closed.

    The window is painted before SQLAlchemy and the store are touched.
    """
    # nearly all that a start makes stays: searching it for garbage costs a twentieth of the first paint
    gc.disable()
    from PySide6.QtCore import QSettings

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
    desk = Desk(QSettings(str(paths.window_state), QSettings.Format.IniFormat))
    window = MainWindow(desk)
    instance.activated.connect(window.bring_to_front)
    shell = Shell(app, window, desk, paths, instance)
    window.painted.connect(shell.open)
    desk.start_demo = shell.start_demo
    window.show()
    status = app.exec()
    shell.close()
    instance.release()
    return status


class Shell:
    """What happens behind the painted window: first figures, the store, the sample branch, the end."""

    def __init__(
        self, app: QApplication, window: MainWindow, desk: Desk, paths: Locations, instance: SingleInstance
    ) -> None:
        self._app = app
        self._window = window
        self._desk = desk
        self._paths = paths
        self._instance = instance
        self._lock = DataLock(paths.lock)
        self._demo_lock = DataLock(_demo_folder(paths).lock)
        self._closing = False
        self._read_only = False
        self._login: Login | None = None
        self._gate: LoginGate | None = None
        self._guard: Lock | None = None
        self._begun = False
        self._own: Context | None = None
        """The own data, also while the sample branch is open."""

    def open(self) -> None:
        """Show the first figures; when they are on the screen, make the rest and open the store."""
        from PySide6.QtCore import QTimer

        from app.services.startup_place import is_read_only

        self._read_only = is_read_only(self._paths)
        try:
            if not self._read_only:
                self._lock.acquire()
        except AppError as error:
            self._refused(error)
            return
        if not may_have_password(self._paths):
            # an encrypted file tells nothing before somebody has logged in
            self._glance()
        QTimer.singleShot(_AFTER_PAINT_MS, self._go_on)

    def _go_on(self) -> None:
        from app.services import log_file
        from app.ui.icons import icon

        if not self._read_only:
            log_file.start(self._paths)
        self._app.setWindowIcon(icon("id-badge-2", "accent"))
        self._window.finish()
        self._instance.listen()
        if may_have_password(self._paths) and self._asks():
            return
        self._open()

    def _open(self) -> None:
        # in the worker, so that the window stays alive
        self._start("打开数据", self._open_own, self._ready, cancellable=False)

    def _asks(self) -> bool:
        """Ask who is there where the data have a password; tell whether they have."""
        from app.services.security import login

        try:
            if not login.settle(self._paths).protected:
                return False
        except AppError as error:
            self._refused(error)
            return True
        from app.ui.login.gate import LoginGate

        self._gate = LoginGate(self._desk, self._paths, system_clock, self._logged_in)
        self._window.show_before(self._gate.view)
        return True

    def _logged_in(self, login: Login) -> None:
        self._login = login
        self._open()

    def _taken_over(self, ctx: Context) -> None:
        """Go on with the context of another person, who has unlocked the window."""
        from app.services.undo import UndoStack

        self._login = ctx.login
        self._window.ready(ctx, UndoStack())

    def start_demo(self) -> None:
        """Change to the sample branch (演示支部) in a folder of its own; it is made at the first time."""
        if self._desk.is_ready:
            # a password may have been set since the start
            self._login = self._desk.ctx.login
        self._start("准备演示支部", self._open_demo, self._enter_demo)

    def leave_demo(self) -> None:
        """Change back to the own branch; what was tried in the sample branch stays there."""
        self._start("打开本支部", self._open_own, self._return, cancellable=False)

    def close(self) -> None:
        """Stop what still runs, close the store, keep a verified copy, free the folder."""
        from app.services import backup_policy, log_anchor, startup

        desk = self._desk
        self._closing = True
        desk.close()
        if desk.is_ready:
            desk.ctx.store.close()
        own = self._own
        if own is not None and not self._read_only:
            try:
                log_anchor.note(own)
                backup_policy.closing(own)
                startup.end(self._paths)
            except AppError:
                logger.exception("no backup was made on closing")
        if own is not None:
            own.store.close()
        self._demo_lock.release()
        self._lock.release()

    def _glance(self) -> None:
        from app.models.glance import glance
        from app.services import overview

        today = system_clock().date()
        seen = glance(self._paths.database, lambda query: overview.read(query, today))
        if seen is not None and seen.is_set_up:
            from app.ui.home.glance_view import GlanceView

            self._window.show_glance(GlanceView(seen, self._desk.show_page), seen)

    def _start(
        self,
        title: str,
        work: Callable[[Progress], Context],
        opened: Callable[[Context], None],
        *,
        cancellable: bool = True,
    ) -> None:
        self._desk.jobs.start(
            title,
            work,
            succeeded=opened,
            failed=self._refused,
            cancelled=self._assist,
            cancellable=cancellable,
        )

    def _open_own(self, _progress: Progress) -> Context:
        self._own = make_context(self._paths, login=self._login)
        return self._own

    def _open_demo(self, progress: Progress) -> Context:
        from app.services.sample import making, plan
        from app.services.sample.year import SampleClock

        beside = Locations(self._paths.data / "demo-making")
        making.make(_demo_folder(self._paths), beside, make_context, progress)
        self._demo_lock.acquire()
        try:
            return make_context(_demo_folder(self._paths), SampleClock(plan.TODAY))
        except AppError:
            self._demo_lock.release()
            raise

    def _enter_demo(self, ctx: Context) -> None:
        self._desk.leave_demo = self.leave_demo
        self._ready(ctx)
        self._desk.bus.say(
            "现在打开的是演示支部；要回到自己的支部，请到“设置 → 数据与备份”退出演示。", "info"
        )

    def _return(self, ctx: Context) -> None:
        self._desk.leave_demo = None
        self._ready(ctx)
        self._demo_lock.release()

    def _ready(self, ctx: Context) -> None:
        from app.services.undo import UndoStack

        if self._closing:
            # the window was closed while the store was being opened
            ctx.store.close()
            return
        former = self._desk.ctx if self._desk.is_ready else None
        self._window.ready(ctx, UndoStack())
        if former is not None:
            former.store.close()
        if self._guard is None:
            from app.ui.login.lock import Lock

            self._guard = Lock(self._desk, self._window, self._taken_over)
        self._guard.arm()
        calm_collector()
        if not self._read_only:
            self._desk.jobs.start(
                "每日核对",
                lambda _progress: _caught_up(ctx),
                succeeded=self._desk.bus.changed.emit,
                quiet=True,
            )
            self._assist()
        if ctx is self._own and not self._begun and not self._read_only:
            self._begun = True
            self._begin(ctx)
        if ctx.login is not None and not ctx.login.account:
            from app.ui.settings.password_dialogs import after_code

            after_code(self._desk, self._window)

    def _begin(self, ctx: Context) -> None:
        """Look through the data and make the copy of the day, beside the window."""
        from app.services import startup
        from app.ui.startup import tell_start

        self._desk.jobs.start(
            "启动检查",
            lambda _progress: startup.begin(ctx),
            succeeded=lambda found: tell_start(self._desk, self._window, found),
            failed=lambda error: self._desk.bus.say(error.message, "warn"),
            quiet=True,
        )

    def _assist(self) -> None:
        """Offer the assistant as long as there is no branch."""
        from app.services import orgs

        if not self._closing and orgs.branch(self._desk.ctx) is None:
            from app.ui.assistant.dialog import run_assistant

            run_assistant(self._desk)

    def _refused(self, error: AppError) -> None:
        from app.ui import dialogs

        if self._closing:
            return
        if not self._desk.is_ready and not self._read_only:
            from app.ui.startup import rescued

            if rescued(self._window, self._paths, self._login, system_clock()):
                self._open()
                return
        dialogs.tell(self._window, error.message, bad=True)
        if not self._desk.is_ready:
            self._app.exit(2)
        calm_collector()


def _caught_up(ctx: Context) -> Changes:
    """Catch up with what time alone has changed; only now, since the window can be used meanwhile."""
    from app.services import daily

    return daily.catch_up(ctx)


def _demo_folder(paths: Locations) -> Locations:
    """Return the folders of the sample branch, which lies beside the real data."""
    return Locations(paths.data / "demo")
