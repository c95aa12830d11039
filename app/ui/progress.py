"""The progress dialog: comes only where a job takes longer than 0.6 s, and can cancel it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.jobs import Job, Jobs
from app.ui.widgets.labels import faded, heading

_PATIENCE_MS = 600


class ProgressDialog(QDialog):
    """Watches `jobs` for the life of the window; shows the job that is running."""

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self._job: Job[Any] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._build()
        self._timer.timeout.connect(self._appear)
        jobs.began.connect(self._on_began)
        jobs.progressed.connect(self._on_progressed)
        jobs.ended.connect(self._on_ended)

    def _build(self) -> None:
        self.setWindowTitle("请稍候")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(theme.unit(54))
        self._title = heading("", level=2)
        self._text = faded("")
        self._bar = QProgressBar(textVisible=False)
        self._cancel = QPushButton("取消")
        self._cancel.clicked.connect(self._on_cancel)
        foot = QHBoxLayout()
        foot.addWidget(self._text, 1)
        foot.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(3), theme.unit(3), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(self._title)
        column.addWidget(self._bar)
        column.addLayout(foot)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel instead of closing; the dialog goes when the work has really stopped."""
        if self._job is not None:
            self._on_cancel()
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape cancels, as closing does."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_cancel()
            return
        super().keyPressEvent(event)

    def _on_began(self, job: Job[Any]) -> None:
        if job.quiet:
            return
        self._job = job
        self._title.setText(job.title)
        self._text.setText("")
        self._bar.setRange(0, 0)
        self._cancel.setText("取消")
        self._cancel.setEnabled(job.cancellable)
        self._timer.start()

    def _on_progressed(self, job: Job[Any]) -> None:
        if job is not self._job:
            return
        step = job.step
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)
        count = f"{step.done} / {step.total}" if step.total else ""
        if not job.stopping:
            self._text.setText("　".join(part for part in (step.text, count) if part))

    def _on_ended(self, job: Job[Any]) -> None:
        if job is self._job:
            self._job = None
            self._timer.stop()
            self.hide()

    def _on_cancel(self) -> None:
        if self._job is not None and self._job.cancellable:
            self._job.cancel()
            self._cancel.setEnabled(False)
            self._text.setText("正在停止……")

    def _appear(self) -> None:
        if self._job is not None:
            self.show()
