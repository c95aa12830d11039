"""What must hold before a rulebook comes into force for a stretch of days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models.kinds import EntryState, SourceKind
from app.models.points import Entry
from app.services.errors import Refused
from app.services.points.closed import closed_periods_in
from app.services.points.rules import Rulebook

_AUTOMATIC = (SourceKind.ATTENDANCE, SourceKind.MAKEUP)
_SHOWN = 5


def check_adoption_in(session: Session, rulebook: Rulebook | None, start: date, end: date | None) -> None:
    """Refuse a rulebook (None: none at all) for the days `start` to `end` (None: for good).

    Raises:
        Refused: A settled period lies in these days, or entries by hand use items it does not have.

    """
    for period in closed_periods_in(session):
        if period.end >= start and (end is None or period.start <= end):
            raise Refused(
                f"{period.label}已经结算，不能更换其间施行的积分方案。请把施行日期改到结算期之后。",
                field="effective_from",
            )
    used = session.scalars(
        select(Entry.item_code)
        .where(
            _between(start, end),
            Entry.item_code.is_not(None),
            Entry.source.not_in(_AUTOMATIC),
            Entry.state != EntryState.REVERSED,
        )
        .distinct()
    )
    known = {} if rulebook is None else rulebook.item_by_code
    lost = sorted(code for code in used if code is not None and code not in known)
    if lost:
        codes = "、".join(lost[:_SHOWN]) + ("等" if len(lost) > _SHOWN else "")
        raise Refused(
            f"这段时间已有积分记录用到项目 {codes}，所选方案里没有这些项目。"
            "请先在方案里补上它们，或撤销这些记录，或换一个施行日期。",
            field="effective_from",
        )


def _between(start: date, end: date | None) -> ColumnElement[bool]:
    since = Entry.happened_on >= start
    return since if end is None else since & (Entry.happened_on <= end)
