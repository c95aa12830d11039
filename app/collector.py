"""When Python looks for garbage: never in the middle of long work."""

from __future__ import annotations

import gc

# Python's own are 700, 10, 10: a full collection after some 70 000 new objects, several in one export
_YOUNG, _MIDDLE, _FULL = 700, 10, 1000


def calm_collector() -> None:
    """Keep full garbage collections out of long work: each stops all threads, the window too, for 0.1 s.

    What the start has made stays and is never searched again; young garbage is collected as ever.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _FULL)
    gc.enable()
