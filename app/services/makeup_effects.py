"""积分影响: what an absence and its make-up did to the points, in the words of the 补学登记表.

Points are those that the rulebook of the entry's day gives, before any cap (封顶): a cap belongs to a
whole period and not to one line of the register.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import ActivityState, EntryState, MakeupState, SourceKind
from app.models.member import Member
from app.models.points import Entry
from app.services import makeup_rows
from app.services.context import Context
from app.services.makeup_rows import TaskFilter
from app.services.points.posting_rules import Attended, Wanted, costs, wanted_entries
from app.services.points.rules_items import Fixed, PerQuantity, PerUnit, VoidScope
from app.services.points.rules_numbers import number_text
from app.services.points.scoring_items import pricer
from app.services.points.values import number_of
from app.services.points.versions import Timeline, timeline_in
from app.services.points.wording import VOID_WORDS
from app.services.reports import documents

NO_EFFECT = "无"
COUNTED = "计入次数"
"""An item whose points come from the count of a whole period (次数表) has none for one line."""
_LIVE = (EntryState.DRAFT, EntryState.CHECKED, EntryState.APPROVED, EntryState.RETURNED)
_PRICED = (Fixed, PerUnit, PerQuantity)
Key = tuple[str, date, str, str]
_Given = tuple[date, str, int | None]
"""Day, item and stored value of an entry."""


@dataclass(frozen=True, slots=True)
class _Line:
    task_id: int
    attended: Attended


def line_key(row: documents.MakeupRow) -> Key:
    """Return what tells a line of the register from every other: a member misses an activity once."""
    return row.name, row.held_on, row.activity_kind, row.topic


def effects(ctx: Context, period: str) -> dict[Key, str]:
    """Return the words for every absence of a period that has a task; empty where no rulebook was in force."""
    rows = makeup_rows.list_tasks(ctx, TaskFilter.of_period(period))
    with ctx.read() as session:
        timeline = timeline_in(session)
        lines = _lines_in(session, [absence.attendance_id for row in rows for absence in row.absences])
        entries = _entries_in(session, lines.values())
    return {
        (row.name, absence.held_on, absence.kind.label, absence.topic): _words(
            lines[absence.attendance_id], entries, timeline, ctx.today
        )
        for row in rows
        for absence in row.absences
        if absence.attendance_id in lines
    }


def _lines_in(session: Session, line_ids: Iterable[int]) -> dict[int, _Line]:
    query = (
        select(
            Attendance.id.label("line_id"),
            Attendance.activity_id,
            Attendance.member_id,
            Attendance.presence,
            Activity.kind.label("activity_kind"),
            Activity.held_on,
            Activity.study_hours,
            Member.klass,
            MakeupTask.id.label("task_id"),
            MakeupTask.state.label("task_state"),
        )
        .join(Activity, Activity.id == Attendance.activity_id)
        .join(Member, Member.id == Attendance.member_id)
        .join(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .where(
            Attendance.id.in_(set(line_ids)),
            Attendance.presence.is_not(None),
            Activity.state == ActivityState.HELD,
        )
    )
    return {
        row["line_id"]: _Line(row["task_id"], Attended(**row)) for row in session.execute(query).mappings()
    }


def _entries_in(session: Session, lines: Iterable[_Line]) -> dict[tuple[SourceKind, int], list[Entry]]:
    ids = {SourceKind.ATTENDANCE: set[int](), SourceKind.MAKEUP: set[int]()}
    for line in lines:
        ids[SourceKind.ATTENDANCE].add(line.attended.line_id)
        ids[SourceKind.MAKEUP].add(line.task_id)
    query = select(Entry).where(
        Entry.source.in_(ids),
        Entry.source_id.is_not(None),
        Entry.state.in_(_LIVE),
        Entry.reversal_of_id.is_(None),
    )
    found: dict[tuple[SourceKind, int], list[Entry]] = defaultdict(list)
    for entry in session.scalars(query.order_by(Entry.id)):
        if entry.source_id in ids[entry.source]:
            found[entry.source, entry.source_id or 0].append(entry)
    return found


def _words(
    line: _Line, entries: dict[tuple[SourceKind, int], list[Entry]], timeline: Timeline, today: date
) -> str:
    if timeline.on(line.attended.held_on) is None:
        return ""
    missed = entries.get((SourceKind.ATTENDANCE, line.attended.line_id), [])
    made_up = entries.get((SourceKind.MAKEUP, line.task_id), [])
    said = [
        *_said(timeline, map(_of_entry, missed), "扣", "计"),
        *_said(timeline, map(_of_entry, made_up), "扣", "补记"),
        *_said(timeline, _lifted(line, timeline, today), "免扣", "计"),
    ]
    waiting = any(entry.state is not EntryState.APPROVED for entry in (*missed, *made_up))
    return "\n".join([*said, *(["（待审）"] if waiting else [])]) if said else NO_EFFECT


def _of_entry(entry: Entry) -> _Given:
    return entry.happened_on, entry.item_code or "", entry.value


def _said(timeline: Timeline, given: Iterable[_Given], less: str, more: str) -> list[str]:
    """Say the points together, then what cannot be told as points of one line."""
    total, words = Fraction(0), []
    for day, code, value in given:
        rulebook = timeline.on(day)
        item = None if rulebook is None else rulebook.item_by_code.get(code)
        if item is None:
            continue
        if isinstance(item.rule, _PRICED):
            total += Fraction(pricer(item.rule)(number_of(value)))
        else:
            words.append(VOID_WORDS if isinstance(item.rule, VoidScope) else COUNTED)
    points = [f"{less if total < 0 else more} {number_text(abs(total))}"] if total else []
    return [*points, *dict.fromkeys(words)]


def _lifted(line: _Line, timeline: Timeline, today: date) -> list[_Given]:
    """Return the deductions that the make-up took away (抵消扣分)."""
    rulebook = timeline.on(line.attended.held_on)
    if rulebook is None or line.attended.task_state is not MakeupState.DONE:
        return []
    as_missed = replace(line.attended, task_id=None, task_state=None)
    kept = {w.item_code for w in wanted_entries(timeline.on, [line.attended], today) if _by_attendance(w)}
    return [
        (wanted.happened_on, wanted.item_code, wanted.value)
        for wanted in wanted_entries(timeline.on, [as_missed], today)
        if _by_attendance(wanted)
        and wanted.item_code not in kept
        and costs(rulebook.item_by_code[wanted.item_code])
        and isinstance(rulebook.item_by_code[wanted.item_code].rule, _PRICED)
    ]


def _by_attendance(wanted: Wanted) -> bool:
    return wanted.source is SourceKind.ATTENDANCE
