"""Attendance as reports read it: one line for every member whose presence at a held activity was entered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import ActivityKind, ActivityState, MakeupState, OrgKind, Presence
from app.models.org import Org


@dataclass(frozen=True, slots=True)
class Line:
    """One member at one activity; `org` is empty for the branch itself."""

    member_id: int
    held_on: date
    kind: ActivityKind
    org: str
    presence: Presence
    task_state: MakeupState | None

    @property
    def made_up(self) -> bool:
        """Whether it was missed and made up since."""
        return self.presence.absent and self.task_state is MakeupState.DONE


@dataclass(frozen=True, slots=True)
class Count:
    """应到, 实到, 请假, 缺勤, 免于参加, 已补 in person-times (人次); those exempt are not expected."""

    expected: int = 0
    present: int = 0
    on_leave: int = 0
    unexcused: int = 0
    exempt: int = 0
    made_up: int = 0

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Count:
        """Count lines."""
        exempt = sum(line.presence is Presence.EXEMPT for line in lines)
        return cls(
            expected=len(lines) - exempt,
            present=sum(line.presence.attended for line in lines),
            on_leave=sum(line.presence.on_leave for line in lines),
            unexcused=sum(line.presence is Presence.UNEXCUSED for line in lines),
            exempt=exempt,
            made_up=sum(line.made_up for line in lines),
        )

    def __add__(self, other: Count) -> Count:
        return Count(
            self.expected + other.expected,
            self.present + other.present,
            self.on_leave + other.on_leave,
            self.unexcused + other.unexcused,
            self.exempt + other.exempt,
            self.made_up + other.made_up,
        )


def lines_in(session: Session, since: date, until: date) -> list[Line]:
    """Return the lines of these days in order, inside an open session."""
    query = (
        select(
            Attendance.member_id,
            Activity.held_on,
            Activity.kind,
            Org.name,
            Org.kind.label("org_kind"),
            Attendance.presence,
            MakeupTask.state,
        )
        .join(Activity, Activity.id == Attendance.activity_id)
        .outerjoin(Org, Org.id == Activity.org_id)
        .outerjoin(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .where(
            Activity.held_on >= since,
            Activity.held_on <= until,
            Activity.state == ActivityState.HELD,
            Activity.deleted_at.is_(None),
            Attendance.presence.is_not(None),
        )
        .order_by(Activity.held_on, Activity.id)
    )
    return [
        Line(
            row.member_id,
            row.held_on,
            row.kind,
            row.name or "" if row.org_kind is not OrgKind.BRANCH else "",
            row.presence,
            row.state,
        )
        for row in session.execute(query)
        if row.presence is not None
    ]


def by_member(lines: Iterable[Line]) -> dict[int, list[Line]]:
    """Return the lines of each member; one without any has an empty list."""
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.member_id].append(line)
    return found
