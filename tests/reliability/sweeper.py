"""A child process in which the n-th operation on a file fails, for every n that a deed has.

python -m tests.reliability.sweeper PARENT START DEED EVERY

PARENT is the watched folder, START a data folder to begin with. Each kind of fault strikes every EVERY-th
operation, each from another one on; the counts are printed as JSON.
"""

from __future__ import annotations

import ctypes
import errno
import json
import shutil
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

from app.services.errors import AlreadySaved, AppError
from tests.reliability import branch, check
from tests.reliability.deeds import DEEDS, Deed

# error, for ever, half a write first, reads as well
FAULTS = (
    (errno.EIO, 0, 0, 0),
    (errno.EIO, 1, 0, 0),
    (errno.ENOSPC, 0, 0, 0),
    (errno.ENOSPC, 1, 1, 0),
    (errno.EIO, 0, 0, 1),
    (errno.EIO, 1, 0, 1),
)


class Sweep:
    """All points of one deed."""

    def __init__(self, parent: Path, start: Path, deed: Deed) -> None:
        self._folder, self._start, self._deed = parent / "data", start, deed
        self._fault = FAULTS[0]
        self._native = ctypes.CDLL(None)
        self._native.iolog_count.restype = ctypes.c_long
        self.found: Counter[str] = Counter()

    def run(self, every: int) -> None:
        """Try every `every`-th point under each fault until the deed has no such operation any more."""
        # the first time imports what a deed needs, from files that are not watched
        self._try(1_000_000)
        self.found.clear()
        for number, self._fault in enumerate(FAULTS):
            point = 1 + number * every // len(FAULTS)
            while self._try(point):
                point += every

    def _try(self, point: int) -> bool:
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._start, self._folder)
        ctx = branch.open_folder(self._folder)
        try:
            self._deed.prepare(ctx)
            error = self._strike(ctx, point)
            struck = self._native.iolog_count() >= point
            self._native.iolog_arm(0, 0, 0, 0, 0)
            self._judge(ctx, point, error)
        finally:
            ctx.store.close()
        return struck

    def _strike(self, ctx: branch.Context, point: int) -> Exception | None:
        self._native.iolog_arm(ctypes.c_long(point), *self._fault)
        try:
            self._deed.do(ctx)
        except Exception as error:  # what kind it is decides
            return error
        return None

    def _judge(self, ctx: branch.Context, point: int, error: Exception | None) -> None:
        self.found["points"] += 1
        self.found["refused"] += isinstance(error, AppError)
        problems = [] if error is None or isinstance(error, AppError) else [f"traceback: {error!r}"]
        self.found["traceback"] += bool(problems)
        problems += self._deed.judge(ctx, error)
        problems += check.judge(ctx)
        with suppress(AlreadySaved):
            self._deed.do(ctx)
        problems += [f"again: {problem}" for problem in (*self._deed.judge(ctx, None), *check.judge(ctx))]
        if problems:
            self.found["problems"] += 1
            print(f"fault {self._fault} at {point}:", *problems[:3], file=sys.stderr)


def main(parent: str, start: str, deed: str, every: str) -> None:
    """Sweep and print."""
    sweep = Sweep(Path(parent), Path(start), DEEDS[deed])
    sweep.run(int(every))
    print(json.dumps(sweep.found))


if __name__ == "__main__":
    main(*sys.argv[1:])
