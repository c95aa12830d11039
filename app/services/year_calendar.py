"""年历: the year's 组织生活 as months × kinds: held, planned, due soon, late, missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity
from app.models.kinds import ActivityKind, ActivityState, Kind, OrgKind
from app.models.org import Org
from app.services import requirements
from app.services.branch_calendar import calendar_in
from app.services.context import Context
from app.services.periods import Period, Span
from app.services.requirements import Requirement
from app.services.workdays import Calendar

_SOON_DAYS = 7


class CellState(Kind):
    """Where one requirement stands in one period."""

    HELD = "held", "已召开"
    PLANNED = "planned", "已计划"
    SOON = "soon", "将到期"
    LATE = "late", "逾期"
    MISSING = "missing", "缺"
    AHEAD = "ahead", "待安排"
    NOT_ASKED = "not_asked", "不要求"


@dataclass(frozen=True, slots=True)
class CalendarActivity:
    """One activity that counts for a cell."""

    id: int
    kind: ActivityKind
    org_id: int | None
    state: ActivityState
    topic: str
    held_on: date


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """One requirement in one period; `due` is the day by which the next time is to be held.

    `suggested` is the day a new activity would start with: a working day at or after that day.
    """

    period: Period
    state: CellState
    activities: tuple[CalendarActivity, ...]
    due: date
    suggested: date
    times: int

    @property
    def held(self) -> int:
        """How many were held."""
        return sum(activity.state is ActivityState.HELD for activity in self.activities)

    @property
    def wanting(self) -> int:
        """How many times are neither held nor planned."""
        return max(0, self.times - len(self.activities)) if self.state is not CellState.NOT_ASKED else 0


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One requirement over the year; 党小组会 has a row for every group."""

    requirement: Requirement
    org_id: int | None
    org_name: str
    cells: tuple[CalendarCell, ...]

    @property
    def title(self) -> str:
        """What the row is about."""
        kind = self.requirement.kind.label
        return f"{kind} · {self.org_name}" if self.org_name else kind


def load(ctx: Context, year: int) -> tuple[CalendarRow, ...]:
    """Return the rows of a year, in the order of the requirements."""
    with ctx.read() as session:
        return rows_in(session, year, ctx.today)


def rows_in(session: Session, year: int, today: date) -> tuple[CalendarRow, ...]:
    """Return the rows of a year inside an open session."""
    whole = Period(Span.YEAR, year)
    activities, workdays = _activities_in(session, whole), calendar_in(session)
    return tuple(
        CalendarRow(line, org_id, name, _cells(line, org_id, whole, activities, today, workdays))
        for line in requirements.load_in(session)
        for org_id, name in _organisations_in(session, line.kind)
    )


def cells_in(
    session: Session, line: Requirement, org_id: int | None, year: Period, today: date
) -> tuple[CalendarCell, ...]:
    """Return the cells of one requirement, also of one that is not among those of the branch."""
    return _cells(line, org_id, year, _activities_in(session, year), today, calendar_in(session))


def counts(rows: Iterable[CalendarRow]) -> dict[CellState, int]:
    """Return how many cells are in each state; every state is there."""
    states = [cell.state for row in rows for cell in row.cells]
    return {state: states.count(state) for state in CellState}


def workday_near(day: date, period: Period, workdays: Calendar) -> date:
    """Return the working day at or after `day`, the one before where that would leave the period."""
    later, earlier = day, day
    while later <= period.end:
        if workdays.is_workday(later):
            return later
        later += timedelta(days=1)
    while earlier > period.start and not workdays.is_workday(earlier):
        earlier -= timedelta(days=1)
    return earlier


def _activities_in(session: Session, year: Period) -> list[CalendarActivity]:
    query = (
        select(Activity)
        .where(
            Activity.held_on.between(year.start, year.end),
            Activity.deleted_at.is_(None),
            Activity.state != ActivityState.CANCELLED,
        )
        .order_by(Activity.held_on, Activity.id)
    )
    return [
        CalendarActivity(a.id, a.kind, a.org_id, a.state, a.topic, a.held_on) for a in session.scalars(query)
    ]


def _organisations_in(session: Session, kind: ActivityKind) -> list[tuple[int | None, str]]:
    """Return whose meetings a row is about: each group holds its own, everything else counts for the branch."""
    if kind is not ActivityKind.GROUP:
        return [(None, "")]
    query = select(Org.id, Org.name).where(Org.kind == OrgKind.GROUP).order_by(Org.position, Org.id)
    return [(row.id, row.name) for row in session.execute(query)] or [(None, "")]


def _cells(
    line: Requirement,
    org_id: int | None,
    year: Period,
    activities: Sequence[CalendarActivity],
    today: date,
    workdays: Calendar,
) -> tuple[CalendarCell, ...]:
    by_group = line.kind is ActivityKind.GROUP and org_id is not None
    mine = [a for a in activities if a.kind is line.kind and (a.org_id == org_id or not by_group)]
    return tuple(_cell(line, period, mine, today, workdays) for period in year.parts(line.span))


def _cell(
    line: Requirement, period: Period, activities: Sequence[CalendarActivity], today: date, workdays: Calendar
) -> CalendarCell:
    mine = tuple(a for a in activities if period.contains(a.held_on))
    days = line.days(period)
    due = days[min(len(mine), len(days) - 1)]
    wished = max(due, today) if period.contains(today) else due
    suggested = workday_near(wished, period, workdays)
    return CalendarCell(period, _state(line, period, mine, due, today), mine, due, suggested, line.times)


def _state(
    line: Requirement, period: Period, mine: Sequence[CalendarActivity], due: date, today: date
) -> CellState:
    held = sum(activity.state is ActivityState.HELD for activity in mine)
    lapsed = any(activity.state is ActivityState.PLANNED and activity.held_on < today for activity in mine)
    if held >= line.times:
        return CellState.HELD
    if not line.asks(period):
        return CellState.NOT_ASKED
    if lapsed:
        return CellState.LATE
    if today > period.end:
        return CellState.MISSING
    if len(mine) >= line.times:
        return CellState.PLANNED
    if today > due:
        return CellState.LATE
    return CellState.SOON if (due - today).days <= _SOON_DAYS else CellState.AHEAD
