"""Reads what charts need once and keeps it, so that another filter costs nothing but counting."""

from __future__ import annotations

from datetime import date

from app.models.kinds import MemberClass
from app.services import life_lines, makeup_rows, members, orgs
from app.services.context import Context
from app.services.life_lines import Line
from app.services.makeup_rows import MakeupRow, TaskFilter
from app.services.members import MemberRow
from app.services.periods import Opening, Period, Span
from app.services.points import settlements, snapshot
from app.services.points.closed import closed_periods_in
from app.services.points.facts import NoRulebook
from app.services.points.offered import offered_quarters
from app.services.points.shown_totals import shown_totals
from app.services.points.snapshot import Snapshot
from app.services.points.totals import MemberTotal, PeriodTotals


class Reader:
    """The store as charts see it, as it was when it was first asked; for one thread at a time.

    Make a new one when something has changed.
    """

    def __init__(self, ctx: Context) -> None:
        """Read nothing yet."""
        self.ctx = ctx
        self.today: date = ctx.today
        self._totals: dict[str, PeriodTotals | NoRulebook] = {}
        self._content: dict[str, Snapshot] = {}
        self._lines: list[Line] | None = None
        self._tasks: list[MakeupRow] | None = None
        self._people: dict[int, MemberRow] | None = None
        self._groups: list[orgs.OrgRow] | None = None
        self._closed: list[Period] | None = None
        self._quarters: list[Period] | None = None

    # Points

    def totals(self, period: str) -> PeriodTotals:
        """Return the points of a period, the locked ones where it is settled.

        Raises:
            NoRulebook: No rulebook is in force at its end.

        """
        if period not in self._totals:
            try:
                self._totals[period] = shown_totals(self.ctx, period)
            except NoRulebook as problem:
                self._totals[period] = problem
        found = self._totals[period]
        if isinstance(found, NoRulebook):
            raise found
        return found

    def begun(self, period: Period) -> PeriodTotals | None:
        """Return the points of a period, None where it has not begun or no rulebook is in force."""
        if period.start > self.today:
            return None
        try:
            return self.totals(period.code)
        except NoRulebook:
            return None

    def content(self, period: Period) -> Snapshot | None:
        """Return a period with every entry, as `begun` does."""
        if self.begun(period) is None:
            return None
        if period.code not in self._content:
            settled = settlements.settled(self.ctx, period.code)
            self._content[period.code] = (
                snapshot.build(self.ctx, period.code) if settled is None else settled.snapshot
            )
        return self._content[period.code]

    def picked(
        self, totals: PeriodTotals, group_id: int | None, klass: MemberClass | None
    ) -> list[MemberTotal]:
        """Return the rows of a group and class; of a settled period by the group's name of that day."""
        name = self.group_name(group_id)
        named = name is not None and any(row.member.group_name == name for row in totals.rows)
        return [
            row
            for row in totals.rows
            if (
                group_id is None
                or (row.member.group_name == name if named else row.member.group_id == group_id)
            )
            and (klass is None or row.member.klass is klass)
        ]

    def quarters(self) -> list[Period]:
        """Return the quarters that can be looked at, the newest first."""
        if self._quarters is None:
            self._quarters = offered_quarters(self.ctx)
        return self._quarters

    def years(self) -> list[Period]:
        """Return the years of these quarters, the newest first."""
        return list(dict.fromkeys(quarter.around(Span.YEAR) for quarter in self.quarters()))

    def is_closed(self, period: Period) -> bool:
        """Tell whether a period lies in one that is settled."""
        if self._closed is None:
            with self.ctx.read() as session:
                self._closed = closed_periods_in(session)
        return any(each.contains(period.start) and each.contains(period.end) for each in self._closed)

    # Organisational life

    def lines(self, since: date, until: date) -> list[Line]:
        """Return the lines of attendance of these days."""
        if self._lines is None:
            with self.ctx.read() as session:
                self._lines = life_lines.lines_in(session, date.min, date.max)
        return [line for line in self._lines if since <= line.held_on <= until]

    def tasks(self, period: Period) -> list[MakeupRow]:
        """Return the make-up tasks whose first missed activity lies in a period."""
        if self._tasks is None:
            self._tasks = makeup_rows.list_tasks(self.ctx, TaskFilter())
        return [row for row in self._tasks if period.contains(row.first.held_on)]

    # People

    def people(self) -> dict[int, MemberRow]:
        """Return everybody by id, in the order of the branch, those who left included."""
        if self._people is None:
            self._people = {row.id: row for row in members.list_members(self.ctx, include_left=True)}
        return self._people

    def wanted(self, group_id: int | None, klass: MemberClass | None) -> set[int]:
        """Return the ids of today's members of a group and class."""
        return {
            row.id
            for row in self.people().values()
            if (group_id is None or row.group_id == group_id) and (klass is None or row.klass is klass)
        }

    def groups(self) -> list[orgs.OrgRow]:
        """Return the groups of the branch."""
        if self._groups is None:
            self._groups = orgs.groups(self.ctx)
        return self._groups

    def group_name(self, group_id: int | None) -> str | None:
        """Return a group's name, None where there is none."""
        return next((group.name for group in self.groups() if group.id == group_id), None)

    def period(self, code: str) -> Period:
        """Return a period of the year that the rulebook opens."""
        known = {period.code: period for period in (*self.quarters(), *self.years())}
        return known.get(code) or Period.parse(code, Opening())
