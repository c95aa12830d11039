"""Power cuts: whatever the disk did with writes that were not synced, every acknowledged act is there, and whole."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.reliability import crashes, figures, iolog, recording
from tests.reliability.crashes import Disk

pytestmark = [pytest.mark.skipif(iolog.COMPILER is None, reason=iolog.NEEDED), pytest.mark.timeout(3000)]

_CUTS_EACH = 250


@pytest.mark.parametrize("disk", Disk)
def test_no_acknowledged_act_is_lost_in_a_power_cut(founded, fast, tell, disk):
    recordings = figures.amount(500, 10_000) // _CUTS_EACH
    found: Counter[str] = Counter()
    for number in range(recordings):
        seed = f"{disk.value}{number}"
        ops = recording.record_acts(founded, seed, 10)
        images = crashes.cuts(founded, ops, disk, _CUTS_EACH, Random(seed))
        found.update(recording.judge(images, seed, fast))
    tell(f"powercut {disk.value}", **found)

    assert found["cuts"] == recordings * _CUTS_EACH
    assert found["interrupted"] > 0
    assert (found["lost"], found["half"], found["unreadable"]) == (0, 0, 0)


@pytest.mark.parametrize(("journal", "sync"), [("DELETE", "FULL"), ("WAL", "NORMAL"), ("DELETE", "OFF")])
def test_the_same_cuts_find_the_losses_of_an_unsafe_setting(founded, fast, tell, journal, sync):
    cuts = figures.amount(50, 1000)
    ops = recording.record_acts(founded, "teeth", 10, journal, sync)
    found = recording.judge(crashes.cuts(founded, ops, Disk.HOSTILE, cuts, Random("teeth")), "teeth", fast)
    tell(f"unsafe {journal}/{sync}", **found)

    assert found["lost"] + found["half"] + found["unreadable"] > 0
