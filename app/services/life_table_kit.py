"""What the tables of the reports are made of: columns, shares, and the frame around the rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from app.services import orgs
from app.services.context import Context
from app.services.exports import sheet_head
from app.services.reports.life_documents import ReportColumn, ReportRow, ReportTable, Value

column = ReportColumn
figure = partial(ReportColumn, number=True)
AT = ReportColumn("序号", 12)
NAME = ReportColumn("姓名", 24)
GROUP = ReportColumn("党小组", 26)


def table(
    ctx: Context,
    key: str,
    title: str,
    period: str,
    columns: Sequence[ReportColumn],
    rows: Sequence[ReportRow],
    *,
    summary: str,
    empty: str,
    notes: tuple[str, ...],
    foot: tuple[Value, ...] = (),
    landscape: bool = False,
    toned: int = 1,
) -> ReportTable:
    """Return a table of this branch, headed and filled in today."""
    branch = orgs.branch(ctx)
    return ReportTable(
        key=key,
        title=title,
        branch="" if branch is None else branch.name,
        period=period,
        head=sheet_head(ctx),
        columns=tuple(columns),
        rows=tuple(rows),
        summary=summary,
        empty=empty,
        foot=foot,
        notes=notes,
        landscape=landscape,
        toned=toned,
    )
