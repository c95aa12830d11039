"""认领提醒: make-ups whose limit is near or has passed, for the workbench and the reminder slips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.models.kinds import Kind, MakeupState
from app.services import makeup_rows
from app.services.context import Context
from app.services.makeup_rows import MakeupRow, TaskFilter

_DAYS_BEFORE = 1


class ReminderKind(Kind):
    """What a member is reminded of."""

    CLAIM_LATE = "claim_late", "逾期未认领"
    COMPLETE_LATE = "complete_late", "逾期未完成"
    CLAIM_SOON = "claim_soon", "认领将到期"
    COMPLETE_SOON = "complete_soon", "完成将到期"

    @property
    def late(self) -> bool:
        """Whether the limit has passed."""
        return self in (ReminderKind.CLAIM_LATE, ReminderKind.COMPLETE_LATE)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One task to remind of; `provisional` where the claim limit may still move with a calendar."""

    task_id: int
    member_id: int
    name: str
    group_name: str
    kind: ReminderKind
    due: date
    topic: str
    provisional: bool

    @property
    def words(self) -> str:
        """What is to be done, in one sentence."""
        step = "认领" if self.kind in (ReminderKind.CLAIM_LATE, ReminderKind.CLAIM_SOON) else "完成"
        state = "已过期，请尽快" if self.kind.late else "前应"
        return f"“{self.topic}”的补学 {self.due:%m-%d} {state}{step}"


def list_reminders(ctx: Context) -> list[Reminder]:
    """Return whom to remind today: one working day before a claim is due, a day before completion, and after.

    Overdue ones come first, then by their limit; members who have left are not reminded.
    """
    rows = makeup_rows.list_tasks(ctx, TaskFilter(include_closed=False))
    found = [reminder for row in rows if not row.left and (reminder := _reminder(row, ctx.today)) is not None]
    return sorted(found, key=lambda r: (not r.kind.late, r.due, r.task_id))


def _reminder(row: MakeupRow, today: date) -> Reminder | None:
    if row.limit is None:
        return None
    kind = _kind(row, row.limit, today)
    if kind is None:
        return None
    return Reminder(
        task_id=row.id,
        member_id=row.member_id,
        name=row.name,
        group_name=row.group_name,
        kind=kind,
        due=row.limit,
        topic="”“".join(absence.topic for absence in row.absences),
        provisional=row.provisional and row.state is MakeupState.OPEN,
    )


def _kind(row: MakeupRow, limit: date, today: date) -> ReminderKind | None:
    claiming = row.state is MakeupState.OPEN
    if row.overdue:
        return ReminderKind.CLAIM_LATE if claiming else ReminderKind.COMPLETE_LATE
    if claiming:
        # the claim is counted in working days: on a Friday Monday's limit is one day away
        near = row.days_left is not None and row.days_left <= _DAYS_BEFORE
        return ReminderKind.CLAIM_SOON if near else None
    return ReminderKind.COMPLETE_SOON if limit - today <= timedelta(days=_DAYS_BEFORE) else None
