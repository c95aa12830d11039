"""How much a run does, and the figures it brings home: one line a fault, read by the table in the README."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

_FULL, _SHARE, _RESULTS = "RELIABILITY", "RELIABILITY_SHARE", "RELIABILITY_RESULTS"


def is_full() -> bool:
    """Tell whether this is the long run of `make reliability`."""
    return os.environ.get(_FULL) == "full"


def amount(short: int, full: int) -> int:
    """Return how many of a thing this run does; a share (0…1) makes the long run shorter."""
    if not is_full():
        return short
    return max(short, round(full * _share()))


def every(short: int, full: int = 1) -> int:
    """Return the distance between the points that are tried."""
    return min(short, round(full / _share())) if is_full() else short


def _share() -> float:
    return float(os.environ.get(_SHARE, "1"))


def tell(fault: str, seconds: float, **numbers: int) -> None:
    """Print the figures of one fault and keep them where the run collects its results."""
    line: Mapping[str, object] = {"fault": fault, **numbers, "seconds": round(seconds)}
    text = json.dumps(line, ensure_ascii=False)
    print(text)
    results = os.environ.get(_RESULTS)
    if results:
        with Path(results).open("a", encoding="utf-8") as stream:
            stream.write(text + "\n")


def environment(results: Path, share: float) -> dict[str, str]:
    """Return the environment of the long run."""
    return {**os.environ, _FULL: "full", _SHARE: str(share), _RESULTS: str(results)}
