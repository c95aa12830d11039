"""演示支部 on disk: made in full beside the real data, or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from app.services.context import Context
from app.services.locations import Locations
from app.services.progress import Progress
from app.services.sample.year import SampleClock, build


def make(
    folder: Locations,
    beside: Locations,
    open_context: Callable[[Locations, SampleClock], Context],
    progress: Progress,
) -> None:
    """Make the sample branch in `folder` where there is none yet.

    Args:
        folder: Where it shall be.
        beside: Where it is until it is whole.
        open_context: Opens a data folder.
        progress: Hears how far it is.

    """
    if folder.database.exists():
        return
    shutil.rmtree(beside.data, ignore_errors=True)
    clock = SampleClock()
    ctx = open_context(beside, clock)
    try:
        build(ctx, clock, progress)
    finally:
        ctx.store.close()
    # nothing but a folder that lost its file can stand in the way
    shutil.rmtree(folder.data, ignore_errors=True)
    beside.data.rename(folder.data)
