"""档案记录: the repeating parts of an archive, added, changed and taken off; what is taken off stays in the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import RecordKind
from app.models.member import Record
from app.services import attachments, members, partial_dates
from app.services.attachments import NO_PAPERS, Owner, PaperChanges
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound
from app.services.files import clean_text
from app.services.points.posting_records import post_records_in
from app.services.record_forms import RECORD_FORMS, UNITS
from app.services.reports.archive_documents import RecordRow
from app.services.reports.words import plain_number

_MOST_HUNDREDTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class RecordDraft:
    """What a form says of one record; which fields a kind has stands in `record_forms`.

    Dates may lack day or month; `quantity` is written as people write it (12 or 1.5).
    """

    kind: RecordKind
    title: str
    starts: str = ""
    ends: str = ""
    issuer: str = ""
    detail: str = ""
    document_no: str = ""
    quantity: str = ""
    amount: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record as lists show it; `quantity` is exact, None where nothing is counted."""

    id: int
    member_id: int
    kind: RecordKind
    title: str
    starts: str
    ends: str
    issuer: str
    detail: str
    document_no: str
    quantity: Fraction | None
    amount: str
    note: str

    @property
    def open_ended(self) -> bool:
        """Whether it is a post that is still held (至今)."""
        return self.kind is RecordKind.POST and bool(self.starts) and not self.ends

    @property
    def draft(self) -> RecordDraft:
        """Return what a form shows of it."""
        return RecordDraft(
            kind=self.kind,
            title=self.title,
            starts=self.starts,
            ends=self.ends,
            issuer=self.issuer,
            detail=self.detail,
            document_no=self.document_no,
            quantity="" if self.quantity is None else plain_number(self.quantity),
            amount=self.amount,
            note=self.note,
        )


def list_records(ctx: Context, member_id: int, kind: RecordKind | None = None) -> list[RecordLine]:
    """Return a member's records by kind, each kind in time order; those without a date come last."""
    with ctx.read() as session:
        return list_records_in(session, member_id, kind)


def list_records_in(session: Session, member_id: int, kind: RecordKind | None = None) -> list[RecordLine]:
    """Return a member's records inside an open session."""
    query = select(Record).where(Record.member_id == member_id, Record.deleted_at.is_(None))
    if kind is not None:
        query = query.where(Record.kind == kind)
    order = list(RecordKind)
    lines = [_line(record) for record in session.scalars(query)]
    return sorted(lines, key=lambda r: (order.index(r.kind), r.starts or r.ends or "9999", r.id))


def add(ctx: Context, member_id: int, draft: RecordDraft, papers: PaperChanges = NO_PAPERS) -> Changes:
    """Add a record to a member's archive, with its papers (附件).

    Raises:
        NotFound: There is no such member.
        BadInput: A field does not hold what it should.

    """
    with ctx.write(f"新增{draft.kind.label}记录") as work:
        record_id = add_in(work, member_id, draft)
        work.new_ids.append(record_id)
        attachments.change_in(work, Owner.RECORD, record_id, papers)
    return work.changes


def add_in(work: Work, member_id: int, draft: RecordDraft) -> int:
    """Add a record inside an open transaction and return its id."""
    member = members.get_in(work.session, member_id)
    record = Record(member_id=member.id, kind=draft.kind, data={}, created_at=work.now)
    _fill(record, draft, work.today)
    work.session.add(record)
    work.session.flush()
    post_records_in(work, [record.id])
    return record.id


def change(ctx: Context, record_id: int, draft: RecordDraft, papers: PaperChanges = NO_PAPERS) -> Changes:
    """Change a record and its papers.

    Raises:
        NotFound: There is no such record.
        BadInput: A field does not hold what it should.

    """
    with ctx.write(f"修改{draft.kind.label}记录") as work:
        change_in(work, record_id, draft)
        attachments.change_in(work, Owner.RECORD, record_id, papers)
    return work.changes


def change_in(work: Work, record_id: int, draft: RecordDraft) -> None:
    """Change a record inside an open transaction."""
    _fill(_get(work.session, record_id), draft, work.today)
    post_records_in(work, [record_id])


def draft_of_in(session: Session, record_id: int) -> RecordDraft:
    """Return what a form shows of a record inside an open session.

    Raises:
        NotFound: There is no such record.

    """
    return _line(_get(session, record_id)).draft


def remove(ctx: Context, record_id: int) -> Changes:
    """Take a record entered by mistake off the archive; the row and its history are kept.

    Raises:
        NotFound: There is no such record.

    """
    with ctx.write("移除档案记录") as work:
        _get(work.session, record_id).deleted_at = work.now
        post_records_in(work, [record_id])
    return work.changes


def rows(lines: Iterable[RecordLine]) -> tuple[RecordRow, ...]:
    """Return records as the printed archive has them."""
    return tuple(_row(line) for line in lines)


def _row(line: RecordLine) -> RecordRow:
    amount, note, detail = line.amount, line.note or line.document_no, line.detail
    if line.quantity is not None:
        amount = plain_number(line.quantity) + UNITS.get(line.kind, "")
    if line.kind is RecordKind.RELATION:
        # the letter's number has a column of its own there, what is left goes to 备注
        amount, note, detail = line.document_no, line.note or line.detail, ""
    return RecordRow(
        title=line.title,
        started=line.starts,
        ended=line.ends,
        organ=line.issuer,
        detail=detail,
        amount=amount,
        note=note,
        open_ended=line.open_ended,
    )


def _get(session: Session, record_id: int) -> Record:
    found = session.get(Record, record_id)
    if found is None or found.deleted_at is not None:
        raise NotFound("这条档案记录已不存在，请刷新后重试。")
    return found


def _fill(record: Record, draft: RecordDraft, today: date) -> None:
    for field in RECORD_FORMS[draft.kind]:
        if field.required and not str(getattr(draft, field.key)).strip():
            raise BadInput(f"请填写{field.label}。", field=field.key)
    record.kind = draft.kind
    record.title = clean_text(draft.title, limit=500, field="title")
    record.starts = _date(draft.starts, today, "starts")
    record.ends = _date(draft.ends, today, "ends")
    if record.starts and record.ends and partial_dates.surely_before(record.ends, record.starts):
        raise BadInput("结束日期早于开始日期，请核对。", field="ends")
    record.issuer = clean_text(draft.issuer, limit=200, field="issuer") or None
    record.detail = clean_text(draft.detail, field="detail") or None
    record.document_no = clean_text(draft.document_no, limit=100, field="document_no") or None
    record.quantity = _hundredths(draft.quantity)
    beside = {key: clean_text(getattr(draft, key), limit=500, field=key) for key in ("amount", "note")}
    record.data = {**(record.data or {}), **beside}


def _date(text: str, today: date, field: str) -> str | None:
    return partial_dates.parse(text, today=today, field=field) if text.strip() else None


def _hundredths(text: str) -> int | None:
    plain = text.strip()
    if not plain:
        return None
    whole, _, tail = plain.partition(".")
    if not (whole + tail).isascii() or not (whole + tail).isdigit() or len(tail) > 2:
        raise BadInput("请填写数字，最多两位小数，如 12 或 1.5。", field="quantity")
    value = int(whole or 0) * 100 + int(tail.ljust(2, "0"))
    if value > _MOST_HUNDREDTHS:
        raise BadInput("数字过大，请核对。", field="quantity")
    return value


def _line(record: Record) -> RecordLine:
    data = record.data or {}
    return RecordLine(
        id=record.id,
        member_id=record.member_id,
        kind=record.kind,
        title=record.title,
        starts=record.starts or "",
        ends=record.ends or "",
        issuer=record.issuer or "",
        detail=record.detail or "",
        document_no=record.document_no or "",
        quantity=None if record.quantity is None else Fraction(record.quantity, 100),
        amount=data.get("amount") or "",
        note=data.get("note") or "",
    )
