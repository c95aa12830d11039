"""The 补学登记表 as a worksheet: asks where to, writes it in the background."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.models.kinds import AuditKind
from app.services import audit, makeup_rows
from app.services.context import Context
from app.services.files import write_atomic
from app.services.periods import Period, Span
from app.services.progress import Progress
from app.ui import dialogs
from app.ui.desk import Desk


def export_register(desk: Desk, parent: QWidget, period: str | None) -> None:
    """Export the register of a period; None is this year."""
    wanted = Period.holding(desk.ctx.today, Span.YEAR) if period is None else Period.parse(period)
    path = dialogs.save_file(parent, "导出补学登记表", f"补学登记表 {wanted.label}.xlsx", dialogs.XLSX)
    if path is None:
        return
    desk.actions.run(
        "正在导出补学登记表",
        lambda ctx, progress: _write(ctx, wanted.code, path, progress),
        success=lambda lines: f"已导出 {lines} 条补学记录到“{path.name}”。",
    )


def _write(ctx: Context, period: str, path: Path, progress: Progress) -> int:
    # the workbook writer is heavy and only needed here
    from app.services.reports.excel_lists import makeup_register_bytes

    progress.step(0, 2, "读取补学记录")
    sheet = makeup_rows.register(ctx, period)
    progress.step(1, 2, "写入工作簿")
    write_atomic(path, makeup_register_bytes(sheet))
    audit.log_event(ctx, AuditKind.EXPORT, f"补学登记表 {sheet.period}，{len(sheet.rows)} 条")
    progress.step(2, 2)
    return len(sheet.rows)
