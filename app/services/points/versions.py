"""Which version of the rulebook (积分方案) is in force on a day."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.points import RulebookVersion
from app.services.points.rulebook import parse
from app.services.points.rules import Rulebook


def rulebook_on_in(session: Session, day: date) -> tuple[Rulebook, RulebookVersion] | None:
    """Return the rulebook in force on `day` with its stored version, or None where there is none."""
    version = session.scalar(
        select(RulebookVersion)
        .where(RulebookVersion.effective_from <= day, RulebookVersion.retired.is_(False))
        .order_by(RulebookVersion.effective_from.desc())
        .limit(1)
    )
    return None if version is None else (parsed(version.text), version)


@lru_cache(maxsize=16)
def parsed(text: str) -> Rulebook:
    """Parse a stored text, each text once."""
    return parse(text)


def end_in(session: Session, start: date) -> date | None:
    """Return the day before the next version in force, None where there is none."""
    following = session.scalar(
        select(RulebookVersion.effective_from)
        .where(RulebookVersion.effective_from > start, RulebookVersion.retired.is_(False))
        .order_by(RulebookVersion.effective_from)
        .limit(1)
    )
    return None if following is None else following - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """All versions in force, for lists that look up many days."""

    starts: tuple[date, ...]
    rulebooks: tuple[Rulebook, ...]

    def on(self, day: date) -> Rulebook | None:
        """Return the rulebook in force on a day, None before the first."""
        at = bisect_right(self.starts, day)
        return self.rulebooks[at - 1] if at else None


def timeline_in(session: Session) -> Timeline:
    """Return every version in force inside an open session."""
    query = (
        select(RulebookVersion.effective_from, RulebookVersion.text)
        .where(RulebookVersion.retired.is_(False))
        .order_by(RulebookVersion.effective_from)
    )
    rows = session.execute(query).all()
    return Timeline(tuple(row.effective_from for row in rows), tuple(parsed(row.text) for row in rows))
