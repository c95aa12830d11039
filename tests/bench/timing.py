"""Paired rounds: the bare floor and our own, by turns in one run, since only ratios hold on shared machines."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping

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
        f"ratio {statistics.median(ratios):5.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f}, {len(ratios)} rounds){against}"
    )
