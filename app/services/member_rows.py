"""党员 as lists show them: rows in the branch's order, and who is expected at an activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.kinds import ActivityKind, LeaveReason, MemberClass, MemberKind, OrgKind, PartyStatus, Sex
from app.models.member import Member, Membership
from app.models.org import Org
from app.services import id_numbers
from app.services.context import Context
from app.services.reports.words import masked_phone
from app.services.shown_names import shown_names

_COMMITTEE_POSTS = ("书记", "委员")
_Line = Any
"""A row of `_COLUMNS` with the group's name."""

# columns, not entities: three times faster for a list
_COLUMNS = (
    Member.id,
    Member.name,
    Member.name_key,
    Member.name_initials,
    Member.sex,
    Member.kind,
    Member.klass,
    Member.group_id,
    Member.party_post,
    Member.joined,
    Member.regular,
    Member.phone,
    Member.id_number,
    Member.status,
    Member.lost,
    Member.mobile,
    Member.entered_on,
    Member.left_on,
    Member.left_reason,
    Member.position,
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as lists and pickers show it.

    `shown_name` tells two members of one name apart ("张伟#1"); ID number and phone are masked.
    """

    id: int
    name: str
    name_key: str
    name_initials: str
    shown_name: str
    sex: Sex | None
    kind: MemberKind
    klass: MemberClass
    group_id: int | None
    group_name: str
    party_post: str
    joined: str
    regular: str
    phone_masked: str
    id_masked: str
    status: PartyStatus
    lost: bool
    mobile: bool
    entered_on: date | None
    left_on: date | None
    left_reason: LeaveReason | None
    position: int

    @property
    def state(self) -> str:
        """Where the member stands, in the words of lists: 在册, 失联, 流动, 停止党籍, or how he left."""
        if self.left_on is not None:
            return self.left_reason.label if self.left_reason else "已离开"
        if self.status is PartyStatus.SUSPENDED:
            return self.status.label
        if self.lost:
            return "失联"
        return "流动" if self.mobile else "在册"


def list_members(ctx: Context, *, on: date | None = None, include_left: bool = False) -> list[MemberRow]:
    """Return the members in the branch's order: those of today, of the day `on`, or also those who left."""
    with ctx.read() as session:
        return list_members_in(session, on=on, include_left=include_left)


def list_members_in(
    session: Session, *, on: date | None = None, include_left: bool = False
) -> list[MemberRow]:
    """Return the members inside an open session."""
    query = (
        select(*_COLUMNS, Org.name.label("group_name"))
        .outerjoin(Org, Org.id == Member.group_id)
        .where(Member.deleted_at.is_(None))
        .order_by(Member.position, Member.id)
    )
    found = session.execute(query).all()
    shown = shown_names((line.id, line.name) for line in found)
    return [_row(line, shown[line.id]) for line in found if _belongs(line, on, include_left=include_left)]


def expected_members_in(session: Session, kind: ActivityKind, org_id: int | None, held_on: date) -> list[int]:
    """Return who is expected (应到) at an activity: the committee, the group, or the whole branch."""
    query = select(Member.id).where(
        Member.deleted_at.is_(None),
        or_(Member.left_on.is_(None), Member.left_on > held_on),
        or_(Member.entered_on.is_(None), Member.entered_on <= held_on),
    )
    if kind is ActivityKind.COMMITTEE:
        query = query.where(or_(*(Member.party_post.contains(word) for word in _COMMITTEE_POSTS)))
    org = None if org_id is None else session.get(Org, org_id)
    if org is not None and org.kind is not OrgKind.BRANCH:
        second = select(Membership.member_id).where(
            Membership.org_id == org.id,
            or_(Membership.starts_on.is_(None), Membership.starts_on <= held_on),
            or_(Membership.ends_on.is_(None), Membership.ends_on >= held_on),
        )
        query = query.where(or_(Member.group_id == org.id, Member.id.in_(second)))
    return list(session.scalars(query.order_by(Member.position, Member.id)))


def _belongs(line: _Line, on: date | None, *, include_left: bool) -> bool:
    if on is not None:
        entered = line.entered_on is None or line.entered_on <= on
        return entered and (include_left or line.left_on is None or line.left_on > on)
    return include_left or line.left_on is None


def _row(line: _Line, shown_name: str) -> MemberRow:
    return MemberRow(
        id=line.id,
        name=line.name,
        name_key=line.name_key,
        name_initials=line.name_initials,
        shown_name=shown_name,
        sex=line.sex,
        kind=line.kind,
        klass=line.klass,
        group_id=line.group_id,
        group_name=line.group_name or "",
        party_post=line.party_post or "",
        joined=line.joined or "",
        regular=line.regular or "",
        phone_masked=masked_phone(line.phone) if line.phone else "",
        id_masked=id_numbers.mask(line.id_number) if line.id_number else "",
        status=line.status,
        lost=line.lost,
        mobile=line.mobile,
        entered_on=line.entered_on,
        left_on=line.left_on,
        left_reason=line.left_reason,
        position=line.position,
    )
