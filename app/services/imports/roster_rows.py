"""The plain values of a roster: a person's row, and a member as an import compares him."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from app.models.kinds import MemberKind, PartyStatus, Sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The fields of a member that a roster may fill, under the names the store has for them.

    None is what nobody said; dates are partial ISO text; `group` is the group's name.
    """

    name: str
    sex: Sex | None = None
    id_number: str | None = None
    id_waiver: str | None = None
    birth: str | None = None
    ethnicity: str | None = None
    native_place: str | None = None
    education: str | None = None
    degree: str | None = None
    kind: MemberKind | None = None
    group: str | None = None
    joined: str | None = None
    regular: str | None = None
    introducers: str | None = None
    party_post: str | None = None
    job: str | None = None
    unit: str | None = None
    post: str | None = None
    title: str | None = None
    employee_no: str | None = None
    former_name: str | None = None
    work_start: str | None = None
    phone: str | None = None
    landline: str | None = None
    address: str | None = None
    status: PartyStatus | None = None
    lost: bool | None = None
    lost_since: str | None = None
    mobile: bool | None = None
    mobile_to: str | None = None
    dues_paid_to: str | None = None
    birthplace: str | None = None
    household: str | None = None
    marital: str | None = None
    health: str | None = None
    school: str | None = None
    entry_kind: str | None = None
    admitted_by: str | None = None
    extended_to: str | None = None
    regular_kind: str | None = None
    age_correction: int | None = None
    party_worker: bool | None = None
    first_secretary: bool | None = None
    lost_reason: str | None = None
    archive_no: str | None = None
    occupation: str | None = None
    leading_cadre: bool | None = None
    staff_kind: str | None = None
    trade: str | None = None
    new_class: str | None = None
    migrant: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow(Person):
    """One row of a file; `number` is the sheet's own, from 1.

    `papers` says of papers of admission whether they are there; `extra` keeps the columns nobody knows,
    by their heads.
    """

    number: int
    branch: str | None = None
    papers: Mapping[str, bool] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known(Person):
    """A member there is: `papers` names the papers of admission on file, `left` tells that he is off the roster."""

    id: int
    papers: frozenset[str] = frozenset()
    extra: Mapping[str, Any] = field(default_factory=dict)
    left: bool = False


PERSON_FIELDS: tuple[str, ...] = tuple(item.name for item in fields(Person))
"""What an import may change; the branch is the file's own and is not one of them."""
