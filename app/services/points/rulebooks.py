"""积分方案: the versions in the store; each is its exchange text, effective from a day on."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.points import RulebookVersion
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
    from app.services.points.rulebook import parse_rulebook

    return parse_rulebook(text)


def content_hash(text: str) -> str:
    """Return the hash that closings print, so that a sheet can be matched to its rules."""
    return hashlib.sha256(text.encode()).hexdigest()
