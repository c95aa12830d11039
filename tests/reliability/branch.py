"""A small branch and an endless row of real acts on it, each under its own identity."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import select

from app import bootstrap
from app.models.activity import Activity
from app.models.kinds import ActivityKind, Presence, RecordKind
from app.models.member import Member
from app.services import activities, attachments, attendance, records
from app.services.activities import ActivityDraft
from app.services.attachments import Owner, Paper, PaperChanges
from app.services.attendance import AttendanceDraft
from app.services.context import Changes, Context
from app.services.locations import Locations
from app.services.points import rulebooks
from app.services.records import RecordDraft
from tests import life_helpers as life
from tests import report_helpers as reports

NOW = datetime(2026, 11, 22, 9, 30)
NAMES = ("张伟", "逄翀", "李秀兰", "王建国", "赵敏", "欧阳明德")
_FIRST = date(2026, 1, 6)
_MOST_ACTIVITIES = 24
_MARKS = (
    Presence.PRESENT,
    Presence.PRESENT,
    Presence.SICK,
    Presence.PRIVATE,
    Presence.UNEXCUSED,
    Presence.LATE,
)


def open_folder(folder: Path) -> Context:
    """Open a data folder exactly as the program does."""
    return bootstrap.make_context(Locations(folder), lambda: NOW)


def found(folder: Path) -> None:
    """Make the folder of a branch with six members, a rulebook and six activities."""
    ctx = open_folder(folder)
    try:
        reports.found_branch(ctx)
        for number, name in enumerate(NAMES):
            life.make_member(ctx, name, ("第一党小组", "第二党小组")[number % 2])
        rulebooks.adopt_preset(ctx, "jiguan", date(2026, 1, 1))
        for number in range(6):
            _new_activity(ctx, number)
    finally:
        ctx.store.close()


def identity(seed: str, number: int) -> str:
    """Return the identity of one act."""
    return f"{seed}:{number}"


def act(ctx: Context, seed: str, number: int) -> Changes:
    """Do act `number` of a row: mostly an attendance list, which makes tasks, points and lines of the log."""
    chance = Random(identity(seed, number))
    ctx = ctx.acting(identity(seed, number))
    kind = number % 6
    if kind == 3:
        return _award(ctx, chance, number)
    if kind == 5:
        return _activity_or_paper(ctx, chance, number)
    return mark(ctx, chance, number)


def mark(ctx: Context, chance: Random, number: int) -> Changes:
    """Save the attendance list of one activity."""
    held = _activities(ctx)
    with ctx.read() as session:
        people = session.scalars(select(Member.id).order_by(Member.id)).all()
    drafts = {member: AttendanceDraft(chance.choice(_MARKS), f"第{number}次登记") for member in people}
    return attendance.record(ctx, held[chance.randrange(len(held))], drafts)


def _award(ctx: Context, chance: Random, number: int) -> Changes:
    with ctx.read() as session:
        people = session.scalars(select(Member.id).order_by(Member.id)).all()
    paper = Paper(f"证书{number}.pdf", b"%PDF-1.7" + chance.randbytes(chance.randrange(100, 20_000)))
    draft = RecordDraft(RecordKind.AWARD, f"防汛先进个人（第{number}号）", "2024")
    return records.add(ctx, chance.choice(people), draft, PaperChanges((paper,)))


def _activity_or_paper(ctx: Context, chance: Random, number: int) -> Changes:
    held = _activities(ctx)
    if len(held) < _MOST_ACTIVITIES:
        return _new_activity(ctx, len(held))
    with ctx.write("添加附件") as work:
        paper = Paper(f"签到{number}.pdf", b"%PDF-1.7" + chance.randbytes(chance.randrange(100, 20_000)))
        attachments.attach_in(work, Owner.ACTIVITY, chance.choice(held), paper)
    return work.changes


def _new_activity(ctx: Context, number: int) -> Changes:
    day = _FIRST + timedelta(days=7 * number)
    return activities.add(ctx, ActivityDraft(ActivityKind.THEME_DAY, f"第{number}次主题党日", day))


def _activities(ctx: Context) -> list[int]:
    with ctx.read() as session:
        return list(session.scalars(select(Activity.id).order_by(Activity.id)))
