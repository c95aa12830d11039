"""一人一档 on paper: members' archives as one PDF with bookmarks, or as page pictures for screen and printer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.services.fonts import find_fonts
from app.services.progress import NO_PROGRESS, Progress
from app.services.reports.archive_documents import ArchiveDoc, ArchiveSection, ArchiveStyle, PrintMeta
from app.services.reports.archive_sections import sections_of
from app.services.reports.archive_small import small_doc
from app.services.reports.blocks import soft
from app.services.reports.bound_pdf import bind
from app.services.reports.typeset import typesetter
from app.services.reports.words import day_text

_TEMPLATES = {
    ArchiveStyle.FULL: "archive.typ",
    ArchiveStyle.LEAF: "leaf.typ",
    ArchiveStyle.CARD: "cards.typ",
    ArchiveStyle.LABEL: "labels.typ",
}
_BATCH = {ArchiveStyle.FULL: 6, ArchiveStyle.LEAF: 30, ArchiveStyle.CARD: 120, ArchiveStyle.LABEL: 240}
"""Members that are typeset at once: a whole archive holds some 10 MB while it is."""
_INNER = frozenset(ArchiveSection) - {ArchiveSection.COVER, ArchiveSection.CONTENTS}


def archive_pdf(docs: Sequence[ArchiveDoc], meta: PrintMeta, progress: Progress = NO_PROGRESS) -> bytes:
    """Return one PDF of all members, each with its own page numbers and its bookmark.

    Args:
        docs: The archives, in the order of printing.
        meta: What is shown, who prints, and when.
        progress: Told after each archive is prepared, and when the pages are set.

    Raises:
        Cancelled: The user cancelled.
        Refused: There is no Chinese font on this computer.
        BadFile: The template was changed and no longer compiles.
    """
    bound = bind(_batches(docs, meta, progress), two_sided=meta.two_sided)
    progress.step(len(docs) + 1, len(docs) + 1, "排版完成")
    return bound


def _batches(docs: Sequence[ArchiveDoc], meta: PrintMeta, progress: Progress) -> Iterator[bytes]:
    size = _BATCH[meta.style]
    for first in range(0, len(docs), size):
        batch = docs[first : first + size]
        data = _data(batch, meta, progress, before=first, total=len(docs))
        yield typesetter().pdf(_TEMPLATES[meta.style], data, made_at=meta.printed_at)


def archive_pages_png(docs: Sequence[ArchiveDoc], meta: PrintMeta, ppi: float) -> list[bytes]:
    """Return one PNG a page of these members: about 110 pixels an inch for the screen, 300 and more for a printer.

    Raises:
        Refused: There is no Chinese font on this computer.
        BadFile: The template was changed and no longer compiles.
    """
    return typesetter().pages(_TEMPLATES[meta.style], _data(docs, meta, NO_PROGRESS), ppi=ppi)


def archive_warnings(docs: Sequence[ArchiveDoc], meta: PrintMeta) -> tuple[str, ...]:
    """Return what should be said before printing: replaced fonts, and characters that no font draws."""
    fonts = find_fonts()
    warnings = list(fonts.warnings)
    missing = fonts.missing_glyphs(_texts(_data(docs, meta, NO_PROGRESS))) if fonts.usable else ()
    if missing:
        warnings.append(
            f"字体中没有这些字，打印会显示为方框：{'、'.join(missing)}。请安装生僻字字体后再打印。"
        )
    return tuple(warnings)


def _data(
    docs: Sequence[ArchiveDoc], meta: PrintMeta, progress: Progress, *, before: int = 0, total: int = 0
) -> dict[str, Any]:
    prepared = []
    for done, doc in enumerate(docs, start=before + 1):
        prepared.append(_doc(doc, meta))
        progress.step(done, (total or len(docs)) + 1, f"正在整理{doc.name}的档案")
    return {
        "meta": {
            "operator": meta.operator,
            "printed_on": day_text(meta.printed_at.date()),
            "serial": meta.serial,
            "two_sided": meta.two_sided,
        },
        "docs": prepared,
    }


def _doc(doc: ArchiveDoc, meta: PrintMeta) -> dict[str, Any]:
    if meta.style is not ArchiveStyle.FULL:
        return small_doc(doc, meta)
    return {
        "number": soft(doc.number),
        "name": soft(doc.name),
        "unit": soft(doc.unit),
        "branch": soft(doc.branch),
        "opened_on": day_text(doc.opened_on),
        "cover": ArchiveSection.COVER in meta.sections,
        "contents": ArchiveSection.CONTENTS in meta.sections and bool(meta.sections & _INNER),
        "sections": sections_of(doc, meta),
    }


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
