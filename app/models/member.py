"""党员 and what an archive repeats: the head of 一人一档, its records, second memberships, attachments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Column, Computed, ForeignKey, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import STRICT, Base
from app.models.kinds import LeaveReason, MemberClass, MemberKind, PartyStatus, RecordKind, Sex
from app.models.types import Code, Flag, IsoDate, IsoStamp, JsonText


class Member(Base):
    """A party member (党员): the national form's items, class, group and the dated fact of leaving.

    Dates that papers give by month only (birth, joined, regular, lost_since) are partial ISO text.
    """

    __tablename__ = "member"
    __table_args__ = (
        # A mistake in the recycle bin must not block the same number from being entered again. PostgreSQL
        # has the same condition from step s0001: named here, it would load that dialect at every start.
        Index(
            "uq_member_id_number_live",
            "id_number",
            unique=True,
            sqlite_where=text("deleted_at IS NULL AND id_number IS NOT NULL"),
        ),
        Index(None, "note"),
        STRICT,
    )

    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text, default="")
    name_initials: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(Integer, default=0)
    archive_no: Mapped[str | None] = mapped_column(Text)
    employee_no: Mapped[str | None] = mapped_column(Text)
    former_name: Mapped[str | None] = mapped_column(Text)
    sex: Mapped[Sex | None] = mapped_column(Code(Sex))
    ethnicity: Mapped[str | None] = mapped_column(Text)
    native_place: Mapped[str | None] = mapped_column(Text)
    id_number: Mapped[str | None] = mapped_column(Text)
    id_waiver: Mapped[str | None] = mapped_column(Text)
    birth: Mapped[str | None] = mapped_column(Text)
    birthplace: Mapped[str | None] = mapped_column(Text)
    household: Mapped[str | None] = mapped_column(Text)
    marital: Mapped[str | None] = mapped_column(Text)
    health: Mapped[str | None] = mapped_column(Text)
    education: Mapped[str | None] = mapped_column(Text)
    degree: Mapped[str | None] = mapped_column(Text)
    school: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[MemberKind] = mapped_column(Code(MemberKind), default=MemberKind.FULL)
    klass: Mapped[MemberClass] = mapped_column(Code(MemberClass), default=MemberClass.ACTIVE)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("org.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("org.id"))
    joined: Mapped[str | None] = mapped_column(Text)
    entry_kind: Mapped[str | None] = mapped_column(Text)
    admitted_by: Mapped[str | None] = mapped_column(Text)
    extended_to: Mapped[str | None] = mapped_column(Text)
    regular: Mapped[str | None] = mapped_column(Text)
    regular_kind: Mapped[str | None] = mapped_column(Text)
    introducers: Mapped[str | None] = mapped_column(Text)
    party_post: Mapped[str | None] = mapped_column(Text)
    leading_cadre: Mapped[bool] = mapped_column(Flag, default=False)
    party_worker: Mapped[bool] = mapped_column(Flag, default=False)
    first_secretary: Mapped[bool] = mapped_column(Flag, default=False)
    unit: Mapped[str | None] = mapped_column(Text)
    job: Mapped[str | None] = mapped_column(Text)
    post: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    work_start: Mapped[str | None] = mapped_column(Text)
    staff_kind: Mapped[str | None] = mapped_column(Text)
    occupation: Mapped[str | None] = mapped_column(Text)
    new_class: Mapped[str | None] = mapped_column(Text)
    trade: Mapped[str | None] = mapped_column(Text)
    migrant: Mapped[bool] = mapped_column(Flag, default=False)
    phone: Mapped[str | None] = mapped_column(Text)
    landline: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    status: Mapped[PartyStatus] = mapped_column(Code(PartyStatus), default=PartyStatus.NORMAL)
    lost: Mapped[bool] = mapped_column(Flag, default=False)
    lost_since: Mapped[str | None] = mapped_column(Text)
    lost_reason: Mapped[str | None] = mapped_column(Text)
    mobile: Mapped[bool] = mapped_column(Flag, default=False)
    mobile_to: Mapped[str | None] = mapped_column(Text)
    dues_paid_to: Mapped[str | None] = mapped_column(Text)
    age_correction: Mapped[int] = mapped_column(Integer, default=0)
    entered_on: Mapped[date | None] = mapped_column(IsoDate)
    left_on: Mapped[date | None] = mapped_column(IsoDate)
    left_reason: Mapped[LeaveReason | None] = mapped_column(Code(LeaveReason))
    left_note: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[Any] = mapped_column(JsonText, default=dict)
    created_at: Mapped[datetime] = mapped_column(IsoStamp)
    deleted_at: Mapped[datetime | None] = mapped_column(IsoStamp)


FIND_KEY: Column[str] = Column(
    "find_key",
    Text,
    Computed(
        "lower('|' || name || '|' || replace(name_key, ' ', '') || '|' || name_initials || '|'"
        " || substr(name_initials, 2) || '|' || coalesce(phone, '') || ';' || coalesce(id_number, '') || ';')"
    ),
)
"""What 查找 looks through: name, sound, initials, those of the given name, then the numbers, each ended by `;`.

The store works it out by itself, so it is a column of the table and no attribute of a member: nothing
writes it, and the log does not tell of it.
"""
table_of_members = cast("Table", Member.__table__)
table_of_members.append_column(FIND_KEY)
Index(
    "ix_member_find", *(table_of_members.c[key] for key in ("deleted_at", "left_on", "position", "find_key"))
)


class Membership(Base):
    """A second organisation of a member (双重组织生活, 联合党支部, 突击队), with dates."""

    __tablename__ = "membership"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    org_id: Mapped[int] = mapped_column(ForeignKey("org.id"))
    starts_on: Mapped[date | None] = mapped_column(IsoDate)
    ends_on: Mapped[date | None] = mapped_column(IsoDate)


class Record(Base):
    """One line of a repeating part of the archive (档案记录).

    `quantity` is in hundredths (hours, years); `data` holds what only this kind of record has.
    """

    __tablename__ = "record"
    __table_args__ = (Index(None, "member_id", "kind"), STRICT)

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[RecordKind] = mapped_column(Code(RecordKind))
    starts: Mapped[str | None] = mapped_column(Text)
    ends: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    detail: Mapped[str | None] = mapped_column(Text)
    issuer: Mapped[str | None] = mapped_column(Text)
    document_no: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[int | None] = mapped_column(Integer)
    data: Mapped[Any] = mapped_column(JsonText, default=dict)
    created_at: Mapped[datetime] = mapped_column(IsoStamp)
    deleted_at: Mapped[datetime | None] = mapped_column(IsoStamp)


class Attachment(Base):
    """A scan or photo (附件) at any record, by content; `owner` names the table and row it belongs to."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "owner", "owner_id"), STRICT)

    owner: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    mime: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(IsoStamp)
    deleted_at: Mapped[datetime | None] = mapped_column(IsoStamp)
