"""党员: the list of a branch, adding, changing, leaving and coming back; nobody is ever deleted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.kinds import AuditKind, LeaveReason, PartyStatus, RecordKind
from app.models.member import Member, Record
from app.services import audit, member_beside, member_checks, orgs, photos, pinyin
from app.services.context import Changes, Context, Work
from app.services.errors import AppError, BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.member_beside import NOTHING, Beside
from app.services.member_checks import MemberDraft
from app.services.member_rows import MemberRow as MemberRow
from app.services.member_rows import expected_members_in as expected_members_in
from app.services.member_rows import list_members as list_members
from app.services.member_rows import list_members_in as list_members_in


@dataclass(frozen=True, slots=True)
class Revealed:
    """What lists mask, in full."""

    id_number: str
    phone: str
    landline: str
    address: str


class _Kept:
    """Says that the photo stays what it is."""


KEPT = _Kept()
Photo = bytes | None | _Kept


def add(ctx: Context, draft: MemberDraft, *, photo: Photo = KEPT, beside: Beside = NOTHING) -> Changes:
    """Add a member, with a photo and what stands `beside` the form's own fields where they are given.

    Raises:
        BadInput: A field does not hold what it should.
        Refused: Another member has this ID number; its `field` is id_number.

    """
    with ctx.write(f"新增党员 {draft.name.strip()}") as work:
        member_id = add_in(work, draft).id
        work.new_ids.append(member_id)
        _put_photo(work, member_id, photo)
        member_beside.put_in(work, member_id, beside)
    return work.changes


def add_in(work: Work, draft: MemberDraft) -> Member:
    """Add a member inside an open transaction."""
    last = work.session.scalar(select(func.max(Member.position))) or 0
    member = Member(position=last + 1, created_at=work.now, extra={})
    _fill(work, member, draft)
    work.session.add(member)
    work.session.flush()
    return member


def change(
    ctx: Context, member_id: int, draft: MemberDraft, *, photo: Photo = KEPT, beside: Beside = NOTHING
) -> Changes:
    """Change a member's fields, the photo where one is given (None takes it off), and what stands `beside`.

    Raises:
        NotFound: There is no such member.
        BadInput: A field does not hold what it should.
        Refused: Another member has this ID number.

    """
    with ctx.write(f"修改党员 {draft.name.strip()}") as work:
        change_in(work, member_id, draft)
        _put_photo(work, member_id, photo)
        member_beside.put_in(work, member_id, beside)
    return work.changes


def change_in(work: Work, member_id: int, draft: MemberDraft) -> None:
    """Change a member inside an open transaction."""
    _fill(work, get_in(work.session, member_id), draft)
    work.session.flush()


def problems(ctx: Context, draft: MemberDraft, member_id: int | None = None) -> list[AppError]:
    """Return everything that keeps a draft from being saved, one a field, for a form to show at once."""
    clean, found = member_checks.look_over(draft, ctx.today)
    with ctx.read() as session:
        same = same_id_in(session, clean, member_id)
    return [*found, *([] if same is None else [same])]


def mark_left(
    ctx: Context, member_id: int, on: date | None, reason: LeaveReason | None, note: str = ""
) -> Changes:
    """Enter that a member has left (离开) on a day; everything of the member stays.

    The leaving is also kept as a record of 组织关系, so that it is still told after a return.

    Raises:
        NotFound: There is no such member.
        Refused: The member has left already.
        BadInput: Day or reason is missing, or the day lies ahead or before the member came.

    """
    if on is None:
        raise BadInput("请填写离开日期。", field="left_on")
    if reason is None:
        raise BadInput("请选择离开方式。", field="left_reason")
    if on > ctx.today:
        raise BadInput("离开日期不能晚于今天。", field="left_on")
    with ctx.write(_named(ctx, "登记离开", member_id)) as work:
        member = get_in(work.session, member_id)
        if member.left_on is not None:
            raise Refused(f"“{member.name}”已登记离开，不用重复登记。")
        if member.entered_on is not None and on < member.entered_on:
            raise BadInput("离开日期早于进入本支部的日期，请核对。", field="left_on")
        words = clean_text(note, limit=500, field="left_note")
        member.left_on, member.left_reason, member.left_note = on, reason, words or None
        if reason is LeaveReason.SUSPENDED:
            member.status = PartyStatus.SUSPENDED
        _relation(work, member, on, reason.label, words)
    return work.changes


def return_member(ctx: Context, member_id: int, note: str = "") -> Changes:
    """Take a member who had left back onto the roster; the archive goes on as it was.

    Raises:
        NotFound: There is no such member.
        Refused: The member has not left.

    """
    with ctx.write(_named(ctx, "恢复在册", member_id)) as work:
        member = get_in(work.session, member_id)
        if member.left_on is None:
            raise Refused(f"“{member.name}”本来就在册。")
        if member.left_reason is LeaveReason.SUSPENDED:
            member.status = PartyStatus.NORMAL
        member.left_on = member.left_reason = member.left_note = None
        _relation(work, member, work.today, "恢复在册", clean_text(note, limit=500))
    return work.changes


def reveal(ctx: Context, member_id: int) -> Revealed:
    """Return what lists mask; the log keeps who looked.

    Raises:
        NotFound: There is no such member.

    """
    with ctx.read() as session:
        member = get_in(session, member_id)
        shown = Revealed(
            member.id_number or "", member.phone or "", member.landline or "", member.address or ""
        )
        name = member.name
    audit.log_event(ctx, AuditKind.REVEAL, f"查看“{name}”的身份证号、电话和住址")
    return shown


def draft_of(ctx: Context, member_id: int) -> MemberDraft:
    """Return what a form shows of a member, with full ID number and phone.

    Raises:
        NotFound: There is no such member.

    """
    with ctx.read() as session:
        return draft_of_in(session, member_id)


def draft_of_in(session: Session, member_id: int) -> MemberDraft:
    """Return a member's draft inside an open session.

    Raises:
        NotFound: There is no such member.

    """
    member = get_in(session, member_id)
    values = {item.name: getattr(member, item.name) for item in fields(MemberDraft)}
    return MemberDraft(**{key: _or_empty(key, value) for key, value in values.items()})


def get_in(session: Session, member_id: int) -> Member:
    """Return the mapped member inside an open session.

    Raises:
        NotFound: There is no such member.

    """
    found = session.get(Member, member_id)
    if found is None or found.deleted_at is not None:
        raise NotFound("这名党员的档案已不存在，请刷新后重试。")
    return found


def values_of(draft: MemberDraft) -> dict[str, Any]:
    """Return the columns that a checked draft fills, pinyin included; nothing known is None."""
    values = {key: getattr(draft, key) for key in _DRAFT_KEYS}
    values = {key: None if value == "" else value for key, value in values.items()}
    values["name_key"] = pinyin.name_key(draft.name)
    values["name_initials"] = pinyin.initials_of(values["name_key"])
    return values


_DRAFT_KEYS = tuple(item.name for item in fields(MemberDraft))


def _or_empty(key: str, value: Any) -> Any:
    return "" if value is None and key in member_checks.TEXT_FIELDS else value


def _fill(work: Work, member: Member, draft: MemberDraft) -> None:
    draft = member_checks.checked(draft, work.today)
    same = same_id_in(work.session, draft, member.id)
    if same is not None:
        raise same
    for key, value in values_of(draft).items():
        setattr(member, key, value)
    if member.branch_id is None:
        branch = orgs.branch_in(work.session)
        member.branch_id = None if branch is None else branch.id


def same_id_in(session: Session, draft: MemberDraft, member_id: int | None) -> Refused | None:
    """Return the refusal where another member has this ID number, in its old or its new form."""
    if not draft.id_number:
        return None
    facts = member_checks.id_facts(draft.id_number)
    number = draft.id_number if facts is None else facts.standard
    old = number[:6] + number[8:17]
    query = select(Member.name).where(
        Member.id_number.in_([number, old] if number[6:8] == "19" else [number]),
        Member.deleted_at.is_(None),
    )
    if member_id is not None:
        query = query.where(Member.id != member_id)
    with session.no_autoflush:
        other = session.scalar(query)
    if other is None:
        return None
    return Refused(f"这个身份证号已属于“{other}”，请核对是否重复录入。", field="id_number")


def _put_photo(work: Work, member_id: int, photo: Photo) -> None:
    if not isinstance(photo, _Kept) and photo != photos.photo_in(work.session, member_id):
        photos.put_in(work, member_id, photo)


def _relation(work: Work, member: Member, on: date, title: str, note: str) -> None:
    work.session.add(
        Record(
            member_id=member.id,
            kind=RecordKind.RELATION,
            starts=on.isoformat(),
            title=title,
            detail=note or None,
            data={},
            created_at=work.now,
        )
    )


def _named(ctx: Context, act: str, member_id: int) -> str:
    with ctx.read() as session:
        return f"{act} {get_in(session, member_id).name}"
