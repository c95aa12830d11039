"""试算的记录: the entries of a period as they would be if another rulebook had posted the automatic ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity
from app.models.kinds import EntryState
from app.models.points import Entry
from app.services.periods import Period
from app.services.points.closed import closed_periods_in
from app.services.points.facts import APPROVED, ENTRY_COLUMNS, UNAPPROVED, FactReader, Facts, Scoring
from app.services.points.posting import attended_in
from app.services.points.posting_records import recorded_in
from app.services.points.posting_rules import Wanted, wanted_entries
from app.services.points.record_rules import wanted_of_records
from app.services.points.rules import Rulebook
from app.services.points.versions import timeline_in

_EARLIER = timedelta(days=366)
"""How far back an activity may lie whose make-up was verified in the period."""


@dataclass(frozen=True, slots=True)
class Reposted:
    """The facts by the other rulebook, and what became of each member's automatic entries, in words."""

    facts: Facts
    changes: Mapping[int, tuple[str, ...]]


def reposted_in(
    session: Session, today: date, former: Rulebook, after: Scoring, states: Sequence[EntryState]
) -> Reposted:
    """Return the facts of a period with its automatic entries posted by the rulebook of `after`.

    Settled days keep what they have: no rulebook can come into force over them.

    Args:
        session: An open session.
        today: The day on which limits of open make-up tasks are judged.
        former: The rulebook in force over the period.
        after: The period with the other rulebook.
        states: Which entries count; a new automatic one counts as the one it replaces did.

    """
    gone, come = _difference_in(session, today, former, after)
    told = _told(former, after.rulebook, _inside(after.period, gone), _inside(after.period, come))
    reader = FactReader(after.rulebook)
    uncounted: set[tuple[int, Any, Any]] = set()
    last = 0
    for row in session.execute(_entries(after)):
        *columns, source, source_id, state = row
        entry_id, member_id, day, code, value, word = columns[:6]
        last = entry_id
        wanted = Wanted(source, source_id or 0, member_id, code or "", day, value, word)
        if gone[wanted]:
            gone[wanted] -= 1
            if state not in states:
                uncounted.add((member_id, source, source_id))
        elif state in states:
            reader.take(*columns)
    for number, each in enumerate(come.elements(), start=last + 1):
        if (each.member_id, each.source, each.source_id) not in uncounted:
            reader.take(
                number, each.member_id, each.happened_on, each.item_code, each.value, each.word, None, None
            )
    return Reposted(reader.result(), told)


def _entries(after: Scoring) -> Any:
    return (
        select(*ENTRY_COLUMNS, Entry.source, Entry.source_id, Entry.state)
        .where(
            Entry.happened_on >= after.first_day,
            Entry.happened_on <= after.period.end,
            Entry.state.in_(APPROVED + UNAPPROVED),
        )
        .order_by(Entry.id)
    )


def _difference_in(
    session: Session, today: date, former: Rulebook, after: Scoring
) -> tuple[Counter[Wanted], Counter[Wanted]]:
    """Return the automatic entries that would go, and those that would come."""
    first, last = after.first_day, after.period.end
    held = select(Activity.id).where(
        Activity.held_on >= first - _EARLIER, Activity.held_on <= last, Activity.deleted_at.is_(None)
    )
    lines = attended_in(session, session.scalars(held).all())
    records = [record for record in recorded_in(session) if record.day <= today]
    timeline, settled = timeline_in(session), closed_periods_in(session)

    def wanted(rulebook: Rulebook) -> Counter[Wanted]:
        def on(day: date) -> Rulebook | None:
            return rulebook if day >= first else timeline.on(day)

        found = [*wanted_entries(on, lines, today), *wanted_of_records(on, records)]
        return Counter(each for each in found if first <= each.happened_on <= last and not _in(settled, each))

    before, then = wanted(former), wanted(after.rulebook)
    return before - then, then - before


def _in(settled: Iterable[Period], each: Wanted) -> bool:
    return any(period.contains(each.happened_on) for period in settled)


def _inside(period: Period, found: Counter[Wanted]) -> Counter[Wanted]:
    """Return those of the period itself: earlier days of the cycle only take room under caps."""
    return Counter({each: times for each, times in found.items() if period.contains(each.happened_on)})


def _told(
    former: Rulebook, other: Rulebook, gone: Counter[Wanted], come: Counter[Wanted]
) -> dict[int, tuple[str, ...]]:
    words: dict[int, list[str]] = defaultdict(list)
    for verb, found, rulebook in (("取消", gone, former), ("新增", come, other)):
        by_item: dict[int, Counter[str]] = defaultdict(Counter)
        for each, times in found.items():
            by_item[each.member_id][each.item_code] += times
        for member_id, items in by_item.items():
            for code, times in items.items():
                words[member_id].append(f"{verb} {times} 条“{rulebook.item_by_code[code].text}”")
    return {member_id: tuple(said) for member_id, said in words.items()}
