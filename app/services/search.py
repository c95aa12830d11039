"""全局查找 (Ctrl+K): members, activities, make-ups and archive records by what a person types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import MakeupState, RecordKind
from app.models.member import FIND_KEY, Member, Record
from app.models.org import Org
from app.services.context import Context
from app.services.reports.words import day_text

MOST_OF_A_KIND = 6
_SHORTEST_END = 3
_NOTE_SHOWN = 24
Asked = dict[str, Any]


class Subject(StrEnum):
    """What was found; the value is its word on the screen."""

    MEMBER = "党员"
    ACTIVITY = "组织生活"
    MAKEUP = "补学补领"
    RECORD = "档案记录"
    NOTE = "备注"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found and the page it is on; `focus` is what that page is asked to show."""

    subject: Subject
    title: str
    hint: str
    page: str
    focus: dict[str, object]


def find(ctx: Context, text: str, most: int = MOST_OF_A_KIND) -> list[Hit]:
    """Return what fits, by subject, at most `most` of each; nothing for an empty text.

    Members are found by name, pinyin, initials, the end of ID number or phone; the rest by any part
    of what was written. Talks (谈话) are for few eyes and are never searched.
    """
    wanted = "".join(text.split()).lower()
    if not wanted:
        return []
    asked: Asked = {
        "key": _pattern(wanted),
        "whole": f"%|{_plain(wanted)}|%",
        # where a person types a blank, the text may have one, or none
        "anywhere": f"%{'%'.join(_plain(word) for word in text.lower().split())}%",
        "text": wanted,
        "most": most,
    }
    with ctx.read() as session:
        return [hit for search in _SEARCHES for hit in search(session, asked)]


def _has(column: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """Return whether the column holds the text anywhere."""
    # SQLite's LIKE takes small and capital letters for the same; lowering every cell would double the time
    return column.like(bindparam("anywhere"), escape="/")


def _plain(text: str) -> str:
    """Return a text whose signs mean themselves in a LIKE."""
    return "".join(f"/{char}" if char in "/%_" else char for char in text)


def _pattern(text: str) -> str:
    """Return how a text stands in the key: a name anywhere, a sound from its beginning, a number at its end."""
    plain = _plain(text)
    if not text.isascii():
        return f"%{plain}%"
    if text[0].isdigit():
        return f"%{plain};%" if len(text) >= _SHORTEST_END else ""
    return f"%|{plain}%"


# The statements are put together once: building them anew took longer than running them.

_MEANT = (
    select(Member.id)
    .where(Member.deleted_at.is_(None), FIND_KEY.like(bindparam("key"), escape="/"))
    .order_by(
        Member.left_on.is_not(None), FIND_KEY.like(bindparam("whole"), escape="/").desc(), Member.position
    )
    .limit(bindparam("most"))
)
_MEMBERS = (
    select(Member.id, Member.name, Member.left_on, Member.party_post, Org.name.label("group"))
    .outerjoin(Org, Org.id == Member.group_id)
    .where(Member.id.in_(bindparam("ids", expanding=True)))
)
_ACTIVITIES = (
    select(Activity.id, Activity.topic, Activity.held_on, Activity.kind, Activity.place, Activity.decisions)
    .where(
        Activity.deleted_at.is_(None),
        or_(_has(Activity.topic), _has(Activity.place), _has(Activity.decisions)),
    )
    .order_by(Activity.held_on.desc(), Activity.id.desc())
    .limit(bindparam("most"))
)
_MAKEUPS = (
    select(
        MakeupTask.id,
        MakeupTask.state,
        Member.name,
        func.min(Activity.topic).label("topic"),
        func.min(Activity.held_on).label("held_on"),
    )
    .join(Member, Member.id == MakeupTask.member_id)
    .join(Attendance, Attendance.makeup_task_id == MakeupTask.id)
    .join(Activity, Activity.id == Attendance.activity_id)
    .where(
        Member.deleted_at.is_(None),
        MakeupTask.state != MakeupState.CANCELLED,
        or_(_has(Member.name), Member.name_initials == bindparam("text"), _has(MakeupTask.task_text)),
    )
    .group_by(MakeupTask.id, MakeupTask.state, Member.name)
    .order_by(MakeupTask.state.in_([MakeupState.DONE, MakeupState.EXEMPT]), func.min(Activity.held_on).desc())
    .limit(bindparam("most"))
)
_RECORDS = (
    select(Record.id, Record.member_id, Record.kind, Record.title, Record.starts, Record.ends, Member.name)
    .join(Member, Member.id == Record.member_id)
    .where(
        Record.deleted_at.is_(None),
        Member.deleted_at.is_(None),
        Record.kind != RecordKind.TALK,
        or_(_has(Record.title), _has(Record.issuer), _has(Record.detail), _has(Record.document_no)),
    )
    .order_by(func.coalesce(Record.starts, Record.ends).desc(), Record.id)
    .limit(bindparam("most"))
)
# nothing but the note is asked of the store, which then reads its index: few members have one
_NOTES = select(Member.id, Member.name, Member.note, Member.position, Member.deleted_at).where(
    Member.note > "", _has(Member.note)
)


def _members(session: Session, asked: Asked) -> Iterator[Hit]:
    # by the index alone; the rows themselves are read for those that are shown
    ids = list(session.scalars(_MEANT, asked)) if asked["key"] else []
    if not ids:
        return
    for line in sorted(session.execute(_MEMBERS, {"ids": ids}), key=lambda line: ids.index(line.id)):
        words = (line.group, line.party_post, "已离开" if line.left_on else "")
        yield Hit(Subject.MEMBER, line.name, _joined(*words), "members", {"member_id": line.id})


def _activities(session: Session, asked: Asked) -> Iterator[Hit]:
    for line in session.execute(_ACTIVITIES, asked):
        decided = _around(line.decisions or "", asked["text"])
        where = line.place if not decided else f"决议：{decided}"
        hint = _joined(day_text(line.held_on), line.kind.label, where)
        yield Hit(Subject.ACTIVITY, line.topic, hint, "activities", {"activity_id": line.id})


def _makeups(session: Session, asked: Asked) -> Iterator[Hit]:
    for line in session.execute(_MAKEUPS, asked):
        title = f"{line.name}：{line.topic}"
        hint = _joined(day_text(line.held_on), line.state.label)
        yield Hit(Subject.MAKEUP, title, hint, "makeup", {"task_id": line.id})


def _records(session: Session, asked: Asked) -> Iterator[Hit]:
    for line in session.execute(_RECORDS, asked):
        hint = _joined(line.kind.label, day_text(line.starts or line.ends or ""))
        focus: dict[str, object] = {"member_id": line.member_id, "tab": "records", "record_id": line.id}
        yield Hit(Subject.RECORD, f"{line.name}：{line.title}", hint, "members", focus)


def _notes(session: Session, asked: Asked) -> Iterator[Hit]:
    found = session.execute(_NOTES, asked)
    live = sorted((line for line in found if line.deleted_at is None), key=lambda line: line.position)
    for line in live[: asked["most"]]:
        shown = _around(line.note, asked["text"])
        yield Hit(Subject.NOTE, line.name, shown, "members", {"member_id": line.id})


_SEARCHES = (_members, _activities, _makeups, _records, _notes)


def _around(long: str, text: str) -> str:
    """Return the words of a long text around what was looked for; empty where it is not there."""
    found = long.lower().find(text)
    if found < 0:
        return ""
    at = max(0, found - _NOTE_SHOWN // 2)
    return " ".join(long[at : at + _NOTE_SHOWN].split())


def _joined(*words: str | None) -> str:
    return " · ".join(filter(None, words))
