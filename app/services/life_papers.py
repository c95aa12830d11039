"""The papers of organisational life, filled from the store: what a secretary prints for a meeting or a make-up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Attendance, MakeupTask
from app.models.kinds import ActivityKind, MakeupState
from app.models.member import Attachment
from app.services import (
    activity_rows,
    branch_calendar,
    makeup_register,
    makeup_rows,
    members,
    orgs,
    settings,
    study_tasks,
)
from app.services.activity_rows import ActivityRow
from app.services.context import Context
from app.services.decisions import Decision
from app.services.errors import BadInput
from app.services.makeup_rows import MakeupRow, TaskFilter
from app.services.periods import Period
from app.services.reports.life_documents import (
    ActivityPaper,
    DecisionLine,
    MissedLine,
    PersonLine,
    RegisterPaper,
    ReminderSheet,
    ReminderSlip,
)
from app.services.reports.words import day_text
from app.services.workdays import Calendar, Deadline

_NUMBERED = re.compile(
    r"^\s*(?:[（(][0-9一二三四五六七八九十]{1,3}[）)]|[0-9一二三四五六七八九十]{1,3}[、.\uff0e](?![0-9]))"
)
_OFFERED = 3
"""Study tasks named on a slip; more would fill it."""
_OWED = frozenset({MakeupState.WAITING, MakeupState.OPEN, MakeupState.CLAIMED, MakeupState.SENT_BACK})


def activity_paper(ctx: Context, activity_id: int) -> ActivityPaper:
    """Return an activity as its sign-in sheet, attendance sheet, minutes and report form need it.

    Raises:
        NotFound: It does not exist.

    """
    activity = activity_rows.get(ctx, activity_id)
    known, branch = settings.load(ctx), orgs.branch(ctx)
    name = "" if branch is None else branch.name
    with ctx.read() as session:
        people = _people_in(session, activity_id)
        query = select(Attachment.name).where(
            Attachment.owner == "activity",
            Attachment.owner_id == activity_id,
            Attachment.deleted_at.is_(None),
        )
        attached = tuple(session.scalars(query.order_by(Attachment.id)))
    return ActivityPaper(
        branch=name,
        unit=known.unit,
        body=_body(activity, name),
        kind=activity.kind,
        subkind=activity.subkind,
        topic=activity.topic,
        held_on=activity.held_on,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        place=activity.place,
        host=activity.host,
        recorder=activity.recorder,
        lecturer=activity.lecturer,
        joint=activity.joint,
        observers=activity.observers,
        study_hours=activity.study_hours,
        minutes=activity.minutes,
        decisions=tuple(_decision(each) for each in activity.resolved),
        people=people,
        attachments=attached,
        secretary=known.secretary,
    )


def reminder_paper(ctx: Context, task_ids: Collection[int] | None = None) -> ReminderSheet:
    """Return one slip (补学提醒单) for each member who owes a make-up, in the branch's order.

    Args:
        ctx: The context.
        task_ids: The tasks to remind of; None is every open one. Members who have left get no slip.

    Raises:
        BadInput: Nothing of that is open any more.

    """
    wanted = TaskFilter(states=_OWED, task_ids=frozenset() if task_ids is None else frozenset(task_ids))
    owed: dict[int, list[MakeupRow]] = defaultdict(list)
    for row in [] if task_ids is not None and not task_ids else makeup_rows.list_tasks(ctx, wanted):
        if not row.left:
            owed[row.member_id].append(row)
    if not owed:
        raise BadInput("没有需要提醒的补学任务：都已上报、补完或免补。", field="tasks")
    known, branch = settings.load(ctx), orgs.branch(ctx)
    calendar = branch_calendar.calendar(ctx)
    order = [row.id for row in members.list_members(ctx)]
    return ReminderSheet(
        branch="" if branch is None else branch.name,
        recorder=known.recorder,
        issued_on=ctx.today,
        claim_days=known.claim_days,
        slips=tuple(_slip(ctx, owed[member_id], calendar) for member_id in order if member_id in owed),
    )


def register_paper(ctx: Context, period: str) -> RegisterPaper:
    """Return the 补学登记表 of a period with its effect on the points.

    Raises:
        BadInput: The period cannot be read.

    """
    return RegisterPaper(makeup_register.register(ctx, period), Period.parse(period).year)


def _people_in(session: Session, activity_id: int) -> tuple[PersonLine, ...]:
    query = (
        select(Attendance, MakeupTask.state, MakeupTask.verified_on)
        .outerjoin(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .where(Attendance.activity_id == activity_id)
    )
    lines = {line.member_id: (line, state, day) for line, state, day in session.execute(query)}
    people = []
    for member in members.list_members_in(session, include_left=True):
        if member.id not in lines:
            continue
        line, state, verified_on = lines[member.id]
        made_up = state is MakeupState.DONE and line.presence is not None and line.presence.absent
        people.append(
            PersonLine(
                name=member.shown_name,
                group=member.group_name,
                standing=member.kind.label,
                presence=line.presence,
                note=line.note or "",
                made_up=made_up,
                made_up_on=verified_on if made_up else None,
            )
        )
    return tuple(people)


def _body(activity: ActivityRow, branch: str) -> str:
    """Name who held it; a group's meeting names the branch too."""
    if activity.kind is ActivityKind.GROUP or activity.org_name not in ("", branch):
        return f"{branch}{activity.org_name}"
    return branch


def _decision(each: Decision) -> DecisionLine:
    """Return a decision without the number it was typed with: the paper counts them itself."""
    text = _NUMBERED.sub("", each.text).strip()
    return DecisionLine(text, each.owner, day_text(each.due), day_text(each.done_on))


def _slip(ctx: Context, rows: list[MakeupRow], calendar: Calendar) -> ReminderSlip:
    first = rows[0]
    # what is claimed has its task already
    about = dict.fromkeys((a.kind, a.topic) for row in rows if row.claimed_on is None for a in row.absences)
    offered = [task.title for kind, topic in about for task in study_tasks.suggest(ctx, kind, topic)]
    missed = sorted((line for row in rows for line in _missed(row)), key=lambda line: line.held_on)
    return ReminderSlip(
        name=first.name,
        group=first.group_name,
        missed=tuple(missed),
        offered=tuple(dict.fromkeys(offered))[:_OFFERED],
        warning=_warning(rows, calendar),
    )


def _missed(row: MakeupRow) -> list[MissedLine]:
    return [
        MissedLine(
            held_on=absence.held_on,
            kind=absence.kind.label,
            topic=absence.topic,
            absence="" if absence.presence is None else absence.presence.label,
            state=row.state,
            limit=row.limit,
            days_left=row.days_left,
            overdue=row.overdue,
            provisional=row.provisional,
        )
        for absence in row.absences
        if absence.owed
    ]


def _warning(rows: list[MakeupRow], calendar: Calendar) -> str:
    """Say which years a provisional claim deadline was counted through without their calendar."""
    years = {
        year
        for row in rows
        if row.provisional and row.state is MakeupState.OPEN and row.claim_due and row.returned_on
        for year in _years(row.returned_on, row.claim_due)
        if not calendar.is_published(year)
    }
    return Deadline(date.min, tuple(sorted(years))).warning


def _years(first: date, last: date) -> range:
    return range(first.year, last.year + 1)
