"""Finding members (查找) by what a person types: name, pinyin, initials, the end of ID number or phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.models.kinds import MemberClass, MemberKind
from app.services.member_rows import MemberRow

_SHORTEST_END = 3


class Presence(StrEnum):
    """Whether to list who is on the roster (在册), who has left (已离开), or both."""

    HERE = "here"
    LEFT = "left"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """Which members to list; None and empty do not restrict, `group_id` 0 means those of no group."""

    text: str = ""
    group_id: int | None = None
    klass: MemberClass | None = None
    kind: MemberKind | None = None
    presence: Presence = Presence.HERE


def find(rows: Iterable[MemberRow], wanted: MemberFilter) -> list[MemberRow]:
    """Return the rows that fit, in the order given."""
    text = "".join(wanted.text.split()).lower()
    return [row for row in rows if _fits(row, wanted) and (not text or matches(row, text))]


def by_pinyin(rows: Iterable[MemberRow]) -> list[MemberRow]:
    """Return the rows by the pinyin of their names; those of one sound in the branch's order."""
    return sorted(rows, key=lambda row: (row.name_key, row.name, row.position, row.id))


def matches(row: MemberRow, text: str) -> bool:
    """Tell whether a row is meant by `text`, which is in small letters and holds no blanks."""
    if text in row.name.lower() or row.name_initials.startswith(text):
        return True
    if text.isascii() and text.isalpha():
        return row.name_key.replace(" ", "").startswith(text) or text in row.name_initials
    tail = text.upper()
    ends = len(text) >= _SHORTEST_END and tail[0] in "0123456789"
    return ends and (row.phone_masked.endswith(tail) or row.id_masked.endswith(tail))


def _fits(row: MemberRow, wanted: MemberFilter) -> bool:
    if wanted.presence is not Presence.ALL and (row.left_on is None) != (wanted.presence is Presence.HERE):
        return False
    if wanted.group_id is not None and (row.group_id or 0) != wanted.group_id:
        return False
    return (wanted.klass is None or row.klass is wanted.klass) and (
        wanted.kind is None or row.kind is wanted.kind
    )
