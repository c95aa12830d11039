"""The ways out of a chart: pictures, a printed page, a workbook; each is logged before its file exists."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.kinds import AuditKind
from app.services import audit, orgs, settings
from app.services.context import Context
from app.services.exports import file_name, sheet_head
from app.services.files import write_atomic
from app.services.reports.documents import QuarterBars
from app.services.reports.figures_data import Heat
from app.services.trends.answer import Answer

if TYPE_CHECKING:
    from app.services.reports.figures import AnyFigure

INSIDE = "内部事项 注意保管"
_KINDS = {"png": "PNG 图", "svg": "SVG 图", "pdf": "PDF 图"}
_PAPER = (8.27, 11.69)  # inches of A4
_EDGE = 0.5
_MANY = 24
"""From so many names a page stands upright."""


def picture_name(answer: Answer, ending: str) -> str:
    """Return what the file of a chart is usually called."""
    return file_name(answer.data.title if answer.closed else f"{answer.data.title}（未结算）", ending)


def save_picture(ctx: Context, answer: Answer, kind: str, path: Path) -> Path:
    """Write a chart as "png", "svg" or "pdf".

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports import figures

    figure = _figure(ctx, answer)
    data = {"png": figures.figure_png, "svg": figures.figure_svg, "pdf": figures.figure_pdf}[kind](figure)
    _log(ctx, AuditKind.EXPORT, f"导出{_KINDS[kind]}", answer)
    write_atomic(path, data)
    return path


def copied_picture(ctx: Context, answer: Answer) -> bytes:
    """Return a chart as PNG for the clipboard."""
    from app.services.reports import figures

    data = figures.figure_png(_figure(ctx, answer))
    _log(ctx, AuditKind.EXPORT, "复制图", answer)
    return data


def save_workbook(ctx: Context, answer: Answer, path: Path) -> Path:
    """Write a chart as a workbook with a native chart and the figures it is drawn from.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_figures import figure_book_bytes

    data = figure_book_bytes(answer.data, sheet_head(ctx), foot_line(ctx, answer))
    _log(ctx, AuditKind.EXPORT, "导出 Excel 图表", answer)
    write_atomic(path, data)
    return path


def is_upright(answer: Answer) -> bool:
    """Tell whether a chart is printed on an upright page."""
    return isinstance(answer.data, QuarterBars | Heat) and len(answer.data.names) > _MANY


def page(ctx: Context, answer: Answer, dpi: int) -> bytes:
    """Return a chart on A4 as PNG; looking at it is not logged."""
    from PIL import Image

    from app.services.reports import figures

    short, long = _PAPER
    width, height = (short, long) if is_upright(answer) else (long, short)
    figure = _figure(ctx, answer)
    figure.set_size_inches(width - 2 * _EDGE, height - 2 * _EDGE)
    drawn = Image.open(BytesIO(figures.figure_png(figure, dpi)))
    sheet = Image.new("RGB", (round(width * dpi), round(height * dpi)), "white")
    sheet.paste(drawn.convert("RGB"), (round(_EDGE * dpi), round(_EDGE * dpi)))
    stream = BytesIO()
    sheet.save(stream, "PNG")
    return stream.getvalue()


def log_print(ctx: Context, answer: Answer) -> None:
    """Log that a chart is sent to a printer."""
    _log(ctx, AuditKind.PRINT, "送打印机：图", answer)


def foot_line(ctx: Context, answer: Answer) -> str:
    """Return whose chart it is, of what period, whether it is settled, when it was made, and that it stays inside."""
    branch = orgs.branch(ctx)
    known = settings.load(ctx)
    words = [
        f"单位：{known.unit}" if known.unit else "",
        "" if branch is None else f"支部：{branch.name}",
        f"时段：{answer.period}" if answer.period else "",
        "" if answer.closed else "未结算",
        f"制图日期：{ctx.today.isoformat()}",
        "演示数据" if known.demo else "",
        INSIDE,
    ]
    return "　".join(word for word in words if word)


def _figure(ctx: Context, answer: Answer) -> AnyFigure:
    from app.services.reports import figures

    figure = figures.make(answer.data)
    figure.set_foot(foot_line(ctx, answer))
    return figure


def _log(ctx: Context, kind: AuditKind, what: str, answer: Answer) -> None:
    audit.log_event(ctx, kind, f"{what}：{answer.data.title}{'' if answer.closed else '（未结算）'}")
