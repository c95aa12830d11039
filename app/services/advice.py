"""提醒与建议: what is commonly done after unexcused absences or months without 组织生活, with its source.

Advice only: the program counts and quotes, the organisation decides; no status is ever set by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import ActivityState, Kind, MakeupState, Presence
from app.services import advice_steps, members
from app.services.advice_steps import AdviceStep, StepKind
from app.services.context import Context
from app.services.party_dates import months_between

Steps = Sequence[AdviceStep]
_GRAVEST = 3
_FEWEST = 10
"""A share of fewer meetings than these says nothing yet."""


class AdviceKind(Kind):
    """What is counted."""

    MONTHS = "months", "久未参加"
    UNEXCUSED = "unexcused", "无故缺席"
    RATE = "rate", "参加率"


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice about a member; `count` are months, absences or percent, `level` 1 to 3.

    `facts` says what was counted, `excused_only` that every absence of that time was on leave.
    """

    kind: AdviceKind
    member_id: int
    name: str
    group_name: str
    count: int
    level: int
    facts: str
    advice: str
    source: str
    excused_only: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    held_on: date
    presence: Presence
    made_up_on: date | None

    @property
    def took_part(self) -> bool:
        """Whether the member was there or has made it up."""
        return self.presence.attended or self.made_up_on is not None


def list_advice(ctx: Context) -> list[Advice]:
    """Return the advice of today, the gravest first, members in the branch's order."""
    by_member, steps = _lines(ctx), advice_steps.load(ctx)
    found: list[Advice] = []
    for person in members.list_members(ctx):
        lines = by_member.get(person.id, [])
        for kind, count in _COUNTS.items():
            counted = count(steps, lines, ctx.today)
            if counted is not None:
                found.append(Advice(kind, person.id, person.shown_name, person.group_name, *counted))
    return sorted(found, key=lambda row: (row.excused_only, -row.level, row.kind is AdviceKind.UNEXCUSED))


_Counted = tuple[int, int, str, str, str, bool]


def _unexcused(steps: Steps, lines: Sequence[_Line], today: date) -> _Counted | None:
    this_year = [line for line in lines if line.held_on.year == today.year]
    missed = [line.held_on for line in this_year if line.presence is Presence.UNEXCUSED]
    days = "、".join(f"{day:%m-%d}" for day in missed)
    parts = [f"无故缺席 {len(missed)} 次（{days}）"] if missed else []
    count, sources = len(missed), []
    for kind, word, times in (
        (StepKind.LATE, "迟到", sum(line.presence is Presence.LATE for line in this_year)),
        (StepKind.LEAVE, "请假", sum(line.presence.on_leave for line in this_year)),
    ):
        ratio = next((step for step in steps if step.kind is kind), None)
        if ratio is not None and times >= ratio.count:
            count += times // ratio.count
            parts.append(f"{word} {times} 次，折算缺席 {times // ratio.count} 次")
            sources.append(f"；{word}折算：{ratio.source}")
    found = _reached(steps, StepKind.UNEXCUSED, count)
    if found is None:
        return None
    level, step = found
    facts = f"{today.year} 年{'；'.join(parts)}"
    return count, level, facts, step.advice, "".join([step.source, *sources]), False


def _rate(steps: Steps, lines: Sequence[_Line], today: date) -> _Counted | None:
    this_year = [line for line in lines if line.held_on.year == today.year]
    part, whole = sum(line.took_part for line in this_year), len(this_year)
    # the gravest step is the lowest share
    reached = [step for step in steps if step.kind is StepKind.RATE and part * 100 < step.count * whole]
    if whole < _FEWEST or not reached:
        return None
    missed = [line for line in this_year if not line.took_part]
    step, excused = reached[0], not any(line.presence is Presence.UNEXCUSED for line in missed)
    facts = f"{today.year} 年应到 {whole} 次，参加和补学共 {part} 次，占 {part * 100 / whole:.1f}%，低于 {step.count}%"
    if excused:
        # leave has its reason: care instead of criticism
        on_leave = _on_leave(steps)
        if on_leave is None:
            return None
        step = on_leave
    level = min(len(reached), _GRAVEST)
    return part * 100 // whole, level, facts, step.advice, step.source, excused


def _months(steps: Steps, lines: Sequence[_Line], today: date) -> _Counted | None:
    if not lines:
        return None
    took_part = [line.held_on for line in lines if line.presence.attended]
    took_part += [line.made_up_on for line in lines if line.made_up_on is not None]
    last = max(took_part, default=None)
    since = lines[0].held_on if last is None else last
    missed = [line for line in lines if line.presence.absent and (last is None or line.held_on > last)]
    found = _reached(steps, StepKind.MONTHS, months_between(since, today))
    if not missed or found is None:
        return None
    level, step = found
    count = months_between(since, today)
    unexcused = sum(line.presence is Presence.UNEXCUSED for line in missed)
    begin = f"{since:%Y-%m-%d} 以来" if last is None else f"最近一次参加是 {since:%Y-%m-%d}"
    facts = f"{begin}，已满 {count} 个月；其间应到 {len(missed)} 次，请假 {len(missed) - unexcused} 次，无故 {unexcused} 次"
    if not unexcused:
        # the steps are about absence without a good reason, which leave is not
        on_leave = _on_leave(steps)
        if on_leave is None:
            return None
        step = on_leave
    return count, level, facts, step.advice, step.source, not unexcused


def _on_leave(steps: Steps) -> AdviceStep | None:
    return next((step for step in steps if step.kind is StepKind.ON_LEAVE), None)


_COUNTS: dict[AdviceKind, Callable[[Steps, Sequence[_Line], date], _Counted | None]] = {
    AdviceKind.UNEXCUSED: _unexcused,
    AdviceKind.MONTHS: _months,
    AdviceKind.RATE: _rate,
}


def _reached(steps: Steps, kind: StepKind, count: int) -> tuple[int, AdviceStep] | None:
    reached = [step for step in steps if step.kind is kind and count >= step.count]
    return (min(len(reached), _GRAVEST), reached[-1]) if reached else None


def _lines(ctx: Context) -> dict[int, list[_Line]]:
    query = (
        select(
            Attendance.member_id,
            Activity.held_on,
            Attendance.presence,
            MakeupTask.state,
            MakeupTask.reported_on,
        )
        .join(Activity, Activity.id == Attendance.activity_id)
        .outerjoin(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .where(
            Activity.state == ActivityState.HELD,
            Activity.deleted_at.is_(None),
            Activity.held_on <= ctx.today,
            Attendance.presence.is_not(None),
            Attendance.presence != Presence.EXEMPT,
        )
        .order_by(Activity.held_on, Activity.id)
    )
    found: dict[int, list[_Line]] = defaultdict(list)
    with ctx.read() as session:
        for row in session.execute(query):
            made_up_on = row.reported_on if row.state is MakeupState.DONE and row.presence.absent else None
            found[row.member_id].append(_Line(row.held_on, row.presence, made_up_on))
    return found
