"""工作日历: which years are published and by what, and the notices the branch has entered itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.activity import CalendarDay
from app.services import calendar_days, makeup_tasks
from app.services.branch_calendar import proves_year
from app.services.context import Changes, Context
from app.services.errors import BadInput, NotFound
from app.services.files import clean_text
from app.services.holiday_text import read_notice
from app.services.holidays import shipped_tables
from app.services.points.closing import recompute_publications_in
from app.services.workdays import Notice, YearTable

_FARTHEST = 2


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year of the calendar.

    Attributes:
        source: The notice, empty where none is known: then Monday to Friday is counted (暂定).
        entered: How many of its days the branch has entered itself.
    """

    year: int
    source: str
    days_off: int
    days_worked: int
    entered: int

    @property
    def published(self) -> bool:
        """Whether its notice is known."""
        return bool(self.source)


def years(ctx: Context) -> list[YearRow]:
    """Return the shipped years, those entered, this year and the next, the newest first."""
    shipped = {table.year: table for table in shipped_tables()}
    with ctx.read() as session:
        days = list(session.execute(select(CalendarDay.day, CalendarDay.works, CalendarDay.source)))
    found = {*shipped, *(row.day.year for row in days), ctx.today.year, ctx.today.year + 1}
    rows = []
    for year in sorted(found, reverse=True):
        own = {row.day: row.works for row in days if row.day.year == year}
        given = next(
            (row.source for row in days if row.day.year == year and row.source and proves_year(row.day)), ""
        )
        rows.append(_year(year, shipped.get(year), own, given))
    return rows


def enter_notice(ctx: Context, year: int, text: str, source: str) -> tuple[Changes, YearTable]:
    """Enter the days of a pasted notice in place of what was entered from one before; open deadlines follow.

    Raises:
        BadInput: The year is too far, the source is missing, or a line cannot be read; `field` names it.

    """
    if not ctx.today.year - 1 <= year <= ctx.today.year + _FARTHEST:
        raise BadInput(
            f"年份请填 {ctx.today.year - 1} 到 {ctx.today.year + _FARTHEST} 之间的年份。", field="year"
        )
    origin = clean_text(source, limit=200, field="source")
    if not origin:
        raise BadInput("请填写通知文号，如“国办发明电 2026 年第 6 号”。", field="source")
    table = read_notice(clean_text(text, field="text"), year, Notice(origin, "", ctx.today))
    days = {**dict.fromkeys(table.days_off(), False), **dict.fromkeys(table.days_worked(), True)}
    with ctx.write(f"录入放假安排（{year}年）") as work:
        # a notice entered again corrects the former entry; local days, which have no source, stay
        former = select(CalendarDay).where(
            CalendarDay.source.is_not(None),
            CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)),
            CalendarDay.day.not_in(days),
        )
        for row in work.session.scalars(former):
            if proves_year(row.day):
                work.session.delete(row)
        calendar_days.enter_in(work, days, source=origin)
    return work.changes, table


def forget_year(ctx: Context, year: int) -> Changes:
    """Take back what the branch entered for a year; the shipped table, if there is one, holds again.

    Raises:
        NotFound: Nothing was entered for it.

    """
    with ctx.write(f"删除放假安排的录入（{year}年）") as work:
        query = select(CalendarDay).where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
        rows = list(work.session.scalars(query))
        if not rows:
            raise NotFound(f"{year}年没有本支部录入的放假安排。")
        for row in rows:
            work.session.delete(row)
        work.session.flush()
        makeup_tasks.recompute_deadlines_in(work)
        recompute_publications_in(work)
    return work.changes


def _year(year: int, table: YearTable | None, own: dict[date, bool], given: str) -> YearRow:
    off = set(table.days_off()) if table else set()
    worked = set(table.days_worked()) if table else set()
    off = (off - {day for day, works in own.items() if works}) | {d for d, works in own.items() if not works}
    worked = (worked - off) | {day for day, works in own.items() if works}
    return YearRow(
        year=year,
        source=given or (table.notice.number if table else ""),
        days_off=sum(day.year == year for day in off),
        days_worked=sum(day.year == year for day in worked),
        entered=len(own),
    )
