"""一票否决: the document and the day that each member's veto of a period rests on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.points import Entry
from app.services.periods import Period
from app.services.points.facts import APPROVED


def veto_documents_in(session: Session, period: Period) -> dict[int, str]:
    """Return, by member, what the latest approved veto of a period rests on: 江水党2026年8号文，2026-06-01."""
    query = (
        select(Entry.member_id, Entry.document, Entry.happened_on)
        .where(
            Entry.veto_code.is_not(None),
            Entry.state.in_(APPROVED),
            Entry.happened_on.between(period.start, period.end),
        )
        .order_by(Entry.happened_on, Entry.id)
    )
    return {
        row.member_id: f"{row.document or ''}，{row.happened_on.isoformat()}".lstrip("，")
        for row in session.execute(query)
    }
