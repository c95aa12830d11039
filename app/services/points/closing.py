"""季度结算: lock a period as a numbered snapshot, publish it, finish it, and reopen it with a reason.

A snapshot is never deleted and its lines never change. While it binds, entries and attendance of its days
are refused (`closed.py`); a reopened one stays readable, and the next locking gets the next number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.kinds import ClosingState, ObjectionResult
from app.models.points import Closing, ClosingLine, Objection
from app.services import branch_calendar
from app.services.backup_policy import before_mass_change
from app.services.backup_shelf import Reason
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, Refused
from app.services.files import clean_text
from app.services.periods import Opening, Period, Span
from app.services.points.adjustments import carry_on_in, dissolve_in
from app.services.points.closed import closed_periods_in
from app.services.points.closing_checks import CheckLine, Level, check_list
from app.services.points.kept_explanations import told_data
from app.services.points.settlements import Content, PublicationOptions, binding_in, get_in
from app.services.points.snapshot import Snapshot, build, exact_text, head_data, line_data
from app.services.points.totals import Explanation, explanations
from app.services.points.versions import parsed

USUAL_WORKDAYS = 5
"""公示 days where the rulebook names none: the usual length of a publication in the Party's practice."""
_FURTHEST_START = timedelta(days=60)


def lock(ctx: Context, period: str, *, accept_open: bool = False) -> Changes:
    """Lock a period (锁定) as its next version.

    Args:
        ctx: The context.
        period: Such as "2026Q3"; a year with grades is locked by `year_end.confirm`.
        accept_open: Whether what the check list only warns of is accepted; it is kept with the version.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.
        Refused: It is settled already, the check list forbids it, or it is a year whose grades are open.

    """
    warnings = require_checked(check_list(ctx, period), accept_open=accept_open)
    snapshot = build(ctx, period)
    if snapshot.period.span is Span.YEAR and snapshot.grades:
        raise Refused(f"{snapshot.period.label}须先确定等次，请到“年度评定”里确定后锁定。")
    told = explanations(ctx, period)
    before_mass_change(ctx, Reason.SETTLE)
    with ctx.write(f"锁定{snapshot.period.label}积分", undoable=False) as work:
        lock_in(work, snapshot, warnings, told)
    return work.changes


def require_checked(checks: Sequence[CheckLine], *, accept_open: bool) -> tuple[str, ...]:
    """Return what is still open and accepted.

    Raises:
        Refused: Something stops the locking, or warnings were not accepted.

    """
    stops = [line for line in checks if line.level is Level.STOP]
    if stops:
        raise Refused(f"还不能锁定：{stops[0].text}")
    warnings = tuple(line.text for line in checks if line.level is Level.WARN)
    if warnings and not accept_open:
        raise Refused(f"检查清单里还有 {len(warnings)} 项提醒，请处理，或确认后再锁定。")
    return warnings


def lock_in(
    work: Work, snapshot: Snapshot, accepted: Sequence[str], told: Mapping[int, Explanation]
) -> Closing:
    """Store a snapshot as the next version inside an open transaction, with the explanation of every figure.

    Raises:
        Refused: The period is settled already.

    """
    session, code = work.session, snapshot.period.code
    if binding_in(session, code) is not None:
        raise Refused(f"{snapshot.period.label}已经结算。需要更正时，请先填写原因重新打开。")
    last = session.scalar(select(func.max(Closing.version)).where(Closing.period == code)) or 0
    closing = Closing(
        period=code,
        version=last + 1,
        state=ClosingState.LOCKED,
        rulebook_text=snapshot.rulebook_text,
        content_hash=snapshot.content_hash,
        closed_at=work.now,
        data={
            **head_data(snapshot),
            "locked_by": work.operator,
            "accepted": list(accepted),
            "workdays": parsed(snapshot.rulebook_text).publication_workdays,
        },
    )
    session.add(closing)
    session.flush()
    session.add_all(
        ClosingLine(
            closing_id=closing.id,
            member_id=line.member_id,
            total=exact_text(line.total),
            grade=line.grade or None,
            data=line_data(line, place),
            told=told_data(told.get(line.member_id)),
        )
        for place, line in enumerate(snapshot.lines)
    )
    work.new_ids.append(closing.id)
    carry_on_in(work, snapshot.period)
    return closing


@dataclass(frozen=True, slots=True)
class PublicationEnd:
    """The last day of a publication; `warning` says what makes it provisional."""

    date: date
    workdays: int
    warning: str

    @property
    def provisional(self) -> bool:
        """Whether the day depends on a year without a published table."""
        return bool(self.warning)


def publication_end(ctx: Context, closing_id: int, start: date) -> PublicationEnd:
    """Return the last day of a publication (公示) that begins on `start`; the day of posting is not counted.

    Raises:
        NotFound: There is no such version.

    """
    with ctx.read() as session:
        return _end_in(session, get_in(session, closing_id), start)


def publish(ctx: Context, closing_id: int, start: date, options: PublicationOptions) -> Changes:
    """Begin the publication (公示), or correct its first day and form while it runs.

    Raises:
        NotFound: There is no such version.
        BadInput: It would begin before the locking or in the far future; field `start`.
        Refused: The version was reopened, or is final.

    """
    with ctx.write("开始公示", undoable=False) as work:
        closing = _open_version(work.session, closing_id)
        if start < closing.closed_at.date():
            raise BadInput(
                f"公示不能早于锁定的日期 {closing.closed_at.date().isoformat()}，请更改。", field="start"
            )
        if start > work.today + _FURTHEST_START:
            raise BadInput("公示开始日期离今天太远，请核对年份和月份。", field="start")
        if options.content is Content.GRADE and not _graded_in(work.session, closing):
            raise BadInput("这一期还没有等次，不能只公布等次，请选择公布积分。", field="content")
        closing.state, closing.published_on = ClosingState.PUBLISHED, start
        closing.last_day = _end_in(work.session, closing, start).date
        published = {"order": options.order, "content": options.content, "ranking": options.ranking}
        closing.data = {**closing.data, "publication": published}
    return work.changes


def recompute_publications_in(work: Work) -> None:
    """Work out the last day of every publication that runs afresh, after days off were entered or taken back."""
    running = select(Closing).where(
        Closing.state == ClosingState.PUBLISHED,
        Closing.reopened_at.is_(None),
        Closing.published_on.is_not(None),
    )
    for closing in work.session.scalars(running):
        if closing.published_on is not None:
            closing.last_day = _end_in(work.session, closing, closing.published_on).date


def finish(ctx: Context, closing_id: int) -> Changes:
    """Make a published version final (定稿), after its last day and with every objection answered.

    Raises:
        NotFound: There is no such version.
        Refused: It is not published, its publication still runs, or an objection stands in the way.

    """
    with ctx.write("结算定稿", undoable=False) as work:
        closing = _open_version(work.session, closing_id)
        refusal = finish_refusal_in(work.session, closing, work.today)
        if refusal:
            raise Refused(refusal)
        closing.state, closing.final_on = ClosingState.FINAL, work.today
    return work.changes


def finish_refusal_in(session: Session, closing: Closing, today: date) -> str:
    """Return why a version cannot be final yet, "" where it can."""
    if closing.state is ClosingState.LOCKED or closing.last_day is None:
        return "还没有公示，请先公示。"
    results = session.execute(select(Objection.result).where(Objection.closing_id == closing.id)).scalars()
    found = list(results)
    if None in found:
        return f"还有 {found.count(None)} 条异议没有答复，请先答复。"
    if ObjectionResult.UPHELD in found:
        return "有异议成立，积分表需要更正。请填写原因重新打开，更正后再锁定为新的一版。"
    if today <= closing.last_day:
        return f"公示到 {closing.last_day.isoformat()} 为止，期满后再定稿。"
    return ""


def reopen(ctx: Context, closing_id: int, reason: str) -> Changes:
    """Reopen a settled period (重新打开); the version stays, its days may be corrected again.

    Raises:
        BadInput: No reason is given; field `reason`.
        NotFound: There is no such version.
        Refused: It was reopened before, or lies in a year that is settled.

    """
    why = clean_text(reason, limit=500, field="reason")
    if not why:
        raise BadInput("请填写重新打开的原因，它会和这一版一起保存。", field="reason")
    before_mass_change(ctx, Reason.SETTLE)
    with ctx.write("重新打开已结算的积分", undoable=False) as work:
        closing = get_in(work.session, closing_id)
        if closing.reopened_at is not None:
            raise Refused("这一版已经重新打开过，请刷新后重试。")
        _refuse_inside_year(work.session, closing)
        closing.reopened_at, closing.reopened_reason = work.now, why
        dissolve_in(work, _period_of(closing))
    return work.changes


def _period_of(closing: Closing) -> Period:
    return Period.parse(closing.period, Opening.parse(closing.data["opening"]))


def _refuse_inside_year(session: Session, closing: Closing) -> None:
    """Refuse to open a part of a settled year: the year binds the same days, so it has to be opened first."""
    mine = _period_of(closing)
    for period in closed_periods_in(session):
        if period.span is Span.YEAR and mine.span is not Span.YEAR and period.contains(mine.start):
            raise Refused(f"{period.label}已经评定，请先重新打开{period.label}。")


def _open_version(session: Session, closing_id: int) -> Closing:
    closing = get_in(session, closing_id)
    if closing.reopened_at is not None:
        raise Refused("这一版已经重新打开，不能再公示或定稿，请锁定新的一版。")
    if closing.state is ClosingState.FINAL:
        raise Refused("这一版已经定稿。需要更正时，请填写原因重新打开。")
    return closing


def _graded_in(session: Session, closing: Closing) -> bool:
    query = select(ClosingLine.id).where(ClosingLine.closing_id == closing.id, ClosingLine.grade.is_not(None))
    return session.scalar(query.limit(1)) is not None


def _end_in(session: Session, closing: Closing, start: date) -> PublicationEnd:
    days = closing.data.get("workdays") or USUAL_WORKDAYS
    end = branch_calendar.calendar_in(session).add_workdays(start, days)
    return PublicationEnd(end.date, days, end.warning)
