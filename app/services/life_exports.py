"""Papers and reports of organisational life on their way out: preview, PDF, printer, workbook.

Every print-out and export is logged before its file exists.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from app.models.kinds import AuditKind
from app.services import audit, life_papers, makeup_register, orgs, print_serial, settings
from app.services.context import Context
from app.services.exports import file_name
from app.services.files import write_atomic
from app.services.periods import Period
from app.services.progress import NO_PROGRESS, Progress
from app.services.reports.life_documents import LifePaper, PaperMeta, ReportTable
from app.services.reports.life_sheets import Sheet, activity_sheet, reminder_sheet
from app.services.reports.life_tables import register_sheet, report_sheet

PREVIEW_PPI = 144
PAPER_PPI = 300
_DEMO = "演示数据"
Deliver = Callable[[list[bytes]], None]


@dataclass(frozen=True, slots=True)
class LifeJob:
    """A paper ready to be set; `what` names it in the log, without personal numbers."""

    sheet: Sheet
    title: str
    what: str
    file_name: str

    @property
    def warnings(self) -> tuple[str, ...]:
        """What should be said before printing: missing fonts or characters."""
        return self.sheet.warnings()


def activity_job(ctx: Context, activity_id: int, paper: LifePaper) -> LifeJob:
    """Return one of the papers of an activity.

    Raises:
        NotFound: There is no such activity.

    """
    doc = life_papers.activity_paper(ctx, activity_id)
    name = f"{doc.held_on} {doc.kind.label}{paper.label} {doc.topic}"
    what = f"{paper.label}：{doc.held_on} {doc.kind.label}“{doc.topic}”"
    return LifeJob(activity_sheet(paper, doc, ctx.operator), paper.label, what, file_name(name, ".pdf"))


def reminder_job(ctx: Context, task_ids: Collection[int] | None = None) -> LifeJob:
    """Return reminder slips for these make-up tasks, or for every open one.

    Raises:
        BadInput: Nothing is open.

    """
    doc = life_papers.reminder_paper(ctx, task_ids)
    what = f"补学提醒单，{len(doc.slips)} 人"
    return LifeJob(reminder_sheet(doc), "补学提醒单", what, file_name(f"补学提醒单 {ctx.today}", ".pdf"))


def register_job(ctx: Context, period: str) -> LifeJob:
    """Return the 补学登记表 of a period on A4 landscape.

    Raises:
        BadInput: The period cannot be read.

    """
    doc = life_papers.register_paper(ctx, period)
    what = f"{doc.sheet.period}补学登记表，{len(doc.sheet.rows)} 行"
    name = file_name(f"{doc.sheet.branch}{doc.sheet.period}补学登记表", ".pdf")
    return LifeJob(register_sheet(doc), "补学登记表", what, name)


def report_job(report: ReportTable) -> LifeJob:
    """Return a report on A4."""
    return LifeJob(
        report_sheet(report), report.title, _report_words(report), file_name(report.full_title, ".pdf")
    )


def preview(ctx: Context, job: LifeJob) -> list[bytes]:
    """Return the pages as PNG at `PREVIEW_PPI`; looking is not logged."""
    return job.sheet.pages(_meta(ctx, print_serial.PREVIEW), PREVIEW_PPI)


def save_pdf(ctx: Context, job: LifeJob, path: Path) -> Path:
    """Write the paper as PDF.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    serial = print_serial.next_serial(ctx)
    data = job.sheet.pdf(_meta(ctx, serial))
    _log_print(ctx, "存为 PDF", job, serial)
    write_atomic(path, data)
    return path


def print_sheets(ctx: Context, job: LifeJob, deliver: Deliver, progress: Progress = NO_PROGRESS) -> int:
    """Hand the pages to `deliver`, PNG at `PAPER_PPI`, and return how many there are.

    Raises:
        Cancelled: The user cancelled.

    """
    progress.step(0, 1, f"正在排版{job.title}")
    serial = print_serial.next_serial(ctx)
    pages = job.sheet.pages(_meta(ctx, serial), PAPER_PPI)
    _log_print(ctx, "送打印机", job, serial)
    deliver(pages)
    return len(pages)


def export_register(ctx: Context, period: str, path: Path) -> Path:
    """Write the 补学登记表 of a period as a workbook, with its effect on the points.

    Raises:
        BadInput: The period cannot be read.
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_lists import makeup_register_bytes

    sheet = makeup_register.register(ctx, period)
    data = makeup_register_bytes(sheet)
    note = f"导出{Period.parse(period).label}补学登记表，{len(sheet.rows)} 行"
    audit.log_event(ctx, AuditKind.EXPORT, note)
    write_atomic(path, data)
    return path


def export_report(ctx: Context, report: ReportTable, path: Path) -> Path:
    """Write a report as a workbook.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_report import report_bytes

    data = report_bytes(report)
    audit.log_event(ctx, AuditKind.EXPORT, f"导出{_report_words(report)}")
    write_atomic(path, data)
    return path


def report_file_name(report: ReportTable) -> str:
    """Return what a report's workbook is usually called."""
    return file_name(report.full_title, ".xlsx")


def _report_words(report: ReportTable) -> str:
    return f"{report.period}{report.title}，{len(report.rows)} 行"


def _log_print(ctx: Context, how: str, job: LifeJob, serial: str) -> None:
    audit.log_event(ctx, AuditKind.PRINT, f"{how}：{job.what}，打印序号 {serial}")


def _meta(ctx: Context, serial: str) -> PaperMeta:
    branch = orgs.branch(ctx)
    known = settings.load(ctx)
    return PaperMeta(
        unit=known.unit if branch is None else branch.name,
        operator=ctx.operator,
        made_at=ctx.now.replace(microsecond=0),
        mark=_DEMO if known.demo else "",
        serial=serial,
    )
