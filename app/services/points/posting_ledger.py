"""Automatic entries (自动记分) against the ledger: what stays, what is taken back, what is booked anew.

What is still right stays, what was never approved is replaced, what was approved is reversed (冲正) by a second
row. What changes in a settled period (已结算) is booked as an adjustment in the open one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from app.models.kinds import EntryState, SourceKind
from app.models.points import Entry
from app.services import settings
from app.services.context import Work
from app.services.periods import Period
from app.services.points.adjustments import Correction, adjust_in
from app.services.points.closed import closed_periods_in
from app.services.points.posting_rules import Wanted
from app.services.points.reversals import withdraw_in
from app.services.points.versions import Timeline, timeline_in

_LONGEST = 300
"""How long the sentence of one adjustment may grow."""


def book_in(work: Work, missing: Sequence[Wanted], surplus: Sequence[Entry]) -> None:
    """Take back the entries that nothing calls for any more and book those that are missing.

    Raises:
        Refused: A member is not on the sheet of the settled period.

    """
    if not missing and not surplus:
        return
    timeline, settled = timeline_in(work.session), closed_periods_in(work.session)
    state = settings.load_in(work.session).auto_entry_state
    corrections = []
    for entry in surplus:
        if inside(settled, entry.happened_on):
            corrections.append(_correction(timeline, entry, taken_back=True))
        withdraw_in(work, entry, "来源已更正")
    for each in missing:
        late = inside(settled, each.happened_on)
        if late:
            corrections.append(_correction(timeline, each, taken_back=False))
        # what is reviewed of a late one is its adjustment
        work.session.add(_entry(work, each, EntryState.APPROVED if late else state))
    work.session.flush()
    if corrections:
        adjust_in(work, _together(corrections))


def difference_in(existing: Sequence[Entry], wanted: Sequence[Wanted]) -> tuple[list[Wanted], list[Entry]]:
    """Return what is wanted and not there, and what is there and no longer wanted."""
    there: dict[Wanted, list[Entry]] = defaultdict(list)
    for entry in existing:
        there[_key(entry)].append(entry)
    missing = []
    for item in wanted:
        if there.get(item):
            there[item].pop(0)
        else:
            missing.append(item)
    return missing, [entry for rest in there.values() for entry in rest]


def inside(settled: Iterable[Period], day: date) -> bool:
    """Whether a day lies in one of the settled periods."""
    return any(period.contains(day) for period in settled)


def _correction(timeline: Timeline, entry: Entry | Wanted, *, taken_back: bool) -> Correction:
    """Say what changes in a settled period."""
    rulebook = timeline.on(entry.happened_on)
    code = entry.item_code or ""
    item = None if rulebook is None else rulebook.item_by_code.get(code)
    words = f"{entry.happened_on.month}月{entry.happened_on.day}日“{code if item is None else item.text}”"
    text = f"{words}{'不再计' if taken_back else '补计'}"
    return Correction(entry.member_id, entry.happened_on, entry.source, entry.source_id, text)


def _together(corrections: Iterable[Correction]) -> list[Correction]:
    """Join what one correction of a record takes back and posts anew into one sentence."""
    told: dict[tuple[int, SourceKind, int | None], Correction] = {}
    for each in corrections:
        key = (each.member_id, each.cause, each.cause_id)
        former = told.get(key)
        told[key] = each if former is None else replace(former, text=f"{former.text}，{each.text}"[:_LONGEST])
    return list(told.values())


def _key(entry: Entry) -> Wanted:
    return Wanted(
        source=entry.source,
        source_id=entry.source_id or 0,
        member_id=entry.member_id,
        item_code=entry.item_code or "",
        happened_on=entry.happened_on,
        value=entry.value,
        word=entry.value_text,
    )


def _entry(work: Work, wanted: Wanted, state: EntryState) -> Entry:
    checked = state in (EntryState.CHECKED, EntryState.APPROVED)
    approved = state is EntryState.APPROVED
    return Entry(
        member_id=wanted.member_id,
        item_code=wanted.item_code,
        happened_on=wanted.happened_on,
        value=wanted.value,
        value_text=wanted.word,
        state=state,
        source=wanted.source,
        source_id=wanted.source_id,
        created_by=work.operator,
        created_at=work.now,
        checked_by=work.operator if checked else None,
        checked_on=work.today if checked else None,
        approved_by=work.operator if approved else None,
        approved_on=work.today if approved else None,
    )
