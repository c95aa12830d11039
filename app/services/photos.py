"""照片 of a member: one small JPEG in the archive, for the panel, the form and the printed pages."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models.member import Attachment, Member
from app.services import pictures
from app.services.attachments import read_limited
from app.services.context import Changes, Context, Work
from app.services.errors import NotFound

PHOTO_OWNER = "member"
"""The owner of a photo among the attachments; `owner_id` is the member's."""


def photo(ctx: Context, member_id: int) -> bytes | None:
    """Return a member's photo as JPEG, None where there is none."""
    with ctx.read() as session:
        return photo_in(session, member_id)


def photo_in(session: Session, member_id: int) -> bytes | None:
    """Return a member's photo inside an open session."""
    query = _of(member_id).order_by(Attachment.id.desc()).limit(1)
    found = session.scalar(query)
    return None if found is None else found.content


def read_portrait(path: Path) -> bytes:
    """Return a picture file as a photo is kept.

    Raises:
        BadFile: It cannot be read, is no picture, or is too large.

    """
    return pictures.portrait(read_limited(path, pictures.LARGEST_FILE))


def set_photo(ctx: Context, member_id: int, jpeg: bytes | None) -> Changes:
    """Give a member another photo, or none; `jpeg` as `read_portrait` returns it.

    Raises:
        NotFound: There is no such member.

    """
    with ctx.write("更换照片" if jpeg else "移除照片") as work:
        put_in(work, member_id, jpeg)
    return work.changes


def put_in(work: Work, member_id: int, jpeg: bytes | None) -> None:
    """Give a member another photo, or none, inside an open transaction."""
    member = work.session.get(Member, member_id)
    if member is None or member.deleted_at is not None:
        raise NotFound("这名党员的档案已不存在，请刷新后重试。")
    for former in work.session.scalars(_of(member_id)):
        work.session.delete(former)
    if jpeg is None:
        return
    work.session.add(
        Attachment(
            owner=PHOTO_OWNER,
            owner_id=member_id,
            name="照片.jpg",
            mime="image/jpeg",
            sha256=hashlib.sha256(jpeg).hexdigest(),
            content=jpeg,
            created_at=work.now,
        )
    )


def _of(member_id: int) -> Select[Any]:
    return select(Attachment).where(Attachment.owner == PHOTO_OWNER, Attachment.owner_id == member_id)
