"""签字扫描件: the signed sheet of a settled version, kept with it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.models.kinds import AuditKind
from app.models.member import Attachment
from app.services import audit
from app.services.attachments import read_limited
from app.services.context import Changes, Context
from app.services.errors import BadFile, NotFound, Refused
from app.services.files import clean_text, write_atomic
from app.services.points.settlements import SCAN_OWNER, get_in

LARGEST = 20 * 1024 * 1024
_KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One scan as lists show it; `size` in bytes."""

    id: int
    name: str
    size: int
    added_at: datetime


def list_scans(ctx: Context, closing_id: int) -> list[ScanRow]:
    """Return the scans of a version in the order they were added."""
    query = select(Attachment).where(Attachment.owner == SCAN_OWNER, Attachment.owner_id == closing_id)
    with ctx.read() as session:
        found = session.scalars(query.order_by(Attachment.id))
        return [ScanRow(row.id, row.name, len(row.content), row.created_at) for row in found]


def attach_scan(ctx: Context, closing_id: int, path: Path) -> Changes:
    """Keep a scan or photo of the signed sheet with its version.

    Raises:
        BadFile: It cannot be read, is no PDF or picture, or is larger than 20 MB.
        NotFound: There is no such version.
        Refused: The same file is kept already.

    """
    content = _content(path)
    digest = hashlib.sha256(content).hexdigest()
    mime = next(kind for sign, kind in _KINDS.items() if content.startswith(sign))
    with ctx.write("附上签字扫描件") as work:
        get_in(work.session, closing_id)
        same = select(Attachment.id).where(
            Attachment.owner == SCAN_OWNER, Attachment.owner_id == closing_id, Attachment.sha256 == digest
        )
        if work.session.scalar(same) is not None:
            raise Refused("这个文件已经附在这一版上了。")
        scan = Attachment(
            owner=SCAN_OWNER,
            owner_id=closing_id,
            name=clean_text(path.name, limit=200, field="name"),
            mime=mime,
            sha256=digest,
            content=content,
            created_at=work.now,
        )
        work.session.add(scan)
        work.session.flush()
        work.new_ids.append(scan.id)
    return work.changes


def save_scan(ctx: Context, scan_id: int, path: Path) -> Path:
    """Write a kept scan to a file.

    Raises:
        NotFound: There is no such scan.
        FileBusy: The file cannot be written.

    """
    with ctx.read() as session:
        found = session.get(Attachment, scan_id)
        if found is None or found.owner != SCAN_OWNER:
            raise NotFound("这份扫描件已不存在，请刷新后重试。")
        name, content = found.name, found.content
    audit.log_event(ctx, AuditKind.EXPORT, f"导出签字扫描件“{name}”")
    write_atomic(path, content)
    return path


def _content(path: Path) -> bytes:
    content = read_limited(path, LARGEST)
    if not content.startswith(tuple(_KINDS)):
        raise BadFile(f"“{path.name}”不是 PDF、JPG 或 PNG 文件，请换一个文件。")
    return content
