"""The power fails a second time while the program is putting right what the first cut has left."""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from dataclasses import replace
from random import Random

import pytest

from tests.reliability import crashes, figures, iolog, recording
from tests.reliability.crashes import Disk, Image

pytestmark = [pytest.mark.skipif(iolog.COMPILER is None, reason=iolog.NEEDED), pytest.mark.timeout(3000)]

_SECOND_CUTS = 10
_FIRST_CUTS = 20


def test_a_second_cut_during_recovery_loses_nothing(founded, fast, tell):
    turns = figures.amount(_FIRST_CUTS, 500) // _FIRST_CUTS
    found: Counter[str] = Counter()
    for turn in range(turns):
        seed = f"compound{turn}"
        ops = recording.record_acts(founded, seed, 8)
        images = crashes.cuts(founded, ops, Disk.HOSTILE, 20 * _FIRST_CUTS, Random(seed))
        interrupted = [image for image in images if image.files.get("xianfeng.db-journal")]
        chosen = Random(seed).sample(interrupted, _FIRST_CUTS)
        for image, opening in zip(chosen, _recoveries(chosen, fast), strict=True):
            found.update(_cut_again(image, opening, fast, seed))
    tell("compound", **found)

    assert found["cuts"] == turns * _FIRST_CUTS * _SECOND_CUTS
    assert (found["lost"], found["half"], found["unreadable"]) == (0, 0, 0)


def _recoveries(images: list[Image], fast) -> list[list[iolog.Op]]:
    """Open every image with the program, one process for all, and return what that did to each."""
    parent = fast / "recovery"
    for number, image in enumerate(images):
        image.write(parent / f"{number:03}")
    done: dict[str, list[iolog.Op]] = defaultdict(list)
    for op in recording.record(parent, "tests.reliability.opener", str(parent)):
        own, _, rest = op.name.partition("/")
        done[own].append(replace(op, name=rest, data=op.data.removeprefix(own.encode() + b"/")))
    shutil.rmtree(parent)
    return [done[f"{number:03}"] for number in range(len(images))]


def _cut_again(first: Image, opening: list[iolog.Op], fast, seed: str) -> Counter[str]:
    start = fast / "first"
    first.write(start)
    try:
        again = crashes.cuts(start, opening, Disk.HOSTILE, _SECOND_CUTS, Random(seed))
        return recording.judge(
            (replace(image, acknowledged=first.acknowledged) for image in again), seed, fast
        )
    finally:
        shutil.rmtree(start)
