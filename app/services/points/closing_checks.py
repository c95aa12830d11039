"""结算检查: what should be settled before a period is locked; every line leads to its records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import ActivityKind, ActivityState, EntryState, Kind, MakeupState, MemberClass
from app.services.context import Context
from app.services.periods import Period, Span
from app.services.points.closed import closed_periods_in
from app.services.points.entry_list import EntryFilter, EntryRow, list_entries
from app.services.points.exemptions import exempted_in
from app.services.points.facts import APPROVED, UNAPPROVED, Scoring, facts_in, members_in, scoring_in
from app.services.shown_names import shown_names_in

_OPEN_MAKEUPS = tuple(state for state in MakeupState if not state.closed)


class Level(Kind):
    """How a line of the check list stands."""

    DONE = "done", "通过"
    WARN = "warn", "提醒"
    STOP = "stop", "必须处理"


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """One record to look at: the page that shows it and what is focused there."""

    text: str
    page: str
    focus: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of the check list."""

    key: str
    title: str
    level: Level
    text: str
    records: tuple[CheckRecord, ...] = ()

    @property
    def count(self) -> int:
        """How many records it is about."""
        return len(self.records)


def check_list(ctx: Context, period: str) -> list[CheckLine]:
    """Return the check list of a period.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    with ctx.read() as session:
        scoring = scoring_in(session, period)
        parts = _parts(session, scoring)
        activities = _activities(session, scoring.period, ctx.today)
        makeups = _makeups(session, scoring.period)
        classless = _classless(session, scoring.period)
        exempted = _exempted(session, scoring)
        misfits = facts_in(session, scoring, APPROVED).misfits
    found = scoring.period
    return [
        _ended(found, ctx.today),
        *parts,
        *_entries(ctx, found),
        _misfits(found, misfits),
        makeups,
        *activities,
        classless,
        exempted,
    ]


def _line(
    key: str, title: str, level: Level, records: Iterable[CheckRecord], fine: str, wrong: str
) -> CheckLine:
    """Return a line: fine where there is no record, else `wrong` with their number for `{n}`."""
    found = tuple(records)
    if not found:
        return CheckLine(key, title, Level.DONE, fine)
    return CheckLine(key, title, level, wrong.replace("{n}", str(len(found))), found)


def _ended(period: Period, today: date) -> CheckLine:
    if today < period.end:
        text = f"{period.label}到 {period.end.isoformat()} 才结束。"
        return CheckLine("ended", "期间结束", Level.STOP, text)
    return CheckLine("ended", "期间结束", Level.DONE, f"{period.end.isoformat()} 已结束。")


def _parts(session: Session, scoring: Scoring) -> list[CheckLine]:
    """For a year: its quarters should be settled first."""
    if scoring.period.span is not Span.YEAR:
        return []
    settled = {period.code for period in closed_periods_in(session)}
    missing = [
        CheckRecord(part.label, "points", (("tab", "closing"), ("period", part.code)))
        for part in scoring.period.parts(scoring.rulebook.calendar.sub)
        if part.code not in settled
    ]
    return [_line("parts", "各季度结算", Level.WARN, missing, "各期都已结算。", "还有 {n} 期没有结算。")]


def _entries(ctx: Context, period: Period) -> list[CheckLine]:
    waiting = _listed(ctx, period, UNAPPROVED)
    returned = _listed(ctx, period, (EntryState.RETURNED,))
    bare = [row for row in _listed(ctx, period, APPROVED) if row.proof_missing]
    return [
        _line(
            "unreviewed",
            "积分审核",
            Level.STOP,
            map(_entry, waiting),
            "积分记录都已审定。",
            "有 {n} 条积分记录还没有审定。",
        ),
        _line(
            "returned",
            "退回的记录",
            Level.WARN,
            map(_entry, returned),
            "没有退回未改的记录。",
            "有 {n} 条退回的记录没有改正，不会计入。",
        ),
        _line(
            "proof",
            "证明材料",
            Level.WARN,
            map(_entry, bare),
            "需要证明材料的都已附上。",
            "有 {n} 条记录还缺证明材料。",
        ),
    ]


def _listed(ctx: Context, period: Period, states: tuple[EntryState, ...]) -> list[EntryRow]:
    rows = list_entries(ctx, EntryFilter(start=period.start, end=period.end, states=states))
    # the reversing halves of a correction are no records to look after
    return [row for row in rows if not row.is_reversal]


def _entry(row: EntryRow) -> CheckRecord:
    text = f"{row.member_name}　{row.happened_on.isoformat()}　{row.item_text}（{row.state.label}）"
    return CheckRecord(text, "points", (("entry_id", row.id),))


def _misfits(period: Period, count: int) -> CheckLine:
    if not count:
        return CheckLine("misfits", "方案项目", Level.DONE, "积分记录的项目都在方案中。")
    leads = CheckRecord("查看本期积分总览", "points", (("tab", "totals"), ("period", period.code)))
    text = f"有 {count} 条记录的项目不在施行的方案中，不会计入。"
    return CheckLine("misfits", "方案项目", Level.WARN, text, (leads,))


def _makeups(session: Session, period: Period) -> CheckLine:
    names = shown_names_in(session)
    query = (
        select(MakeupTask.id, MakeupTask.member_id, MakeupTask.state, func.min(Activity.held_on).label("day"))
        .join(Attendance, Attendance.makeup_task_id == MakeupTask.id)
        .join(Activity, Activity.id == Attendance.activity_id)
        .where(
            Activity.held_on.between(period.start, period.end),
            Activity.deleted_at.is_(None),
            MakeupTask.state.in_(_OPEN_MAKEUPS),
        )
        .group_by(MakeupTask.id, MakeupTask.member_id, MakeupTask.state)
        .order_by(func.min(Activity.held_on), MakeupTask.id)
    )
    records = [
        CheckRecord(
            f"{names[row.member_id]}　{row.day.isoformat()} 缺席（{row.state.label}）",
            "makeup",
            (("task_id", row.id),),
        )
        for row in session.execute(query)
    ]
    fine, wrong = "缺席的都已补学。", "有 {n} 项补学还没有完成。"
    return _line("makeups", "补学补领", Level.WARN, records, fine, wrong)


def _activities(session: Session, period: Period, today: date) -> list[CheckLine]:
    base = (
        select(Activity.id, Activity.held_on, Activity.kind, Activity.topic)
        .where(Activity.held_on.between(period.start, min(period.end, today)), Activity.deleted_at.is_(None))
        .order_by(Activity.held_on, Activity.id)
    )
    blank = select(Attendance.activity_id).where(Attendance.presence.is_(None))
    unmarked = session.execute(base.where(Activity.state == ActivityState.HELD, Activity.id.in_(blank)))
    planned = session.execute(base.where(Activity.state == ActivityState.PLANNED))
    return [
        _line(
            "attendance",
            "考勤登记",
            Level.WARN,
            map(_activity, unmarked),
            "考勤都已登记。",
            "有 {n} 次活动的考勤没有登记完。",
        ),
        _line(
            "planned",
            "计划的活动",
            Level.WARN,
            map(_activity, planned),
            "计划的活动都已召开或取消。",
            "有 {n} 次计划的活动过了日期还没有登记。",
        ),
    ]


def _activity(row: Row[int, date, ActivityKind, str]) -> CheckRecord:
    text = f"{row.held_on.isoformat()}　{row.kind.label}《{row.topic}》"
    return CheckRecord(text, "activities", (("activity_id", row.id),))


def _classless(session: Session, period: Period) -> CheckLine:
    records = [
        CheckRecord(member.name, "members", (("member_id", member.id),))
        for member in members_in(session, period)
        if member.klass is MemberClass.OTHER
    ]
    fine, wrong = "党员都已分类。", "有 {n} 名党员还没有分类（在职、离退休、流动、学生）。"
    return _line("class", "党员分类", Level.WARN, records, fine, wrong)


def _exempted(session: Session, scoring: Scoring) -> CheckLine:
    """Name who takes no part, and who might but has no approval and is therefore scored like everybody else."""
    rules, documents = scoring.rulebook.exempt, exempted_in(session, scoring.period)
    allowed: list[CheckRecord] = []
    waiting: list[CheckRecord] = []
    for member in members_in(session, scoring.period):
        focus = (("member_id", member.id),)
        if member.id in documents:
            allowed.append(CheckRecord(f"{member.name}　{documents[member.id]}", "members", focus))
        elif member.klass.label in rules.classes:
            text = f"{member.name}　{member.klass.label}党员"
            (waiting if rules.needs_approval else allowed).append(CheckRecord(text, "members", focus))
    records = (*waiting, *allowed)
    said = [f"{len(allowed)} 名党员不参加积分管理。"] if allowed else []
    if waiting:
        said.append(f"{len(waiting)} 名党员可以不参加，还没有批准，照常计分。")
    level = Level.WARN if waiting else Level.DONE
    return CheckLine("exempt", "免于积分", level, "".join(said) or "没有不参加积分管理的党员。", records)
