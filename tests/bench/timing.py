"""Paired rounds: the bare floor and our own, by turns in one run, since only ratios hold on shared machines."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence

ROUNDS = 9

Figures = Mapping[str, float]
"""Name of a figure -> its value in one round, all in one unit."""


def paired(
    floor: Callable[[], Figures], own: Callable[[], Figures], rounds: int = ROUNDS
) -> list[tuple[Figures, Figures]]:
    """Run both once to warm the caches, then `rounds` times by turns, the first one changing each round."""
    floor(), own()
    measured = []
    for number in range(rounds):
        if number % 2:
            ours, bare = own(), floor()
        else:
            bare, ours = floor(), own()
        measured.append((bare, ours))
    return measured


def timed(act: Callable[[], object]) -> Callable[[], Figures]:
    """Return a round that tells how many milliseconds `act` takes."""

    def run() -> Figures:
        begun = time.perf_counter()
        act()
        return {"ms": (time.perf_counter() - begun) * 1000}

    return run


def compare(
    title: str,
    floor: Callable[[], object],
    own: Callable[[], object],
    *,
    bar: float | None = None,
    rounds: int = ROUNDS,
) -> None:
    """Time two acts by turns and print both and their ratio."""
    report(title, "ms", paired(timed(floor), timed(own), rounds), unit="ms ", bar=bar)


def report(
    title: str, figure: str, measured: list[tuple[Figures, Figures]], *, unit: str, bar: float | None = None
) -> None:
    """Print the medians of one figure, and the median of the rounds' ratios with their range."""
    bare = statistics.median(pair[0][figure] for pair in measured)
    ours = statistics.median(pair[1][figure] for pair in measured)
    ratios = sorted(pair[1][figure] / pair[0][figure] for pair in measured)
    against = "" if bar is None else f"  bar {bar:.2f}"
    print(
        f"{title:<44} floor {bare:9.1f} {unit}  own {ours:9.1f} {unit}  "
        f"ratio {statistics.median(ratios):5.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f}, {len(ratios)} rounds){against}",
        flush=True,
    )


def spread(title: str, milliseconds: Sequence[float], *, bar: float | None = None) -> None:
    """Print median, 95th percentile and worst of times that have no floor."""
    ordered = sorted(milliseconds)
    p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    against = "" if bar is None else f"  bar {bar:.0f} ms"
    print(
        f"{title:<44} median {statistics.median(ordered):7.1f} ms  p95 {p95:7.1f} ms  "
        f"worst {ordered[-1]:7.1f} ms  ({len(ordered)} times){against}",
        flush=True,
    )
