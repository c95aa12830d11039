"""The base of every table: naming of constraints, key, uuid."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

STRICT: dict[str, Any] = {"sqlite_strict": True}

# Named constraints are what lets a later migration rebuild a table.
_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_uuid() -> str:
    """Return a fresh identity that stays unique when files of several branches are merged."""
    return str(uuid.uuid4())


class Base(DeclarativeBase):
    """A table with an integer key for joins and a uuid for the world outside this file."""

    metadata = MetaData(naming_convention=_NAMING)
    __table_args__: Any = STRICT

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    uuid: Mapped[str] = mapped_column(Text, unique=True, default=new_uuid)
