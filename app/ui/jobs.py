"""Long work beside the window: one worker thread, one long-lived object that brings the news back.

Everything a job has to tell goes through a deque and one queued signal, so no Qt object is ever made,
touched or dropped in the worker. Handlers are given before the work starts; nothing can be missed.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.services.errors import AppError, Cancelled
from app.services.progress import Progress

T = TypeVar("T")
_STEP_SECONDS = 0.05


class JobState(StrEnum):
    """How far a job is; the last four are ends, and each job reaches exactly one of them."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a job stands: `done` of `total` parts and what it is at."""

    done: int
    total: int
    text: str


@dataclass(eq=False)
class Job(Generic[T]):
    """The handle of one piece of long work; read and cancelled from the window's thread."""

    title: str
    work: Callable[[Progress], T]
    succeeded: Callable[[T], None] | None = None
    failed: Callable[[AppError], None] | None = None
    cancelled: Callable[[], None] | None = None
    finished: Callable[[], None] | None = None
    cancellable: bool = True
    quiet: bool = False
    state: JobState = JobState.WAITING
    step: Step = Step(0, 0, "")
    _stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    @property
    def over(self) -> bool:
        """Whether it has reached its end."""
        return self.state not in (JobState.WAITING, JobState.RUNNING)


class _Reporter:
    """The worker's side of a job: polls for cancelling and thins the news to 20 a second."""

    def __init__(
        self, job: Job[Any], post: Callable[[Callable[[], None]], None], tell: Callable[[Job[Any]], None]
    ) -> None:
        self._job = job
        self._post = post
        self._tell = tell
        self._last = 0.0

    def step(self, done: int, total: int, text: str = "") -> None:
        if self._job.stopping:
            raise Cancelled
        now = time.monotonic()
        if now - self._last < _STEP_SECONDS and done != total:
            return
        self._last = now
        step = Step(done, total, text)
        self._post(lambda: self._arrive(step))

    def _arrive(self, step: Step) -> None:
        self._job.step = step
        self._tell(self._job)


class Jobs(QObject):
    """Runs one job after the other; its signals and all handlers come in the window's thread."""

    began = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._news: deque[Callable[[], None]] = deque()
        self._open: list[Job[Any]] = []
        self._wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        title: str,
        work: Callable[[Progress], T],
        *,
        succeeded: Callable[[T], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        finished: Callable[[], None] | None = None,
        cancellable: bool = True,
        quiet: bool = False,
    ) -> Job[T]:
        """Queue `work`, which must touch no widget.

        Args:
            title: What the progress dialog says, e.g. "正在导出积分表".
            work: Gets a `Progress`, runs in the worker thread.
            succeeded: Gets the result.
            failed: Gets the `AppError` that ended the work.
            cancelled: Called where the user cancelled.
            finished: Called last, whatever the end was.
            cancellable: Whether the dialog offers to cancel.
            quiet: Whether it goes on without any dialog, as housekeeping does.

        """
        job = Job(title, work, succeeded, failed, cancelled, finished, cancellable, quiet)
        self._open.append(job)
        self._pool.submit(self._run, job)
        return job

    @property
    def busy(self) -> bool:
        """Whether any job is waiting or running."""
        return bool(self._open)

    @property
    def working(self) -> bool:
        """Whether anything the user has asked for is waiting or running; quiet housekeeping does not count."""
        return any(not job.quiet for job in self._open)

    def close(self) -> None:
        """Cancel everything, wait for the worker and deliver what is still to be told."""
        for job in self._open:
            job.cancel()
        self._pool.shutdown(wait=True)
        self._deliver()

    def _post(self, news: Callable[[], None]) -> None:
        self._news.append(news)
        self._wake.emit()

    def _run(self, job: Job[Any]) -> None:
        if job.stopping:
            self._post(lambda: self._end(job, JobState.CANCELLED, job.cancelled))
            return
        self._post(lambda: self._begin(job))
        try:
            result = job.work(_Reporter(job, self._post, self.progressed.emit))
        except Cancelled:
            self._post(lambda: self._end(job, JobState.CANCELLED, job.cancelled))
        except AppError as error:
            refusal = error
            self._post(lambda: self._end(job, JobState.FAILED, job.failed, refusal))
        except Exception as error:
            bug = error
            self._post(lambda: self._end(job, JobState.CRASHED, _raise_bug, bug))
        else:
            self._post(lambda: self._end(job, JobState.SUCCEEDED, job.succeeded, result))

    def _deliver(self) -> None:
        while self._news:
            self._news.popleft()()

    def _begin(self, job: Job[Any]) -> None:
        job.state = JobState.RUNNING
        self.began.emit(job)

    def _end(
        self, job: Job[Any], state: JobState, handler: Callable[..., None] | None, *args: object
    ) -> None:
        job.state = state
        self._open.remove(job)
        try:
            self.ended.emit(job)
            if handler is not None:
                handler(*args)
        finally:
            if job.finished is not None:
                job.finished()


def _raise_bug(error: Exception) -> None:
    sys.excepthook(type(error), error, error.__traceback__)
