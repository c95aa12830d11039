"""操作日志: every business action once, and every row it changed, in a hash chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base
from app.models.kinds import AuditKind, FormerState
from app.models.types import Code, IsoStamp, JsonText


class Action(Base):
    """One business action; its uuid is unique, so that a retry can never save a thing twice."""

    __tablename__ = "action"

    label: Mapped[str] = mapped_column(Text)
    operator: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(IsoStamp)


class AuditEvent(Base):
    """One changed row, export or print, with what was before and after; chained by hash."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "table_name", "row_id"), STRICT)

    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    kind: Mapped[AuditKind] = mapped_column(Code(AuditKind), default=AuditKind.CHANGE)
    table_name: Mapped[str | None] = mapped_column(Text)
    row_id: Mapped[int | None] = mapped_column(Integer)
    before: Mapped[Any] = mapped_column(JsonText, nullable=True)
    after: Mapped[Any] = mapped_column(JsonText, nullable=True)
    note: Mapped[str | None] = mapped_column(Text)
    chain: Mapped[str] = mapped_column(Text)


class AuditSegment(Base):
    """One stretch of the log under one key: from the line after `starts_after` to the next segment.

    `seal` authenticates the other columns with that key, `former_head` among them, so that the part
    before cannot be computed anew either. `former_state` says how that part was found when this one began.
    """

    __tablename__ = "audit_segment"

    starts_after: Mapped[int] = mapped_column(Integer)
    key_id: Mapped[str] = mapped_column(Text)
    former_head: Mapped[str] = mapped_column(Text)
    former_state: Mapped[FormerState] = mapped_column(Code(FormerState))
    at: Mapped[datetime] = mapped_column(IsoStamp)
    seal: Mapped[str] = mapped_column(Text)


class ImportBatch(Base):
    """One import: file name, counts and what it created, so that it can be told and undone later."""

    __tablename__ = "import_batch"

    subject: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(IsoStamp)
    counts: Mapped[Any] = mapped_column(JsonText, default=dict)
