"""花名册 out: the members of the roster as the national 党员基本信息汇总表."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.models.kinds import AuditKind
from app.models.member import Member
from app.services import audit, orgs, settings
from app.services.context import Context
from app.services.errors import Refused
from app.services.files import write_atomic
from app.services.reports.documents import RosterRow, RosterSheet, SheetHead


def roster_sheet(ctx: Context) -> RosterSheet:
    """Return the roster of today in the branch's order, with full ID numbers and phones."""
    names = settings.load(ctx)
    found = orgs.branch(ctx)
    branch = "" if found is None else found.name
    with ctx.read() as session:
        query = (
            select(Member)
            .where(Member.deleted_at.is_(None), Member.left_on.is_(None))
            .order_by(Member.position, Member.id)
        )
        rows = tuple(_row(member, branch) for member in session.scalars(query))
    head = SheetHead(
        unit=branch,
        prepared_by=names.recorder,
        checked_by=names.reviewer or names.secretary,
        filled_on=ctx.today,
    )
    return RosterSheet(head, branch, rows)


def export_roster(ctx: Context, path: Path) -> int:
    """Write the roster as a workbook and return how many members it holds; the log keeps it.

    Raises:
        Refused: There is nobody on the roster.
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_lists import roster_bytes

    sheet = roster_sheet(ctx)
    if not sheet.rows:
        raise Refused("还没有在册党员，没有可导出的内容。")
    data = roster_bytes(sheet)
    # The log comes first: no file of personal data may exist that the log does not know.
    audit.log_event(ctx, AuditKind.EXPORT, f"导出党员花名册，{len(sheet.rows)} 人，含身份证号和电话")
    write_atomic(path, data)
    return len(sheet.rows)


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
        lost="是" if member.lost else "否",
        lost_since=member.lost_since or "",
        floating="是" if member.mobile else "否",
        floating_to=member.mobile_to or "",
    )
