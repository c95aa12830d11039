"""档案打印: archives as preview, PDF or sheets for a printer; each print-out is logged before it exists.

A print-out carries a serial number (打印序号) that is counted from the log, so every sheet of paper leads
back to the line that says who made it and when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.kinds import AuditKind
from app.services import archives, audit, members, print_serial, talks
from app.services.context import Context
from app.services.errors import BadInput, NotFound
from app.services.exports import file_name
from app.services.files import write_atomic
from app.services.periods import FIRST_YEAR
from app.services.progress import NO_PROGRESS, Progress
from app.services.reports.archive_documents import (
    USUAL_SECTIONS,
    ArchiveDoc,
    ArchiveSection,
    ArchiveStyle,
    PrintMeta,
)

PREVIEW_PPI = 144
PAPER_PPI = 300
MOST_PREVIEWED = 5
"""Archives; more would fill the memory for pages that nobody leafs through."""
Deliver = Callable[[list[bytes]], None]


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """What is asked before archives are printed; ID number and contact are masked unless asked for."""

    year: int
    sections: frozenset[ArchiveSection] = USUAL_SECTIONS
    show_id: bool = False
    show_contact: bool = False
    two_sided: bool = False
    style: ArchiveStyle = ArchiveStyle.FULL

    @property
    def on_both_sides(self) -> bool:
        """Whether sheets are turned over: only whole archives have a second page."""
        return self.two_sided and self.style is ArchiveStyle.FULL


@dataclass(frozen=True, slots=True)
class PrintJob:
    """Archives ready to be set, with what should be said before (missing fonts or characters).

    Attributes:
        names: The shown names, parallel to `docs`.
    """

    docs: tuple[ArchiveDoc, ...]
    names: tuple[str, ...]
    options: ArchiveOptions
    warnings: tuple[str, ...]

    @property
    def whose(self) -> str:
        """Name the archives: one name, or how many."""
        return self.names[0] if len(self.names) == 1 else f"{self.names[0]}等 {len(self.names)} 人"

    @property
    def sheets(self) -> list[tuple[ArchiveDoc, ...]]:
        """Whose papers are set together: each member's own, or those who share a sheet."""
        size = self.options.style.on_a_sheet
        return [self.docs[first : first + size] for first in range(0, len(self.docs), size)]


def prepare(
    ctx: Context, member_ids: Iterable[int], options: ArchiveOptions, progress: Progress = NO_PROGRESS
) -> PrintJob:
    """Gather the archives of these members in the order given.

    Raises:
        BadInput: Nobody or no section is chosen, or the year is impossible.
        NotFound: One of the members does not exist.
        NotAllowed: Talks are asked for, and who is logged in may not read them.
        Cancelled: The user cancelled.

    """
    from app.services.reports.archive import archive_warnings

    wanted = list(member_ids)
    if not wanted:
        raise BadInput("请先选择要打印档案的党员。", field="members")
    if not options.sections:
        raise BadInput("请至少选择一项打印内容。", field="sections")
    if not FIRST_YEAR < options.year <= ctx.today.year:
        raise BadInput(f"年度请填写到 {ctx.today.year} 年为止的年份。", field="year")
    if _with_talks(options):
        talks.require(ctx)
    docs = archives.archive_docs(ctx, wanted, options.year, progress)
    shown = {row.id: row.shown_name for row in members.list_members(ctx, include_left=True)}
    warnings = archive_warnings(docs, _meta(ctx, options, print_serial.PREVIEW))
    return PrintJob(tuple(docs), tuple(shown[each] for each in wanted), options, warnings)


def preview(ctx: Context, job: PrintJob, progress: Progress = NO_PROGRESS) -> list[bytes]:
    """Return the pages of the first archives as PNG at `PREVIEW_PPI`; looking at full numbers is logged.

    Raises:
        Cancelled: The user cancelled.

    """
    from app.services.reports.archive import archive_pages_png

    _log_reveal(ctx, job, "预览")
    meta = _meta(ctx, job.options, print_serial.PREVIEW)
    pages: list[bytes] = []
    shown = job.sheets[:MOST_PREVIEWED]
    for done, docs in enumerate(shown):
        progress.step(done, len(shown), f"正在排版{docs[0].name}的档案")
        pages += archive_pages_png(docs, meta, PREVIEW_PPI)
    return pages


def archive_preview(ctx: Context, member_id: int, options: ArchiveOptions) -> list[bytes]:
    """Return one member's archive as PNG pages at `PREVIEW_PPI`.

    Raises:
        NotFound: There is no such member.

    """
    return preview(ctx, prepare(ctx, [member_id], options))


def save_pdf(ctx: Context, job: PrintJob, path: Path, progress: Progress = NO_PROGRESS) -> Path:
    """Write one PDF of all archives of a job, with bookmarks.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.
        Cancelled: The user cancelled; nothing was written.

    """
    from app.services.reports.archive import archive_pdf

    data = archive_pdf(job.docs, _meta(ctx, job.options, _log_print(ctx, job, "存为 PDF")), progress)
    write_atomic(path, data)
    return path


def save_pdfs(ctx: Context, job: PrintJob, folder: Path, progress: Progress = NO_PROGRESS) -> list[Path]:
    """Write one PDF for each member, named branch-number-name; each has its own serial number.

    Raises:
        FileBusy: A file cannot be written.
        Cancelled: The user cancelled; the files already written stay.

    """
    from app.services.reports.archive import archive_pdf

    made: list[Path] = []
    for at, doc in enumerate(job.docs):
        progress.step(at, len(job.docs), f"正在排版{job.names[at]}的档案")
        one = PrintJob((doc,), (job.names[at],), job.options, ())
        path = folder / _archive_name(job, at)
        data = archive_pdf(one.docs, _meta(ctx, job.options, _log_print(ctx, one, "存为 PDF")))
        write_atomic(path, data)
        made.append(path)
    return made


def print_sheets(ctx: Context, job: PrintJob, deliver: Deliver, progress: Progress = NO_PROGRESS) -> int:
    """Hand every archive's pages to `deliver`, PNG at `PAPER_PPI`, and return how many pages there were.

    A two-sided job gets an empty page (no bytes) after an odd number, so that each begins on a new sheet.

    Raises:
        Cancelled: The user cancelled.

    """
    from app.services.reports.archive import archive_pages_png

    meta = _meta(ctx, job.options, _log_print(ctx, job, "送打印机"))
    count = 0
    for done, docs in enumerate(job.sheets):
        progress.step(done, len(job.sheets), f"正在打印{docs[0].name}的档案")
        pages = archive_pages_png(docs, meta, PAPER_PPI)
        count += len(pages)
        if job.options.on_both_sides and len(pages) % 2:
            pages.append(b"")
        deliver(pages)
    return count


def export_archives_pdf(
    ctx: Context,
    member_ids: Iterable[int],
    options: ArchiveOptions,
    path: Path,
    progress: Progress = NO_PROGRESS,
) -> PrintJob:
    """Write the archives of these members as one PDF and return what was printed.

    Raises:
        BadInput: Nobody is chosen, or the year is impossible.
        FileBusy: The file cannot be written; a former one is untouched.

    """
    job = prepare(ctx, member_ids, options, progress)
    save_pdf(ctx, job, path, progress)
    return job


def find_member(ctx: Context, name: str) -> int:
    """Return the id of the member called `name` ("张伟", or "张伟#2" where there are several).

    Raises:
        NotFound: Nobody is called so.
        BadInput: Several are.

    """
    rows = members.list_members(ctx, include_left=True)
    wanted = name.strip()
    exact = [row for row in rows if row.shown_name == wanted]
    same = exact or [row for row in rows if row.name == wanted]
    if not same:
        raise NotFound(f"没有名为“{wanted}”的党员，请核对姓名。")
    if len(same) > 1:
        choice = "、".join(f"{row.shown_name}（{row.group_name or '未分组'}）" for row in same)
        raise BadInput(f"有 {len(same)} 名党员叫“{wanted}”，请写明是哪一位：{choice}。", field="member")
    return same[0].id


def pdf_name(job: PrintJob) -> str:
    """Return what the one PDF of a job is usually called."""
    if len(job.docs) == 1:
        return _archive_name(job, 0)
    title = f"{job.docs[0].branch}{job.options.year}年{job.options.style.paper}（{len(job.docs)}人）"
    return file_name(title, ".pdf")


def _archive_name(job: PrintJob, at: int) -> str:
    doc, paper = job.docs[at], job.options.style.paper
    number = doc.number or f"{at + 1:0{len(str(len(job.docs)))}}"
    parts = (doc.branch, number, job.names[at], "" if job.options.style is ArchiveStyle.FULL else paper)
    return file_name("-".join(part for part in parts if part), ".pdf")


def _meta(ctx: Context, options: ArchiveOptions, serial: str) -> PrintMeta:
    return PrintMeta(
        operator=ctx.operator or "未填写",
        printed_at=ctx.now.replace(microsecond=0),
        serial=serial,
        year=options.year,
        sections=options.sections,
        show_id=options.show_id,
        show_contact=options.show_contact,
        two_sided=options.on_both_sides,
        style=options.style,
    )


def _log_print(ctx: Context, job: PrintJob, how: str) -> str:
    """Log a print-out and return its serial number; the log comes first, the paper after it."""
    _log_reveal(ctx, job, how)
    serial = print_serial.next_serial(ctx)
    audit.log_event(
        ctx,
        AuditKind.PRINT,
        f"{job.options.style.paper}{how}：{job.whose}，{job.options.year}年，打印序号 {serial}",
    )
    return serial


def _with_talks(options: ArchiveOptions) -> bool:
    return options.style is ArchiveStyle.FULL and ArchiveSection.TALKS in options.sections


def _log_reveal(ctx: Context, job: PrintJob, how: str) -> None:
    options = job.options
    shown: Sequence[str] = [
        word
        for word, asked in (("公民身份证号", options.show_id), ("电话和住址", options.show_contact))
        if asked and ArchiveSection.BASICS in options.sections
    ]
    if _with_talks(options):
        audit.log_event(ctx, AuditKind.REVEAL, f"党员档案{how}含谈话记录：{job.whose}")
    if shown:
        audit.log_event(ctx, AuditKind.REVEAL, f"党员档案{how}显示完整{'、'.join(shown)}：{job.whose}")
