"""The periods a secretary may look at: those of every year with a rulebook, up to today."""

from __future__ import annotations

from app.services.context import Context
from app.services.periods import Period, Span
from app.services.points.rules import Calendar
from app.services.points.versions import timeline_in


def offered_periods(ctx: Context) -> list[Period]:
    """Return years and their sub-periods that have begun, the newest first; a year follows its parts."""
    with ctx.read() as session:
        timeline = timeline_in(session)
    rulebook = timeline.on(ctx.today)
    calendar = Calendar() if rulebook is None else rulebook.calendar
    first = min([*timeline.starts, ctx.today])
    year = Period.holding(ctx.today, Span.YEAR, calendar.opening)
    found: list[Period] = []
    while year.end >= first:
        begun = [part for part in year.parts(calendar.sub) if part.start <= ctx.today]
        found += [*reversed(begun), year]
        year = year.previous
    return found


def offered_quarters(ctx: Context) -> list[Period]:
    """Return the quarters among these years that have begun, the newest first."""
    years = [period for period in offered_periods(ctx) if period.span is Span.YEAR]
    return [quarter for year in years for quarter in reversed(year.quarters) if quarter.start <= ctx.today]
