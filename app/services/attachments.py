"""附件: scans and papers kept with any record, by content; added, listed, written out and taken off."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Away, MakeupTask
from app.models.base import Base
from app.models.kinds import AuditKind
from app.models.member import Attachment, Record
from app.models.points import Entry
from app.services import audit
from app.services.context import Changes, Context, Work
from app.services.errors import BadFile, NotFound, Refused
from app.services.files import clean_text, write_atomic

LARGEST = 20 * 1024 * 1024


class Owner(StrEnum):
    """What a paper may be attached to; the value is stored."""

    RECORD = "record"
    ACTIVITY = "activity"
    AWAY = "away"
    MAKEUP = "makeup_task"
    ENTRY = "entry"


_TABLES: dict[Owner, type[Base]] = {
    Owner.RECORD: Record,
    Owner.ACTIVITY: Activity,
    Owner.AWAY: Away,
    Owner.MAKEUP: MakeupTask,
    Owner.ENTRY: Entry,
}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument"
# ending -> how such a file begins, and its type; what could run a program is not among them
_KINDS: dict[str, tuple[bytes, str]] = {
    ".pdf": (b"%PDF-", "application/pdf"),
    ".jpg": (b"\xff\xd8\xff", "image/jpeg"),
    ".jpeg": (b"\xff\xd8\xff", "image/jpeg"),
    ".png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    ".docx": (_ZIP, f"{_OFFICE}.wordprocessingml.document"),
    ".xlsx": (_ZIP, f"{_OFFICE}.spreadsheetml.sheet"),
    ".pptx": (_ZIP, f"{_OFFICE}.presentationml.presentation"),
    ".ofd": (_ZIP, "application/ofd"),
    ".doc": (_OLE, "application/msword"),
    ".wps": (_OLE, "application/wps-office.wps"),
    ".xls": (_OLE, "application/vnd.ms-excel"),
    ".et": (_OLE, "application/wps-office.et"),
}
ENDINGS = tuple(_KINDS)
"""The endings of what may be attached."""


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One attachment as lists show it; `size` in bytes."""

    id: int
    name: str
    mime: str
    size: int
    added_at: datetime

    @property
    def size_text(self) -> str:
        """Return the size as people read it."""
        kilobytes = max(1, round(self.size / 1024))
        return f"{kilobytes} KB" if kilobytes < 1024 else f"{self.size / 1024 / 1024:.1f} MB"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file by name and content."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PaperChanges:
    """What a form wants done with the papers of its row: some to keep, some (by id) to take off."""

    added: tuple[Paper, ...] = ()
    removed: tuple[int, ...] = ()


NO_PAPERS = PaperChanges()


def list_attachments(ctx: Context, owner: Owner, owner_id: int) -> list[AttachmentRow]:
    """Return what is attached to a row, in the order it was added."""
    columns = (
        Attachment.id,
        Attachment.name,
        Attachment.mime,
        func.length(Attachment.content).label("size"),
        Attachment.created_at,
    )
    query = select(*columns).where(
        Attachment.owner == owner, Attachment.owner_id == owner_id, Attachment.deleted_at.is_(None)
    )
    with ctx.read() as session:
        return [AttachmentRow(*line) for line in session.execute(query.order_by(Attachment.id))]


def counts(ctx: Context, owner: Owner) -> dict[int, int]:
    """Return how many papers hang on each row that has any."""
    query = select(Attachment.owner_id, func.count()).where(
        Attachment.owner == owner, Attachment.deleted_at.is_(None)
    )
    with ctx.read() as session:
        return {row[0]: row[1] for row in session.execute(query.group_by(Attachment.owner_id))}


def attach(ctx: Context, owner: Owner, owner_id: int, path: Path) -> Changes:
    """Keep a copy of a file with a row.

    Raises:
        BadFile: It cannot be read, is not of a kind that may be attached, or is larger than 20 MB.
        NotFound: The row does not exist.
        Refused: The same file hangs there already.

    """
    paper = read_paper(path)
    with ctx.write(f"添加附件 {paper.name}") as work:
        work.new_ids.append(attach_in(work, owner, owner_id, paper))
    return work.changes


def read_paper(path: Path) -> Paper:
    """Return a file that may be attached.

    Raises:
        BadFile: It cannot be read, is not of a kind that may be attached, or is larger than 20 MB.

    """
    name = clean_text(path.name, limit=200, field="name")
    content = read_limited(path, LARGEST)
    _mime(name, content)
    return Paper(name, content)


def change(ctx: Context, owner: Owner, owner_id: int, papers: PaperChanges) -> Changes:
    """Keep papers with a row and take others off.

    Raises:
        NotFound: The row or a paper does not exist.
        BadFile: A paper is not of a kind that may be attached.
        Refused: The same file hangs there already.

    """
    with ctx.write("更改附件") as work:
        _require_owner(work.session, owner, owner_id)
        change_in(work, owner, owner_id, papers)
    return work.changes


def restore_in(work: Work, attachment_id: int) -> str:
    """Take an attachment out of the recycle bin inside an open transaction and return its name.

    Raises:
        NotFound: It is not there, or what it hung on is gone.

    """
    found = work.session.get(Attachment, attachment_id)
    if found is None or found.deleted_at is None:
        raise NotFound("回收站里没有这一项，请刷新后重试。")
    _require_owner(work.session, Owner(found.owner), found.owner_id)
    found.deleted_at = None
    return found.name


def change_in(work: Work, owner: Owner, owner_id: int, papers: PaperChanges) -> None:
    """Keep and take off papers of a row inside an open transaction."""
    for attachment_id in papers.removed:
        _get(work.session, attachment_id).deleted_at = work.now
    work.session.flush()
    for paper in papers.added:
        attach_in(work, owner, owner_id, paper)


def attach_in(work: Work, owner: Owner, owner_id: int, paper: Paper) -> int:
    """Keep a paper with a row inside an open transaction and return its id."""
    mime = _mime(paper.name, paper.content)
    _require_owner(work.session, owner, owner_id)
    digest = hashlib.sha256(paper.content).hexdigest()
    same = select(Attachment.id).where(
        Attachment.owner == owner,
        Attachment.owner_id == owner_id,
        Attachment.sha256 == digest,
        Attachment.deleted_at.is_(None),
    )
    if work.session.scalar(same) is not None:
        raise Refused("这个文件已经附在这里了，不用重复添加。")
    added = Attachment(
        owner=owner,
        owner_id=owner_id,
        name=paper.name,
        mime=mime,
        sha256=digest,
        content=paper.content,
        created_at=work.now,
    )
    work.session.add(added)
    work.session.flush()
    return added.id


def save_copy(ctx: Context, attachment_id: int, path: Path) -> Path:
    """Write an attachment to a file the user chose; the log keeps that it left the program.

    Raises:
        NotFound: It does not exist any more.
        BadFile: What is kept is not what was attached.
        FileBusy: The file cannot be written.

    """
    kept = content_of(ctx, attachment_id)
    audit.log_event(ctx, AuditKind.EXPORT, f"导出附件“{kept.name}”")
    write_atomic(path, kept.content)
    return path


def content_of(ctx: Context, attachment_id: int) -> Paper:
    """Return name and content of an attachment, e.g. for a preview.

    Raises:
        NotFound: It does not exist any more.
        BadFile: What is kept is not what was attached.

    """
    with ctx.read() as session:
        found = _get(session, attachment_id)
        kept, digest = Paper(found.name, found.content), found.sha256
    if hashlib.sha256(kept.content).hexdigest() != digest:
        raise BadFile(f"附件“{kept.name}”的内容已损坏，不能打开；请从备份中恢复。")
    return kept


def remove(ctx: Context, attachment_id: int) -> Changes:
    """Take an attachment off its row; it lies in the recycle bin from then on.

    Raises:
        NotFound: It does not exist any more.

    """
    with ctx.write("移除附件") as work:
        _get(work.session, attachment_id).deleted_at = work.now
    return work.changes


def file_ending(name: str) -> str:
    """Return the ending under which an attachment of that name was taken."""
    return Path(name.replace("\\", "/")).suffix.lower()


def read_limited(path: Path, largest: int) -> bytes:
    """Return a file's content.

    Raises:
        BadFile: It cannot be read, or is larger than `largest` bytes.

    """
    try:
        with path.open("rb") as stream:
            content = stream.read(largest + 1)
    except OSError as error:
        raise BadFile(f"“{path.name}”无法读取，请确认文件还在、没有被占用。") from error
    if len(content) > largest:
        raise BadFile(f"“{path.name}”超过 {largest // 1024 // 1024} MB，请压缩或降低扫描分辨率后再添加。")
    return content


def _mime(name: str, content: bytes) -> str:
    sign, mime = _KINDS.get(file_ending(name), (b"", ""))
    if not mime:
        raise BadFile(
            f"“{name}”不能作为附件：只接受 PDF、JPG、PNG 图片，以及 Word、Excel、PPT、WPS、OFD 文件。"
        )
    if not content.startswith(sign):
        raise BadFile(f"“{name}”的内容与扩展名不符，可能已损坏或改过名，请核对后再添加。")
    return mime


def _require_owner(session: Session, owner: Owner, owner_id: int) -> None:
    found = session.get(_TABLES[owner], owner_id)
    if found is None or getattr(found, "deleted_at", None) is not None:
        raise NotFound("要附上文件的记录已不存在，请刷新后重试。")


def _get(session: Session, attachment_id: int) -> Attachment:
    found = session.get(Attachment, attachment_id)
    if found is None or found.deleted_at is not None:
        raise NotFound("这个附件已不存在，请刷新后重试。")
    return found
