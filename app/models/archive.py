"""What a branch adds to its archives: tags, fields of its own, and the views it keeps of the list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base
from app.models.kinds import CustomKind
from app.models.types import Code, JsonText


class Tag(Base):
    """标签: a word of the branch's own that members are marked with."""

    __tablename__ = "tag"

    name: Mapped[str] = mapped_column(Text, unique=True)
    position: Mapped[int] = mapped_column(Integer, default=0)


class MemberTag(Base):
    """One member marked with one tag."""

    __tablename__ = "member_tag"
    __table_args__ = (UniqueConstraint("member_id", "tag_id"), STRICT)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))


class CustomField(Base):
    """自定义字段: a field that only this branch keeps.

    Its values lie in `Member.extra` under the field's name, where an import puts columns it does not know:
    so a sheet with a column of that name fills the field without further ado.
    """

    __tablename__ = "custom_field"

    name: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[CustomKind] = mapped_column(Code(CustomKind))
    choices: Mapped[Any] = mapped_column(JsonText, default=list)
    position: Mapped[int] = mapped_column(Integer, default=0)


class SavedView(Base):
    """视图: a list's filter, columns and order under a name; `data` is read by the list it belongs to."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("subject", "name"), STRICT)

    subject: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    data: Mapped[Any] = mapped_column(JsonText, default=dict)
    position: Mapped[int] = mapped_column(Integer, default=0)
