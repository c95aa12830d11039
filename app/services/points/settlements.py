"""Settled periods (季度结算) as lists show them, and the frozen content behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.models.kinds import ClosingState, Kind, ObjectionResult
from app.models.member import Attachment
from app.models.points import Closing, ClosingLine, Objection
from app.services.context import Context
from app.services.errors import NotFound
from app.services.periods import Opening, Period
from app.services.points.snapshot import Snapshot, line_of, snapshot_of
from app.services.reports.documents import Seal

SCAN_OWNER = "closing"


class Order(Kind):
    """公示 order of names; none of them is by points."""

    BRANCH = "branch", "支部名册"
    STROKES = "strokes", "姓氏笔画"
    PINYIN = "pinyin", "姓氏拼音"


class Content(Kind):
    """公示口径: how much of a member's result is shown in public."""

    POINTS = "points", "公布积分"
    GRADE = "grade", "只公布等次"


@dataclass(frozen=True, slots=True)
class PublicationOptions:
    """How a sheet is published; a ranking is shown only where the branch switches it on."""

    order: Order = Order.BRANCH
    content: Content = Content.POINTS
    ranking: bool = False


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """One numbered version of a settled period.

    Attributes:
        accepted: What was still open when it was locked, as it was accepted.
        workdays: 公示 working days by the rulebook; None where it names none.
        open_objections: Objections without an answer.
        upheld_objections: Objections that hold: the sheet has to be corrected in a new version.

    """

    id: int
    period: Period
    version: int
    state: ClosingState
    content_hash: str
    closed_at: datetime
    locked_by: str
    accepted: tuple[str, ...]
    workdays: int | None
    publication: PublicationOptions
    published_on: date | None
    last_day: date | None
    final_on: date | None
    reopened_at: datetime | None
    reopened_reason: str
    members: int
    open_objections: int
    upheld_objections: int
    scans: int

    @property
    def binding(self) -> bool:
        """Whether it holds now: it was not reopened."""
        return self.reopened_at is None

    @property
    def state_text(self) -> str:
        """Its state in one word."""
        return self.state.label if self.binding else "已重开"

    @property
    def seal(self) -> Seal:
        """What stands on every page of its sheet."""
        return Seal(self.closed_at.date(), self.version, self.content_hash)


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled period with its frozen content."""

    row: ClosingRow
    snapshot: Snapshot

    @property
    def seal(self) -> Seal:
        """What stands on every page of its sheet."""
        return self.row.seal

    @property
    def intact(self) -> bool:
        """Whether the stored content still has the hash it was locked with (校验)."""
        return self.snapshot.content_hash == self.row.content_hash


def versions(ctx: Context, period: str) -> list[ClosingRow]:
    """Return every version of a period, the newest first."""
    with ctx.read() as session:
        return _rows_in(session, Closing.period == period)


def binding_in(session: Session, period: str) -> Closing | None:
    """Return the closing that holds for exactly this period, None while it is open."""
    return session.scalar(
        select(Closing)
        .where(Closing.period == period, Closing.reopened_at.is_(None))
        .order_by(Closing.version.desc())
        .limit(1)
    )


def settled(ctx: Context, period: str) -> Settled | None:
    """Return the settled content of a period, None while it is open."""
    with ctx.read() as session:
        found = binding_in(session, period)
        return None if found is None else load_in(session, found.id)


def load(ctx: Context, closing_id: int) -> Settled:
    """Return one version with its content, reopened ones as well.

    Raises:
        NotFound: There is no such version.

    """
    with ctx.read() as session:
        return load_in(session, closing_id)


def load_in(session: Session, closing_id: int) -> Settled:
    """Return one version inside an open session."""
    closing = get_in(session, closing_id)
    (row,) = _rows_in(session, Closing.id == closing_id)
    lines = session.execute(
        select(ClosingLine.member_id, ClosingLine.total, ClosingLine.grade, ClosingLine.data).where(
            ClosingLine.closing_id == closing_id
        )
    ).all()
    ordered = sorted(lines, key=lambda line: line.data["place"])
    frozen = tuple(line_of(line.member_id, line.total, line.grade, line.data) for line in ordered)
    return Settled(row, snapshot_of(closing.period, closing.rulebook_text, closing.data, frozen))


def get_in(session: Session, closing_id: int) -> Closing:
    """Return a closing inside an open session.

    Raises:
        NotFound: There is no such version.

    """
    found = session.get(Closing, closing_id)
    if found is None:
        raise NotFound("这一版结算已不存在，请刷新后重试。")
    return found


def _rows_in(session: Session, wanted: ColumnElement[bool]) -> list[ClosingRow]:
    found = list(session.scalars(select(Closing).where(wanted).order_by(Closing.version.desc())))
    ids = [closing.id for closing in found]
    members = _counts(session, select(ClosingLine.closing_id, func.count()), ClosingLine.closing_id, ids)
    asked = select(Objection.closing_id, func.count())
    waiting = _counts(session, asked.where(Objection.result.is_(None)), Objection.closing_id, ids)
    upheld = asked.where(Objection.result == ObjectionResult.UPHELD)
    holding = _counts(session, upheld, Objection.closing_id, ids)
    kept = select(Attachment.owner_id, func.count()).where(Attachment.owner == SCAN_OWNER)
    scans = _counts(session, kept, Attachment.owner_id, ids)
    return [
        _row(closing, (members.get(closing.id, 0), waiting.get(closing.id, 0)), holding, scans)
        for closing in found
    ]


def _counts(session: Session, query: Any, column: Any, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(query.where(column.in_(ids)).group_by(column)).all()
    return {row[0]: row[1] for row in rows}


def _row(
    closing: Closing, counts: tuple[int, int], holding: dict[int, int], scans: dict[int, int]
) -> ClosingRow:
    data = closing.data
    return ClosingRow(
        id=closing.id,
        period=Period.parse(closing.period, Opening.parse(data.get("opening", "01-01"))),
        version=closing.version,
        state=closing.state,
        content_hash=closing.content_hash,
        closed_at=closing.closed_at,
        locked_by=data.get("locked_by", ""),
        accepted=tuple(data.get("accepted", ())),
        workdays=data.get("workdays"),
        publication=publication_of(data.get("publication")),
        published_on=closing.published_on,
        last_day=closing.last_day,
        final_on=closing.final_on,
        reopened_at=closing.reopened_at,
        reopened_reason=closing.reopened_reason or "",
        members=counts[0],
        open_objections=counts[1],
        upheld_objections=holding.get(closing.id, 0),
        scans=scans.get(closing.id, 0),
    )


def publication_of(data: dict[str, Any] | None) -> PublicationOptions:
    """Read the options of a publication back from the store."""
    if data is None:
        return PublicationOptions()
    return PublicationOptions(Order(data["order"]), Content(data["content"]), data["ranking"])
