"""What one attendance line earns by itself: rulebook and facts in, wanted entries out; no session, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.kinds import ActivityKind, MakeupState, MemberClass, Presence, SourceKind
from app.services.makeup_rules import TaskDates, lateness, limit_of
from app.services.points.rules import Item, MakeupEffect, Rulebook, Source
from app.services.points.rules_items import (
    CountTable,
    Fixed,
    PerQuantity,
    PerUnit,
    Shortfall,
    Target,
    TargetLinear,
    VoidScope,
)

ONCE = 100  # a count of one, in the hundredths that entries are stored in
_COUNTED = (PerUnit, CountTable, Target, Shortfall, TargetLinear)
# The other kinds need a person's judgement.
_POSTED = (Fixed, VoidScope, PerQuantity, *_COUNTED)


@dataclass(frozen=True, slots=True)
class Attended:
    """An attendance line with its activity and, where it became one, its make-up task."""

    line_id: int
    activity_id: int
    member_id: int
    presence: Presence
    activity_kind: ActivityKind
    held_on: date
    study_hours: int
    klass: MemberClass
    task_id: int | None = None
    task_state: MakeupState | None = None
    claim_due: date | None = None
    claimed_on: date | None = None
    complete_due: date | None = None
    reported_on: date | None = None
    verified_on: date | None = None

    @property
    def made_up(self) -> bool:
        """Whether the absence has been made up (已补)."""
        return self.task_state is MakeupState.DONE

    @property
    def dates(self) -> TaskDates:
        """The dates of the task."""
        return TaskDates(
            claim_due=self.claim_due,
            claimed_on=self.claimed_on,
            complete_due=self.complete_due,
            reported_on=self.reported_on,
            verified_on=self.verified_on,
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry as it should be; `value` in hundredths, or the `word` of a grade, a level or a case, or neither."""

    source: SourceKind
    source_id: int
    member_id: int
    item_code: str
    happened_on: date
    value: int | None
    word: str | None = None


def wanted_entries(
    rulebook_on: Callable[[date], Rulebook | None], lines: Iterable[Attended], today: date
) -> list[Wanted]:
    """Return the entries that these lines should have.

    Args:
        rulebook_on: Gives the rulebook of a day.
        lines: Attendance lines by day; lines that share a make-up task belong together here.
        today: The day on which limits of open tasks are judged.

    """
    wanted: list[Wanted] = []
    tasks_seen: set[tuple[int, str]] = set()
    for line in lines:
        rulebook = rulebook_on(line.held_on)
        if rulebook is None:
            continue
        wanted.extend(_from_attendance(rulebook.makeup, _posted(rulebook, Source.ATTENDANCE), line))
        for item in _posted(rulebook, Source.MAKEUP):
            entry = _from_task(item, line, today)
            # a task that serves several absences is one task
            if entry is not None and (entry.source_id, item.code) not in tasks_seen:
                tasks_seen.add((entry.source_id, item.code))
                wanted.append(entry)
    return wanted


def _posted(rulebook: Rulebook, source: Source) -> list[Item]:
    return [item for item in rulebook.items_from(source) if isinstance(item.rule, _POSTED)]


def _from_attendance(effect: MakeupEffect, items: Sequence[Item], line: Attended) -> Iterator[Wanted]:
    lifted = line.made_up and effect is not MakeupEffect.NONE
    for item in items:
        if _applies(item, line, line.presence) and not (lifted and costs(item)):
            value = posted_value(item, line.study_hours)
            yield Wanted(SourceKind.ATTENDANCE, line.line_id, line.member_id, item.code, line.held_on, value)
    if lifted and effect in (MakeupEffect.HALF, MakeupEffect.FULL):
        yield from _earned_by_makeup(effect, items, line)


def _earned_by_makeup(effect: MakeupEffect, items: Sequence[Item], line: Attended) -> Iterator[Wanted]:
    """Give what 出勤 would have earned, whole or half; a fixed item has no half."""
    for item in items:
        if costs(item) or not _applies(item, line, Presence.PRESENT) or _applies(item, line, line.presence):
            continue
        value = posted_value(item, line.study_hours)
        if effect is MakeupEffect.HALF:
            if value is None:
                continue
            value //= 2
        yield Wanted(SourceKind.MAKEUP, line.task_id or 0, line.member_id, item.code, line.held_on, value)


def _from_task(item: Item, line: Attended, today: date) -> Wanted | None:
    if line.task_id is None or not _applies(item, line, line.presence):
        return None
    happened = _moment(item, line, today)
    if happened is None:
        return None
    value = posted_value(item, line.study_hours)
    return Wanted(SourceKind.MAKEUP, line.task_id, line.member_id, item.code, happened, value)


def _moment(item: Item, line: Attended, today: date) -> date | None:
    """Return the day on which the task met the item's condition, or None."""
    states = set(item.when.get("makeup", ()))
    if line.task_state is MakeupState.DONE:
        day = line.verified_on or line.reported_on or line.held_on
        late = lateness(line.task_state, line.dates, today).late
        met = {"已补", "逾期补" if late else "按期补"}
        return day if not states or states & met else None
    if line.task_state is None or "逾期" not in states:
        return None
    limit = limit_of(line.task_state, line.dates)
    return limit if limit is not None and today > limit else None


def _applies(item: Item, line: Attended, presence: Presence) -> bool:
    kinds, presences = item.when.get("activity", ()), item.when.get("presence", ())
    return (
        (not kinds or line.activity_kind.label in kinds)
        and (not presences or presence.label in presences)
        and (not item.classes or line.klass.label in item.classes)
    )


def costs(item: Item) -> bool:
    """Whether a fact of this item takes points away (扣分)."""
    rule = item.rule
    if isinstance(rule, CountTable):
        return any(row.points is None or row.points < 0 for row in rule.table)
    if isinstance(rule, PerUnit | Fixed | PerQuantity):
        return rule.points < 0
    return isinstance(rule, VoidScope)


def posted_value(item: Item, study_hours: int) -> int | None:
    """Return the value of an automatic entry in hundredths: one time, or the activity's hours (学时)."""
    rule = item.rule
    if isinstance(rule, PerQuantity):
        return study_hours if rule.unit in ("学时", "小时", "课时") else ONCE
    return ONCE if isinstance(rule, _COUNTED) else None
