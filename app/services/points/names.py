"""How members are named where two have one name: 张伟#1 and 张伟#2, by the order of the branch."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.member import Member


def shown_names_in(session: Session) -> dict[int, str]:
    """Return the shown name of every member, those who left as well."""
    query = (
        select(Member.id, Member.name).where(Member.deleted_at.is_(None)).order_by(Member.position, Member.id)
    )
    rows = session.execute(query).all()
    total, seen = Counter(row.name for row in rows), Counter[str]()
    shown = {}
    for row in rows:
        seen[row.name] += 1
        shown[row.id] = f"{row.name}#{seen[row.name]}" if total[row.name] > 1 else row.name
    return shown
