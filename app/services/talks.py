"""谈话记录（限阅）: what was said in a talk is read by few, and only where it is asked for; the log keeps who asked."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import AuditKind, RecordKind, Role
from app.models.member import Record
from app.services import audit, members, records
from app.services.context import Context
from app.services.records import RecordLine
from app.services.security.rights import NotAllowed

READERS = (Role.REVIEW, Role.MANAGE)
"""Whoever holds one of these may read talks; others may still enter one."""

HIDDEN = "（限阅）"
_TITLE = "谈话（内容限阅）"


def may_read(ctx: Context) -> bool:
    """Tell whether who is logged in may read talks; without a log-in there is only the one person."""
    return any(ctx.may(role) for role in READERS)


def require(ctx: Context) -> None:
    """Let a talk be read.

    Raises:
        NotAllowed: Who is logged in holds none of the roles it needs.

    """
    if not may_read(ctx):
        words = "或".join(f"“{role.label}”" for role in READERS)
        raise NotAllowed(f"谈话记录限阅：需要{words}角色，请由有此角色的人登录后查看。")


def hidden(line: RecordLine) -> RecordLine:
    """Return a record as lists show it: of a talk no more than that there was one, and when."""
    if line.kind is not RecordKind.TALK:
        return line
    title = shown_title(line.kind, line.title)
    return replace(line, title=title, issuer="", detail="", document_no="", amount="", note="")


def shown_title(kind: RecordKind, title: str) -> str:
    """Return what a record is called in lists: a talk's reason is part of what is not told."""
    return _TITLE if kind is RecordKind.TALK else title


def reveal(ctx: Context, member_id: int) -> tuple[RecordLine, ...]:
    """Return a member's talks in full; the log keeps who looked.

    Raises:
        NotFound: There is no such member.
        NotAllowed: Who is logged in may not read them.

    """
    require(ctx)
    with ctx.read() as session:
        name = members.get_in(session, member_id).name
        found = tuple(records.list_records_in(session, member_id, RecordKind.TALK))
    audit.log_event(ctx, AuditKind.REVEAL, f"查看“{name}”的谈话记录（{len(found)} 条）")
    return found


def require_for_record(ctx: Context, session: Session, record_id: int) -> None:
    """Let a record be given back what it held: of a talk only by who may read it.

    Raises:
        NotAllowed: It is a talk, and who is logged in may not read it.

    """
    if session.scalar(select(Record.kind).where(Record.id == record_id)) is RecordKind.TALK:
        require(ctx)
