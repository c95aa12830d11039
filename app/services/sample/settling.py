"""The sample branch settles its quarters: locked, published, final; and one attendance is corrected afterwards."""

from __future__ import annotations

from datetime import date

from app.models.kinds import ClosingState, Presence
from app.services import activity_rows, attendance, daily
from app.services.context import Context
from app.services.periods import Period, quarter_of
from app.services.points import closing, settlements
from app.services.points.settlements import PublicationOptions
from app.services.sample import plan

_LOCKED_ON = 8
"""The day of the month after a quarter on which the committee meets over its points."""
_CORRECTED_ON = (5, 20)
"""The day on which a leave of the first quarter turns out to have been attendance online."""


def settles_on(day: date) -> Period | None:
    """Return the quarter that is locked on this day."""
    former = quarter_of(day).previous
    first = day.month == former.next.start.month and day.day == _LOCKED_ON
    return former if first and former.year == plan.YEAR else None


def lock(ctx: Context, quarter: Period) -> None:
    """Lock a quarter whose entries are all approved, and publish it the same day."""
    closing_id = closing.lock(ctx, quarter.code, accept_open=True).new_id
    closing.publish(ctx, closing_id, ctx.today, PublicationOptions())


def finish_what_has_run(ctx: Context) -> None:
    """Make a quarter final when its publication is over."""
    former = quarter_of(ctx.today).previous
    for row in settlements.versions(ctx, former.code):
        over = row.last_day is not None and row.last_day < ctx.today
        if row.state is ClosingState.PUBLISHED and row.binding and over:
            closing.finish(ctx, row.id)


def correct_a_leave(ctx: Context) -> None:
    """Correct an attendance of the settled first quarter: a leave was in truth attendance."""
    if (ctx.today.month, ctx.today.day) != _CORRECTED_ON:
        return
    first = quarter_of(ctx.today).previous
    for activity in activity_rows.list_activities(ctx):
        if not first.contains(activity.held_on):
            continue
        for row in attendance.grid(ctx, activity.id).rows:
            if row.presence is Presence.PRIVATE:
                draft = attendance.AttendanceDraft(Presence.ONLINE, "会后核实为线上参加")
                attendance.record(ctx, activity.id, {row.member_id: draft})
                daily.catch_up(ctx)
                return
