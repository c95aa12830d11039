"""锁定: contents hidden when nobody has worked for a while, or at once by Ctrl+L; what is open stays as it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from app.models.kinds import AuditKind
from app.services import audit, settings
from app.services.context import Context
from app.services.errors import AppError
from app.services.locations import Locations
from app.services.opening import enter
from app.services.security import keyfile, login
from app.services.security.login import Login
from app.ui import theme
from app.ui.desk import Desk
from app.ui.login.panel import LoginPanel
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.labels import faded, heading
from app.ui.widgets.state_draft import StateDraft

T = TypeVar("T", bound=QObject)
_LOOK_MS = 2000
_TITLE = "先锋档案（已锁定）"
_WORK = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.InputMethod,
}


class Lock(QObject):
    """Watches for idleness while somebody is logged in, and covers every window when it is locked.

    Args:
        desk: The desk.
        window: The main window; Ctrl+L there locks.
        taken_over: Gets the context of another person who has unlocked it.

    """

    def __init__(self, desk: Desk, window: QWidget, taken_over: Callable[[Context], None]) -> None:
        super().__init__(window)
        self.desk = desk
        self._window = window
        self._taken_over = taken_over
        self._covers: list[_Cover] = []
        self._touched = time.monotonic()
        self.dialog: LockDialog | None = None
        self._armed = False
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        QShortcut(QKeySequence("Ctrl+L"), window, self.lock)
        desk.bus.changed.connect(lambda _: self.arm())
        self.arm()

    @property
    def is_locked(self) -> bool:
        """Whether the contents are hidden."""
        return self.dialog is not None

    def arm(self) -> None:
        """Begin or end to watch, as there is a log-in or none."""
        wanted = self.desk.is_ready and self.desk.ctx.login is not None
        if wanted == self._armed:
            return
        self._armed = wanted
        app = QApplication.instance()
        if app is None:
            return
        if wanted:
            app.installEventFilter(self)
            self._touched = time.monotonic()
            self._timer.start()
        else:
            app.removeEventFilter(self)
            self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note that somebody is working; Ctrl+L locks also while a dialog shadows the window's shortcut."""
        if event.type() in _WORK:
            self._touched = time.monotonic()
            if isinstance(event, QKeyEvent) and _is_lock(event) and not self.is_locked:
                self.lock()
                return True
        return False

    def lock(self) -> None:
        """Hide the contents of every window and ask for the password."""
        if self.is_locked or not self._armed:
            if not self._armed and self.desk.is_ready:
                self.desk.bus.say("还没有设密码，不能锁定；请到“设置 → 用户与密码”设置。", "info")
            return
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and widget.windowType() in (Qt.WindowType.Window, Qt.WindowType.Dialog):
                self._covers.append(_Cover(widget))
        paths = self.desk.ctx.paths
        assert paths is not None
        self.dialog = LockDialog(self.desk, paths, self._unlocked, self._busy, self._window)
        self.dialog.open()

    def _look(self) -> None:
        if self.is_locked:
            return
        minutes = settings.load(self.desk.ctx).lock_minutes
        if time.monotonic() - self._touched >= minutes * 60:
            self.lock()

    def _busy(self) -> bool:
        """Tell whether something is open that only the person who opened it may go on with.

        A form can be put away, since its draft is kept; what stands unsaved on a page or in an assistant cannot.
        """
        return (
            self.desk.jobs.working
            or not all(isinstance(window, FormDialog) for window in self._others())
            or any(draft.is_unsaved for draft in self._own(StateDraft))
            or any(form.is_dirty for form in self._own(Form))
        )

    def _others(self) -> list[QWidget]:
        return [cover.window_of for cover in self._covers if cover.window_of is not self._window]

    def _own(self, kind: type[T]) -> Iterator[T]:
        """Yield what stands in the main window itself, not in a dialog over it."""
        for found in self._window.findChildren(kind):
            around = found if isinstance(found, QWidget) else found.parent()
            if isinstance(around, QWidget) and around.window() is self._window:
                yield found

    def _put_away(self) -> None:
        """Close the forms of who has locked; what stands in them is kept for when that person comes back."""
        for window in reversed(self._others()):
            for draft in window.findChildren(StateDraft):
                draft.keep()
            if isinstance(window, QDialog):
                window.done(QDialog.DialogCode.Rejected)

    def _unlocked(self, session: Login) -> None:
        ctx = self.desk.ctx
        dialog = self.dialog
        if dialog is None or ctx.login is None:
            return
        if session.account != ctx.login.account:
            try:
                entered = enter(ctx, session)
            except AppError as error:
                dialog.panel.refuse(error.message)
                return
            self._put_away()
            self._open_up(dialog)
            self._taken_over(entered)
            return
        self._open_up(dialog)
        audit.log_event(ctx, AuditKind.LOGIN, f"“{ctx.operator}”解锁")

    def _open_up(self, dialog: LockDialog) -> None:
        self._touched = time.monotonic()
        self.dialog = None
        dialog.finish()
        for cover in self._covers:
            cover.lift()
        self._covers.clear()


def _is_lock(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_L and event.modifiers() == Qt.KeyboardModifier.ControlModifier


class _Cover(QWidget):
    """Lies over everything a window shows, its title included."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.window_of = window
        self._title = window.windowTitle()
        self._focus = window.focusWidget()
        self.setAutoFillBackground(True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("paper_ground")
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(heading("已锁定", level=2), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(
            faded("输入密码后接着工作，没有保存的内容都还在。"), 0, Qt.AlignmentFlag.AlignHCenter
        )
        column.addStretch(1)
        window.setWindowTitle(_TITLE)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def lift(self) -> None:
        """Show the window again as it was."""
        self.window_of.removeEventFilter(self)
        self.window_of.setWindowTitle(self._title)
        self.hide()
        self.deleteLater()
        if self._focus is not None:
            self._focus.setFocus()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Cover the window also when it is made larger, or shows something new."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest):
            self.setGeometry(self.window_of.rect())
            self.raise_()
        return False


class LockDialog(QDialog):
    """Asks for the password; it cannot be closed otherwise.

    Args:
        desk: The desk.
        paths: The data folder.
        opened: Gets the log-in.
        busy: Tells whether only the same person may go on.
        parent: The main window.

    """

    def __init__(
        self,
        desk: Desk,
        paths: Locations,
        opened: Callable[[Login], None],
        busy: Callable[[], bool],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._paths = paths
        self._opened = opened
        self._busy = busy
        self._done = False
        self._who = desk.ctx.operator
        self.setWindowTitle(_TITLE)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        names = keyfile.load(paths.keys).names
        note = f"{self._who} 正在使用。也可以换人登录。" if len(names) > 1 else f"{self._who} 正在使用。"
        self.panel = LoginPanel("已锁定", note, names, button="解锁", code=False)
        self.panel.choose(self._who)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(1), theme.unit(1), theme.unit(1), theme.unit(1))
        column.addWidget(self.panel)
        self.panel.submitted.connect(self._try)

    def reject(self) -> None:
        """Stay: only a password opens."""
        if self._done:
            super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the key Esc do nothing."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def finish(self) -> None:
        """Go away, now that it is unlocked."""
        self._done = True
        self.accept()
        self.deleteLater()

    def _try(self, name: str, password: str) -> None:
        if name != self._who and self._busy():
            self.panel.refuse(f"还有 {self._who} 没有保存或没有办完的内容，请先由本人解锁。")
            return
        now = self.desk.ctx.now
        self.desk.jobs.start(
            "核对密码",
            lambda _progress: login.log_in(self._paths, name, password, now),
            succeeded=self._opened,
            failed=self._refused,
            quiet=True,
        )

    def _refused(self, error: AppError) -> None:
        self.panel.refuse(error.message)
