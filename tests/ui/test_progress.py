"""The progress dialog comes only where a job takes long, says where it stands, and cancels it."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from app.ui.jobs import Jobs, JobState
from app.ui.progress import ProgressDialog


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def dialog(jobs, show):
    window = show(QWidget())
    yield ProgressDialog(jobs, window)
    # the window must live as long as its dialog
    window.close()


class Gate:
    """Work that waits until the test opens the gate, telling where it stands."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def __call__(self, progress) -> str:
        while not self.open.is_set():
            progress.step(3, 10, "写入第 3 页")
            time.sleep(0.01)
        return "好了"


@pytest.fixture
def gate():
    made = Gate()
    yield made
    made.open.set()


def test_short_work_shows_no_dialog(jobs, dialog, qtbot):
    seen: list[bool] = []
    job = jobs.start(
        "导出", lambda progress: time.sleep(0.1), finished=lambda: seen.append(dialog.isVisible())
    )
    qtbot.waitUntil(lambda: job.over)

    assert seen == [False]


def test_long_work_says_where_it_stands_and_goes_with_its_end(jobs, dialog, gate, qtbot):
    job = jobs.start("正在导出档案", gate)
    qtbot.waitUntil(dialog.isVisible)
    texts = [label.text() for label in dialog.findChildren(QLabel)]

    assert "正在导出档案" in texts
    assert "写入第 3 页　3 / 10" in texts
    assert dialog.findChild(QProgressBar).value() == 3

    gate.open.set()
    qtbot.waitUntil(lambda: job.over)
    assert not dialog.isVisible()


@pytest.mark.parametrize("by", ["button", "escape", "cross"])
def test_cancelling_stops_the_work(jobs, dialog, gate, qtbot, by):
    job = jobs.start("正在导出档案", gate)
    qtbot.waitUntil(dialog.isVisible)

    if by == "button":
        qtbot.mouseClick(dialog.findChild(QPushButton), Qt.MouseButton.LeftButton)
    elif by == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        dialog.close()
    qtbot.waitUntil(lambda: job.over)

    assert job.state is JobState.CANCELLED
    assert not dialog.isVisible()


def test_quiet_work_shows_no_dialog(jobs, dialog, qtbot):
    seen: list[bool] = []
    jobs.start("每日核对", lambda progress: time.sleep(0.8), quiet=True)
    job = jobs.start("随后", lambda progress: None, finished=lambda: seen.append(dialog.isVisible()))
    qtbot.waitUntil(lambda: job.over)

    assert seen == [False]


def test_work_that_cannot_be_cancelled_goes_on(jobs, dialog, gate, qtbot):
    job = jobs.start("正在恢复备份", gate, cancellable=False)
    qtbot.waitUntil(dialog.isVisible)

    assert not dialog.findChild(QPushButton).isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    gate.open.set()
    qtbot.waitUntil(lambda: job.over)

    assert job.state is JobState.SUCCEEDED
