"""Automatic entries from the archive (档案记录): tests, service, dues, honours, appraisals and tasks.

A record that is added, changed, taken off or brought back has its entries brought in line in the same transaction;
each entry names its record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import RowMapping, Text, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.models.member import Member, Record
from app.models.points import Closing, ClosingLine, Entry
from app.services.context import Work
from app.services.points.closed import BINDING_STATES, closed_periods_in
from app.services.points.posting_ledger import book_in, difference_in, inside
from app.services.points.posting_rules import Wanted
from app.services.points.record_rules import (
    RECORD_SOURCES,
    SOURCE_OF,
    Recorded,
    day_of,
    wanted_of_records,
    words_of,
)
from app.services.points.reversals import LIVE
from app.services.points.versions import timeline_in

_SOURCES = frozenset(SOURCE_OF.values())
_RECENT = timedelta(days=366)
_COLUMNS = (
    Record.id,
    Record.member_id,
    Record.kind,
    Record.starts,
    Record.ends,
    Record.title,
    Record.detail,
    Record.quantity,
    Record.data,
    Record.created_at,
    Member.klass,
    Member.left_on,
    Member.entered_on,
)


def post_records_in(work: Work, record_ids: Iterable[int]) -> None:
    """Bring the automatic entries of these records in line with the rulebook of each record's day.

    Call it inside the transaction that changed the records. Who is not on the sheet of a settled period gets
    nothing there: an archive is never refused for points that nobody counts.
    """
    work.session.flush()
    ids = set(record_ids)
    if ids:
        book_in(work, *records_out_of_line_in(work.session, ids, work.today))


def post_members_records_in(work: Work, member_ids: Collection[int]) -> None:
    """Bring the automatic entries of all records of these members in line."""
    work.session.flush()
    post_records_in(
        work, work.session.scalars(select(Record.id).where(Record.member_id.in_(member_ids))).all()
    )


def post_record_days_in(work: Work, start: date, end: date | None = None) -> None:
    """Post every record of these days afresh, and take back what other records of these days had earned."""
    found = recorded_in(work.session)
    earned = select(Entry.source_id).where(
        Entry.source.in_(RECORD_SOURCES), Entry.happened_on >= start, Entry.state.in_(LIVE)
    )
    if end is not None:
        earned = earned.where(Entry.happened_on <= end)
    touched = {
        record.record_id for record in found if start <= record.day and (end is None or record.day <= end)
    }
    post_records_in(work, touched | {each for each in work.session.scalars(earned) if each is not None})


def post_due_records_in(work: Work) -> None:
    """Post records whose day has come since: one that was entered ahead counts from its day on. Call it daily."""
    entered = type_coerce(Record.created_at, Text)
    ahead = or_(Record.starts > entered, Record.ends > entered)
    ids = work.session.scalars(select(Record.id).where(ahead, Record.kind.in_(SOURCE_OF))).all()
    due = {record.record_id for record in recorded_in(work.session, ids) if record.day > work.today - _RECENT}
    post_records_in(work, due)


def records_out_of_line_in(
    session: Session, record_ids: Collection[int], today: date
) -> tuple[list[Wanted], list[Entry]]:
    """Return what these records call for and is not there, and what is there uncalled for."""
    ids = set(record_ids)
    existing = session.scalars(
        select(Entry)
        .where(Entry.source.in_(RECORD_SOURCES), Entry.source_id.in_(ids), Entry.state.in_(LIVE))
        .order_by(Entry.id)
    ).all()
    timeline = timeline_in(session)
    posting = any(rulebook.items_from(source) for rulebook in timeline.rulebooks for source in _SOURCES)
    records = recorded_in(session, ids) if posting else []
    wanted = wanted_of_records(timeline.on, (record for record in records if record.day <= today))
    return difference_in(existing, _on_sheets(session, wanted))


def recorded_in(session: Session, record_ids: Collection[int] | None = None) -> list[Recorded]:
    """Return the records that may earn points, of members who were in the branch on each record's day."""
    query = (
        select(*_COLUMNS)
        .join(Member, Member.id == Record.member_id)
        .where(Record.kind.in_(SOURCE_OF), Record.deleted_at.is_(None), Member.deleted_at.is_(None))
        .order_by(Record.id)
    )
    if record_ids is not None:
        query = query.where(Record.id.in_(record_ids))
    found = (_recorded(row) for row in session.execute(query).mappings())
    return [record for record in found if record is not None]


def _recorded(row: RowMapping) -> Recorded | None:
    day = day_of(row["kind"], row["starts"], row["ends"], row["created_at"].date())
    if day is None or (row["left_on"] is not None and day > row["left_on"]):
        return None
    if row["entered_on"] is not None and day < row["entered_on"]:
        return None
    data = row["data"] or {}
    amount, note = data.get("amount") or "", data.get("note") or ""
    return Recorded(
        record_id=row["id"],
        member_id=row["member_id"],
        kind=row["kind"],
        day=day,
        title=row["title"],
        words=words_of(row["kind"], row["title"], row["detail"], amount, note),
        quantity=row["quantity"],
        klass=row["klass"],
    )


def _on_sheets(session: Session, wanted: Sequence[Wanted]) -> list[Wanted]:
    """Leave out what lies in a settled period on whose sheet the member does not stand."""
    settled = closed_periods_in(session)
    late = {each.member_id for each in wanted if inside(settled, each.happened_on)}
    if not late:
        return list(wanted)
    listed = set(
        session.execute(
            select(ClosingLine.member_id, Closing.period)
            .join(Closing, Closing.id == ClosingLine.closing_id)
            .where(
                ClosingLine.member_id.in_(late),
                Closing.state.in_(BINDING_STATES),
                Closing.reopened_at.is_(None),
            )
        )
    )

    def counts(each: Wanted) -> bool:
        holding = [period for period in settled if period.contains(each.happened_on)]
        return not holding or (each.member_id, min(holding, key=lambda p: p.span.months).code) in listed

    return [each for each in wanted if counts(each)]
