"""Days off and make-up working days (放假调休) entered by the branch; what counts working days follows at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from app.models.activity import CalendarDay
from app.services import makeup_tasks
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput
from app.services.files import clean_text
from app.services.points.closing import recompute_publications_in

_SATURDAY = 5


def enter(ctx: Context, days: Mapping[date, bool], *, source: str = "", note: str = "") -> Changes:
    """Enter days and recompute the deadlines that depend on them.

    Args:
        ctx: Store and clock.
        days: Each day with whether it is worked: False for a day off, True for a weekend day worked.
        source: The notice the days are from; with it their year counts as published.
        note: What the days are, such as 春节.

    Raises:
        BadInput: There are no days, or a working day is entered as a make-up working day.

    """
    with ctx.write("录入放假调休") as work:
        enter_in(work, days, source=source, note=note)
    return work.changes


def enter_in(work: Work, days: Mapping[date, bool], *, source: str = "", note: str = "") -> None:
    """Enter days inside an open transaction; arguments and refusals as in `enter`."""
    if not days:
        raise BadInput("请至少填写一天。", field="days")
    for day, works in days.items():
        if works and day.weekday() < _SATURDAY:
            raise BadInput(f"{day:%Y-%m-%d} 本来就是周一至周五，不用填作调休上班日。", field="days")
    source, note = clean_text(source, limit=200, field="source"), clean_text(note, limit=100, field="note")
    query = select(CalendarDay).where(CalendarDay.day.in_(days))
    known = {row.day: row for row in work.session.scalars(query)}
    for day, works in days.items():
        row = known.get(day)
        if row is None:
            row = CalendarDay(day=day, works=works)
            work.session.add(row)
        row.works, row.source, row.note = works, source or None, note or None
    work.session.flush()
    makeup_tasks.recompute_deadlines_in(work)
    recompute_publications_in(work)
