"""Gives birth to writers at the price of a fork; each opens the folder, works and waits to be killed.

python -m tests.reliability.nursery

A line of the standard input is `FOLDER SEED FIRST`; the answers are `born PID`, `saved N` for every act that
is committed, and `gone` when the writer is dead.
"""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from tests.reliability import branch


def main() -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        folder, seed, first = line.rsplit(" ", 2)
        child = os.fork()
        if child == 0:
            _work(Path(folder), seed, int(first))
        os.waitpid(child, 0)
        _say("gone")


def _work(folder: Path, seed: str, first: int) -> None:
    _say(f"born {os.getpid()}")
    ctx = branch.open_folder(folder)
    for number in count(first):
        branch.act(ctx, seed, number)
        _say(f"saved {number}")


def _say(text: str) -> None:
    # one write: the killed must not leave half a line
    os.write(1, f"{text}\n".encode())


if __name__ == "__main__":
    # whatever the first act imports is there before the first birth
    import tempfile

    with tempfile.TemporaryDirectory() as trial:
        branch.found(Path(trial))
    main()
