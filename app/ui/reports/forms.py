"""积分表册: the forms of points, each with what the table above it shows before it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.services import exports, members
from app.services.context import Context
from app.services.life_exports import LifeJob
from app.services.points import exemptions, form_jobs, form_rules, form_sheets
from app.services.points.shown_totals import shown_totals
from app.services.reports.form_documents import PaperForm
from app.ui.reports.periods import quarters, years
from app.ui.reports.sheet_pane import Sheet, Shown
from app.ui.widgets.table_model import Column

_EMPTY = ("没有可列的党员", "请先在“党员档案”中录入或导入党员。")


@dataclass(frozen=True, slots=True)
class FormRow:
    """A line of what the form will hold: a member, or a module of the rulebook."""

    name: str
    group: str
    figure: str
    words: str
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class MemberForm:
    """What is made for one member only: the A4 paper and the workbook."""

    paper: Callable[[Context, int, str], LifeJob]
    export: Callable[[Context, int, str, Path], Path]


@dataclass(frozen=True, slots=True)
class Form:
    """One form; `of_member` where it is made for the member chosen in the table."""

    sheet: Sheet
    of_member: MemberForm | None = None


COLUMNS: list[Column[FormRow]] = [
    Column("name", "姓名或模块", lambda row: row.name, width=130),
    Column("group", "党小组", lambda row: row.group, width=120),
    Column("figure", "积分", lambda row: row.figure, width=150, align="right"),
    Column(
        "words", "内容", lambda row: row.words, width=0, tone=lambda _: "faded", tip=lambda row: row.words
    ),
]


def forms() -> tuple[Form, ...]:
    """Return the forms in the order in which they are offered."""
    return (
        Form(
            _members(
                "月度积分表", form_sheets.MONTH_TITLE, _MONTH, _months, form_sheets.export_month_forms, _names
            )
        ),
        Form(
            _members(
                "季度量化考核表",
                form_sheets.QUARTER_TITLE,
                _QUARTER,
                quarters,
                form_sheets.export_quarter_forms,
                _totals,
            )
        ),
        Form(
            _members(
                "年度考核登记表", form_sheets.YEAR_TITLE, _YEAR, years, form_sheets.export_year_forms, _totals
            )
        ),
        Form(
            _members(
                "季度上报表",
                form_sheets.REPORTED_TITLE,
                _REPORTED,
                quarters,
                form_sheets.export_reported,
                _totals,
            )
        ),
        Form(
            Sheet(
                title="任务及赋分细则",
                hint="今天施行的积分方案：逐项赋分标准、上限和适用人员；另有一张各模块的积分范围。",
                columns=COLUMNS,
                read=_modules,
                export=lambda ctx, _period, path: form_rules.export_rules(ctx, path),
                file_name=lambda ctx, _period: exports.file_name(
                    f"{exports.sheet_head(ctx).unit}{form_rules.TITLE}", ".xlsx"
                ),
                periods=None,
                empty=("没有施行中的积分方案", "请先在“积分方案”里启用一个。"),
            )
        ),
        _member_form(
            "季度积分申请表",
            "给一名党员：列出已登记的事项，留出空行和签字栏。先在表中选人，可直接打印 A4。",
            quarters,
            _names,
            form_jobs.application_form,
        ),
        _member_form(
            "不参加积分制管理审批表",
            "给一名经批准可不参加积分管理的党员，供签字盖章。先在表中选人，可直接打印 A4。",
            years,
            _exempt,
            lambda ctx, member_id, year: form_jobs.exemption_form(ctx, member_id, int(year)),
        ),
    )


_MONTH = "每人一张：考核项目、考核内容、扣分、得分、备注；数字与所在各期的结算一致。"
_QUARTER = "每人一张：项目、内容、计分标准、分值、加分标准、得分。"
_YEAR = "每人一张：按季度和月份登记各项得分，附年度积分和签字栏。"
_REPORTED = "一人一行：各类积分及备注、合计、填写日期、季度；首行就是表头，便于上级系统读取。"

_Periods = Callable[[Context], tuple[list[tuple[str, str]], str]]
_Read = Callable[[Context, str], Shown]


def _members(
    title: str,
    file_title: str,
    hint: str,
    periods: _Periods,
    export: Callable[[Context, str, Path], Path],
    read: _Read,
) -> Sheet:
    return Sheet(
        title=title,
        hint=hint,
        columns=COLUMNS,
        read=read,
        export=export,
        file_name=lambda ctx, period: form_sheets.form_file_name(ctx, period, file_title),
        periods=periods,
        empty=_EMPTY,
    )


def _member_form(
    title: str,
    hint: str,
    periods: _Periods,
    read: _Read,
    make: Callable[[Context, int, str], PaperForm],
) -> Form:
    def export(ctx: Context, member_id: int, period: str, path: Path) -> Path:
        return form_jobs.export_form(ctx, make(ctx, member_id, period), path)

    return Form(
        Sheet(
            title=title,
            hint=hint,
            columns=COLUMNS,
            read=read,
            export=lambda _ctx, _period, path: path,
            file_name=lambda _ctx, _period: exports.file_name(title, ".xlsx"),
            periods=periods,
            empty=("没有可选的党员", "按积分方案，今年没有可不参加积分管理的人员类别。"),
        ),
        MemberForm(lambda ctx, member_id, period: form_jobs.form_job(make(ctx, member_id, period)), export),
    )


def _months(ctx: Context) -> tuple[list[tuple[str, str]], str]:
    found = [month for quarter in exports.quarters(ctx) for month in reversed(quarter.months)]
    begun = [month for month in found if month.start <= ctx.today]
    return [(month.code, month.label) for month in begun], begun[min(1, len(begun) - 1)].code


def _names(ctx: Context, _period: str) -> Shown:
    rows = members.list_members(ctx)
    return Shown(
        [FormRow(row.shown_name, row.group_name, "", row.klass.label, row.id) for row in rows],
        f"在册党员 {len(rows)} 名，按支部顺序",
    )


def _totals(ctx: Context, period: str) -> Shown:
    totals = shown_totals(ctx, period)
    rows = [
        FormRow(row.name, row.member.group_name, row.total_text, row.grade, row.id)
        for row in totals.rows
        if not row.exempt
    ]
    caution = "本期尚未结算，数字还会变。" if totals.open else ""
    return Shown(rows, f"{totals.rulebook}　参加 {len(rows)} 人", caution)


def _modules(ctx: Context, _period: str) -> Shown:
    sheet = form_rules.rules_sheet(ctx)
    rows = [FormRow(name, "", points, content) for name, content, points in sheet.modules]
    return Shown(rows, f"{sheet.title}　共 {len(sheet.tasks)} 项")


def _exempt(ctx: Context, year: str) -> Shown:
    seen = exemptions.list_exemptions(ctx, int(year))
    rows = [FormRow(row.name, "", row.klass, row.document, row.member_id) for row in seen.rows]
    return Shown(rows, f"可不参加积分管理的人员类别：{'、'.join(seen.classes) or '方案没有写'}")
