"""Long work runs beside the window, tells its end exactly once, and can be cancelled."""

from __future__ import annotations

import threading
import time

import pytest

from app.services.errors import Refused
from app.ui.jobs import Jobs, JobState


class Ear:
    """Hears the handlers of a job, in their order."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.threads: set[str] = set()

    def hear(self, word: str) -> None:
        self.heard.append(word)
        self.threads.add(threading.current_thread().name)

    def handlers(self) -> dict:
        return {
            "succeeded": lambda result: self.hear(f"succeeded {result}"),
            "failed": lambda error: self.hear(f"failed {error}"),
            "cancelled": lambda: self.hear("cancelled"),
            "finished": lambda: self.hear("finished"),
        }


@pytest.fixture
def jobs(qapp):
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def ear():
    return Ear()


def test_success_is_told_once_in_the_windows_thread(jobs, ear, qtbot):
    job = jobs.start("导出", lambda progress: 7, **ear.handlers())
    qtbot.waitUntil(lambda: job.over)

    assert ear.heard == ["succeeded 7", "finished"]
    assert ear.threads == {"MainThread"}
    assert job.state is JobState.SUCCEEDED


def test_refusal_is_told_as_failure(jobs, ear, qtbot):
    def work(progress):
        raise Refused("没有可以导出的记录。")

    job = jobs.start("导出", work, **ear.handlers())
    qtbot.waitUntil(lambda: job.over)

    assert ear.heard == ["failed 没有可以导出的记录。", "finished"]


def test_cancelled_work_stops_at_its_next_step(jobs, ear, qtbot):
    started = threading.Event()

    def work(progress):
        for at in range(10_000):
            started.set()
            progress.step(at, 10_000)
            time.sleep(0.001)

    job = jobs.start("导出", work, **ear.handlers())
    started.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: job.over)

    assert ear.heard == ["cancelled", "finished"]


def test_waiting_job_that_is_cancelled_never_runs(jobs, ear, qtbot):
    gate = threading.Event()
    ran: list[int] = []
    jobs.start("先来", lambda progress: gate.wait(5))
    second = jobs.start("后到", lambda progress: ran.append(1), **ear.handlers())
    second.cancel()
    gate.set()
    qtbot.waitUntil(lambda: second.over)

    assert ran == []
    assert ear.heard == ["cancelled", "finished"]


def test_bug_reaches_the_crash_report_and_still_finishes(jobs, ear, qtbot):
    def work(progress):
        raise ZeroDivisionError("算错了")

    with qtbot.captureExceptions() as bugs:
        job = jobs.start("结算", work, **ear.handlers())
        qtbot.waitUntil(lambda: job.over)

    assert [kind for kind, *_ in bugs] == [ZeroDivisionError]
    assert ear.heard == ["finished"]
    assert job.state is JobState.CRASHED


def test_progress_comes_at_most_twenty_times_a_second(jobs, qtbot):
    steps: list[tuple[int, int, str]] = []
    jobs.progressed.connect(lambda job: steps.append((job.step.done, job.step.total, job.step.text)))

    def work(progress):
        begin = time.monotonic()
        for at in range(1, 3001):
            progress.step(at, 3000, "写入")
        return time.monotonic() - begin

    took: list[float] = []
    job = jobs.start("导出", work, succeeded=took.append)
    qtbot.waitUntil(lambda: job.over)

    assert steps[-1] == (3000, 3000, "写入")
    assert len(steps) <= took[0] * 20 + 2


def test_jobs_run_one_after_the_other_in_their_order(jobs, qtbot):
    order: list[int] = []
    made = [jobs.start("写", lambda progress, at=at: order.append(at)) for at in range(300)]
    qtbot.waitUntil(lambda: all(job.over for job in made))

    assert order == list(range(300))
    assert not jobs.busy


def test_closing_cancels_waits_and_tells_everyone(qapp, ear):
    jobs = Jobs()
    started = threading.Event()

    def work(progress):
        for at in range(10_000):
            started.set()
            progress.step(at, 10_000)
            time.sleep(0.001)

    jobs.start("导出", work, **ear.handlers())
    started.wait(5)
    jobs.close()

    assert ear.heard == ["cancelled", "finished"]
