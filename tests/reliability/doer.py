"""A child process that opens a folder, does one deed, and acknowledges it.

python -m tests.reliability.doer FOLDER DEED
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.reliability import branch
from tests.reliability.deeds import DEEDS
from tests.reliability.writer import ACKNOWLEDGED


def main(folder: Path, deed: str) -> None:
    """Do the deed; opening an older file is one by itself."""
    ctx = branch.open_folder(folder)
    if deed in DEEDS:
        DEEDS[deed].do(ctx)
    acknowledge = os.open(folder / ACKNOWLEDGED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(acknowledge, b"done\n")
    ctx.store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
