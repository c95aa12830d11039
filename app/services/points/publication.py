"""公示: what a settled version publishes, as a notice and as a sheet; each is logged before it exists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

from app.models.kinds import AuditKind
from app.services import audit, exports, strokes
from app.services.context import Context
from app.services.errors import Refused
from app.services.files import write_atomic
from app.services.points.closing import publication_end
from app.services.points.rules_numbers import half_up
from app.services.points.settlements import Content, Order, PublicationOptions, Settled, load
from app.services.points.snapshot import FrozenLine
from app.services.progress import NO_PROGRESS, Progress
from app.services.reports.publication_documents import Publication, PublishedRow

PREVIEW_PPI = 144
PAPER_PPI = 300


def publication(
    ctx: Context,
    closing_id: int,
    options: PublicationOptions | None = None,
    starts: date | None = None,
) -> Publication:
    """Return what a version publishes.

    Args:
        ctx: The context.
        closing_id: The version.
        options: Another form than the one that was chosen, for a preview before publishing.
        starts: Another first day than the one that was chosen.

    Raises:
        NotFound: There is no such version.
        Refused: It is not published and no day is given.

    """
    settled = load(ctx, closing_id)
    row = settled.row
    first = starts or row.published_on
    if first is None:
        raise Refused("这一版还没有公示，请先选择公示开始日期。")
    chosen = options or row.publication
    end = publication_end(ctx, closing_id, first)
    last = row.last_day if starts is None and row.last_day is not None else end.date
    return Publication(
        head=exports.sheet_head(ctx),
        branch=settled.snapshot.branch,
        period=settled.snapshot.period.label,
        rulebook=settled.snapshot.rulebook,
        rows=tuple(
            _row(settled, line, chosen) for line in ordered(settled.snapshot.taking_part, chosen.order)
        ),
        seal=row.seal,
        starts=first,
        last_day=last,
        workdays=end.workdays,
        order=chosen.order.label,
        decimals=settled.snapshot.decimals,
        shows_points=chosen.content is Content.POINTS,
        shows_grades=any(line.grade for line in settled.snapshot.lines),
        shows_ranks=chosen.ranking,
        excused=len(settled.snapshot.lines) - len(settled.snapshot.taking_part),
        warning=end.warning,
        log_head=audit.short_head(ctx),
    )


def ordered(lines: tuple[FrozenLine, ...], order: Order) -> list[FrozenLine]:
    """Return members in the order of publication; equal names keep the order of the branch."""
    if order is Order.STROKES:
        return sorted(lines, key=lambda line: strokes.stroke_key(line.name, line.name_key))
    if order is Order.PINYIN:
        return sorted(lines, key=lambda line: line.name_key)
    return list(lines)


def notice_preview(ctx: Context, closing_id: int) -> tuple[list[bytes], tuple[str, ...]]:
    """Return the notice's pages as PNG, and what should be said before it is printed."""
    from app.services.reports.notice import notice_pages, notice_warnings

    found = publication(ctx, closing_id)
    return notice_pages(found, PREVIEW_PPI), notice_warnings(found)


def save_notice(ctx: Context, closing_id: int, path: Path) -> Path:
    """Write the notice as PDF.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.notice import notice_pdf

    found = publication(ctx, closing_id)
    data = notice_pdf(found, ctx.now.replace(microsecond=0))
    audit.log_event(ctx, AuditKind.EXPORT, f"导出公示通知：{found.sheet_title}，{found.seal.mark}")
    write_atomic(path, data)
    return path


def print_notice(
    ctx: Context, closing_id: int, deliver: Callable[[list[bytes]], None], progress: Progress = NO_PROGRESS
) -> int:
    """Hand the notice's pages to `deliver`, PNG at `PAPER_PPI`, and return how many there were."""
    from app.services.reports.notice import notice_pages

    progress.step(0, 1, "正在排版公示通知")
    found = publication(ctx, closing_id)
    pages = notice_pages(found, PAPER_PPI)
    audit.log_event(ctx, AuditKind.PRINT, f"打印公示通知：{found.sheet_title}，{found.seal.mark}")
    deliver(pages)
    return len(pages)


def export_sheet(ctx: Context, closing_id: int, path: Path) -> Path:
    """Write the published sheet as a workbook.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_publication import publication_bytes

    found = publication(ctx, closing_id)
    data = publication_bytes(found)
    audit.log_event(
        ctx, AuditKind.EXPORT, f"导出{found.sheet_title}，{len(found.rows)} 人，{found.seal.mark}"
    )
    write_atomic(path, data)
    return path


def _row(settled: Settled, line: FrozenLine, options: PublicationOptions) -> PublishedRow:
    total = Fraction(half_up(line.total, settled.snapshot.decimals))
    return PublishedRow(
        name=line.name,
        group=line.group,
        total=total if options.content is Content.POINTS else None,
        grade=line.grade,
        rank=line.rank if options.ranking else None,
    )
