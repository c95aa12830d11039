"""The reports of figures as tables: 出勤率 and 补学补领完成情况, broken down as the secretary asks."""

from __future__ import annotations

from collections.abc import Sequence

from app.services import life_rates
from app.services.context import Context
from app.services.life_lines import Count
from app.services.life_rates import By
from app.services.life_table_kit import AT, column, figure, table
from app.services.makeup_rows import Coverage
from app.services.periods import Period
from app.services.reports.life_documents import ReportRow, ReportTable, Value
from app.services.reports.words import percent


def attendance_rates(ctx: Context, period: str, by: By = By.MEMBER) -> ReportTable:
    """Return 组织生活出勤率统计表, broken down by member, group, kind or quarter.

    Raises:
        BadInput: The period cannot be read.

    """
    rows = life_rates.attendance_rates(ctx, period, by)
    whole = sum((row.count for row in rows), Count())
    return table(
        ctx,
        f"rates_{by}",
        f"组织生活出勤率统计表（按{by.label}）",
        Period.parse(period).label,
        (
            AT,
            column(by.label, 34),
            *(figure(head, 15, "人次") for head in ("应到", "实到", "请假", "缺勤", "免于\n参加", "已补")),
            figure("到会率", 20),
            figure("补后\n参加率", 20),
        ),
        [
            ReportRow((at, row.label, *_rate_cells(row.count)), member_id=row.member_id)
            for at, row in enumerate(rows, start=1)
        ],
        summary=f"应到 {whole.expected} 人次，到会率 {percent(whole.present, whole.expected)}",
        empty="这一期间还没有登记考勤的活动。",
        foot=("合计", "", *_rate_cells(whole)) if rows else (),
        notes=("到会率 = 实到 ÷ 应到；补后参加率 =（实到 + 已补）÷ 应到。免于参加的不计入应到。",),
    )


def coverage(ctx: Context, period: str, by: By = By.GROUP) -> ReportTable:
    """Return 补学补领完成情况表, broken down by group, kind or quarter.

    Raises:
        BadInput: The period cannot be read.

    """
    rows = life_rates.coverage(ctx, period, by)
    whole = _whole([row.coverage for row in rows])
    return table(
        ctx,
        f"coverage_{by}",
        f"补学补领完成情况表（按{by.label}）",
        Period.parse(period).label,
        (
            AT,
            column(by.label, 34),
            *(
                figure(head, 15, "项")
                for head in ("应补", "已认领", "已上报", "已补", "逾期", "待返岗", "免补")
            ),
            figure("覆盖率", 20),
        ),
        [
            ReportRow((at, row.label, *_coverage_cells(row.coverage)), "bad" if row.coverage.overdue else "")
            for at, row in enumerate(rows, start=1)
        ],
        summary=f"应补 {whole.due} · 已补 {whole.done} · 逾期 {whole.overdue}",
        empty="这一期间没有需要补学的缺席。",
        foot=("合计", "", *_coverage_cells(whole)) if rows else (),
        notes=(
            "覆盖率 = 已补 ÷ 应补；免补和撤销的不计入应补。一项补学任务可以对应几次缺席，按最早的一次归类。",
        ),
        toned=6,
    )


def _rate_cells(count: Count) -> tuple[Value, ...]:
    return (
        count.expected,
        count.present,
        count.on_leave,
        count.unexcused,
        count.exempt,
        count.made_up,
        percent(count.present, count.expected),
        percent(count.present + count.made_up, count.expected),
    )


def _coverage_cells(found: Coverage) -> tuple[Value, ...]:
    return (
        found.due,
        found.claimed,
        found.reported,
        found.done,
        found.overdue,
        found.waiting,
        found.exempt,
        percent(found.done, found.due),
    )


def _whole(parts: Sequence[Coverage]) -> Coverage:
    return Coverage(
        due=sum(part.due for part in parts),
        claimed=sum(part.claimed for part in parts),
        reported=sum(part.reported for part in parts),
        done=sum(part.done for part in parts),
        overdue=sum(part.overdue for part in parts),
        waiting=sum(part.waiting for part in parts),
        exempt=sum(part.exempt for part in parts),
    )
