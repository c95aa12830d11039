"""年度台账: the year's summary, register and cards, filled from the settled year or the open one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from app.models.kinds import AuditKind
from app.services import audit, exports
from app.services.context import Context
from app.services.files import write_atomic
from app.services.points import settlements, year_end
from app.services.points.counted_adjustments import inner_adjustments_in
from app.services.points.exemptions import exempted_in
from app.services.points.rules_numbers import half_up
from app.services.points.snapshot import FrozenEntry, FrozenLine, Snapshot, build
from app.services.points.year_end import YearRow
from app.services.reports.year_documents import YearAdjustment, YearBook, YearEntry, YearMember


def year_book(ctx: Context, year: str) -> YearBook:
    """Return a year's books; of a settled year as it was confirmed.

    Raises:
        BadInput: `year` is no year.
        NoRulebook: No rulebook is in force at its end.

    """
    table = year_end.year_table(ctx, year)
    settled = settlements.settled(ctx, year)
    snapshot = build(ctx, year) if settled is None else settled.snapshot
    rows = {row.member_id: row for row in table.rows}
    with ctx.read() as session:
        documents = exempted_in(session, table.period)
        adjusted = [
            YearAdjustment(each.day, rows[each.member_id].name, each.origin.label, each.points, each.reason)
            for each in inner_adjustments_in(session, table.period)
            if each.member_id in rows
        ]
    return YearBook(
        head=exports.sheet_head(ctx),
        branch=snapshot.branch,
        period=snapshot.period.label,
        rulebook=snapshot.rulebook,
        parts=table.heads,
        months=tuple(month.number for month in snapshot.period.months),
        members=tuple(
            _member(snapshot, line, rows[line.member_id], documents.get(line.member_id, ""))
            for line in snapshot.lines
        ),
        cross_check=table.cross_check,
        decimals=snapshot.decimals,
        seal=None if settled is None else settled.seal,
        adjustments=tuple(adjusted),
    )


def export_year_book(ctx: Context, year: str, path: Path) -> Path:
    """Write a year's books as a workbook.

    Raises:
        FileBusy: The file cannot be written; a former one is untouched.

    """
    from app.services.reports.excel_year import year_book_bytes

    book = year_book(ctx, year)
    data = year_book_bytes(book)
    audit.log_event(
        ctx, AuditKind.EXPORT, f"导出{book.branch}{book.period}党员积分台账，{len(book.members)} 人"
    )
    write_atomic(path, data)
    return path


def _member(snapshot: Snapshot, line: FrozenLine, row: YearRow, document: str) -> YearMember:
    left = "" if line.left_on is None else f"{line.left_on.month}月{line.left_on.day}日离开"
    approved = f"经批准不参加积分管理（{document}）" if document else f"{line.klass}党员，按方案免于积分"
    exempt = approved if line.exempt else ""
    return YearMember(
        name=line.name,
        group=line.group,
        kind=line.kind,
        klass=line.klass,
        base=line.base,
        parts=row.parts,
        total=None if line.exempt else Fraction(half_up(line.total, snapshot.decimals)),
        grade="" if line.exempt else row.grade,
        note="；".join(part for part in (exempt, row.veto, left, row.reason) if part),
        entries=tuple(
            YearEntry(each.day, each.category, each.item, each.points, each.counted, _told(each))
            for each in line.entries
        ),
    )


def _told(entry: FrozenEntry) -> str:
    """Return what an entry was for: its reason, else the name of the activity or the record it came from."""
    _, mark, name = entry.source.partition("《")
    return entry.note or mark + name
