"""Lists of 组织生活: each activity with 应到, 实到, 请假, 缺席, 已补 and its rate."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import ActivityKind, ActivityState, MakeupState, Presence
from app.models.org import Org
from app.services import decisions
from app.services.context import Context
from app.services.decisions import Decision
from app.services.errors import NotFound

_BETWEEN = re.compile(r"[、，,；;\n]+(?![^（(]*[）)])")
"""What parts names, unless it stands within brackets: 王敏（站长、党支部书记）、李强."""


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Which activities to list; None and empty do not restrict. Both days belong to the stretch."""

    since: date | None = None
    until: date | None = None
    kind: ActivityKind | None = None
    org_id: int | None = None
    state: ActivityState | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Headcount:
    """The figures of one activity.

    `expected` (应到) leaves out those exempt (免于参加); `made_up` counts absences whose task is done;
    `unmarked` are expected members whose attendance is not entered yet.
    """

    expected: int = 0
    present: int = 0
    on_leave: int = 0
    unexcused: int = 0
    exempt: int = 0
    made_up: int = 0
    unmarked: int = 0

    @property
    def rate(self) -> Fraction | None:
        """实到 of 应到, None while nothing is marked."""
        marked = self.expected - self.unmarked
        return Fraction(self.present, self.expected) if self.expected and marked else None


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """One activity as lists show it; `study_hours` in hundredths of an hour.

    `decisions` is their text, a line each; `resolved` has owner and day as well. `observers` attended
    without a vote (列席), as they were written: 王敏（区水利站站长）.
    """

    id: int
    kind: ActivityKind
    subkind: str
    state: ActivityState
    topic: str
    held_on: date
    org_id: int | None
    org_name: str
    starts_at: str
    ends_at: str
    place: str
    host: str
    recorder: str
    lecturer: str
    study_hours: int
    minutes: str
    decisions: str
    resolved: tuple[Decision, ...]
    joint: str
    observers: tuple[str, ...]
    count: Headcount


def list_activities(ctx: Context, wanted: ActivityFilter | None = None) -> list[ActivityRow]:
    """Return the activities that fit, the latest first."""
    with ctx.read() as session:
        return rows_in(session, _filtered(wanted or ActivityFilter()))


def get(ctx: Context, activity_id: int) -> ActivityRow:
    """Return one activity.

    Raises:
        NotFound: It does not exist or was removed.

    """
    with ctx.read() as session:
        rows = rows_in(session, _live().where(Activity.id == activity_id))
    if not rows:
        raise NotFound("这次活动已不存在，请刷新后重试。")
    return rows[0]


def years(ctx: Context) -> list[int]:
    """Return the years that have activities, and this year, latest first."""
    with ctx.read() as session:
        days = session.scalars(select(Activity.held_on).where(Activity.deleted_at.is_(None)))
        return sorted({day.year for day in days} | {ctx.today.year}, reverse=True)


def rows_in(session: Session, query: Select[Activity, str | None]) -> list[ActivityRow]:
    """Return the rows of a query over activities and the names of their organisations."""
    found = session.execute(query.order_by(Activity.held_on.desc(), Activity.id.desc())).all()
    counts = headcounts_in(session, (activity.id for activity, _ in found))
    return [_row(activity, name, counts[activity.id]) for activity, name in found]


def headcounts_in(session: Session, activity_ids: Iterable[int]) -> dict[int, Headcount]:
    """Return the figures of these activities; those without anybody expected count zero."""
    ids = set(activity_ids)
    states: dict[int, dict[Presence | None, int]] = defaultdict(dict)
    by_presence = select(Attendance.activity_id, Attendance.presence, func.count()).group_by(
        Attendance.activity_id, Attendance.presence
    )
    by_task = (
        select(Attendance.activity_id, func.count().label("number"))
        .join(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .where(
            MakeupTask.state == MakeupState.DONE,
            Attendance.presence.in_([presence for presence in Presence if presence.absent]),
        )
        .group_by(Attendance.activity_id)
    )
    if len(ids) == 1:
        only = next(iter(ids))
        by_presence = by_presence.where(Attendance.activity_id == only)
        by_task = by_task.where(Attendance.activity_id == only)
    for activity_id, presence, number in session.execute(by_presence):
        states[activity_id][presence] = number
    made_up = {row.activity_id: row.number for row in session.execute(by_task)}
    return {activity_id: _headcount(states[activity_id], made_up.get(activity_id, 0)) for activity_id in ids}


def _headcount(states: dict[Presence | None, int], made_up: int) -> Headcount:
    exempt = states.get(Presence.EXEMPT, 0)
    return Headcount(
        expected=sum(states.values()) - exempt,
        present=sum(n for presence, n in states.items() if presence is not None and presence.attended),
        on_leave=sum(n for presence, n in states.items() if presence is not None and presence.on_leave),
        unexcused=states.get(Presence.UNEXCUSED, 0),
        exempt=exempt,
        made_up=made_up,
        unmarked=states.get(None, 0),
    )


def _live() -> Select[Activity, str | None]:
    return (
        select(Activity, Org.name)
        .outerjoin(Org, Org.id == Activity.org_id)
        .where(Activity.deleted_at.is_(None))
    )


def _filtered(wanted: ActivityFilter) -> Select[Activity, str | None]:
    query = _live()
    if wanted.since is not None:
        query = query.where(Activity.held_on >= wanted.since)
    if wanted.until is not None:
        query = query.where(Activity.held_on <= wanted.until)
    if wanted.kind is not None:
        query = query.where(Activity.kind == wanted.kind)
    if wanted.org_id is not None:
        query = query.where(Activity.org_id == wanted.org_id)
    if wanted.state is not None:
        query = query.where(Activity.state == wanted.state)
    if wanted.text.strip():
        query = query.where(Activity.topic.contains(wanted.text.strip(), autoescape=True))
    return query


def _row(activity: Activity, org_name: str | None, count: Headcount) -> ActivityRow:
    return ActivityRow(
        id=activity.id,
        kind=activity.kind,
        subkind=activity.subkind or "",
        state=activity.state,
        topic=activity.topic,
        held_on=activity.held_on,
        org_id=activity.org_id,
        org_name=org_name or "",
        starts_at=activity.starts_at or "",
        ends_at=activity.ends_at or "",
        place=activity.place or "",
        host=activity.host or "",
        recorder=activity.recorder or "",
        lecturer=activity.lecturer or "",
        study_hours=activity.study_hours,
        minutes=activity.minutes or "",
        decisions=activity.decisions or "",
        resolved=decisions.read(activity.data, activity.decisions),
        joint=(activity.data or {}).get("joint", ""),
        observers=_names((activity.data or {}).get("observers", "")),
        count=count,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in _BETWEEN.split(text) if (name := part.strip()))
