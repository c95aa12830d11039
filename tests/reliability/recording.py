"""Recordings of real work, and the judgement of every image a cut may leave of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.reliability import branch, check, iolog
from tests.reliability.crashes import Image
from tests.reliability.iolog import Op

PROJECT = Path(__file__).parent.parent.parent
_THOROUGH_EVERY = 10


def record(folder: Path, *arguments: str) -> list[Op]:
    """Run `python -m ARGUMENTS` and return what it did to the files below `folder`."""
    with tempfile.TemporaryDirectory() as parent:
        log = Path(parent) / "log"
        command = [sys.executable, "-m", *arguments]
        subprocess.run(command, env=iolog.environment(folder, log), cwd=PROJECT, check=True)
        return iolog.read(log, folder)


def record_acts(start: Path, seed: str, acts: int, *unsafe: str) -> list[Op]:
    """Record a writer at work on a copy of folder `start`."""
    with tempfile.TemporaryDirectory(dir=start.parent) as parent:
        copy = shutil.copytree(start, Path(parent) / "data")
        return record(copy, "tests.reliability.writer", str(copy), seed, str(acts), *unsafe)


def judge(images: Iterable[Image], seed: str, place: Path) -> Counter[str]:
    """Open each image with the program and count the problems; the same image twice is looked at once."""
    found: Counter[str] = Counter(cuts=0, distinct=0, interrupted=0, lost=0, half=0, unreadable=0)
    seen: dict[bytes, list[str]] = {}
    for number, image in enumerate(images):
        found["cuts"] += 1
        digest = image.digest()
        if digest not in seen:
            found["distinct"] += 1
            seen[digest] = _problems(image, seed, place, thorough=number % _THOROUGH_EVERY == 0)
        found["interrupted"] += any(n.endswith("-journal") and f for n, f in image.files.items())
        problems = seen[digest]
        for word in ("lost", "half"):
            found[word] += any(problem.startswith(word) for problem in problems)
        found["unreadable"] += any(not problem.startswith(("lost", "half")) for problem in problems)
        if problems:
            print(f"cut {number}:", *problems[:3])
    return found


def _problems(image: Image, seed: str, place: Path, *, thorough: bool) -> list[str]:
    with tempfile.TemporaryDirectory(dir=place) as folder:
        image.write(Path(folder))
        wanted = [branch.identity(seed, number) for number in range(image.acknowledged)]
        return check.examine(Path(folder), wanted, thorough=thorough)
