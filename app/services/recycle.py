"""回收站: what was entered by mistake and taken off; a mistake is no leaving, and everything comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, Away, MakeupTask
from app.models.member import Attachment, Member, Record
from app.models.points import ClosingLine, Entry
from app.services import activities, attachments, members, talks
from app.services.attachments import Owner
from app.services.context import Changes, Context, Work
from app.services.errors import NotFound, Refused
from app.services.points.posting_records import post_members_records_in, post_records_in
from app.services.reports.words import day_text

# what shows that a member was no mistake
_TRACES: tuple[tuple[Any, Any, str], ...] = (
    (Attendance.member_id, Attendance.presence.is_not(None), "考勤"),
    (MakeupTask.member_id, True, "补学补领"),
    (Away.member_id, True, "离岗登记"),
    (Entry.member_id, True, "积分记录"),
    (ClosingLine.member_id, True, "积分结算"),
)


class Removed(StrEnum):
    """What lies in the recycle bin; the value is its word on the screen."""

    MEMBER = "党员"
    RECORD = "档案记录"
    ACTIVITY = "组织生活"
    PAPER = "附件"


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """One thing in the recycle bin."""

    kind: Removed
    id: int
    title: str
    hint: str
    removed_at: datetime


def list_removed(ctx: Context) -> list[RemovedRow]:
    """Return everything in the recycle bin, what was removed last first."""
    with ctx.read() as session:
        found = [*_members(session), *_records(session), *_activities(session), *_papers(session)]
    return sorted(found, key=lambda row: (row.removed_at, row.kind, row.id), reverse=True)


def remove_member(ctx: Context, member_id: int) -> Changes:
    """Put a member entered by mistake (误录) into the recycle bin.

    Raises:
        NotFound: There is no such member.
        Refused: Attendance, make-ups or points hang on the member: then it was no mistake.

    """
    with ctx.write("移除误录的党员") as work:
        session = work.session
        member = members.get_in(session, member_id)
        for owner, counts, word in _TRACES:
            if session.scalar(select(owner).where(owner == member_id, counts).limit(1)) is not None:
                raise Refused(f"“{member.name}”已有{word}，不能按误录移除。已不在本支部的，请用“登记离开”。")
        for line in session.scalars(select(Attendance).where(Attendance.member_id == member_id)):
            session.delete(line)
        member.deleted_at = work.now
    return work.changes


def restore(ctx: Context, kind: Removed, row_id: int) -> Changes:
    """Take one thing back out of the recycle bin, with all that hangs on it.

    Raises:
        NotFound: It is not there.
        Refused: It cannot come back as things stand: its ID number belongs to another member by now, its
            member is removed too, or points of a settled period would change.

    """
    with ctx.write(f"恢复误删的{kind.value}") as work:
        if kind is Removed.PAPER:
            attachments.restore_in(work, row_id)
        else:
            _restore_row(work, kind, row_id)
    return work.changes


def _restore_row(work: Work, kind: Removed, row_id: int) -> None:
    found: Member | Record | Activity | None = work.session.get(_TABLES[kind], row_id)
    if found is None or found.deleted_at is None:
        raise NotFound("回收站里没有这一项，请刷新后重试。")
    found.deleted_at = None
    if isinstance(found, Member):
        draft = members.draft_of_in(work.session, row_id)
        same = members.same_id_in(work.session, draft, row_id)
        if same is not None:
            raise Refused(same.message)
        post_members_records_in(work, [row_id])
    elif isinstance(found, Record):
        _require_member(work.session, found.member_id)
        post_records_in(work, [row_id])
    else:
        activities.follow_in(work, found, "")


_TABLES: dict[Removed, Any] = {
    Removed.MEMBER: Member,
    Removed.RECORD: Record,
    Removed.ACTIVITY: Activity,
}


def _require_member(session: Session, member_id: int) -> None:
    member = session.get(Member, member_id)
    if member is not None and member.deleted_at is not None:
        raise Refused(f"这条记录属于“{member.name}”，请先恢复这名党员。")


def _members(session: Session) -> list[RemovedRow]:
    query = select(Member).where(Member.deleted_at.is_not(None))
    return [
        RemovedRow(Removed.MEMBER, m.id, m.name, m.kind.label, m.deleted_at)
        for m in session.scalars(query)
        if m.deleted_at is not None
    ]


def _records(session: Session) -> list[RemovedRow]:
    query = (
        select(Record, Member.name)
        .join(Member, Member.id == Record.member_id)
        .where(Record.deleted_at.is_not(None))
    )
    return [
        RemovedRow(
            Removed.RECORD, r.id, f"{name}：{talks.shown_title(r.kind, r.title)}", r.kind.label, r.deleted_at
        )
        for r, name in session.execute(query)
        if r.deleted_at is not None
    ]


def _activities(session: Session) -> list[RemovedRow]:
    query = select(Activity).where(Activity.deleted_at.is_not(None))
    return [
        RemovedRow(Removed.ACTIVITY, a.id, a.topic, f"{day_text(a.held_on)} · {a.kind.label}", a.deleted_at)
        for a in session.scalars(query)
        if a.deleted_at is not None
    ]


def _papers(session: Session) -> list[RemovedRow]:
    columns = (Attachment.id, Attachment.name, Attachment.owner, Attachment.deleted_at)
    query = select(*columns).where(Attachment.deleted_at.is_not(None))
    return [
        RemovedRow(Removed.PAPER, row.id, row.name, _OWNERS.get(row.owner, ""), row.deleted_at)
        for row in session.execute(query)
    ]


_OWNERS = {
    Owner.RECORD.value: "档案记录的附件",
    Owner.ACTIVITY.value: "组织生活的附件",
    Owner.AWAY.value: "离岗登记的附件",
    Owner.MAKEUP.value: "补学的附件",
    Owner.ENTRY.value: "积分记录的附件",
}
