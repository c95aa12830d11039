"""The sheets for Excel, each with the columns it is looked over by before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.services import exports, life_exports, makeup_register, members
from app.services.context import Context
from app.services.member_rows import MemberRow
from app.services.points.shown_totals import shown_totals
from app.services.points.totals import MemberTotal, PeriodTotals
from app.services.reports.documents import MakeupRow
from app.services.reports.words import day_text
from app.ui.reports import catalogue
from app.ui.reports.periods import quarters, quarters_and_years, years
from app.ui.reports.sheet_pane import Sheet, Shown
from app.ui.widgets.table_model import Column

_DASH = "—"


@dataclass(frozen=True, slots=True)
class _PointLine:
    """One member's total with what it is made of."""

    row: MemberTotal
    parts: str


def sheets() -> dict[str, Sheet]:
    """Return the sheets by the key of their report."""
    return {
        catalogue.POINTS: Sheet(
            title="季度积分表",
            hint="标题、单位和填表人、各类积分、合计、签字栏和核对行；另有一张明细表。表上没有身份证号。",
            columns=_point_columns(graded=False),
            read=_read_points,
            export=exports.export_points,
            file_name=exports.points_file_name,
            periods=quarters,
            empty=("这一期没有参加积分的党员", "请先在“党员档案”中录入或导入党员。"),
        ),
        catalogue.YEAR: Sheet(
            title="年度积分汇总",
            hint="全年各类积分、合计与等次，以及全年明细。",
            columns=_point_columns(graded=True),
            read=_read_points,
            export=exports.export_points,
            file_name=exports.points_file_name,
            periods=years,
            empty=("这一年没有参加积分的党员", "请先在“党员档案”中录入或导入党员。"),
        ),
        catalogue.ROSTER: Sheet(
            title="党员花名册",
            hint="全国党员信息采集的 19 列。文件含完整身份证号、电话和住址，导出会记入操作日志。",
            columns=_roster_columns(),
            read=_read_roster,
            export=lambda ctx, _period, path: exports.export_roster(ctx, path),
            file_name=lambda ctx, _period: exports.roster_file_name(ctx),
            periods=None,
            empty=("还没有党员", "请先在“党员档案”中录入或导入党员。"),
        ),
        catalogue.MAKEUP: Sheet(
            title="补学登记表",
            hint="每次缺席一行：活动、返岗、认领、完成、核验和积分影响；另有一张活动到会情况。",
            columns=_makeup_columns(),
            read=_read_makeup,
            export=life_exports.export_register,
            file_name=exports.makeup_file_name,
            periods=quarters_and_years,
            empty=("这一期没有需要补学的缺席", "仍可导出空表存档。"),
        ),
    }


def _read_points(ctx: Context, period: str) -> Shown:
    totals = shown_totals(ctx, period)
    taking = sum(not row.exempt for row in totals.rows)
    average = "" if totals.average is None else f"，平均 {totals.text(totals.average)} 分"
    exempt = len(totals.rows) - taking
    cautions = [
        f"还有 {totals.waiting} 条积分记录没有审定，不计入本表。" if totals.waiting else "",
        "本期尚未结算，数字还会变。" if totals.open else "",
    ]
    summary = f"{totals.rulebook}　参加 {taking} 人{average}" + (f"，免于积分 {exempt} 人" if exempt else "")
    return Shown([_PointLine(row, _parts(totals, row)) for row in totals.rows], summary, "".join(cautions))


def _parts(totals: PeriodTotals, row: MemberTotal) -> str:
    if row.exempt:
        return "按方案免于积分"
    base = [f"基础分 {totals.text(row.base)}"] if totals.has_base else []
    heads = zip(totals.categories, row.categories, strict=True)
    return "　".join(
        [*base, *(f"{head.name} {totals.text(value)}" for head, value in heads), row.veto]
    ).strip()


def _read_roster(ctx: Context, _period: str) -> Shown:
    rows = members.list_members(ctx)
    return Shown(rows, f"在册党员 {len(rows)} 名，按支部顺序")


def _read_makeup(ctx: Context, period: str) -> Shown:
    rows = makeup_register.lines(ctx, period)
    done = sum(row.done_on is not None for row in rows)
    late = sum(row.overdue for row in rows)
    return Shown(rows, f"应补 {len(rows)} 人次，已完成 {done}，逾期 {late}" if rows else "")


def _point_columns(*, graded: bool) -> list[Column[Any]]:
    columns: list[Column[_PointLine]] = [
        Column("name", "姓名", lambda line: line.row.name, width=110),
        Column("group", "党小组", lambda line: line.row.member.group_name, width=120),
        Column(
            "total",
            "合计",
            lambda line: _DASH if line.row.exempt else line.row.total_text,
            width=84,
            align="right",
            sort=lambda line: -1 if line.row.exempt else line.row.total,
        ),
    ]
    if graded:
        columns.append(Column("grade", "等次", lambda line: line.row.grade or _DASH, width=96))
    columns.append(
        Column(
            "parts",
            "构成",
            lambda line: line.parts,
            width=0,
            tone=lambda line: "bad" if line.row.veto else "faded",
            tip=lambda line: line.parts,
        )
    )
    return columns


def _roster_columns() -> list[Column[Any]]:
    columns: list[Column[MemberRow]] = [
        Column("name", "姓名", lambda row: row.shown_name, width=110, sort=lambda row: row.name_key),
        Column("group", "党小组", lambda row: row.group_name, width=120),
        Column("kind", "人员类别", lambda row: row.kind.label, width=100),
        Column("id", "公民身份证号", lambda row: row.id_masked or _DASH, width=180),
        Column(
            "joined",
            "入党日期",
            lambda row: day_text(row.joined) or _DASH,
            width=130,
            sort=lambda r: r.joined,
        ),
        Column("phone", "手机号", lambda row: row.phone_masked or _DASH, width=0),
    ]
    return columns


def _makeup_columns() -> list[Column[Any]]:
    columns: list[Column[MakeupRow]] = [
        Column("held_on", "日期", lambda row: row.held_on.isoformat(), width=104),
        Column("topic", "活动", lambda row: f"{row.activity_kind}　{row.topic}", width=0),
        Column("name", "姓名", lambda row: row.name, width=96),
        Column("absence", "未参加", lambda row: row.absence, width=88),
        Column(
            "due", "认领期限", lambda row: row.claim_due.isoformat() if row.claim_due else _DASH, width=104
        ),
        Column(
            "outcome",
            "结论",
            lambda row: (row.outcome or "未完成") + ("（逾期）" if row.overdue else ""),
            width=120,
            tone=lambda row: "bad" if row.overdue else "",
        ),
    ]
    return columns
