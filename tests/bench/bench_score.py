"""A quarter of 500 members and 100 000 entries from scratch, beside the bare SQL aggregate of the same rows."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from tests.bench.sample import MORNING, QUARTER, points_of
from tests.bench.timing import compare, spread, timed

_MEMBERS, _ENTRIES = 500, 100_000
_ROUNDS = 9
_BARE = (
    "SELECT member_id, item_code, sum(value), count(*) FROM entry"
    " WHERE happened_on BETWEEN '2026-07-01' AND '2026-09-30' AND state = 'approved'"
    " GROUP BY member_id, item_code"
)


def main() -> None:
    from app.bootstrap import command_context
    from app.services import members
    from app.services.points import totals

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        points_of(_MEMBERS, _ENTRIES, folder)
        with command_context(folder, clock=lambda: MORNING) as ctx:
            bare = sqlite3.connect(folder / "xianfeng.db")
            compare(
                f"score: {_MEMBERS} members, {_ENTRIES} entries",
                lambda: bare.execute(_BARE).fetchall(),
                lambda: totals.period_totals(ctx, QUARTER),
                bar=2.5,
                rounds=_ROUNDS,
            )
            bare.close()
            some = [row.id for row in members.list_members(ctx)][:25]
            one = [timed(lambda who=who: totals.explain(ctx, QUARTER, who))()["ms"] for who in some]  # type: ignore[misc]
            spread("score: one member anew after a change", one, bar=20)
