"""报表: fills the sheets from the store, logs each export before its file exists, and writes it whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import func, select

from app.models.activity import Activity
from app.models.kinds import AuditKind
from app.models.points import Entry
from app.services import audit, dengta_sheet, orgs, roster_sheet, settings
from app.services.context import Context
from app.services.files import write_atomic
from app.services.periods import Period, Span, quarter_of
from app.services.points import settlements, snapshot
from app.services.points.snapshot_sheet import sheet_of
from app.services.reports.documents import ListSheet, PointSheet, SheetHead

_MONTH_DAYS = 31
# what Windows refuses in the name of a file
_NOT_IN_FILE_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def point_sheet(ctx: Context, period: str) -> PointSheet:
    """Return the branch's points of a quarter ("2026Q3") or a year ("2026") as its sheet.

    A settled period is shown as it was locked, whatever happened to its members since.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    settled = settlements.settled(ctx, period)
    if settled is not None:
        return sheet_of(settled.snapshot, sheet_head(ctx), settled.seal)
    return sheet_of(snapshot.build(ctx, period), sheet_head(ctx))


def sheet_head(ctx: Context) -> SheetHead:
    """Return the line under every sheet's title: unit, who fills it in, who checks, today."""
    known = settings.load(ctx)
    return SheetHead(
        unit=_branch(ctx),
        prepared_by=known.recorder,
        checked_by=known.reviewer or known.secretary,
        filled_on=ctx.today,
    )


def years(ctx: Context) -> list[int]:
    """Return the years that hold anything to export, this year first."""
    with ctx.read() as session:
        days = [session.scalar(select(func.min(column))) for column in (Activity.held_on, Entry.happened_on)]
    first = min((day.year for day in days if day is not None), default=ctx.today.year)
    return list(range(ctx.today.year, min(first, ctx.today.year) - 1, -1))


def quarters(ctx: Context) -> list[Period]:
    """Return the quarters of these years that have begun, the newest first."""
    return [
        quarter
        for year in years(ctx)
        for quarter in reversed(Period(Span.YEAR, year).quarters)
        if quarter.start <= ctx.today
    ]


def usual_quarter(ctx: Context) -> Period:
    """Return the quarter a sheet is wanted of today: in a quarter's first month still the one before."""
    current = quarter_of(ctx.today)
    early = (ctx.today - current.start).days < _MONTH_DAYS
    return current.previous if early and current.previous in quarters(ctx) else current


def file_name(title: str, ending: str) -> str:
    """Return a file name that every system takes."""
    return f"{_NOT_IN_FILE_NAME.sub(' ', title).strip(' .') or '报表'}{ending}"


def points_file_name(ctx: Context, period: str) -> str:
    """Return what the point sheet of a period is usually called."""
    found = Period.parse(period)
    return file_name(
        f"{_branch(ctx)}{found.label}党员积分{'汇总' if found.span is Span.YEAR else ''}表", ".xlsx"
    )


def makeup_file_name(ctx: Context, period: str) -> str:
    """Return what the make-up register of a period is usually called."""
    return file_name(f"{_branch(ctx)}{Period.parse(period).label}补学登记表", ".xlsx")


def roster_file_name(ctx: Context) -> str:
    """Return what the roster is usually called."""
    return file_name(f"{_branch(ctx)}党员基本信息汇总表 {ctx.today}", ".xlsx")


def list_file_name(ctx: Context, title: str) -> str:
    """Return what a list exported today is usually called."""
    return file_name(f"{title} {ctx.today}", ".xlsx")


def export_points(ctx: Context, period: str, path: Path) -> Path:
    """Write the point sheet of a period as a workbook.

    Raises:
        BadInput: `period` is no period.
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_points import point_sheet_bytes

    sheet = point_sheet(ctx, period)
    return _write(ctx, path, lambda: point_sheet_bytes(sheet), f"{sheet.title}，{len(sheet.rows)} 人")


def export_roster(ctx: Context, path: Path) -> Path:
    """Write the members of today as the national 党员基本信息汇总表.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_lists import roster_bytes

    sheet = roster_sheet.roster_sheet(ctx, sheet_head(ctx))
    note = f"党员基本信息汇总表，{len(sheet.rows)} 人，含完整公民身份证号和联系方式"
    return _write(ctx, path, lambda: roster_bytes(sheet), note)


def export_dengta(ctx: Context, path: Path) -> Path:
    """Write the members of today in the columns of 灯塔党建's 党员信息库.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_lists import list_bytes

    sheet = dengta_sheet.dengta_sheet(ctx, sheet_head(ctx))
    note = f"{sheet.title}，{len(sheet.rows)} 人，含完整公民身份号码和联系方式"
    return _write(ctx, path, lambda: list_bytes(sheet), note)


def export_list(
    ctx: Context,
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    path: Path,
    *,
    remark: str = "",
) -> Path:
    """Write a list as it stands on the screen: its visible columns, its rows in their order.

    `remark` is what the log says besides, e.g. that numbers are not masked.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_lists import list_bytes

    sheet = ListSheet(sheet_head(ctx), title, tuple(heads), tuple(tuple(row) for row in rows))
    note = "，".join(filter(None, (f"列表“{title}”", f"{len(sheet.rows)} 行", remark)))
    return _write(ctx, path, lambda: list_bytes(sheet), note)


def _write(ctx: Context, path: Path, make: Callable[[], bytes], note: str) -> Path:
    data = make()
    # The log comes first: no file of personal data may exist that the log does not know.
    audit.log_event(ctx, AuditKind.EXPORT, f"导出{note}")
    write_atomic(path, data)
    return path


def _branch(ctx: Context) -> str:
    found = orgs.branch(ctx)
    return "" if found is None else found.name
