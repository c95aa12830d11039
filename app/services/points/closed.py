"""Which periods are settled (季度结算), and the refusal to touch them.

A closing keeps the opening day of its rulebook's year under `opening` in its data; a period that was
reopened has `reopened_at` and no longer binds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.points import Closing
from app.services.errors import Refused
from app.services.periods import Opening, Period

BINDING_STATES = ("locked", "published", "final")


def closed_periods_in(session: Session) -> list[Period]:
    """Return the periods that are settled and not reopened."""
    query = (
        select(Closing.period, Closing.data)
        .where(Closing.state.in_(BINDING_STATES), Closing.reopened_at.is_(None))
        .order_by(Closing.period)
    )
    return [
        Period.parse(row.period, Opening.parse((row.data or {}).get("opening", "01-01")))
        for row in session.execute(query)
    ]


def refuse_closed_in(session: Session, days: Iterable[date], what: str) -> None:
    """Refuse where one of the days lies in a settled period.

    Args:
        session: An open session.
        days: The days of the entries that would change.
        what: What was tried, the beginning of the sentence.

    Raises:
        Refused: With the period and the day.

    """
    wanted = sorted(set(days))
    if not wanted:
        return
    for period in closed_periods_in(session):
        for day in wanted:
            if period.contains(day):
                raise Refused(
                    f"{what}，但 {day.isoformat()} 所在的{period.label}已经结算，不能改动。"
                    "请先填写原因重新打开该期，或在未结算的日期补记。"
                )
