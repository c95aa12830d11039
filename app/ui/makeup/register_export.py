"""The 补学登记表 as a worksheet: asks where to, writes it in the background."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.services import life_exports
from app.services.periods import Period, Span
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
        lambda ctx, _progress: life_exports.export_register(ctx, wanted.code, path),
        success=lambda made: f"已导出到“{made.name}”。",
    )
