"""Where entries came from: the words of their source, and the page that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import RecordKind, SourceKind
from app.models.member import Record
from app.models.points import Entry
from app.services import partial_dates
from app.services.context import Context
from app.services.errors import NotFound
from app.services.points.record_rules import RECORD_SOURCES, SOURCE_OF

_TOLD_BY_DETAIL = (RecordKind.EXAM, RecordKind.ASSIGNMENT)


def source_label(ctx: Context, entry_id: int) -> str:
    """Say where an entry came from, e.g. "2026-03-12 主题党日《…》出勤".

    Raises:
        NotFound: There is no such entry.

    """
    with ctx.read() as session:
        return source_labels_in(session, [entry_id])[entry_id].text


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where an entry came from, in words and as the page that shows it.

    Attributes:
        kind: What kind of source it is.
        page: Key of the page, "activities", "makeup", "members" or "points"; empty where there is nothing to open.
        focus_id: The activity's, the task's, the record's or the entry's id.

    """

    text: str
    kind: SourceKind = SourceKind.MANUAL
    page: str = ""
    focus_id: int = 0


def source_link(ctx: Context, entry_id: int) -> SourceLink:
    """Return where an entry came from and the page that shows it.

    Raises:
        NotFound: There is no such entry.

    """
    with ctx.read() as session:
        return source_labels_in(session, [entry_id])[entry_id]


def source_labels_in(session: Session, entry_ids: Iterable[int]) -> dict[int, SourceLink]:
    """Return the sources of several entries at once.

    Raises:
        NotFound: One of them does not exist.

    """
    ids = list(entry_ids)
    query = select(Entry.id, Entry.source, Entry.source_id, Entry.cause, Entry.created_by).where(
        Entry.id.in_(ids)
    )
    rows = session.execute(query).all()
    if len(rows) < len(set(ids)):
        raise NotFound("这条积分记录已不存在，请刷新后重试。")
    # an adjustment leads to the record whose correction it follows from
    lines = {r.source_id for r in rows if (r.cause or r.source) is SourceKind.ATTENDANCE}
    tasks = {r.source_id for r in rows if (r.cause or r.source) is SourceKind.MAKEUP}
    filed = {r.source_id for r in rows if (r.cause or r.source) in RECORD_SOURCES}
    corrected = {r.source_id for r in rows if r.cause is SourceKind.MANUAL}
    attended = _attendance_links(session, lines) if lines else {}
    made_up = _makeup_links(session, tasks) if tasks else {}
    recorded = _record_links(session, filed) if filed else {}
    by_person = _entry_links(session, corrected) if corrected else {}
    labels: dict[int, SourceLink] = {}
    for row in rows:
        by_hand = SourceLink(
            f"{row.source.label}（{row.created_by}）" if row.created_by else row.source.label
        )
        found = {
            SourceKind.ATTENDANCE: attended,
            SourceKind.MAKEUP: made_up,
            SourceKind.MANUAL: by_person if row.cause else {},
        }.get(row.cause or row.source, recorded if (row.cause or row.source) in RECORD_SOURCES else {})
        labels[row.id] = found.get(row.source_id or 0, by_hand)
    return labels


def focus_of(page: str, focus_id: int, member_id: int) -> Mapping[str, int]:
    """Return what the page of a source is told to show; empty where there is nothing to open.

    Args:
        page: The page's key.
        focus_id: The id of what it shows.
        member_id: Whose entry it is: a record lies in an archive.

    """
    if page == "members":
        return {"member_id": member_id, "record_id": focus_id}
    key = {"activities": "activity_id", "makeup": "task_id", "points": "entry_id"}.get(page)
    return {} if key is None else {key: focus_id}


def _record_links(session: Session, records: Iterable[int | None]) -> dict[int, SourceLink]:
    query = select(Record).where(Record.id.in_(records))
    return {
        row.id: SourceLink(_record_words(row), SourceKind(SOURCE_OF[row.kind].value), "members", row.id)
        for row in session.scalars(query)
    }


def _record_words(record: Record) -> str:
    day = record.starts or record.ends or ""
    came_of_it = (record.detail or "") if record.kind in _TOLD_BY_DETAIL else ""
    return (
        f"{partial_dates.show(day) if day else ''} {record.kind.label}《{record.title}》{came_of_it}".strip()
    )


def _entry_links(session: Session, entries: Iterable[int | None]) -> dict[int, SourceLink]:
    query = select(Entry.id, Entry.happened_on, Entry.source).where(Entry.id.in_(entries))
    return {
        row.id: SourceLink(
            f"{row.happened_on.isoformat()} 的{row.source.label}记录", row.source, "points", row.id
        )
        for row in session.execute(query)
    }


def _attendance_links(session: Session, lines: Iterable[int | None]) -> dict[int, SourceLink]:
    query = (
        select(
            Attendance.id,
            Attendance.presence,
            Activity.id.label("activity_id"),
            Activity.held_on,
            Activity.kind,
            Activity.topic,
        )
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(Attendance.id.in_(lines))
    )
    return {
        row.id: SourceLink(
            f"{row.held_on.isoformat()} {row.kind.label}《{row.topic}》{row.presence.label if row.presence else ''}",
            SourceKind.ATTENDANCE,
            "activities",
            row.activity_id,
        )
        for row in session.execute(query)
    }


def _makeup_links(session: Session, tasks: Iterable[int | None]) -> dict[int, SourceLink]:
    query = (
        select(MakeupTask.id, MakeupTask.state, Activity.held_on, Activity.kind, Activity.topic)
        .join(Attendance, Attendance.makeup_task_id == MakeupTask.id)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(MakeupTask.id.in_(tasks))
        .order_by(Activity.held_on.desc())
    )
    # of several absences the first one names the task: later rows overwrite earlier ones
    return {
        row.id: SourceLink(
            f"{row.held_on.isoformat()} {row.kind.label}《{row.topic}》补学（{row.state.label}）",
            SourceKind.MAKEUP,
            "makeup",
            row.id,
        )
        for row in session.execute(query)
    }
