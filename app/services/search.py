"""全局查找 (Ctrl+K): members, activities, make-ups and archive records by what a person types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import MakeupState, RecordKind
from app.models.member import Member, Record
from app.models.org import Org
from app.services.context import Context
from app.services.reports.words import day_text

MOST_OF_A_KIND = 6
_SHORTEST_END = 3
_NOTE_SHOWN = 24


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
    with ctx.read() as session:
        return [hit for search in _SEARCHES for hit in search(session, wanted, most)]


def _members(session: Session, text: str, most: int) -> Iterator[Hit]:
    sound = func.replace(Member.name_key, " ", "")
    fits: list[ColumnElement[bool]] = [_has(Member.name, text)]
    if text.isascii():
        fits += [
            sound.startswith(text, autoescape=True),
            Member.name_initials.contains(text, autoescape=True),
        ]
        if len(text) >= _SHORTEST_END and text[0].isdigit():
            fits += [
                Member.phone.endswith(text, autoescape=True),
                Member.id_number.endswith(text.upper(), autoescape=True),
            ]
    query = (
        select(Member.id, Member.name, Member.left_on, Member.party_post, Org.name.label("group"))
        .outerjoin(Org, Org.id == Member.group_id)
        .where(Member.deleted_at.is_(None), or_(*fits))
        .order_by(
            Member.left_on.is_not(None),
            case(
                (Member.name_initials == text, 0), (Member.name.startswith(text, autoescape=True), 1), else_=2
            ),
            Member.position,
        )
        .limit(most)
    )
    for line in session.execute(query):
        words = (line.group, line.party_post, "已离开" if line.left_on else "")
        yield Hit(Subject.MEMBER, line.name, _joined(*words), "members", {"member_id": line.id})


def _activities(session: Session, text: str, most: int) -> Iterator[Hit]:
    query = (
        select(Activity.id, Activity.topic, Activity.held_on, Activity.kind, Activity.place)
        .where(Activity.deleted_at.is_(None), or_(_has(Activity.topic, text), _has(Activity.place, text)))
        .order_by(Activity.held_on.desc(), Activity.id.desc())
        .limit(most)
    )
    for line in session.execute(query):
        hint = _joined(day_text(line.held_on), line.kind.label, line.place)
        yield Hit(Subject.ACTIVITY, line.topic, hint, "activities", {"activity_id": line.id})


def _makeups(session: Session, text: str, most: int) -> Iterator[Hit]:
    over = MakeupTask.state.in_([MakeupState.DONE, MakeupState.EXEMPT])
    query = (
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
            or_(_has(Member.name, text), Member.name_initials == text, _has(MakeupTask.task_text, text)),
        )
        .group_by(MakeupTask.id, MakeupTask.state, Member.name)
        .order_by(over, func.min(Activity.held_on).desc())
        .limit(most)
    )
    for line in session.execute(query):
        title = f"{line.name}：{line.topic}"
        hint = _joined(day_text(line.held_on), line.state.label)
        yield Hit(Subject.MAKEUP, title, hint, "makeup", {"task_id": line.id})


def _records(session: Session, text: str, most: int) -> Iterator[Hit]:
    searched = (Record.title, Record.issuer, Record.detail, Record.document_no)
    query = (
        select(Record.member_id, Record.kind, Record.title, Record.starts, Record.ends, Member.name)
        .join(Member, Member.id == Record.member_id)
        .where(
            Record.deleted_at.is_(None),
            Member.deleted_at.is_(None),
            Record.kind != RecordKind.TALK,
            or_(*(_has(column, text) for column in searched)),
        )
        .order_by(func.coalesce(Record.starts, Record.ends).desc(), Record.id)
        .limit(most)
    )
    for line in session.execute(query):
        hint = _joined(line.kind.label, day_text(line.starts or line.ends or ""))
        focus: dict[str, object] = {"member_id": line.member_id, "tab": "records"}
        yield Hit(Subject.RECORD, f"{line.name}：{line.title}", hint, "members", focus)


def _notes(session: Session, text: str, most: int) -> Iterator[Hit]:
    query = (
        select(Member.id, Member.name, Member.note)
        .where(Member.deleted_at.is_(None), _has(Member.note, text))
        .order_by(Member.position)
        .limit(most)
    )
    for line in session.execute(query):
        at = max(0, line.note.lower().find(text) - _NOTE_SHOWN // 2)
        shown = " ".join(line.note[at : at + _NOTE_SHOWN].split())
        yield Hit(Subject.NOTE, line.name, shown, "members", {"member_id": line.id})


_SEARCHES = (_members, _activities, _makeups, _records, _notes)


def _has(column: InstrumentedAttribute[Any], text: str) -> ColumnElement[bool]:
    """Return whether the column holds the text anywhere."""
    # SQLite's LIKE takes small and capital letters for the same; lowering every cell would double the time
    return column.contains(text, autoescape=True)


def _joined(*words: str | None) -> str:
    return " · ".join(filter(None, words))
