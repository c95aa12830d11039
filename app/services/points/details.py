"""明细: every entry of a period with its points and how much of them counted, for sheets and archives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.models.kinds import EntryState
from app.services.context import Context
from app.services.points.counted_adjustments import adjustments_in
from app.services.points.entry_list import EntryFilter, EntryRow, list_entries
from app.services.points.facts import APPROVED, facts_in, last_year_in, members_in, scoring_in
from app.services.points.scoring import score
from app.services.points.sources import source_labels_in


@dataclass(frozen=True, slots=True)
class EntryPoints:
    """One approved entry: `points` by its item alone, `counted` after caps and voids (记入)."""

    entry: EntryRow
    points: Fraction
    counted: Fraction
    source: str

    @property
    def day(self) -> date:
        """The day of the entry."""
        return self.entry.happened_on


def period_details(
    ctx: Context, period: str, member_id: int | None = None, *, states: tuple[EntryState, ...] = APPROVED
) -> list[EntryPoints]:
    """Return the entries of a period in these states, approved ones by default, in the branch's order, then by day.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    with ctx.read() as session:
        scoring = scoring_in(session, period)
        members = members_in(session, scoring.period)
        only = None if member_id is None else [member_id]
        read = facts_in(session, scoring, states, only)
        cards = score(
            scoring.rulebook,
            [m.scored for m in members if member_id in (None, m.id)],
            read.facts,
            scoring.period,
            last_year=last_year_in(session, scoring),
            as_of=ctx.today,
            explain=True,
        )
        lines = [
            line
            for card in cards.cards
            for part in (card.parts or (card,))
            for line in part.lines
            if isinstance(line.fact, int)
        ]
        adjusted = {
            each.fact: Fraction(each.points)
            for member, found in adjustments_in(session, scoring.period, states, only).items()
            if any(member == m.id for m in members)
            for each in found
        }
        links = source_labels_in(
            session, [key for key in (*(line.fact for line in lines), *adjusted) if isinstance(key, int)]
        )
    wanted = EntryFilter(
        start=scoring.period.start, end=scoring.period.end, states=states, member_id=member_id
    )
    rows = {row.id: row for row in list_entries(ctx, wanted)}
    place = {member.id: at for at, member in enumerate(members)}
    found = [
        EntryPoints(
            rows[line.fact],
            Fraction(line.points),
            Fraction(line.counted),
            links[line.fact].text if line.fact in links else "",
        )
        for line in lines
        if isinstance(line.fact, int) and line.fact in rows
    ]
    found += [
        EntryPoints(rows[key], points, points, links[key].text)
        for key, points in adjusted.items()
        if isinstance(key, int) and key in rows
    ]
    return sorted(found, key=lambda d: (place.get(d.entry.member_id, 0), d.day, d.entry.id))
