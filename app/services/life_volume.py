"""一季度一合订: what a period of organisational life leaves behind, as one PDF or one bundle of sheets."""

from __future__ import annotations

from app.models.kinds import ActivityState
from app.services import activity_rows, life_papers, orgs, settings
from app.services.activity_rows import ActivityFilter, ActivityRow
from app.services.context import Context
from app.services.errors import BadInput
from app.services.exports import file_name
from app.services.life_exports import LifeJob
from app.services.life_table_kit import AT, column, figure, table
from app.services.periods import Period
from app.services.progress import NO_PROGRESS, Progress
from app.services.reports.life_documents import ReportRow, ReportTable, VolumePaper
from app.services.reports.life_volume_sheet import TITLE, volume_sheet


def held(ctx: Context, period: str) -> list[ActivityRow]:
    """Return the activities held in a period, by date; those of today count once attendance is entered.

    Raises:
        BadInput: The period cannot be read.

    """
    found = Period.parse(period)
    rows = activity_rows.list_activities(
        ctx, ActivityFilter(since=found.start, until=found.end, state=ActivityState.HELD)
    )
    return sorted(rows, key=lambda row: (row.held_on, row.starts_at, row.id))


def volume_job(ctx: Context, period: str, progress: Progress = NO_PROGRESS) -> LifeJob:
    """Gather the volume of a period, an activity at a time.

    Raises:
        BadInput: The period cannot be read, or nothing was held in it.
        Cancelled: The user cancelled.

    """
    rows, label = held(ctx, period), Period.parse(period).label
    if not rows:
        raise BadInput(f"{label}没有已召开的组织生活，没有可以合订的材料。", field="period")
    papers = []
    for done, row in enumerate(rows):
        progress.step(done, len(rows) + 1, f"正在整理 {row.held_on:%m-%d} {row.kind.label}")
        papers.append(life_papers.activity_paper(ctx, row.id))
    progress.step(len(rows), len(rows) + 1, "正在排版合订本")
    known, branch = settings.load(ctx), orgs.branch(ctx)
    doc = VolumePaper(
        branch="" if branch is None else branch.name,
        unit=known.unit,
        period=label,
        prepared_by=known.recorder,
        activities=tuple(papers),
    )
    return LifeJob(
        volume_sheet(doc, ctx.operator),
        TITLE,
        f"{label}{TITLE}，{len(papers)} 次活动",
        file_name(f"{doc.branch}{label}{TITLE}", ".pdf"),
    )


def list_table(ctx: Context, period: str) -> ReportTable:
    """Return the list of the activities of a period (组织生活一览表) with their figures.

    Raises:
        BadInput: The period cannot be read.

    """
    rows = held(ctx, period)
    columns = [
        AT,
        column("日期", 30),
        column("类型", 24),
        column("主题", 70, align="l"),
        column("主持人", 22),
        figure("应到", 14),
        figure("实到", 14),
        figure("请假", 14),
        figure("缺勤", 14),
        figure("已补", 14),
        figure("议定事项", 18),
        figure("已办结", 16),
    ]
    lines = [
        ReportRow(
            (
                number,
                row.held_on,
                row.kind.label,
                row.topic,
                row.host,
                row.count.expected,
                row.count.present,
                row.count.on_leave,
                row.count.unexcused,
                row.count.made_up,
                len(row.resolved),
                sum(item.done_on is not None for item in row.resolved),
            ),
            tone="warn" if row.count.unmarked else "",
        )
        for number, row in enumerate(rows, start=1)
    ]
    open_ones = sum(bool(row.count.unmarked) for row in rows)
    notes = (f"有 {open_ones} 次活动的考勤没有录完，以黄色标出。",) if open_ones else ()
    return table(
        ctx,
        "held",
        "组织生活一览表",
        Period.parse(period).label,
        columns,
        lines,
        summary=f"已召开 {len(rows)} 次",
        empty="本期没有已召开的组织生活。",
        notes=notes,
        landscape=True,
        toned=3,
    )
