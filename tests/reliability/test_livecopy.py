"""Backups made while another thread saves without a pause: each is whole and holds all that was saved before it."""

from __future__ import annotations

import queue
import shutil
import threading
from itertools import count
from pathlib import Path

from app.services import backup, safekeeping
from tests.reliability import branch, check, figures


def test_a_copy_made_while_acts_are_saved_is_whole(folder, fast, tell):
    ctx = branch.open_folder(folder)
    copies = figures.amount(8, 100)
    saved: list[str] = []
    told: queue.Queue[int] = queue.Queue()
    stop = threading.Event()

    def work() -> None:
        for number in count():
            if stop.is_set():
                return
            branch.act(ctx, "live", number)
            saved.append(branch.identity("live", number))
            told.put(number)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        made = []
        for number in range(copies):
            # at least one act lies between two copies, and another is at work
            told.get(timeout=100)
            made.append((list(saved), _copy(ctx, fast / f"copy-{number}")))
    finally:
        stop.set()
        worker.join()
        ctx.store.close()
    problems = [problem for before, copy in made for problem in check.examine(copy, before)]
    for _, copy in made:
        shutil.rmtree(copy)
    tell("livecopy", copies=copies, saved=len(saved), problems=len(problems))

    assert len(saved) >= copies
    assert problems == []


def _copy(ctx: branch.Context, target: Path) -> Path:
    """Make a data folder whose file is a copy of the live one."""
    target.mkdir()
    assert backup.copy_to(safekeeping.folders(ctx), target / "xianfeng.db").problems == ()
    return target
