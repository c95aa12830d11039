"""Points forms for the pen on A4: 积分申请表 of a quarter and 不参加积分制管理党员审批表, on paper or as a workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from app.models.kinds import AuditKind
from app.models.member import Member
from app.services import audit, exports, members
from app.services.context import Context
from app.services.errors import NotFound
from app.services.files import write_atomic
from app.services.life_exports import LifeJob
from app.services.periods import Period
from app.services.points.details import EntryPoints, period_details
from app.services.points.exemptions import list_exemptions
from app.services.points.facts import APPROVED, UNAPPROVED
from app.services.reports.form_documents import Opinion, PaperForm
from app.services.reports.form_papers import form_paper
from app.services.reports.words import day_text, plain_number

APPLICATION_TITLE, EXEMPTION_TITLE = "党员积分申请表", "不参加积分制管理党员审批表"
_QUARTER = {1: "一", 2: "二", 3: "三", 4: "四"}
_SECRETARY = "党支部书记签字（盖章）"


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    group: str
    kind: str
    klass: str
    sex: str
    born: str
    joined: str
    post: str


def application_form(ctx: Context, member_id: int, quarter: str) -> PaperForm:
    """Return a member's 第_季度党员积分申请表 with what has been entered so far, and room for more.

    Raises:
        BadInput: `quarter` is no period.
        NoRulebook: No rulebook is in force at its end.
        NotFound: There is no such member.

    """
    period = Period.parse(quarter)
    person = _person(ctx, member_id)
    details = period_details(ctx, quarter, member_id, states=APPROVED + UNAPPROVED)
    rows = tuple((str(number), *row) for number, row in enumerate(_applied(details), start=1))
    name = f"{period.year}年第{_QUARTER[period.number]}季度" if period.code[4:5] == "Q" else period.label
    return PaperForm(
        title=f"{name}{APPLICATION_TITLE}",
        whose=exports.sheet_head(ctx).unit,
        facts=(
            (("姓名", person.name), ("党小组", person.group), ("人员类别", person.kind)),
            (
                ("申报期间", f"{day_text(period.start)}至{day_text(period.end)}"),
                ("填表日期", day_text(ctx.today)),
            ),
        ),
        heads=("序号", "积分项目", "完成情况", "日期", "申请积分", "备注"),
        widths=(2, 7, 7, 5, 3, 3),
        rows=rows,
        opinions=(
            Opinion("本人承诺", "以上情况属实。", "申请人签字"),
            Opinion("党小组\n意见", signature="党小组组长签字"),
            Opinion("党支部\n审核意见", signature=_SECRETARY),
        ),
        note="说明：程序已列出的是登记在案的事项；需要补充的，请在空行填写并附证明材料。",
    )


def exemption_form(ctx: Context, member_id: int, year: int) -> PaperForm:
    """Return the 不参加积分制管理党员审批表 of a member and a year.

    Raises:
        NotFound: There is no such member.

    """
    person = _person(ctx, member_id)
    known = next((row for row in list_exemptions(ctx, year).rows if row.member_id == member_id), None)
    approved = f"批准文件：{known.document}" if known is not None and known.approved else ""
    return PaperForm(
        title=EXEMPTION_TITLE,
        whose=exports.sheet_head(ctx).unit,
        facts=(
            (("姓名", person.name), ("性别", person.sex), ("出生年月", day_text(person.born))),
            (("入党时间", day_text(person.joined)), ("人员类别", person.kind), ("类别", person.klass)),
            (("党小组", person.group), ("工作单位\n及职务", person.post)),
            (("不参加的\n年度", f"{year}年度"),),
        ),
        opinions=(
            Opinion("申请理由", signature="本人签字"),
            Opinion("党小组\n意见", signature="党小组组长签字"),
            Opinion("党支部\n意见", approved, _SECRETARY),
            Opinion("上级党组织\n意见", signature="签字（盖章）"),
        ),
        note="说明：本表一式两份，党支部和上级党组织各存一份；批准后在程序中登记文件名称。",
    )


def form_job(form: PaperForm) -> LifeJob:
    """Return a form ready to be previewed, saved as PDF or printed."""
    whose = form.facts[0][0][1]
    return LifeJob(
        form_paper(form),
        form.title,
        f"{form.title}：{whose}",
        exports.file_name(f"{form.title} {whose}", ".pdf"),
    )


def export_form(ctx: Context, form: PaperForm, path: Path) -> Path:
    """Write a form for the pen as a workbook.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_paper_form import paper_form_bytes

    data = paper_form_bytes(form)
    audit.log_event(ctx, AuditKind.EXPORT, f"导出{form.title}")
    write_atomic(path, data)
    return path


def _applied(details: Sequence[EntryPoints]) -> Iterator[tuple[str, ...]]:
    """Yield what was entered by hand line by line, and what attendance brought summed up by item."""
    by_item: dict[str, list[EntryPoints]] = defaultdict(list)
    for each in details:
        if each.entry.automatic:
            by_item[each.entry.item_text].append(each)
    for item, own in by_item.items():
        span = (
            f"{_short_day(own[0].day)}至{_short_day(own[-1].day)}" if len(own) > 1 else _short_day(own[0].day)
        )
        points = sum((each.points for each in own), Fraction())
        yield item, f"考勤自动记录 {len(own)} 次", span, plain_number(points), ""
    for each in details:
        if not each.entry.automatic:
            words = "；".join(part for part in (each.entry.value_text, each.entry.reason) if part)
            state = "待审" if each.entry.state in UNAPPROVED else ""
            yield each.entry.item_text, words, _short_day(each.day), plain_number(each.points), state


def _short_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _person(ctx: Context, member_id: int) -> _Person:
    row = next((row for row in members.list_members(ctx, include_left=True) if row.id == member_id), None)
    with ctx.read() as session:
        member = session.get(Member, member_id)
        if row is None or member is None:
            raise NotFound("这名党员已不存在，请刷新后重试。")
        return _Person(
            name=row.shown_name,
            group=row.group_name,
            kind=row.kind.label,
            klass=row.klass.label,
            sex="" if row.sex is None else row.sex.label,
            born=member.birth or "",
            joined=row.joined,
            post=" ".join(part for part in (member.unit, member.job or member.post) if part),
        )
