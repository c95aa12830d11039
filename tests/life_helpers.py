"""A branch in action: members, activities and absences for the tests of organisational life."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.models.kinds import ActivityKind, MakeupForm, Presence
from app.models.member import Member
from app.models.org import Org
from app.services import activities, attendance, makeup, makeup_rows
from app.services.activities import ActivityDraft
from app.services.attendance import AttendanceDraft
from app.services.context import Context
from app.services.makeup import ClaimDraft, ReportDraft
from app.services.makeup_rows import MakeupRow
from app.services.pinyin import initials, name_key


def make_member(ctx: Context, name: str, group: str | None = "第一党小组", **values: object) -> int:
    with ctx.write(f"新增 {name}") as work:
        session = work.session
        branch = session.scalar(select(Org.id).where(Org.kind == "branch"))
        group_id = session.scalar(select(Org.id).where(Org.name == group))
        position = len(session.scalars(select(Member.id)).all()) + 1
        member = Member(
            name=name,
            name_key=name_key(name),
            name_initials=initials(name),
            position=position,
            branch_id=branch,
            group_id=group_id,
            created_at=work.now,
            **values,
        )
        session.add(member)
        session.flush()
        return member.id


def group_id(ctx: Context, name: str = "第一党小组") -> int:
    with ctx.read() as session:
        return session.scalars(select(Org.id).where(Org.name == name)).one()


def make_activity(
    ctx: Context,
    held_on: date = date(2026, 11, 12),
    kind: ActivityKind = ActivityKind.THEME_DAY,
    topic: str = "水利工程现场学习",
    **values: object,
) -> int:
    return activities.add(ctx, ActivityDraft(kind=kind, topic=topic, held_on=held_on, **values)).new_id


def mark(ctx: Context, activity_id: int, **presences: Presence | None) -> None:
    """Save attendance by name: `mark(ctx, activity, 张三=Presence.SICK)`."""
    rows = {row.name: row.member_id for row in attendance.grid(ctx, activity_id).rows}
    attendance.record(
        ctx, activity_id, {rows[name]: draft_of(ctx, presence) for name, presence in presences.items()}
    )


def draft_of(ctx: Context, presence: Presence | None) -> AttendanceDraft:
    """Return a mark that can be saved: an exemption comes with its approval."""
    if presence is Presence.EXEMPT:
        return AttendanceDraft(presence, "年老体弱", "王书记", ctx.today)
    return AttendanceDraft(presence)


def only_task(ctx: Context, **wanted: object) -> MakeupRow:
    (row,) = makeup_rows.list_tasks(ctx, makeup_rows.TaskFilter(**wanted))
    return row


def claim(ctx: Context, task_id: int, on: date, **values: object) -> None:
    draft = ClaimDraft(claimed_on=on, task_text="自学党章总纲", form=MakeupForm.SELF_STUDY, **values)
    makeup.claim(ctx, [task_id], draft)


def complete(ctx: Context, task_id: int, returned_on: date, day: date) -> None:
    """Take a task through all its steps on one day."""
    makeup.set_return_date(ctx, [task_id], returned_on)
    claim(ctx, task_id, day)
    makeup.report(ctx, [task_id], ReportDraft(day, "学习笔记 1 份"))
    makeup.verify(ctx, [task_id], "李核验", day)
