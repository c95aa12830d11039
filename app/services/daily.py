"""每日核对: what has become due only because time has passed."""

from __future__ import annotations

from app.services.context import Changes, Context
from app.services.points.posting import post_overdue_in
from app.services.points.posting_records import post_due_records_in


def catch_up(ctx: Context) -> Changes:
    """Bring in line what nobody touched: make-up tasks whose limit has passed, records whose day has come.

    Both act on the points. Called when the data are opened; doing it twice changes nothing.
    """
    with ctx.write("每日核对", undoable=False) as work:
        post_overdue_in(work)
        post_due_records_in(work)
    return work.changes
