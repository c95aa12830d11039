"""The power fails while a quarter is locked, a sheet written, a backup made or put back, an older file brought up
to date: afterwards there is the old or the new, never a third."""

from __future__ import annotations

import lzma
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from app.services import backup
from tests.reliability import branch, check, crashes, figures, iolog, recording
from tests.reliability.crashes import Disk, Image
from tests.reliability.deeds import DEEDS

pytestmark = [pytest.mark.skipif(iolog.COMPILER is None, reason=iolog.NEEDED), pytest.mark.timeout(3000)]

OLD_FILE = Path(__file__).parent.parent / "data" / "files" / "schema_0002.db.xz"
_OLD_ACTS = 24


@pytest.fixture
def old_folder(fast):
    """A folder as the first release left it."""
    with tempfile.TemporaryDirectory(dir=fast) as parent:
        folder = Path(parent) / "data"
        folder.mkdir()
        (folder / "xianfeng.db").write_bytes(lzma.decompress(OLD_FILE.read_bytes()))
        yield folder


@pytest.mark.parametrize("deed", sorted(set(DEEDS) - {"save"}))
def test_a_cut_leaves_the_old_or_the_new(folder, fast, tell, deed):
    ctx = branch.open_folder(folder)
    DEEDS[deed].prepare(ctx)
    ctx.store.close()
    found: Counter[str] = Counter(cuts=0, finished=0, problems=0)
    for disk in Disk:
        ops = _recorded(folder, deed)
        images = crashes.cuts(folder, ops, disk, figures.amount(10, 300), Random(deed))
        _judge(images, deed, fast, found)
    tell(f"interrupted {deed}", **found)

    assert found["problems"] == 0


def test_a_cut_while_an_older_file_is_brought_up_to_date_loses_nothing(old_folder, fast, tell):
    ops = _recorded(old_folder, "migrate")
    found: Counter[str] = Counter(cuts=0, finished=0, problems=0)
    model = crashes.Model(old_folder)
    every = figures.every(60)
    at_each = []
    for number, op in enumerate(ops):
        model.apply(op)
        if number % every == 0:
            at_each.append(model.image(Disk.ORDERED, Random(number)))
    hostile = crashes.cuts(old_folder, ops, Disk.HOSTILE, figures.amount(12, 500), Random("migrate"))
    _judge([*at_each, *hostile], "migrate", fast, found)
    tell("interrupted migrate", **found)

    assert found["problems"] == 0


def _recorded(start: Path, deed: str) -> list[iolog.Op]:
    with tempfile.TemporaryDirectory(dir=start.parent) as parent:
        copy = shutil.copytree(start, Path(parent) / "data")
        return recording.record(copy, "tests.reliability.doer", str(copy), deed)


def _judge(images: Iterable[Image], deed: str, fast: Path, found: Counter[str]) -> None:
    for number, image in enumerate(images):
        found["cuts"] += 1
        found["finished"] += image.acknowledged > 0
        with tempfile.TemporaryDirectory(dir=fast) as folder:
            image.write(Path(folder))
            problems = _problems(Path(folder), deed, done=image.acknowledged > 0)
        if problems:
            print(f"{deed}, cut {number}:", *problems[:3])
        found["problems"] += bool(problems)


def _problems(folder: Path, deed: str, *, done: bool) -> list[str]:
    acts = [branch.identity("old", number) for number in range(_OLD_ACTS)] if deed == "migrate" else []
    problems = check.examine(folder, acts)
    for copy in folder.glob("backups/*.db"):
        problems += [f"half: {copy.name}: {problem}" for problem in backup.examine(copy).problems]
    if deed in DEEDS and not problems:
        ctx = branch.open_folder(folder)
        judged = DEEDS[deed].judge(ctx, None if done else ConnectionAbortedError("power cut"))
        ctx.store.close()
        # a file being made may lie there when the power fails
        problems += [problem for problem in judged if not problem.startswith("left")]
    return problems
