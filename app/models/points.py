"""积分: versions of the rulebook, entries (积分记录), quarterly closings and what was published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base
from app.models.kinds import ClosingState, EntryState, ObjectionResult, SourceKind
from app.models.types import BigInt, Code, Flag, IsoDate, IsoStamp, JsonText


class RulebookVersion(Base):
    """积分方案: one version as its exchange text, which is the truth; the rest is for lists."""

    __tablename__ = "rulebook_version"

    code: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[date] = mapped_column(IsoDate, unique=True)
    text: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(Text)
    retired: Mapped[bool] = mapped_column(Flag, default=False)
    created_at: Mapped[datetime] = mapped_column(IsoStamp)


class Entry(Base):
    """积分记录: member, item, day, value. Points are computed, never stored.

    `value` is in hundredths of whatever the item counts; `value_text` holds grades, levels and
    cases. An entry that came by itself names the record it came from.

    An adjustment (结算后调整) has points and no item: it names the settled period that it `adjusts`, and by
    `cause` and `source_id` the record whose correction it follows from.
    """

    __tablename__ = "entry"
    __table_args__ = (
        # Covers the quarter's totals; a lone index on the member makes them many times slower.
        Index("ix_entry_totals", "happened_on", "member_id", "item_code", "state", "value"),
        Index(None, "source", "source_id"),
        STRICT,
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    item_code: Mapped[str | None] = mapped_column(Text)
    veto_code: Mapped[str | None] = mapped_column(Text)
    happened_on: Mapped[date] = mapped_column(IsoDate)
    value: Mapped[int | None] = mapped_column(BigInt)
    value_text: Mapped[str | None] = mapped_column(Text)
    rides_on_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(Text)
    state: Mapped[EntryState] = mapped_column(Code(EntryState), default=EntryState.DRAFT)
    source: Mapped[SourceKind] = mapped_column(Code(SourceKind), default=SourceKind.MANUAL)
    source_id: Mapped[int | None] = mapped_column(Integer)
    reversal_of_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    adjusts: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[SourceKind | None] = mapped_column(Code(SourceKind))
    created_by: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(IsoStamp)
    checked_by: Mapped[str | None] = mapped_column(Text)
    checked_on: Mapped[date | None] = mapped_column(IsoDate)
    approved_by: Mapped[str | None] = mapped_column(Text)
    approved_on: Mapped[date | None] = mapped_column(IsoDate)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    returned_reason: Mapped[str | None] = mapped_column(Text)


class Closing(Base):
    """季度结算: a numbered snapshot of a period with the rulebook's text of the day.

    A snapshot is never deleted and its lines never change; one that was reopened no longer binds.
    """

    __tablename__ = "closing"
    __table_args__ = (UniqueConstraint("period", "version"), STRICT)

    period: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[ClosingState] = mapped_column(Code(ClosingState), default=ClosingState.LOCKED)
    rulebook_text: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime] = mapped_column(IsoStamp)
    published_on: Mapped[date | None] = mapped_column(IsoDate)
    last_day: Mapped[date | None] = mapped_column(IsoDate)
    final_on: Mapped[date | None] = mapped_column(IsoDate)
    reopened_at: Mapped[datetime | None] = mapped_column(IsoStamp)
    reopened_reason: Mapped[str | None] = mapped_column(Text)
    data: Mapped[Any] = mapped_column(JsonText, default=dict)


class ClosingLine(Base):
    """One member's line of a closing, frozen: stays when the member leaves or the rules change."""

    __tablename__ = "closing_line"
    __table_args__ = (UniqueConstraint("closing_id", "member_id"), STRICT)

    closing_id: Mapped[int] = mapped_column(ForeignKey("closing.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    total: Mapped[str] = mapped_column(Text)
    grade: Mapped[str | None] = mapped_column(Text)
    data: Mapped[Any] = mapped_column(JsonText, default=dict)
    # long, and wanted for one member at a time
    told: Mapped[Any] = mapped_column(JsonText, nullable=True, deferred=True)


class Objection(Base):
    """异议 to a published sheet: who says what, and what was answered; it belongs to one version."""

    __tablename__ = "objection"

    closing_id: Mapped[int] = mapped_column(ForeignKey("closing.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    raised_by: Mapped[str] = mapped_column(Text)
    raised_on: Mapped[date] = mapped_column(IsoDate)
    content: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    result: Mapped[ObjectionResult | None] = mapped_column(Code(ObjectionResult))
    answered_by: Mapped[str | None] = mapped_column(Text)
    answered_on: Mapped[date | None] = mapped_column(IsoDate)
    created_at: Mapped[datetime] = mapped_column(IsoStamp)
