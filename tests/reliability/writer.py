"""A child process that does real acts one after another and acknowledges each once it is committed.

python -m tests.reliability.writer FOLDER SEED COUNT [JOURNAL SYNC]

The acknowledgement is the number of the act in the file `acknowledged` of the folder, so that a recorder of
file operations sees it in its place among them. JOURNAL and SYNC are for proving that the harness
finds losses: the program itself knows one setting only.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from app.models import store
from tests.reliability import branch

ACKNOWLEDGED = "acknowledged"
_SYNC = {"OFF": 0, "NORMAL": 1, "FULL": 2}


def main(folder: Path, seed: str, count: int, unsafe: list[str]) -> None:
    """Do `count` acts."""
    if unsafe:
        weaken(*unsafe)
    acknowledge = os.open(folder / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    ctx = branch.open_folder(folder)
    for number in range(count):
        branch.act(ctx, seed, number)
        os.write(acknowledge, b"%d\n" % number)
    ctx.store.close()


def weaken(journal: str, sync: str) -> None:
    """Let this process open databases with another journal and another care for the disk."""
    changed = {"journal_mode": (journal, journal.lower()), "synchronous": (sync, _SYNC[sync])}
    store._PRAGMAS = tuple(
        (name, *changed.get(name, (value, found))) for name, value, found in store._PRAGMAS
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4:])
