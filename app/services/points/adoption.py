"""What must hold before a rulebook comes into force for a stretch of days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.models.kinds import EntryState
from app.models.points import Entry
from app.services.errors import BadInput, Refused
from app.services.points.closed import closed_periods_in
from app.services.points.entries import AUTOMATIC
from app.services.points.rules import Item, Rulebook
from app.services.points.scoring_facts import fit
from app.services.points.values import number_of

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
    lost = _not_fitting(session, rulebook, start, end)
    if lost:
        codes = "、".join(lost[:_SHOWN]) + ("等" if len(lost) > _SHOWN else "")
        raise Refused(
            f"这段时间已有积分记录用到项目 {codes}，所选方案里没有这些项目，或数值的填法不同。"
            "请先在方案里补上它们，或撤销这些记录，或换一个施行日期。",
            field="effective_from",
        )


def _not_fitting(session: Session, rulebook: Rulebook | None, start: date, end: date | None) -> list[str]:
    """Return the items of entries by hand that the rulebook does not have, or whose values it cannot take."""
    used = session.execute(
        select(Entry.item_code, Entry.value, Entry.value_text)
        .where(
            _between(start, end),
            Entry.item_code.is_not(None),
            Entry.source.not_in(AUTOMATIC),
            Entry.state != EntryState.REVERSED,
        )
        .distinct()
    )
    lost: set[str] = set()
    for row in used:
        code, value, word = row.item_code or "", row.value, row.value_text
        item = None if rulebook is None else rulebook.item_by_code.get(code)
        if item is None or not _fits(item, value, word):
            lost.add(code)
    return sorted(lost)


def _fits(item: Item, value: int | None, word: str | None) -> bool:
    try:
        fit(item.rule, word or number_of(value))
    except BadInput:
        return False
    return True


def _between(start: date, end: date | None) -> ColumnElement[bool]:
    since = Entry.happened_on >= start
    return since if end is None else since & (Entry.happened_on <= end)
