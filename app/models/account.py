"""使用人: who logs in to this file; passwords are not here but wrap the key in the key file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base
from app.models.types import Flag, IsoStamp, JsonText


class Account(Base):
    """A person with a password and one or more roles (`roles`: values of `Role`)."""

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(Text, unique=True)
    roles: Mapped[Any] = mapped_column(JsonText)
    active: Mapped[bool] = mapped_column(Flag, default=True)
    created_at: Mapped[datetime] = mapped_column(IsoStamp)
