"""`make manual`: takes the manual's pictures anew from the sample branch, so that they show the program as it is."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from app import bootstrap
from app.services import manual
from app.services.progress import NO_PROGRESS

KEYS = ("home", "members", "activities", "makeup", "points", "trends", "reports")
"""The pages that the manual shows."""


def take(folder: Path) -> list[Path]:
    """Live the sample year in a folder of its own and write the pictures of its pages."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from app.services.sample.year import SampleClock, build
    from app.ui.photographs import photograph_manual

    with tempfile.TemporaryDirectory() as data:
        clock = SampleClock()
        with bootstrap.command_context(Path(data), clock) as ctx:
            build(ctx, clock, NO_PROGRESS)
        with bootstrap.command_context(Path(data), lambda: datetime(2026, 12, 28, 9, 0)) as ctx:
            taken = photograph_manual(ctx, folder)
    for path in taken:
        if path.stem not in KEYS:
            path.unlink()
    return [path for path in taken if path.stem in KEYS]


if __name__ == "__main__":
    for written in take(manual.folder() / "pictures"):
        print(written.name, written.stat().st_size, file=sys.stderr)
