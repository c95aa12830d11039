"""灯塔党建 党员信息库: the branch's members in the columns that system is filled from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from app.models.member import Member
from app.services import archive_view, orgs
from app.services.context import Context
from app.services.reports.documents import ListSheet, SheetHead

TITLE = "党员信息采集表（灯塔）"
_YES, _NO = "是", "否"


def dengta_sheet(ctx: Context, head: SheetHead) -> ListSheet:
    """Return the members of today in the branch's order, ID numbers and phones in full.

    What the program keeps no field for is taken from a column of the same head that came in with an
    import (其他信息), else left empty.
    """
    found = orgs.branch(ctx)
    branch = "" if found is None else found.name
    query = (
        select(Member)
        .where(Member.deleted_at.is_(None), Member.left_on.is_(None))
        .order_by(Member.position, Member.id)
    )
    with ctx.read() as session:
        rows = tuple(_row(member, branch, ctx.today) for member in session.scalars(query))
    return ListSheet(head, TITLE, tuple(_COLUMNS), rows)


def _row(member: Member, branch: str, today: date) -> tuple[str, ...]:
    extra = member.extra or {}
    known = {"所在党支部": branch, "党龄": archive_view.party_age_words(member, today)}
    cells = []
    for head, value in _COLUMNS.items():
        text = known.get(head) or (value(member) if value is not None else "")
        cells.append(text or str(extra.get(head, "")))
    return tuple(cells)


_COLUMNS: dict[str, Callable[[Member], str | None] | None] = {
    "姓名": lambda m: m.name,
    "性别": lambda m: m.sex.label if m.sex else "",
    "公民身份号码": lambda m: m.id_number,
    "民族": lambda m: m.ethnicity,
    "出生日期": lambda m: m.birth,
    "学历": lambda m: m.education,
    "人员类别": lambda m: m.kind.label,
    "学位": lambda m: m.degree,
    "所在党支部": None,
    "手机号码": lambda m: m.phone,
    "入党日期": lambda m: m.joined,
    "转正日期": lambda m: m.regular,
    "党龄": None,
    "党龄校正值(月)": lambda m: str(m.age_correction),
    "新社会阶层类型": lambda m: m.new_class,
    "工作岗位": lambda m: m.job,
    "从事专业技术职务": lambda m: m.title,
    "是否农民工": lambda m: _YES if m.migrant else "",
    "现居住地": lambda m: m.address,
    "户籍所在地": lambda m: m.household,
    "是否失联党员": lambda m: _YES if m.lost else _NO,
    "是否流动党员": lambda m: _YES if m.mobile else _NO,
    "入党类型": lambda m: m.entry_kind,
    "转正情况": lambda m: m.regular_kind,
    "入党时所在支部": lambda m: m.admitted_by,
    "延长预备期时间": lambda m: m.extended_to,
    "党员所属行业": lambda m: m.trade,
    "工作岗位补充": lambda m: m.post,
}
