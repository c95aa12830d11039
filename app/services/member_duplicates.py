"""Who is likely entered twice (重复录入): one number, or one sound and one birthday."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.member import Member
from app.services import member_checks, partial_dates
from app.services.context import Context
from app.services.reports.words import day_text
from app.services.shown_names import shown_names_in


@dataclass(frozen=True, slots=True)
class Pair:
    """Two archives that are likely one person's, the one to keep first, and why."""

    kept_id: int
    other_id: int
    kept_name: str
    other_name: str
    why: str


def pairs(ctx: Context) -> list[Pair]:
    """Return every pair, in the branch's order."""
    with ctx.read() as session:
        return list(pairs_in(session))


def pairs_in(session: Session) -> Iterator[Pair]:
    """Yield every pair inside an open session."""
    query = select(Member).where(Member.deleted_at.is_(None)).order_by(Member.position, Member.id)
    members = list(session.scalars(query))
    names = shown_names_in(session)
    told: set[tuple[int, int]] = set()
    for group, why in (*_same_number(members), *_same_person(members)):
        for one, other in combinations(group, 2):
            if (one.id, other.id) not in told:
                told.add((one.id, other.id))
                yield Pair(one.id, other.id, names[one.id], names[other.id], why)


def _same_number(members: Sequence[Member]) -> Iterator[tuple[list[Member], str]]:
    """Yield who has one number; the old form of 15 places and the new one of 18 are the same."""
    alike: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        if member.id_number:
            facts = member_checks.id_facts(member.id_number)
            alike[member.id_number if facts is None else facts.standard].append(member)
    for group in alike.values():
        yield group, "身份证号相同"


def _same_person(members: Sequence[Member]) -> Iterator[tuple[list[Member], str]]:
    alike: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member in members:
        if member.birth and partial_dates.is_full(member.birth):
            alike[member.name_key, member.birth].append(member)
    for (_, birth), group in alike.items():
        yield group, f"读音相同、出生日期都是{day_text(birth)}"
