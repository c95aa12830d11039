"""Long work leaves the window alive: the bound is generous, the real figures are in `make bench`."""

from __future__ import annotations

import pytest

from tests.bench.stall_jobs import jobs
from tests.heartbeat import Heartbeat

_MOST_MS = 1000


@pytest.fixture
def furnished(desk, branch):
    """The branch with members, a rulebook and entries to count."""
    from datetime import date

    from app.services import members
    from app.services.member_checks import MemberDraft
    from app.services.points import rulebooks
    from tests.bench.sample import add_entries, names

    with branch.write("建立党员") as work:
        for name in names(20):
            members.add_in(work, MemberDraft(name=name, joined="2009-07-01", regular="2010-07-01"))
    rulebooks.adopt_preset(branch, "jiguan", date(2026, 1, 1))
    add_entries(branch, 500)
    return desk


def test_no_job_stops_the_window(furnished, branch, tmp_path, qtbot):
    stalls: dict[str, float] = {}
    for name, work in jobs(branch, tmp_path, rows=100).items():
        if name == "backup":  # of a file; this branch lives in memory
            continue
        beat = Heartbeat()
        ended: list[object] = []
        furnished.jobs.start(name, work, succeeded=ended.append)
        qtbot.waitUntil(lambda: not furnished.jobs.busy, timeout=60_000)
        stalls[name] = beat.stop()
        assert ended, name

    assert all(longest < _MOST_MS for longest in stalls.values()), stalls
