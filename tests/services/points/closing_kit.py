"""A branch with a settled third quarter: what the tests of closing begin with."""

from __future__ import annotations

from datetime import date

from app.models.kinds import Presence
from app.services.context import Context
from app.services.points import closing, entries, review
from tests.services.points import samples

QUARTER = "2026Q3"


def settle(ctx: Context) -> list[int]:
    """Give the branch five members, a rulebook and one theme day in the third quarter, all approved."""
    samples.adopt(ctx)
    members = samples.add_members(ctx)
    samples.hold(ctx, date(2026, 7, 9), dict.fromkeys(members, Presence.PRESENT))
    samples.approve_all(ctx)
    return members


def earn(ctx: Context, member_id: int, points: str, day: date = date(2026, 8, 3)) -> int:
    """Give a member points by hand and approve them."""
    draft = entries.EntryDraft(member_id, "B2", day, points, reason="防汛抢险表现突出")
    entry_id = entries.add(ctx, draft).new_id
    review.approve(ctx, [entry_id])
    return entry_id


def lock(ctx: Context, period: str = QUARTER) -> int:
    return closing.lock(ctx, period, accept_open=True).new_id
