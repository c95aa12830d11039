"""数据体检 of organisational life: make-ups and absences, attendance outside the time of membership, 离岗."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, Away, MakeupTask
from app.models.kinds import MakeupState
from app.models.member import Member
from app.services import settings
from app.services.doctor_findings import Finding, Severity
from app.services.makeup_tasks import owes, stands
from app.services.reports.words import day_text


def examine_in(session: Session) -> Iterator[Finding]:
    """Yield what does not fit in organisational life."""
    yield from _makeups(session)
    yield from _without_makeup(session)
    yield from _outside(session)
    yield from _away(session)


def _makeups(session: Session) -> Iterator[Finding]:
    """Tell of tasks whose absence is not there (any more)."""
    query = (
        select(MakeupTask, Member.name, Attendance, Activity)
        .join(Member, Member.id == MakeupTask.member_id)
        .outerjoin(Attendance, Attendance.makeup_task_id == MakeupTask.id)
        .outerjoin(Activity, Activity.id == Attendance.activity_id)
        .where(MakeupTask.state != MakeupState.CANCELLED)
        .order_by(MakeupTask.id)
    )
    names: dict[int, str] = {}
    based: set[int] = set()
    for task, name, line, activity in session.execute(query):
        names[task.id] = name
        if line is not None and stands(activity, line):
            based.add(task.id)
    for task_id, name in names.items():
        if task_id not in based:
            text = "补学任务没有对应的缺席，请核对考勤；确属误录的请登记免补。"
            yield Finding(Severity.WRONG, name, text, "makeup", {"task_id": task_id})


def _without_makeup(session: Session) -> Iterator[Finding]:
    """Tell of absences that call for a make-up and have none: data that came in by another way."""
    rules = settings.load_in(session)
    query = (
        select(Attendance, Activity, Member.name, Member.klass)
        .join(Activity, Activity.id == Attendance.activity_id)
        .join(Member, Member.id == Attendance.member_id)
        .where(
            Attendance.makeup_task_id.is_(None),
            Attendance.presence.in_(rules.makeup_presences),
            Member.deleted_at.is_(None),
        )
        .order_by(Activity.held_on, Member.position)
    )
    for line, activity, name, klass in session.execute(query):
        if owes(activity, line, klass, rules):
            text = f"{day_text(activity.held_on)}“{activity.topic}”缺席，按规则要补学，却没有补学任务；重新保存这次考勤即可。"
            yield Finding(Severity.WRONG, name, text, "activities", {"activity_id": activity.id})


def _outside(session: Session) -> Iterator[Finding]:
    """Tell of attendance on days on which the member did not belong to the branch."""
    query = (
        select(Activity.id, Activity.held_on, Activity.topic, Member.name, Member.left_on)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .join(Member, Member.id == Attendance.member_id)
        .where(
            Activity.deleted_at.is_(None),
            Attendance.presence.is_not(None),
            or_(Activity.held_on > Member.left_on, Activity.held_on < Member.entered_on),
        )
        .order_by(Activity.held_on, Member.position)
    )
    for line in session.execute(query):
        gone = line.left_on is not None and line.held_on > line.left_on
        when = f"{day_text(line.left_on)}已离开本支部" if gone else "当时还没有进入本支部"
        text = f"{day_text(line.held_on)}“{line.topic}”有考勤，但{when}，请核对。"
        yield Finding(Severity.CHECK, line.name, text, "activities", {"activity_id": line.id})


def _away(session: Session) -> Iterator[Finding]:
    """Tell of two 离岗 periods of one member at one time."""
    query = (
        select(Away.id, Away.member_id, Away.starts_on, Away.back_on, Member.name)
        .join(Member, Member.id == Away.member_id)
        .where(Member.deleted_at.is_(None))
        .order_by(Away.member_id, Away.starts_on, Away.id)
    )
    spans = defaultdict(list)
    for line in session.execute(query):
        spans[line.member_id].append(line)
    for lines in spans.values():
        for former, later in pairwise(lines):
            if (former.back_on or date.max) > later.starts_on:
                text = f"{day_text(former.starts_on)}和{day_text(later.starts_on)}开始的两次离岗时间重叠，请核对返岗日期。"
                yield Finding(Severity.CHECK, later.name, text, "makeup", {"away": True, "away_id": later.id})
