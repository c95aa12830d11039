"""组织: committee, branch, groups; settings that belong to the file."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.kinds import OrgKind
from app.models.types import Code, Flag, IsoDate, JsonText


class Org(Base):
    """A node of the tree 党委 > 党支部 > 党小组; a temporary one has dates."""

    __tablename__ = "org"

    kind: Mapped[OrgKind] = mapped_column(Code(OrgKind))
    name: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("org.id"))
    functional: Mapped[bool] = mapped_column(Flag, default=False)
    starts_on: Mapped[date | None] = mapped_column(IsoDate)
    ends_on: Mapped[date | None] = mapped_column(IsoDate)
    position: Mapped[int] = mapped_column(Integer, default=0)


class Setting(Base):
    """One setting of the file; the typed view is `app.services.settings`."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(Text, unique=True)
    # NULL is the stored form of None: a limit that is switched off
    value: Mapped[Any] = mapped_column(JsonText, nullable=True)
