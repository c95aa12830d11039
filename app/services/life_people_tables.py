"""The reports about members as tables: 双重组织生活, 学时, 长期未参加组织生活."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from app.models.kinds import ActivityKind
from app.services import life_reports
from app.services.context import Context
from app.services.hours import hours_text
from app.services.life_rates import By
from app.services.life_reports import HALF, SOURCES, AbsentRow, DualLifeRow, HoursRow, Part
from app.services.life_table_kit import AT, GROUP, NAME, column, figure, table
from app.services.periods import Period
from app.services.reports.life_documents import ReportRow, ReportTable, Value
from app.services.reports.words import day_text, percent


def dual_life(ctx: Context, period: str, _by: By = By.MEMBER) -> ReportTable:
    """Return 党员领导干部双重组织生活情况表.

    Raises:
        BadInput: The period cannot be read.

    """
    rows = life_reports.dual_life(ctx, period)
    few = sum(row.rate is not None and row.rate < HALF for row in rows)
    return table(
        ctx,
        "dual",
        "党员领导干部双重组织生活情况表",
        Period.parse(period).label,
        (
            AT,
            NAME,
            column("职务", 34),
            column("党小组", 24),
            figure("应参加", 14, "次数"),
            figure("参加", 13, "次数"),
            figure("已补学", 14, "次数"),
            figure("参加率", 17),
            column("以普通党员身份参加的日期和组织", 115, align="l"),
        ),
        [_dual_row(number, row) for number, row in enumerate(rows, start=1)],
        summary=f"共 {len(rows)} 名党员领导干部" + (f"，{few} 人参加不足一半" if few else ""),
        empty="名册中没有标记为“党员领导干部”的党员；请在党员档案的“工作”一栏标记。",
        notes=(
            SOURCES["dual"],
            "支委会按支委身份参加，不计入；免于参加的不计入应参加。参加不足一半的标出，作为提醒（条例没有规定比例）。",
        ),
        landscape=True,
        toned=7,
    )


def study_hours(ctx: Context, period: str, _by: By = By.MEMBER) -> ReportTable:
    """Return 党员学时统计表.

    Raises:
        BadInput: The period cannot be read.

    """
    found = Period.parse(period)
    rows = life_reports.study_hours(ctx, found.year)
    short = sum(row.missing > 0 for row in rows)
    target = hours_text(rows[0].target) if rows else "32"
    places = 2 if any(hours % 10 for row in rows for hours in (row.life, row.training)) else 1
    return table(
        ctx,
        "hours",
        "党员学时统计表",
        f"{found.year}年度",
        (
            AT,
            NAME,
            GROUP,
            figure("组织生活\n和补学", 20, "学时", "r", places),
            figure("教育培训", 20, "学时", "r", places),
            figure("合计", 18, "学时", "r", places),
            figure("还差", 18, align="r", decimals=places),
            column("是否达标", 18),
        ),
        [_hours_row(number, row) for number, row in enumerate(rows, start=1)],
        summary=f"共 {len(rows)} 人，达到 {target} 学时 {len(rows) - short} 人，不足 {short} 人",
        empty="没有党员。",
        notes=(
            SOURCES["hours"],
            "组织生活按参加的活动计学时，补学完成后按补学任务计；教育培训取自党员档案的教育培训记录。",
        ),
        toned=7,
    )


def long_absent(ctx: Context, _period: str = "", _by: By = By.MEMBER) -> ReportTable:
    """Return 长期未参加组织生活提醒表 as of today."""
    rows = life_reports.long_absent(ctx)
    levels = "、".join(
        f"满 {level} 个月 {count} 人"
        for level in reversed(life_reports.ALERT_MONTHS)
        if (count := sum(row.level == level for row in rows))
    )
    return table(
        ctx,
        "absent",
        "长期未参加组织生活提醒表",
        f"截至{day_text(ctx.today)}",
        (
            AT,
            NAME,
            column("党小组", 24),
            column("最近一次\n参加", 30),
            figure("已满\n月数", 13),
            column("满六个月\n日期", 30),
            *(figure(head, 12, "其间（次）") for head in ("应到", "请假", "缺勤", "免于\n参加", "已补")),
            column("提醒", 72, align="l"),
        ),
        [_absent_row(number, row) for number, row in enumerate(rows, start=1)],
        summary=levels or "没有满 3 个月未参加组织生活的党员",
        empty="没有满 3 个月未参加组织生活的党员。",
        notes=(
            SOURCES["absent"],
            "从最近一次参加组织生活之日起计算；没有参加记录的，从进入支部或首次有活动之日起计算。",
        ),
        landscape=True,
        toned=4,
    )


def _dual_row(number: int, row: DualLifeRow) -> ReportRow:
    rate = row.rate
    cells: tuple[Value, ...] = (
        number,
        row.member.shown_name,
        row.post,
        row.member.group_name,
        row.expected,
        len(row.attended),
        row.made_up,
        percent(len(row.attended), row.expected),
        _parts(row.attended),
    )
    return ReportRow(cells, "warn" if rate is not None and rate < HALF else "", row.member.id)


def _parts(parts: Sequence[Part]) -> str:
    """Return the days by organisation and kind: 第一党小组：党小组会 2 次（1月14日、2月14日）。"""
    found: dict[str, dict[ActivityKind, list[str]]] = {}
    for part in parts:
        kinds = found.setdefault(part.org or "党支部", {})
        kinds.setdefault(part.kind, []).append(f"{part.held_on.month}月{part.held_on.day}日")
    return "\n".join(
        f"{org}："
        + "；".join(f"{kind.label} {len(days)} 次（{'、'.join(days)}）" for kind, days in kinds.items())
        for org, kinds in found.items()
    )


def _hours_row(number: int, row: HoursRow) -> ReportRow:
    cells: tuple[Value, ...] = (
        number,
        row.member.shown_name,
        row.member.group_name,
        _hours(row.life),
        _hours(row.training),
        _hours(row.total),
        _hours(row.missing) if row.missing else "",
        "不足" if row.missing else "达标",
    )
    return ReportRow(cells, "warn" if row.missing else "", row.member.id)


def _hours(hundredths: int) -> Fraction:
    return Fraction(hundredths, 100)


def _absent_row(number: int, row: AbsentRow) -> ReportRow:
    nothing = "其间均为免于参加" if row.count.exempt else "其间没有应参加的活动记录"
    cells: tuple[Value, ...] = (
        number,
        row.member.shown_name,
        row.member.group_name,
        row.last or "没有参加记录",
        row.months,
        row.six_on,
        row.count.expected,
        row.count.on_leave,
        row.count.unexcused,
        row.count.exempt,
        row.count.made_up,
        row.advice or nothing,
    )
    tone = "" if not row.advice else "bad" if row.level == life_reports.ALERT_MONTHS[-1] else "warn"
    return ReportRow(cells, tone, row.member.id)
