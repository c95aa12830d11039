"""From a roster's row to what the members' service takes, and what that service would say of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.models.kinds import MemberKind
from app.services import partial_dates, party_dates
from app.services.imports import heads as heads_
from app.services.imports.heads import Heads
from app.services.imports.roster_rows import PERSON_FIELDS, Finding, RosterRow
from app.services.member_checks import MemberDraft, look_over


def draft_of(row: RosterRow, today: date) -> MemberDraft:
    """Return the draft of a new member; the group stays open, since only the store knows its number."""
    values: dict[str, Any] = {name: getattr(row, name) for name in PERSON_FIELDS if name != "group"}
    values["kind"] = row.kind or _kind(row, today)
    return MemberDraft(**{name: value for name, value in values.items() if value is not None})


def refusals(row: RosterRow, heads: Heads, today: date) -> Iterator[Finding]:
    """Give what the members' service would refuse, so that a preview promises nothing it cannot keep."""
    for problem in look_over(draft_of(row, today), today)[1]:
        column = heads.of(problem.field or "name")
        if column is not None:
            yield Finding(row.number, column.head, column.field, problem.message)
        else:
            yield Finding(row.number, heads_.own_word("name"), problem.field, problem.message)


def _kind(row: RosterRow, today: date) -> MemberKind:
    """Return the kind of somebody whose sheet does not say: on probation for a year after joining."""
    if row.regular is None and row.joined is not None:
        ends = party_dates.add_months(partial_dates.first_day(row.joined), party_dates.PROBATION_MONTHS)
        if ends > today:
            return MemberKind.PROBATIONARY
    return MemberKind.FULL
