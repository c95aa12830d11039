"""The working-day calendar of this file: the shipped years and the days the branch has entered itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import CalendarDay
from app.services.context import Context
from app.services.holidays import NEW_YEAR_BEGINS, load_calendar
from app.services.workdays import Calendar


def calendar(ctx: Context) -> Calendar:
    """Return the calendar of this file."""
    with ctx.read() as session:
        return calendar_in(session)


def calendar_in(session: Session) -> Calendar:
    """Return the calendar inside an open session.

    A day entered by the branch overrules the shipped tables. A year counts as published once days of
    it were entered with their source (the notice's number); a lone local day off proves nothing, and the
    last days of December may be of the next year's notice.
    """
    base = load_calendar()
    days = session.execute(select(CalendarDay.day, CalendarDay.works, CalendarDay.source)).all()
    if not days:
        return base
    worked = {row.day for row in days if row.works}
    off = {row.day for row in days if not row.works}
    return replace(
        base,
        years=base.years | {row.day.year for row in days if row.source and proves_year(row.day)},
        off=(base.off - worked) | off,
        worked=(base.worked - off) | worked,
    )


def proves_year(day: date) -> bool:
    """Tell whether a day of a notice shows that the notice is for the day's own year."""
    return day < date(day.year, *NEW_YEAR_BEGINS)
