"""工作台, second part: what only the services know; loaded after the first figures are on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import ClosingState, EntryState, MakeupState, MemberKind, Presence
from app.models.points import Closing, Entry, Objection
from app.services import (
    backup_second,
    decisions,
    first_steps,
    members,
    partial_dates,
    participation,
    party_dates,
    settings,
    year_calendar,
)
from app.services.context import Context
from app.services.due_lines import DueLine, hours_after
from app.services.first_steps import Step
from app.services.members import MemberRow
from app.services.periods import Period, quarter_of
from app.services.points.facts import NoRulebook
from app.services.points.shown_totals import shown_totals
from app.services.points.trends import steps_of
from app.services.year_calendar import CalendarCell, CalendarRow, CellState

PROBATION_DAYS = 60
"""转正 is spoken of so many days before the probation ends: the assembly needs its preparation."""

_MISSING_DAYS = 60
_CELLS = {CellState.LATE: "bad", CellState.SOON: "warn", CellState.MISSING: "bad"}


@dataclass(frozen=True, slots=True)
class Spread:
    """How the points of a quarter are spread: (from, below, members) of each step, none left out between.

    Attributes:
        label: The quarter.
        open: It has not ended: 未结算.

    """

    label: str
    code: str
    steps: tuple[tuple[int, int, int], ...]
    average: str
    open: bool


@dataclass(frozen=True, slots=True)
class Workbench:
    """What the workbench adds once the store is open.

    Attributes:
        lines: Deadlines and what waits: publications, objections, reviews, decisions, backup.
        meetings: Organisational life that is due or missing.
        people: 转正, 政治生日 of the month, study hours behind.
        spread: None without a rulebook.
        steps: The check list of a new branch, none once it is done.
        confirm_hours: Within so many hours after an activity its attendance should be complete.

    """

    lines: tuple[DueLine, ...]
    meetings: tuple[DueLine, ...]
    people: tuple[DueLine, ...]
    spread: Spread | None
    steps: tuple[Step, ...]
    confirm_hours: int


def load(ctx: Context) -> Workbench:
    """Return everything for today."""
    known = settings.load(ctx)
    with ctx.read() as session:
        lines = [*_publications(session), *_objections(session), *_reviews(session)]
        lines += _to_be_told(session, known.list_hours)
    present = members.list_members(ctx)
    return Workbench(
        lines=(*lines, *_decisions(ctx), *(_backup(ctx) if present else ())),
        meetings=tuple(_meetings(ctx)),
        people=(*_probations(present, ctx.today), *_birthdays(present, ctx.today), *_behind(ctx, present)),
        spread=_spread(ctx),
        steps=first_steps.load(ctx),
        confirm_hours=known.confirm_hours,
    )


def _publications(session: Session) -> list[DueLine]:
    query = select(Closing.period, Closing.last_day).where(
        Closing.state == ClosingState.PUBLISHED, Closing.reopened_at.is_(None)
    )
    return [
        DueLine("公示截止", "info", "", f"{Period.parse(row.period).label}积分公示", row.last_day, "", "points",
                (("tab", "closing"), ("period", row.period)))
        for row in session.execute(query)
    ]  # fmt: skip


def _objections(session: Session) -> list[DueLine]:
    query = (
        select(Objection.raised_by, Objection.content, Closing.period, Closing.last_day)
        .join(Closing, Closing.id == Objection.closing_id)
        .where(Objection.result.is_(None), Closing.reopened_at.is_(None))
        .order_by(Objection.raised_on, Objection.id)
    )
    return [
        DueLine("异议待答复", "bad", row.raised_by, row.content, row.last_day, "", "points",
                (("tab", "closing"), ("period", row.period)))
        for row in session.execute(query)
    ]  # fmt: skip


def _reviews(session: Session) -> list[DueLine]:
    counts = {
        state: session.scalar(select(func.count()).select_from(Entry).where(Entry.state == state)) or 0
        for state in (EntryState.DRAFT, EntryState.CHECKED)
    }
    words = [
        f"{number} 条{wanted}"
        for number, wanted in ((counts[EntryState.DRAFT], "待初审"), (counts[EntryState.CHECKED], "待审定"))
        if number
    ]
    if not words:
        return []
    return [
        DueLine("积分审核", "info", "", "，".join(words), None, "等待审核", "points", (("tab", "review"),))
    ]


def _to_be_told(session: Session, within_hours: int) -> list[DueLine]:
    """Return the activities of which somebody was simply absent and has no day of return (返岗) yet."""
    query = (
        select(Activity.id, Activity.topic, Activity.held_on, func.count().label("number"))
        .join(Attendance, Attendance.activity_id == Activity.id)
        .join(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .where(
            MakeupTask.state == MakeupState.WAITING,
            Attendance.presence.in_((Presence.UNEXCUSED, Presence.PRIVATE)),
            Activity.deleted_at.is_(None),
        )
        .group_by(Activity.id, Activity.topic, Activity.held_on)
        .order_by(Activity.held_on, Activity.id)
    )
    return [
        DueLine("补学待通知", "warn", f"{row.number} 人", row.topic, hours_after(row.held_on, within_hours), "",
                "activities", (("activity_id", row.id),))
        for row in session.execute(query)
    ]  # fmt: skip


def _decisions(ctx: Context) -> list[DueLine]:
    return [
        DueLine("决议办结", "warn" if row.overdue else "info", row.decision.owner, row.decision.text, row.decision.due,
                "" if row.decision.due else f"{row.held_on.month}月{row.held_on.day}日议定", "activities",
                (("activity_id", row.activity_id), ("details", True)))
        for row in decisions.list_open(ctx)
    ]  # fmt: skip


def _backup(ctx: Context) -> list[DueLine]:
    if ctx.paths is None:
        return []
    note = backup_second.reminder(ctx)
    if note is None:
        return []
    what = "把数据备份到U盘或另一台电脑"
    return [DueLine("数据备份", "warn", "", what, None, note, "settings", (("tab", "data"),))]


def _meetings(ctx: Context) -> list[DueLine]:
    found: list[DueLine] = []
    for row in year_calendar.load(ctx, ctx.today.year):
        found += [_meeting(row, cell) for cell in row.cells if _is_wanted(cell, ctx.today)]
    return found


def _is_wanted(cell: CalendarCell, today: date) -> bool:
    recent = cell.period.end >= today - timedelta(days=_MISSING_DAYS)
    return cell.state in _CELLS and recent


def _meeting(row: CalendarRow, cell: CalendarCell) -> DueLine:
    kind = row.requirement.kind
    lapsed = next((each for each in cell.activities if each.held_on < cell.due), None)
    focus = (("activity_id", lapsed.id),) if lapsed is not None else (("new_kind", kind.value),)
    what = f"{kind.label}（{cell.period.short_label}）"
    return DueLine(
        cell.state.label, _CELLS[cell.state], row.org_name, what, cell.due, "", "activities", focus
    )


def _probations(present: list[MemberRow], today: date) -> list[DueLine]:
    found = []
    for row in present:
        if row.kind is MemberKind.PROBATIONARY and row.joined:
            ends = party_dates.probation(partial_dates.last_day(row.joined)).ends
            if ends <= today + timedelta(days=PROBATION_DAYS):
                found.append(_person("转正", "accent", row, ends, "预备期满，讨论转正"))
    return sorted(found, key=lambda line: line.due or date.max)


def _birthdays(present: list[MemberRow], today: date) -> list[DueLine]:
    found = []
    for row in present:
        year, _, rest = row.joined.partition("-")
        if not rest or int(rest[:2]) != today.month or int(year) >= today.year:
            continue
        day = f"{int(rest[3:])}日" if len(rest) > 2 else ""
        note = f"{today.month}月{day}"
        found.append(
            (rest, _person("政治生日", "gold", row, None, f"入党 {today.year - int(year)} 周年", note))
        )
    return [line for _, line in sorted(found, key=lambda pair: pair[0])]


def _behind(ctx: Context, present: list[MemberRow]) -> list[DueLine]:
    """Return who has fewer study hours (学时) than the quarters that are over ask for, the fewest first."""
    target = settings.load(ctx).study_hours_target
    wanted = target * 100 * (quarter_of(ctx.today).number - 1) // 4
    done = participation.study_hours(ctx, ctx.today.year)
    behind = [(done.get(row.id, 0), row) for row in present if done.get(row.id, 0) < wanted]
    return [
        _person(
            "学时不足", "warn", row, None, f"已学 {_hours(own)}，全年 {target} 学时", f"应满 {_hours(wanted)}"
        )
        for own, row in sorted(behind, key=lambda pair: (pair[0], pair[1].position))
    ]


def _person(kind: str, tone: str, row: MemberRow, due: date | None, what: str, note: str = "") -> DueLine:
    return DueLine(kind, tone, row.shown_name, what, due, note, "members", (("member_id", row.id),))


def _hours(hundredths: int) -> str:
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".")


def _spread(ctx: Context) -> Spread | None:
    quarter = quarter_of(ctx.today)
    try:
        totals = shown_totals(ctx, quarter.code)
    except NoRulebook:
        return None
    average = "—" if totals.average is None else totals.text(totals.average)
    figures = [row.total for row in totals.rows if not row.exempt]
    return Spread(quarter.label, quarter.code, steps_of(figures), average, totals.open)
