"""What attendance cannot be: of who was not in the branch that day, or at two activities at the same hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance
from app.models.kinds import ActivityState, Presence
from app.models.member import Member
from app.services.errors import BadInput

_ATTENDED = tuple(presence for presence in Presence if presence.attended)
Cell = tuple[int, int]
"""An activity and a member."""


def outside_words(person: Member, day: date) -> str:
    """Say why a day lies outside the member's time in the branch; empty where it does not."""
    entered, left = person.entered_on, person.left_on
    if entered is not None and entered > day:
        return f"{person.name}于 {entered:%Y-%m-%d} 才转入本支部，不能登记 {day:%Y-%m-%d} 的考勤。"
    if left is not None and left <= day:
        return f"{person.name}已于 {left:%Y-%m-%d} 离开本支部，不能登记 {day:%Y-%m-%d} 的考勤。"
    return ""


def clashes_in(
    session: Session, touched: Mapping[int, Activity], attended: Mapping[int, Collection[int]]
) -> dict[Cell, str]:
    """Return who of those `attended` (by activity) is entered at another activity at the same hours of the day."""
    timed = {key: a for key, a in touched.items() if a.starts_at is not None and a.ends_at is not None}
    if not timed:
        return {}
    query = (
        select(Activity.id, Activity.topic, Activity.held_on, Activity.starts_at, Activity.ends_at)
        .add_columns(Attendance.member_id)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(
            Activity.held_on.in_({activity.held_on for activity in timed.values()}),
            Activity.deleted_at.is_(None),
            Activity.state == ActivityState.HELD,
            Activity.starts_at.is_not(None),
            Activity.ends_at.is_not(None),
            Attendance.presence.in_(_ATTENDED),
        )
    )
    by_day = defaultdict(list)
    for row in session.execute(query):
        by_day[row.member_id, row.held_on].append(row)
    problems = {}
    for activity_id, activity in timed.items():
        for member_id in attended[activity_id]:
            for row in by_day[member_id, activity.held_on]:
                if row.id != activity_id and _overlap(activity, row.starts_at, row.ends_at):
                    text = f"同一时间已登记参加“{row.topic}”（{row.starts_at} 起），请核对其中一处。"
                    problems[activity_id, member_id] = text
    return problems


def check_moved_in(session: Session, activity: Activity) -> None:
    """Check that the attendance there is can be that of the day and the hours an activity was moved to.

    Raises:
        BadInput: It cannot; beside `held_on` or `starts_at`.

    """
    query = select(Member, Attendance.presence).join(Attendance, Attendance.member_id == Member.id)
    marked = session.execute(
        query.where(Attendance.activity_id == activity.id, Attendance.presence.is_not(None))
    ).all()
    for person, _ in marked:
        words = outside_words(person, activity.held_on)
        if words:
            raise BadInput(f"{words}请先清除其考勤再改日期。", field="held_on")
    if activity.state is not ActivityState.HELD:
        return
    names = {person.id: person.name for person, presence in marked if presence in _ATTENDED}
    for (_, member_id), words in clashes_in(session, {activity.id: activity}, {activity.id: names}).items():
        raise BadInput(f"{names[member_id]}{words}", field="starts_at")


def _overlap(activity: Activity, starts_at: str, ends_at: str) -> bool:
    return (activity.starts_at or "") < ends_at and starts_at < (activity.ends_at or "")
