"""A real desk on a real database, in the program's look; dialogs are answered by the tests, never by a patch of ours."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget

from app.models.schema import upgrade_file
from app.models.store import Store
from app.services.context import Context
from app.services.undo import UndoStack
from app.ui.app import dress
from app.ui.desk import Desk
from app.ui.widgets.form import Form

Act = Callable[[QDialog], None]
_PATIENCE_MS = 5000
_POLL_MS = 5


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    dress(qapp)


@pytest.fixture(autouse=True)
def _no_system_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file dialog nobody answers would hang the suite."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a file dialog was opened: use the `choose_file` fixture")

    for name in ("getOpenFileName", "getSaveFileName", "getExistingDirectory"):
        monkeypatch.setattr(QFileDialog, name, refuse)


@pytest.fixture(scope="session")
def _empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new data file, made once and copied for every test."""
    path = tmp_path_factory.mktemp("empty") / "xianfeng.db"
    upgrade_file(path)
    return path


@pytest.fixture
def store(_empty_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A real file, as the program has: pages read it in the background while the window writes."""
    path = tmp_path / "store" / "xianfeng.db"
    path.parent.mkdir()
    shutil.copy(_empty_file, path)
    made = Store.open(path)
    yield made
    made.close()


@pytest.fixture
def choose_file(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """Let the system's file dialogs answer with a path; None is 取消."""

    def choose(path: Path | None) -> None:
        text = "" if path is None else str(path)
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, lambda *_a, **_k: (text, ""))
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: text)

    return choose


@pytest.fixture
def window_state(tmp_path: Path) -> QSettings:
    """The settings of this computer's window."""
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def empty_desk(window_state: QSettings, store: Store) -> Iterator[Desk]:
    """A desk before the store is open; asked for first, the store outlives the desk's work."""
    made = Desk(window_state)
    yield made
    made.close()


@pytest.fixture
def desk(empty_desk: Desk, branch: Context) -> Iterator[Desk]:
    """A desk on the branch 机关第一党支部, ready to work; its work ends before the store is closed."""
    empty_desk.attach(branch, UndoStack())
    yield empty_desk
    empty_desk.close()


@pytest.fixture
def messages(empty_desk: Desk) -> list[tuple[str, str]]:
    """Everything that was said at the foot of the window: (sentence, level)."""
    said: list[tuple[str, str]] = []
    empty_desk.bus.message.connect(lambda text, level: said.append((text, level)))
    return said


@pytest.fixture
def show(qtbot) -> Callable[[QWidget], QWidget]:
    """Show a widget as a window of 1366×768 and wait until it is there."""

    def shown(widget: QWidget) -> QWidget:
        # a form that is still dirty would ask at the end of the test, with nobody there to answer
        qtbot.addWidget(widget, before_close_func=_settle)
        widget.resize(1366, 768)
        widget.show()
        qtbot.waitExposed(widget)
        widget.activateWindow()
        # keys only reach the active window
        qtbot.waitUntil(widget.isActiveWindow)
        return widget

    return shown


def _settle(widget: QWidget) -> None:
    for form in widget.findChildren(Form):
        form.settle()


@pytest.fixture
def in_dialog(qapp: QApplication) -> Iterator[Callable[[Act], None]]:
    """Handle the next modal dialog: `in_dialog(lambda dialog: ...)` before the click that opens it."""
    waiting: list[QTimer] = []

    def handle(act: Act) -> None:
        timer = QTimer(interval=_POLL_MS)
        patience = [_PATIENCE_MS // _POLL_MS]

        def poll() -> None:
            found = QApplication.activeModalWidget()
            patience[0] -= 1
            if isinstance(found, QDialog):
                timer.stop()
                waiting.remove(timer)
                try:
                    act(found)
                except BaseException:
                    QDialog.reject(found)
                    raise
            elif patience[0] <= 0:
                timer.stop()

        timer.timeout.connect(poll)
        waiting.append(timer)
        timer.start()

    yield handle
    for timer in waiting:
        timer.stop()
    assert not waiting, "a dialog was expected, none opened"


@pytest.fixture
def write(qtbot) -> Callable[[QWidget, str], None]:
    """Type over what stands in a widget; Chinese arrives as an input method sends it (Qt's keys abort on it)."""

    def writing(widget: QWidget, text: str) -> None:
        widget.setFocus()
        qtbot.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for character in text:
            if character.isascii():
                qtbot.keyClicks(widget, character)
            else:
                event = QInputMethodEvent()
                event.setCommitString(character)
                QApplication.sendEvent(widget, event)

    return writing


@pytest.fixture
def press(in_dialog) -> Callable[[str], None]:
    """Press the button with this text in the next message box."""

    def pressing(text: str) -> None:
        def act(dialog: QDialog) -> None:
            assert isinstance(dialog, QMessageBox)
            {button.text(): button for button in dialog.buttons()}[text].click()

        in_dialog(act)

    return pressing
