"""Plans (计划): a recurring activity for the rest of a year in one step, and all that the requirements still want."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.models.kinds import ActivityKind
from app.services import activities, settings, year_calendar
from app.services.activities import ActivityDraft
from app.services.branch_calendar import calendar_in
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, Refused
from app.services.files import clean_text
from app.services.periods import Period, Span
from app.services.requirements import Requirement
from app.services.workdays import Calendar
from app.services.year_calendar import CalendarCell, CalendarRow, CellState

_LAST_DAY = 31
_YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class SeriesDraft:
    """A recurring activity, e.g. 每月5日主题党日: one in every span of the year that lies ahead.

    `on_workdays` moves a day off to the next working day of its period.
    """

    kind: ActivityKind
    year: int
    span: Span = Span.MONTH
    day: int | None = None
    org_id: int | None = None
    topic: str = ""
    starts_at: str = ""
    ends_at: str = ""
    place: str = ""
    host: str = ""
    on_workdays: bool = True


def plan_series(ctx: Context, draft: SeriesDraft) -> Changes:
    """Plan a recurring activity; periods that have one of this kind already are left alone.

    Raises:
        BadInput: The day or the year is out of its range, or a value does not fit its field.
        Refused: Nothing is left to plan.

    """
    if draft.day is None or not 1 <= draft.day <= _LAST_DAY:
        raise BadInput("请填写每期的哪一日，1 到 31；月末不足的按最后一天。", field="day")
    if not ctx.today.year <= draft.year <= ctx.today.year + _YEARS_AHEAD:
        raise BadInput(f"计划年度请填 {ctx.today.year} 到 {ctx.today.year + _YEARS_AHEAD}。", field="year")
    topic = clean_text(draft.topic, limit=150, field="topic") or draft.kind.label
    with ctx.write(f"计划{draft.year}年{topic}") as work:
        _plan_series(work, draft, topic)
        if not work.new_ids:
            raise Refused(f"{draft.year} 年剩下的各期都已有{draft.kind.label}，没有需要新建的计划。")
    return work.changes


def plan_missing(ctx: Context, year: int) -> Changes:
    """Plan everything the requirements still want in the part of a year that lies ahead.

    Raises:
        Refused: Nothing is left to plan.

    """
    with ctx.write(f"补全{year}年组织生活计划") as work:
        host = settings.load_in(work.session).secretary
        workdays = calendar_in(work.session)
        for row in year_calendar.rows_in(work.session, year, work.today):
            for cell in row.cells:
                for draft in _wanted(row, cell, host, work.today, workdays):
                    work.new_ids.append(activities.plan_in(work, draft))
        if not work.new_ids:
            raise Refused(f"{year} 年没有还要安排的组织生活。")
    return work.changes


def _plan_series(work: Work, draft: SeriesDraft, topic: str) -> None:
    workdays = calendar_in(work.session)
    rule = Requirement(draft.kind, draft.span, 1, draft.day)
    year = Period(Span.YEAR, draft.year)
    for cell in year_calendar.cells_in(work.session, rule, draft.org_id, year, work.today):
        day = cell.due
        if draft.on_workdays:
            day = year_calendar.workday_near(day, cell.period, workdays)
        if cell.activities or day < work.today:
            continue
        planned = ActivityDraft(
            draft.kind,
            _topic(cell.period, topic),
            day,
            org_id=draft.org_id,
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            place=draft.place,
            host=draft.host,
        )
        work.new_ids.append(activities.plan_in(work, planned))


def _wanted(
    row: CalendarRow, cell: CalendarCell, host: str, today: date, workdays: Calendar
) -> Iterator[ActivityDraft]:
    """Draft what a cell still wants; a period that is over asks for nothing any more."""
    if cell.state in (CellState.HELD, CellState.NOT_ASKED) or cell.period.end < today:
        return
    line = row.requirement
    for number, day in enumerate(line.days(cell.period), start=1):
        if number <= len(cell.activities):
            continue
        topic = _topic(cell.period, line.kind.label) + (f"（第{number}次）" if line.times > 1 else "")
        held_on = year_calendar.workday_near(max(day, today), cell.period, workdays)
        yield ActivityDraft(line.kind, topic, held_on, org_id=row.org_id, host=host)


def _topic(period: Period, topic: str) -> str:
    """Say which period an activity is for, so that the topics of a series differ."""
    if period.span is Span.MONTH:
        return f"{period.start.month}月{topic}"
    return f"{period.year}年度{topic}" if period.span is Span.YEAR else f"{period.short_label}{topic}"
