"""kill -9 at random moments of real work: nothing acknowledged is lost, nothing is half, the next start just goes on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from tests.reliability import branch, check, figures
from tests.reliability.recording import PROJECT

pytestmark = [pytest.mark.skipif(os.name != "posix", reason="needs fork"), pytest.mark.timeout(3000)]

_CARRIED = 20
"""So many kills one folder goes through; then a fresh one, since every check replays its whole log."""
_LONGEST_LIFE = 0.25


@pytest.fixture
def nursery():
    with subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.nursery"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    ) as process:
        yield process
        process.stdin.close()


def test_a_killed_program_has_lost_nothing(nursery, founded, fast, tell):
    kills = figures.amount(40, 1000)
    chance = Random("kill -9")
    found: Counter[str] = Counter(kills=kills, acknowledged=0, interrupted=0, unacknowledged=0, problems=0)
    for turn in range(kills):
        if turn % _CARRIED == 0:
            folder = fast / f"killed-{turn}"
            shutil.copytree(founded, folder)
            saved: list[int] = []
        saved += _killed(nursery, folder, chance.uniform(0, _LONGEST_LIFE), len(saved), found)
        problems = check.examine(folder, [branch.identity("kill", number) for number in saved])
        if problems:
            print(f"kill {turn}:", *problems[:3])
        found["problems"] += bool(problems)
        saved = _all_saved(folder, saved, found)
        if turn % _CARRIED == _CARRIED - 1:
            shutil.rmtree(folder)
    tell("kill9", **found)

    assert found["acknowledged"] > kills
    assert found["problems"] == 0


def _killed(nursery, folder: Path, life: float, first: int, found: Counter[str]) -> list[int]:
    """Let a writer work for `life` seconds, kill it, and return what it has acknowledged."""
    nursery.stdin.write(f"{folder} kill {first}\n")
    nursery.stdin.flush()
    word, child = nursery.stdout.readline().split()
    assert word == "born"
    killer = threading.Timer(life, os.kill, (int(child), signal.SIGKILL))
    killer.start()
    saved = []
    while (line := nursery.stdout.readline().strip()) != "gone":
        saved.append(int(line.removeprefix("saved ")))
    killer.join()
    found["acknowledged"] += len(saved)
    found["interrupted"] += any(path.stat().st_size for path in folder.glob("*-journal"))
    return saved


def _all_saved(folder: Path, saved: list[int], found: Counter[str]) -> list[int]:
    """Return what is saved: at most one act more than was acknowledged, the one that was being told of."""
    ctx = branch.open_folder(folder)
    try:
        present = [n for n in range(len(saved) + 1) if ctx.saved(branch.identity("kill", n))]
    finally:
        ctx.store.close()
    found["unacknowledged"] += len(present) - len(saved)
    return present
