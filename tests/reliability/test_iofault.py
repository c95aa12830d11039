"""The n-th file operation fails, for every n: nothing is lost or half, what is told is true, again does not double."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter

import pytest

from tests.reliability import figures, iolog
from tests.reliability.deeds import DEEDS
from tests.reliability.recording import PROJECT

pytestmark = [pytest.mark.skipif(iolog.COMPILER is None, reason=iolog.NEEDED), pytest.mark.timeout(3000)]

# the distance of the points that are tried: in the short run, and in the long one
_STEPS = {"save": (29, 1), "settle": (29, 1), "export": (19, 1), "backup": (101, 2), "restore": (401, 6)}


@pytest.mark.parametrize("deed", DEEDS)
def test_no_failing_operation_loses_or_doubles(founded, fast, tell, deed):
    parent = fast / f"swept-{deed}"
    every = figures.every(*_STEPS[deed])
    arguments = [str(parent), str(founded), deed, str(every)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.sweeper", *arguments],
        env=iolog.environment(parent),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stderr)
    assert done.returncode == 0
    found = Counter(points=0, refused=0, traceback=0, problems=0)
    found.update(json.loads(done.stdout))
    tell(f"iofault {deed}", **found)

    assert found["points"] > found["refused"] > 0
    assert (found["traceback"], found["problems"]) == (0, 0)
