"""From a roster's row to what the members' service takes, and what that service would say of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.models.kinds import MemberKind
from app.services import partial_dates, party_dates
from app.services.errors import AppError
from app.services.imports.heads import Heads
from app.services.imports.roster_heads import ROSTER
from app.services.imports.roster_rows import PERSON_FIELDS, RosterRow
from app.services.imports.table import Finding
from app.services.member_checks import MemberDraft, look_over

_STORED = tuple(name for name in PERSON_FIELDS if name != "group")


def draft_of(row: RosterRow, today: date) -> tuple[MemberDraft, list[AppError]]:
    """Return the draft of a new member as the members' service cleans it, and what it would refuse.

    The group stays open, since only the store knows its number.
    """
    values: dict[str, Any] = {name: value for name in _STORED if (value := getattr(row, name)) is not None}
    values["kind"] = row.kind or _kind(row, today)
    return look_over(MemberDraft(**values), today)


def findings_of(row: RosterRow, problems: Iterable[AppError], heads: Heads) -> list[Finding]:
    """Return what the members' service would refuse, so that a preview promises nothing it cannot keep."""
    found = []
    for problem in problems:
        column = heads.of(problem.field or "name")
        if column is not None:
            found.append(Finding(row.number, column.head, column.field, problem.message))
        else:
            found.append(Finding(row.number, ROSTER.words["name"], problem.field, problem.message))
    return found


def _kind(row: RosterRow, today: date) -> MemberKind:
    """Return the kind of somebody whose sheet does not say: on probation for a year after joining."""
    if row.regular is None and row.joined is not None:
        ends = party_dates.add_months(partial_dates.first_day(row.joined), party_dates.PROBATION_MONTHS)
        if ends > today:
            return MemberKind.PROBATIONARY
    return MemberKind.FULL
