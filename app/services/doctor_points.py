"""数据体检 of points: items the rulebook does not know, totals against entries, entries against attendance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance
from app.models.kinds import EntryState
from app.models.member import Member
from app.models.points import Closing, ClosingLine, Entry
from app.services.doctor_findings import Finding, Severity
from app.services.errors import Refused
from app.services.points import posting, posting_records, settlements
from app.services.points.adjustments import refuse_unbalanced_in
from app.services.points.record_rules import RECORD_SOURCES
from app.services.points.versions import timeline_in
from app.services.reports.words import day_text

_LIVE = (EntryState.DRAFT, EntryState.CHECKED, EntryState.APPROVED, EntryState.RETURNED)


def examine_in(session: Session, today: date) -> Iterator[Finding]:
    """Yield what does not fit in the points."""
    yield from _entries(session)
    yield from _against_attendance(session, today)
    yield from _against_records(session, today)
    yield from _settled(session)


def _entries(session: Session) -> Iterator[Finding]:
    """Tell of points whose item the rulebook of their day does not know."""
    timeline = timeline_in(session)
    query = (
        select(Entry.id, Entry.item_code, Entry.veto_code, Entry.happened_on, Member.name)
        .join(Member, Member.id == Entry.member_id)
        .where(Entry.state.in_(_LIVE), or_(Entry.item_code.is_not(None), Entry.veto_code.is_not(None)))
        .order_by(Entry.happened_on, Entry.id)
    )
    for line in session.execute(query):
        rulebook = timeline.on(line.happened_on)
        day = day_text(line.happened_on)
        if rulebook is None:
            text = f"{day}的积分记录：当天没有施行中的积分方案，不会计分。"
        elif line.item_code is not None and line.item_code not in rulebook.item_by_code:
            text = f"{day}的积分记录：当天的方案里没有项目“{line.item_code}”，不会计分。"
        elif line.veto_code is not None and line.veto_code not in rulebook.veto_by_code:
            text = f"{day}的积分记录：当天的方案里没有否决情形“{line.veto_code}”。"
        else:
            continue
        yield Finding(Severity.WRONG, line.name, text, "points", {"entry_id": line.id})


def _against_attendance(session: Session, today: date) -> Iterator[Finding]:
    """Tell of automatic entries that no longer say what attendance and make-ups say."""
    activities = list(session.scalars(select(Activity.id).where(Activity.deleted_at.is_(None))))
    missing, surplus = posting.out_of_line_in(session, activities, today)
    names = {row.id: row.name for row in session.execute(select(Member.id, Member.name))}
    told = Counter((each.member_id, each.happened_on, "少") for each in missing)
    told += Counter((each.member_id, each.happened_on, "多") for each in surplus)
    for (member_id, day, how), count in sorted(told.items()):
        text = (
            f"{day_text(day)}由考勤、补学自动产生的积分记录{how}了 {count} 条，重新保存当天的考勤即可更正。"
        )
        focus: dict[str, object] = {"member_id": member_id}
        activity_id = _activity_of(session, member_id, day)
        page = "points" if activity_id is None else "activities"
        yield Finding(
            Severity.WRONG,
            names.get(member_id, ""),
            text,
            page,
            focus if activity_id is None else {"activity_id": activity_id},
        )


def _against_records(session: Session, today: date) -> Iterator[Finding]:
    """Tell of automatic entries that no longer say what the archives say."""
    ids = set(session.scalars(select(Entry.source_id).where(Entry.source.in_(RECORD_SOURCES))))
    ids |= {record.record_id for record in posting_records.recorded_in(session)}
    missing, surplus = posting_records.records_out_of_line_in(
        session, {each for each in ids if each is not None}, today
    )
    names = {row.id: row.name for row in session.execute(select(Member.id, Member.name))}
    for found, how in ((missing, "少"), (surplus, "多")):
        for each in found:
            text = (
                f"{day_text(each.happened_on)}由{each.source.label}记录自动产生的积分记录{how}了 1 条，"
                "重新保存这条档案记录即可更正。"
            )
            focus: dict[str, object] = {"member_id": each.member_id, "record_id": each.source_id}
            yield Finding(Severity.WRONG, names.get(each.member_id, ""), text, "members", focus)


def _activity_of(session: Session, member_id: int, day: date) -> int | None:
    query = (
        select(Activity.id)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(Attendance.member_id == member_id, Activity.held_on == day)
    )
    return session.scalar(query.limit(1))


def _settled(session: Session) -> Iterator[Finding]:
    """Tell of settled periods whose content was touched, or whose totals are not what the entries give."""
    closings = session.scalars(
        select(Closing).where(Closing.reopened_at.is_(None)).order_by(Closing.period)
    ).all()
    for closing in closings:
        found = settlements.load_in(session, closing.id)
        label, period = found.row.period.label, found.row.period
        if not found.intact:
            text = f"{label}的结算内容与锁定时的校验码不符，可能被本程序以外的工具改动过；请从备份恢复。"
            yield Finding(Severity.WRONG, label, text, "points", {"period": period.code})
        query = (
            select(ClosingLine.member_id, Member.name)
            .join(Member, Member.id == ClosingLine.member_id)
            .where(ClosingLine.closing_id == closing.id)
        )
        for line in session.execute(query):
            try:
                refuse_unbalanced_in(session, [(line.member_id, period.end)])
            except Refused:
                text = f"{label}的结算总分与积分记录、调整合计不相等，请查看积分由来。"
                focus: dict[str, object] = {"member_id": line.member_id, "period": period.code}
                yield Finding(Severity.WRONG, line.name, text, "points", focus)
