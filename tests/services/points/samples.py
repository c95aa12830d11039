"""A small branch with a rulebook: what the tests of points begin with."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import (
    ActivityKind,
    EntryState,
    MakeupState,
    MemberClass,
    MemberKind,
    Presence,
    SourceKind,
)
from app.models.member import Member
from app.models.org import Org
from app.models.points import Closing, Entry
from app.services import pinyin
from app.services.context import Context
from app.services.points import posting, rulebooks

RULEBOOK = """
schema = 1
code = "test"
title = "测试积分办法"
version = "2026"
effective_from = 2026-01-01
decimals = 1

[period]
cycle = "year"
sub = "quarter"
annual = "sum"

[base]
mode = "granted"
points = 60

[total]
cap = 100

[makeup]
effect = "{effect}"

[publication]
workdays = 3

[[category]]
code = "A"
name = "组织生活"
cap = 20

[[category]]
code = "B"
name = "作用发挥"

[[category]]
code = "C"
name = "纪律扣分"
mode = "deduct"

[[item]]
code = "A1"
category = "A"
text = "参加主题党日"
kind = "per_unit"
points = 2
unit = "次"
cap = {{ points = 4, per = "quarter" }}
source = "attendance"
when = {{ activity = ["主题党日"], presence = ["出勤", "线上"] }}

[[item]]
code = "A2"
category = "A"
text = "完成补学"
kind = "fixed"
points = 1
source = "makeup"

[[item]]
code = "B1"
category = "B"
text = "志愿服务"
kind = "per_quantity"
points = 1
per = 2
unit = "小时"
round = "down"

[[item]]
code = "B2"
category = "B"
text = "急难险重表现"
kind = "range"
min = 0
max = 5

[[item]]
code = "B3"
category = "B"
text = "获得表彰"
kind = "level"
map = {{ "市级" = 5, "局级" = 2.5 }}
pick = "highest"
classes = ["在职"]
proof = true

[[item]]
code = "B4"
category = "B"
text = "志愿服务骨干"
kind = "bonus"
on = "B1"
points = 1

[[item]]
code = "C1"
category = "C"
text = "无故缺席"
kind = "per_unit"
points = -3
unit = "次"
source = "attendance"
when = {{ presence = ["无故缺席"] }}

[[grade]]
name = "优秀"
ge = 90
[[grade]]
name = "合格"
ge = 60
[[grade]]
name = "不合格"

[[veto]]
code = "V1"
text = "受到党纪处分"
effect = "zero"
"""

NAMES = ("张伟", "李敏", "王芳", "张伟", "逄喆")


def rulebook_text(effect: str = "cancel") -> str:
    return RULEBOOK.format(effect=effect)


def add_members(ctx: Context, names: tuple[str, ...] = NAMES) -> list[int]:
    """Add members in the order given, the last one retired."""
    with ctx.write("名册") as work:
        groups = list(work.session.scalars(select(Org).where(Org.name.like("%党小组")).order_by(Org.id)))
        added = [
            Member(
                name=name,
                name_key=pinyin.name_key(name),
                name_initials=pinyin.initials(name),
                position=at,
                kind=MemberKind.FULL,
                klass=MemberClass.RETIRED if at == len(names) - 1 else MemberClass.ACTIVE,
                group_id=groups[at % len(groups)].id if groups else None,
                created_at=work.now,
            )
            for at, name in enumerate(names)
        ]
        work.session.add_all(added)
        work.session.flush()
        return [member.id for member in added]


def adopt(ctx: Context, effect: str = "cancel") -> int:
    return rulebooks.import_toml(ctx, rulebook_text(effect)).new_id


def hold(
    ctx: Context,
    day: date,
    presences: dict[int, Presence],
    kind: ActivityKind = ActivityKind.THEME_DAY,
    topic: str = "学党史",
) -> int:
    """Hold an activity with this attendance and post it."""
    with ctx.write("组织生活") as work:
        activity = Activity(kind=kind, topic=topic, held_on=day, created_at=work.now)
        work.session.add(activity)
        work.session.flush()
        for member_id, presence in presences.items():
            work.session.add(Attendance(activity_id=activity.id, member_id=member_id, presence=presence))
        posting.post_activities_in(work, [activity.id])
        return activity.id


def correct(ctx: Context, activity_id: int, member_id: int, presence: Presence) -> None:
    """Correct one line of the attendance and post it."""
    with ctx.write("更正考勤") as work:
        line = work.session.scalars(
            select(Attendance).where(Attendance.activity_id == activity_id, Attendance.member_id == member_id)
        ).one()
        line.presence = presence
        posting.post_activities_in(work, [activity_id])


def make_up(ctx: Context, activity_id: int, member_id: int, day: date, state: MakeupState) -> int:
    """Give the absence a make-up task in this state and post it."""
    with ctx.write("补学") as work:
        task = MakeupTask(
            member_id=member_id, state=state, verified_on=day, reported_on=day, created_at=work.now
        )
        work.session.add(task)
        work.session.flush()
        line = work.session.scalars(
            select(Attendance).where(Attendance.activity_id == activity_id, Attendance.member_id == member_id)
        ).one()
        line.makeup_task_id = task.id
        posting.post_activities_in(work, [activity_id])
        return task.id


def close(ctx: Context, period: str, state: str = "locked") -> None:
    with ctx.write("结算") as work:
        work.session.add(
            Closing(
                period=period,
                version=1,
                state=state,
                rulebook_text="",
                content_hash="",
                closed_at=work.now,
                data={},
            )
        )


def approve_all(ctx: Context) -> None:
    with ctx.write("审定") as work:
        for entry in work.session.scalars(select(Entry).where(Entry.state != EntryState.REVERSED)):
            entry.state = EntryState.APPROVED


def live_entries(ctx: Context) -> list[tuple[int, str | None, int | None, SourceKind]]:
    """Return (member, item, value, source) of every entry that is not reversed."""
    with ctx.read() as session:
        query = (
            select(Entry.member_id, Entry.item_code, Entry.value, Entry.source)
            .where(Entry.state != EntryState.REVERSED)
            .order_by(Entry.member_id, Entry.item_code)
        )
        return [(r.member_id, r.item_code, r.value, r.source) for r in session.execute(query)]
