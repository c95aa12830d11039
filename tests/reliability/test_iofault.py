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

_SHORT_EVERY = {"save": 19, "settle": 19, "export": 11, "backup": 71, "restore": 211}


@pytest.mark.parametrize("deed", DEEDS)
def test_no_failing_operation_loses_or_doubles(founded, fast, tell, deed):
    parent = fast / f"swept-{deed}"
    every = figures.every(_SHORT_EVERY[deed])
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
