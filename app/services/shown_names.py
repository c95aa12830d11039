"""How members are named where two have one name: 张伟#1 and 张伟#2, by the order of the branch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def shown_names(people: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Return the shown name of every (id, name) given in the branch's order; who has left keeps his number."""
    rows = list(people)
    total, seen = Counter(name for _, name in rows), Counter[str]()
    shown = {}
    for member_id, name in rows:
        seen[name] += 1
        shown[member_id] = f"{name}#{seen[name]}" if total[name] > 1 else name
    return shown


def shown_names_in(session: Session) -> dict[int, str]:
    """Return the shown name of every member, those who left as well."""
    # imported here: the first figures need the names before the store is there
    from sqlalchemy import select

    from app.models.member import Member

    query = (
        select(Member.id, Member.name).where(Member.deleted_at.is_(None)).order_by(Member.position, Member.id)
    )
    return shown_names((row.id, row.name) for row in session.execute(query))
