"""A disk that is full at any size: what was there stays, what is told is true, and with room again all goes on."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from app.services.errors import AlreadySaved, AppError
from tests.reliability import branch, check
from tests.reliability.deeds import DEEDS, Deed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs a limit on the size of files")

_SIZES = (0, 512, 4096, 20_000, 100_000, -100_000, -4096, 0.5, 4096.5, 40_000.5)
"""Bytes a file may have: from nothing, or (negative, or with a half) around the size of the database."""


@contextmanager
def no_file_above(size: int):
    """Let no file of this process grow above `size` bytes: the system then refuses as a full disk does."""
    import resource

    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


def test_a_full_disk_destroys_nothing_and_nothing_is_told_that_is_not_so(founded, fast, tell):
    found: Counter[str] = Counter(sizes=len(_SIZES), deeds=len(DEEDS), refused=0, problems=0)
    for size in _SIZES:
        for name, deed in DEEDS.items():
            folder = Path(shutil.copytree(founded, fast / "full"))
            problems = _on_a_full_disk(folder, deed, size, found)
            if problems:
                print(f"{name} at {size}:", *problems[:3])
            found["problems"] += bool(problems)
            shutil.rmtree(folder)
    tell("diskfull", **found)

    assert found["refused"] > len(_SIZES)
    assert found["problems"] == 0


def _on_a_full_disk(folder: Path, deed: Deed, size: float, found: Counter[str]) -> list[str]:
    ctx = branch.open_folder(folder)
    try:
        deed.prepare(ctx)
        database = (folder / "xianfeng.db").stat().st_size
        error: AppError | None = None
        try:
            with no_file_above(int(size) if size >= 0 and int(size) == size else int(database + size)):
                deed.do(ctx)
        except AppError as refused:
            error = refused
            found["refused"] += 1
        problems = [*deed.judge(ctx, error), *check.judge(ctx)]
        with suppress(AlreadySaved):
            deed.do(ctx)
        return [*problems, *deed.judge(ctx, None), *check.judge(ctx)]
    finally:
        ctx.store.close()
