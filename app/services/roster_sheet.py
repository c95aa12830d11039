"""党员基本信息汇总表: the branch's members in the national order, filled from the store."""

from __future__ import annotations

from sqlalchemy import select

from app.models.member import Member
from app.services import orgs
from app.services.context import Context
from app.services.reports.documents import RosterRow, RosterSheet, SheetHead

_YES, _NO = "是", "否"


def roster_sheet(ctx: Context, head: SheetHead) -> RosterSheet:
    """Return the members of today in the branch's order, ID numbers and phones in full."""
    found = orgs.branch(ctx)
    branch = "" if found is None else found.name
    query = (
        select(Member)
        .where(Member.deleted_at.is_(None), Member.left_on.is_(None))
        .order_by(Member.position, Member.id)
    )
    with ctx.read() as session:
        rows = tuple(_row(member, branch) for member in session.scalars(query))
    return RosterSheet(head, branch, rows)


def _row(member: Member, branch: str) -> RosterRow:
    return RosterRow(
        name=member.name,
        branch=branch,
        id_number=member.id_number or "",
        sex=member.sex.label if member.sex else "",
        ethnicity=member.ethnicity or "",
        born=member.birth or "",
        education=member.education or "",
        member_kind=member.kind.label,
        joined=member.joined or "",
        regular=member.regular or "",
        post=member.job or member.post or "",
        mobile=member.phone or "",
        landline=member.landline or "",
        address=member.address or "",
        status=member.status.label,
        lost=_YES if member.lost else _NO,
        lost_since=member.lost_since or "",
        floating=_YES if member.mobile else _NO,
        floating_to=member.mobile_to or "",
    )
