"""Taking entries back (冲正): an approved one stays to be read beside the row that reverses it."""

from __future__ import annotations

from app.models.kinds import EntryState
from app.models.points import Entry
from app.services.context import Work

LIVE = (EntryState.DRAFT, EntryState.CHECKED, EntryState.APPROVED, EntryState.RETURNED)
"""The states of entries that have not been taken back."""


def withdraw_in(work: Work, entry: Entry, reason: str) -> None:
    """Take an entry back: an approved one is reversed by a second row (冲正), any other is deleted."""
    if entry.state is not EntryState.APPROVED:
        work.session.delete(entry)
        return
    entry.state = EntryState.REVERSED
    work.session.add(
        Entry(
            member_id=entry.member_id,
            item_code=entry.item_code,
            veto_code=entry.veto_code,
            happened_on=entry.happened_on,
            value=None if entry.value is None else -entry.value,
            value_text=entry.value_text,
            reason=reason,
            state=EntryState.REVERSED,
            source=entry.source,
            source_id=entry.source_id,
            reversal_of_id=entry.id,
            adjusts=entry.adjusts,
            cause=entry.cause,
            created_by=work.operator,
            created_at=work.now,
            approved_by=work.operator,
            approved_on=work.today,
        )
    )
