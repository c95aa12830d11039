"""What a data folder holds, counted anew from the store: the figures that the demo reports."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from app.models.activity import Activity, Attendance
from app.models.kinds import ActivityState
from app.models.points import Entry
from app.services import makeup_rows, members
from app.services.context import Context
from app.services.periods import Period
from app.services.points.rules_numbers import number_text
from app.services.points.shown_totals import shown_totals


def summary(ctx: Context, year: int) -> dict[str, Any]:
    """Return members, activities, attendance by kind, make-ups, entries and every member's points of `year`.

    Points are exact decimal strings by shown name ("张伟#1"), for each quarter and for the year.
    """
    coverage = makeup_rows.coverage(ctx, str(year))
    whole = Period.parse(str(year))
    with ctx.read() as session:
        activities = session.scalar(
            select(func.count())
            .select_from(Activity)
            .where(Activity.deleted_at.is_(None), Activity.state != ActivityState.CANCELLED)
        )
        marked = session.scalars(
            select(Attendance.presence)
            .join(Activity, Activity.id == Attendance.activity_id)
            .where(Attendance.presence.is_not(None), Activity.deleted_at.is_(None))
        )
        attendance = Counter(presence.label for presence in marked if presence is not None)
        entries = session.scalar(select(func.count()).select_from(Entry))
    return {
        "members": len(members.list_members(ctx)),
        "activities": activities,
        "attendance": dict(attendance),
        "makeup": {
            "due": coverage.due,
            "claimed": coverage.claimed,
            "reported": coverage.reported,
            "done": coverage.done,
            "overdue": coverage.overdue,
            "exempt": coverage.exempt,
        },
        "entries": entries,
        "points": {period.code: _points(ctx, period) for period in (*whole.quarters, whole)},
    }


def _points(ctx: Context, period: Period) -> dict[str, str]:
    return {row.name: number_text(row.total) for row in shown_totals(ctx, period.code).rows}
