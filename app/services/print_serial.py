"""打印序号: the number that leads from a sheet of paper back to the line of the log that says who made it and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.models.audit import Action, AuditEvent
from app.models.kinds import AuditKind
from app.services.context import Context

PREVIEW = "预览"
"""What stands in its place on pages that were only looked at."""


def next_serial(ctx: Context) -> str:
    """Return the number of the next print-out, counted from this year's log: 2026-0007."""
    query = (
        select(func.count())
        .select_from(AuditEvent)
        .join(Action, Action.id == AuditEvent.action_id)
        .where(AuditEvent.kind == AuditKind.PRINT, Action.at >= datetime(ctx.today.year, 1, 1))
    )
    with ctx.read() as session:
        return f"{ctx.today.year}-{(session.scalar(query) or 0) + 1:04}"
