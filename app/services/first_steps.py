"""头十分钟: the check list of a new branch; each step is ticked by what is in the store, not by a click."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import exists, select

from app.models.activity import Activity, Attendance
from app.models.audit import AuditEvent
from app.models.kinds import AuditKind
from app.models.member import Member
from app.models.points import Entry, RulebookVersion
from app.services import settings
from app.services.context import Changes, Context


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `page` and `focus` lead to where it is done."""

    title: str
    done: bool
    page: str
    focus: tuple[tuple[str, Any], ...] = ()


def load(ctx: Context) -> tuple[Step, ...]:
    """Return the six steps in their order; none once all are done or the list was put away."""
    with ctx.read() as session:
        if settings.load_in(session).first_steps_done:
            return ()
        facts = session.execute(
            select(
                exists().where(Member.deleted_at.is_(None)),
                exists().where(RulebookVersion.retired.is_(False)),
                exists().where(Activity.deleted_at.is_(None)),
                exists().where(Attendance.presence.is_not(None)),
                exists().where(Entry.id.is_not(None)),
                exists().where(AuditEvent.kind.in_((AuditKind.EXPORT, AuditKind.PRINT))),
            )
        ).one()
    roster, rulebook, activity, attendance, entry, paper = (bool(fact) for fact in facts)
    steps = (
        Step("导入党员名册", roster, "members", (("import_roster", None),)),
        Step("启用积分方案", rulebook, "points", (("tab", "rulebook"),)),
        Step("新建一次活动", activity, "activities", (("new", True),)),
        Step("登记考勤", attendance, "activities"),
        Step("录入积分", entry, "points", (("tab", "entry"),)),
        Step("导出或打印", paper, "reports"),
    )
    return () if all(step.done for step in steps) else steps


def put_away(ctx: Context) -> Changes:
    """Never show the list again."""
    return settings.save(ctx, replace(settings.load(ctx), first_steps_done=True))
