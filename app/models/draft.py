"""草稿: what stands in a form that was not saved yet; no record, so neither logged nor undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import IsoStamp, JsonText


class Draft(Base):
    """The unsaved content of one form; `key` says of which, `content` is plain data of the form's own."""

    __tablename__ = "draft"

    key: Mapped[str] = mapped_column(Text, unique=True)
    content: Mapped[Any] = mapped_column(JsonText)
    saved_at: Mapped[datetime] = mapped_column(IsoStamp)
