"""一人一档 for print: everything one archive holds of a year, filled from the services that keep it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity, Attendance, MakeupTask
from app.models.kinds import ActivityState, ClosingState, MakeupState, RecordKind
from app.models.member import Member
from app.models.points import Closing
from app.services import (
    archive_basics,
    makeup_register,
    members,
    orgs,
    participation,
    photos,
    records,
    settings,
)
from app.services.context import Context
from app.services.errors import NotFound
from app.services.member_rows import MemberRow
from app.services.periods import Period, Span
from app.services.points.closed import BINDING_STATES, closed_periods_in
from app.services.points.details import EntryPoints, period_details
from app.services.points.facts import NoRulebook
from app.services.points.shown_totals import shown_totals
from app.services.points.totals import MemberTotal, PeriodTotals
from app.services.points.trends import member_line
from app.services.progress import NO_PROGRESS, Progress
from app.services.records import RecordLine
from app.services.reports.archive_documents import (
    ArchiveDoc,
    LifeEvent,
    LifeRow,
    Milestone,
    PointLine,
    PointsOfYear,
    QuarterPoints,
    RecordRow,
    StudyHours,
)
from app.services.reports.documents import MakeupRow, MemberLine
from app.services.reports.words import span_text

BASE = "基础分"
_APPLICATION = "入党申请书"


def archive_doc(ctx: Context, member_id: int, year: int) -> ArchiveDoc:
    """Return one member's archive of a year.

    Raises:
        NotFound: There is no such member.

    """
    return archive_docs(ctx, [member_id], year)[0]


def archive_docs(
    ctx: Context, member_ids: Iterable[int], year: int, progress: Progress = NO_PROGRESS
) -> list[ArchiveDoc]:
    """Return several archives of a year; what they share is read once.

    Raises:
        NotFound: One of the members does not exist.
        Cancelled: The user cancelled.

    """
    wanted = list(member_ids)
    branch_year = _BranchYear(ctx, year)
    made = []
    for done, member_id in enumerate(wanted):
        progress.step(done, len(wanted), "正在汇集档案内容")
        made.append(branch_year.archive(member_id))
    return made


@dataclass(frozen=True, slots=True)
class _Quarter:
    totals: PeriodTotals
    details: dict[int, list[EntryPoints]]
    closed: bool


class _BranchYear:
    """One year of the branch, read once for all of its archives."""

    def __init__(self, ctx: Context, year: int) -> None:
        self.ctx = ctx
        self.year = year
        self.rows = {row.id: row for row in members.list_members(ctx, include_left=True)}
        self.names = settings.load(ctx)
        found = orgs.branch(ctx)
        self.branch = "" if found is None else found.name
        self.makeups: dict[str, list[MakeupRow]] = defaultdict(list)
        for line in makeup_register.lines(ctx, str(year)):
            self.makeups[line.name].append(line)
        whole = Period(Span.YEAR, year)
        with ctx.read() as session:
            closed = {period.code for period in closed_periods_in(session)}
            self.published = _published(session, whole)
        self.quarters = [
            quarter
            for period in whole.quarters
            if (quarter := self._quarter(period, closed=period.code in closed)) is not None
        ]
        self.whole = self._totals(whole)

    def archive(self, member_id: int) -> ArchiveDoc:
        """Return one member's archive."""
        row = self.rows.get(member_id)
        if row is None:
            raise NotFound("这名党员的档案已不存在，请刷新后重试。")
        life = participation.counts(self.ctx, member_id, self.year)
        with self.ctx.read() as session:
            member = members.get_in(session, member_id)
            lines = records.list_records_in(session, member_id)
            events = tuple(_events(session, member_id, self.year))
            photo = photos.photo_in(session, member_id)
            basics = archive_basics.basics_in(session, member, min(self.ctx.today, date(self.year, 12, 31)))
            own = archive_basics.own_in(session, member)
        return ArchiveDoc(
            number=member.archive_no or "",
            name=member.name,
            unit=self.names.unit,
            branch=self.branch,
            group=row.group_name,
            opened_on=member.created_at.date(),
            photo=photo,
            basics=basics,
            own=own,
            dues_paid_to=member.dues_paid_to or "",
            milestones=tuple(sorted(_milestones(member, lines), key=lambda step: step.happened_on)),
            records=_by_kind(lines),
            life=tuple(
                LifeRow(c.kind.label, c.expected, c.present, c.on_leave, c.unexcused, c.made_up)
                for c in life.by_kind
            ),
            life_events=events,
            study=self._study(life.study_hours, lines),
            makeups=tuple(self.makeups.get(row.shown_name, ())),
            points=self._points(row),
        )

    def _study(self, hundredths: int, lines: Sequence[RecordLine]) -> StudyHours:
        trained = sum(
            (
                line.quantity
                for line in lines
                if line.kind is RecordKind.TRAINING and line.quantity and line.starts[:4] == str(self.year)
            ),
            Fraction(0),
        )
        found = (("组织生活（含补学）", Fraction(hundredths, 100)), ("教育培训", trained))
        return StudyHours(
            rows=tuple((label, hours) for label, hours in found if hours),
            target=Fraction(self.names.study_hours_target),
        )

    def _points(self, row: MemberRow) -> PointsOfYear | None:
        quarters = tuple(q for quarter in self.quarters if (q := _points_of(quarter, row.id)) is not None)
        if not quarters:
            return None
        year = None if self.whole is None else _own(self.whole, row.id)
        totals = self.quarters[-1].totals
        return PointsOfYear(
            rulebook=totals.rulebook,
            quarters=quarters,
            total=None if year is None or year.exempt else Fraction(year.total),
            grade="" if year is None else year.grade,
            published=self.published,
            decimals=totals.decimals,
            curve=self._curve(row.id),
        )

    def _curve(self, member_id: int) -> MemberLine | None:
        return member_line(self.ctx, member_id, self.year) if len(self.quarters) > 1 else None

    def _quarter(self, period: Period, *, closed: bool) -> _Quarter | None:
        totals = self._totals(period)
        if totals is None or totals.period.start > self.ctx.today:
            return None
        details: dict[int, list[EntryPoints]] = defaultdict(list)
        for line in period_details(self.ctx, period.code):
            details[line.entry.member_id].append(line)
        return _Quarter(totals, details, closed)

    def _totals(self, period: Period) -> PeriodTotals | None:
        try:
            return shown_totals(self.ctx, period.code)
        except NoRulebook:
            return None


def _milestones(member: Member, lines: Sequence[RecordLine]) -> Iterable[Milestone]:
    applied = next((r for r in lines if r.kind is RecordKind.PAPER and r.title == _APPLICATION), None)
    if applied is not None and applied.starts:
        yield Milestone("递交入党申请书", applied.starts)
    steps = [line for line in lines if line.kind is RecordKind.STEP]
    told = {step.title for step in steps}
    for step in steps:
        words = (step.issuer, step.document_no, step.detail)
        yield Milestone(step.title, step.starts, "，".join(filter(None, words)))
    if member.joined and "接收为预备党员" not in told:
        introducers = f"入党介绍人：{member.introducers}" if member.introducers else ""
        yield Milestone("接收为预备党员", member.joined, introducers)
    if member.regular and not any(title.endswith("转正") for title in told):
        yield Milestone("转为正式党员", member.regular)
    if member.entered_on is not None:
        yield Milestone("进入本支部", member.entered_on.isoformat())
    if member.left_on is not None and member.left_reason is not None:
        yield Milestone(member.left_reason.label, member.left_on.isoformat(), member.left_note or "")


def _by_kind(lines: Sequence[RecordLine]) -> dict[RecordKind, tuple[RecordRow, ...]]:
    found: dict[RecordKind, list[RecordLine]] = defaultdict(list)
    for line in lines:
        found[line.kind].append(line)
    return {kind: records.rows(of_kind) for kind, of_kind in found.items()}


def _events(session: Session, member_id: int, year: int) -> Iterable[LifeEvent]:
    query = (
        select(
            Activity.held_on,
            Activity.kind,
            Activity.topic,
            Attendance.presence,
            MakeupTask.state.label("task_state"),
        )
        .join(Attendance, Attendance.activity_id == Activity.id)
        .outerjoin(MakeupTask, MakeupTask.id == Attendance.makeup_task_id)
        .where(
            Attendance.member_id == member_id,
            Attendance.presence.is_not(None),
            Activity.held_on.between(date(year, 1, 1), date(year, 12, 31)),
            Activity.state == ActivityState.HELD,
            Activity.deleted_at.is_(None),
        )
        .order_by(Activity.held_on, Activity.id)
    )
    for line in session.execute(query):
        made_up = line.task_state is MakeupState.DONE and line.presence.absent
        yield LifeEvent(
            line.held_on, line.kind.label, line.topic, line.presence.label, "已补学" if made_up else ""
        )


def _published(session: Session, year: Period) -> str:
    """Return when the settled periods of a year were posted (公示), so that the paper leads to the notice."""
    wanted = {period.code: period for period in (*year.quarters, year)}
    query = (
        select(Closing.period, Closing.published_on, Closing.last_day, Closing.state)
        .where(
            Closing.period.in_(list(wanted)),
            Closing.published_on.is_not(None),
            Closing.state.in_(BINDING_STATES),
            Closing.reopened_at.is_(None),
        )
        .order_by(Closing.published_on)
    )
    told = []
    for row in session.execute(query):
        last = "" if row.last_day is None else row.last_day.isoformat()
        span = span_text(row.published_on.isoformat(), last)
        final = "，已定稿" if row.state is ClosingState.FINAL else ""
        told.append(f"{wanted[row.period].short_label}：{span}公示{final}")
    return "；".join(told)


def _own(totals: PeriodTotals, member_id: int) -> MemberTotal | None:
    return next((row for row in totals.rows if row.id == member_id), None)


def _points_of(quarter: _Quarter, member_id: int) -> QuarterPoints | None:
    totals = quarter.totals
    row = _own(totals, member_id)
    if row is None:
        return None
    label = totals.period.label
    if row.exempt:
        return QuarterPoints(label, quarter.closed, None, note="不参加积分管理")
    parts = [
        (head.name, Fraction(value)) for head, value in zip(totals.categories, row.categories, strict=True)
    ]
    return QuarterPoints(
        period=label,
        closed=quarter.closed,
        total=Fraction(row.total),
        categories=tuple(([(BASE, Fraction(row.base))] if totals.has_base else []) + parts),
        lines=tuple(_point_line(line) for line in quarter.details.get(member_id, ())),
        branch_average=None if totals.average is None else Fraction(totals.average),
        note=f"一票否决：{row.veto}" if row.veto else "",
    )


def _point_line(line: EntryPoints) -> PointLine:
    counted = bool(line.counted) or not line.points
    return PointLine(
        happened_on=line.day,
        category=line.entry.category_name,
        item=line.entry.item_text,
        points=line.counted if counted else line.points,
        counted=counted,
        note=line.entry.reason,
    )
