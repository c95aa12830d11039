"""附件预览: what can be shown of a paper inside the program, and a copy for the program the system has for it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.services import attachments
from app.services.context import Context
from app.services.errors import BadFile
from app.services.exports import file_name

PICTURES = (".jpg", ".jpeg", ".png")
PDF = ".pdf"
_PPI = 130


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a paper.

    Args:
        picture: JPEG or PNG; empty where it cannot be shown.
        page: Which page, from 1.
        pages: How many there are; 0 where that is not known.
        why: Why there is no picture.

    """

    picture: bytes
    page: int = 1
    pages: int = 1
    why: str = ""


def page_of(ctx: Context, attachment_id: int, page: int = 1) -> Shown:
    """Return a page of an attachment as a picture, or why there is none.

    Raises:
        NotFound: It does not exist any more.
        BadFile: What is kept is not what was attached.

    """
    paper = attachments.content_of(ctx, attachment_id)
    ending = attachments.file_ending(paper.name)
    if ending in PICTURES:
        return Shown(paper.content)
    if ending != PDF:
        return Shown(b"", pages=0, why="这类文件不能在这里预览，请用系统程序打开，或另存后查看。")
    from app.services.reports.bound_pdf import page_count
    from app.services.reports.typeset import pdf_page_png

    try:
        pages = page_count(paper.content)
        return Shown(pdf_page_png(paper.content, page, ppi=_PPI), page, pages)
    except BadFile as error:
        return Shown(b"", pages=0, why=error.message)


def copy_to_open(ctx: Context, attachment_id: int) -> Path:
    """Write an attachment to a private place that is gone when the program ends; the log keeps it.

    Raises:
        NotFound: It does not exist any more.
        BadFile: What is kept is not what was attached.
        FileBusy: The file cannot be written, as another program has it open.

    """
    name = attachments.content_of(ctx, attachment_id).name
    ending = attachments.file_ending(name)
    folder = _folder() / str(attachment_id)
    folder.mkdir(exist_ok=True)
    return attachments.save_copy(ctx, attachment_id, folder / file_name(name[: -len(ending)], ending))


@cache
def _folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="xianfeng-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made
