"""党员: the list of a branch, adding, changing, leaving and coming back; nobody is ever deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.models.kinds import ActivityKind, LeaveReason, MemberClass, MemberKind, OrgKind, Sex
from app.models.member import Member, Membership
from app.models.org import Org
from app.services import id_numbers, orgs, pinyin
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.member_checks import MemberDraft, checked

_COMMITTEE_POSTS = ("书记", "委员")


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
    phone_end: str
    id_masked: str
    left_on: date | None
    left_reason: LeaveReason | None
    position: int


def list_members(ctx: Context, *, on: date | None = None, include_left: bool = False) -> list[MemberRow]:
    """Return the members in the branch's order: those of today, of the day `on`, or also those who left."""
    with ctx.read() as session:
        return list_members_in(session, on=on, include_left=include_left)


def list_members_in(
    session: Session, *, on: date | None = None, include_left: bool = False
) -> list[MemberRow]:
    """Return the members inside an open session."""
    group = aliased(Org)
    query = (
        select(Member, group.name)
        .outerjoin(group, group.id == Member.group_id)
        .where(Member.deleted_at.is_(None))
        .order_by(Member.position, Member.id)
    )
    found = list(session.execute(query))
    shown = _shown_names([member for member, _ in found])
    return [
        _row(member, name or "", shown[member.id])
        for member, name in found
        if _belongs(member, on, include_left=include_left)
    ]


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


def add(ctx: Context, draft: MemberDraft) -> Changes:
    """Add a member.

    Raises:
        BadInput: A field does not hold what it should.
        Refused: Another member has this ID number.

    """
    with ctx.write(f"新增党员 {draft.name.strip()}") as work:
        work.new_ids.append(add_in(work, draft).id)
    return work.changes


def add_in(work: Work, draft: MemberDraft) -> Member:
    """Add a member inside an open transaction."""
    last = work.session.scalar(select(func.max(Member.position))) or 0
    member = Member(position=last + 1, created_at=work.now, extra={})
    _fill(work, member, draft)
    work.session.add(member)
    work.session.flush()
    return member


def change(ctx: Context, member_id: int, draft: MemberDraft) -> Changes:
    """Change a member's fields.

    Raises:
        NotFound: There is no such member.
        BadInput: A field does not hold what it should.
        Refused: Another member has this ID number.

    """
    with ctx.write(f"修改党员 {draft.name.strip()}") as work:
        change_in(work, member_id, draft)
    return work.changes


def change_in(work: Work, member_id: int, draft: MemberDraft) -> None:
    """Change a member inside an open transaction."""
    _fill(work, get_in(work.session, member_id), draft)
    work.session.flush()


def mark_left(
    ctx: Context, member_id: int, on: date | None, reason: LeaveReason | None, note: str = ""
) -> Changes:
    """Enter that a member has left (离开) on a day; everything of the member stays.

    Raises:
        NotFound: There is no such member.
        BadInput: Day or reason is missing, or the day lies ahead.

    """
    if on is None:
        raise BadInput("请填写离开日期。", field="left_on")
    if reason is None:
        raise BadInput("请选择离开方式。", field="left_reason")
    if on > ctx.today:
        raise BadInput("离开日期不能晚于今天。", field="left_on")
    with ctx.write("登记离开") as work:
        member = get_in(work.session, member_id)
        member.left_on, member.left_reason = on, reason
        member.left_note = clean_text(note, limit=500, field="left_note") or None
    return work.changes


def return_member(ctx: Context, member_id: int) -> Changes:
    """Take the leaving of a member back; the archive goes on as it was.

    Raises:
        NotFound: There is no such member.

    """
    with ctx.write("恢复在册") as work:
        member = get_in(work.session, member_id)
        member.left_on = member.left_reason = member.left_note = None
    return work.changes


def draft_of(ctx: Context, member_id: int) -> MemberDraft:
    """Return what a form shows of a member, with full ID number and phone.

    Raises:
        NotFound: There is no such member.

    """
    with ctx.read() as session:
        member = get_in(session, member_id)
        return MemberDraft(
            **{item.name: _typed(member, item.name, item.type) for item in fields(MemberDraft)}
        )


def get_in(session: Session, member_id: int) -> Member:
    """Return the mapped member inside an open session.

    Raises:
        NotFound: There is no such member.

    """
    found = session.get(Member, member_id)
    if found is None or found.deleted_at is not None:
        raise NotFound("这名党员的档案已不存在，请刷新后重试。")
    return found


def _typed(member: Member, key: str, kind: Any) -> Any:
    value = getattr(member, key)
    return "" if value is None and kind == "str" else value


def _fill(work: Work, member: Member, draft: MemberDraft) -> None:
    draft = checked(draft, work.today)
    _refuse_same_id(work.session, member, draft)
    for item in fields(draft):
        value = getattr(draft, item.name)
        setattr(member, item.name, None if value == "" else value)
    member.name_key = pinyin.name_key(draft.name)
    member.name_initials = pinyin.initials(draft.name)
    if member.branch_id is None:
        branch = orgs.branch_in(work.session)
        member.branch_id = None if branch is None else branch.id


def _refuse_same_id(session: Session, member: Member, draft: MemberDraft) -> None:
    if not draft.id_number:
        return
    query = select(Member.name).where(Member.id_number == draft.id_number, Member.deleted_at.is_(None))
    if member.id is not None:
        query = query.where(Member.id != member.id)
    with session.no_autoflush:
        other = session.scalar(query)
    if other is not None:
        raise Refused(f"这个身份证号码已属于“{other}”，请核对是否重复录入。", field="id_number")


def _belongs(member: Member, on: date | None, *, include_left: bool) -> bool:
    if on is not None:
        entered = member.entered_on is None or member.entered_on <= on
        return entered and (member.left_on is None or member.left_on > on)
    return include_left or member.left_on is None


def _shown_names(members: Sequence[Member]) -> dict[int, str]:
    """Tell members who share a name apart by a number, in the branch's order."""
    many = {name for name, count in Counter(member.name for member in members).items() if count > 1}
    seen: Counter[str] = Counter()
    shown: dict[int, str] = {}
    for member in members:
        seen[member.name] += 1
        shown[member.id] = f"{member.name}#{seen[member.name]}" if member.name in many else member.name
    return shown


def _row(member: Member, group_name: str, shown_name: str) -> MemberRow:
    phone = member.phone or ""
    return MemberRow(
        id=member.id,
        name=member.name,
        name_key=member.name_key,
        name_initials=member.name_initials,
        shown_name=shown_name,
        sex=member.sex,
        kind=member.kind,
        klass=member.klass,
        group_id=member.group_id,
        group_name=group_name,
        party_post=member.party_post or "",
        joined=member.joined or "",
        regular=member.regular or "",
        phone_masked=f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else "",
        phone_end=phone[-4:],
        id_masked=id_numbers.mask(member.id_number) if member.id_number else "",
        left_on=member.left_on,
        left_reason=member.left_reason,
        position=member.position,
    )
