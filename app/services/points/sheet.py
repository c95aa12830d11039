"""积分表: a period's points as the data of the sheet that is signed and handed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.member import Member
from app.services import orgs, settings
from app.services.context import Context
from app.services.periods import Period, Span
from app.services.points.facts import APPROVED, Scoring, facts_in, last_year_in, members_in, scoring_in
from app.services.points.scoring import score
from app.services.points.scoring_cards import Line, Scorecard
from app.services.points.scoring_facts import Fact, Key
from app.services.points.sources import SourceLink, source_labels_in
from app.services.points.totals import MemberTotal, PeriodTotals, totals_in
from app.services.reports.documents import ExcusedRow, PointDetail, PointRow, PointSheet, SheetHead

BASE = "基础分"


def point_sheet(ctx: Context, period: str, *, details: bool = True) -> PointSheet:
    """Return the sheet of a quarter or a year; only approved entries count.

    Args:
        ctx: The context.
        period: Such as "2026Q3" or "2026".
        details: Whether every entry is listed with its source.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    with ctx.read() as session:
        totals = totals_in(session, ctx.today, period)
        scoring = scoring_in(session, period)
        mine = settings.load_in(session)
        branch = orgs.branch_in(session)
        name = branch.name if branch is not None else ""
        return PointSheet(
            head=SheetHead(
                unit=f"{mine.unit}{name}",
                prepared_by=mine.recorder,
                checked_by=mine.reviewer or mine.secretary,
                filled_on=ctx.today,
            ),
            branch=name,
            period=totals.period.label,
            categories=((BASE,) if totals.has_base else ()) + tuple(head.name for head in totals.categories),
            rows=tuple(_row(totals, row) for row in totals.rows if not row.exempt),
            excused=tuple(_excused(row) for row in totals.rows if row.exempt),
            roster_count=_roster_count(session, totals.period),
            rulebook=totals.rulebook,
            yearly=totals.period.span is Span.YEAR,
            decimals=totals.decimals,
            grades=tuple(grade.name for grade in scoring.rulebook.grades),
            details=_details(session, ctx.today, scoring) if details else (),
        )


def _row(totals: PeriodTotals, row: MemberTotal) -> PointRow:
    parts = ((row.base,) if totals.has_base else ()) + row.categories
    return PointRow(
        name=row.name,
        group=row.member.group_name,
        member_kind=row.member.kind.label,
        categories=tuple(Fraction(part) for part in parts),
        total=Fraction(row.total),
        grade=row.grade,
        note=_note(row),
    )


def _note(row: MemberTotal) -> str:
    notes = [f"一票否决：{row.veto}"] if row.veto else []
    if row.member.left_on is not None:
        notes.append(f"{row.member.left_on.isoformat()} 离开")
    return "；".join(notes)


def _excused(row: MemberTotal) -> ExcusedRow:
    return ExcusedRow(
        row.name, row.member.group_name, row.member.kind.label, f"{row.member.klass.label}党员，按方案不参加"
    )


def _roster_count(session: Session, period: Period) -> int:
    """Count the roster on its own, so that the sheet's cross-check checks something."""
    query = select(func.count(Member.id)).where(
        Member.deleted_at.is_(None),
        func.coalesce(Member.entered_on, period.start) <= period.end,
        func.coalesce(Member.left_on, period.end) >= period.start,
    )
    return session.scalar(query) or 0


def _details(session: Session, today: date, scoring: Scoring) -> tuple[PointDetail, ...]:
    members = members_in(session, scoring.period)
    facts = facts_in(session, scoring, APPROVED).facts
    cards = score(
        scoring.rulebook,
        [member.scored for member in members],
        facts,
        scoring.period,
        last_year=last_year_in(session, scoring),
        as_of=today,
        explain=True,
    )
    by_id = {fact.id: fact for fact in facts if scoring.period.contains(fact.day)}
    links = source_labels_in(session, [key for key in by_id if isinstance(key, int)])
    names: dict[Key, str] = {member.id: member.name for member in members}
    return tuple(
        _detail(scoring, names[card.member], by_id[line.fact], line, links)
        for card in cards.cards
        for line in sorted(_lines(card), key=lambda line: line.fact)
        if line.fact in by_id
    )


def _lines(card: Scorecard) -> Iterable[Line]:
    return [line for part in (card.parts or (card,)) for line in part.lines]


def _detail(scoring: Scoring, name: str, fact: Fact, line: Line, links: dict[int, SourceLink]) -> PointDetail:
    item = scoring.rulebook.item_by_code[line.item]
    counted = bool(line.counted) or not line.points
    link = links.get(fact.id) if isinstance(fact.id, int) else None
    return PointDetail(
        name=name,
        happened_on=fact.day,
        category=scoring.rulebook.category_by_code[item.category].name,
        item=item.text,
        points=Fraction(line.counted if counted else line.points),
        counted=counted,
        source=link.kind.label if link else "",
        note="；".join(
            filter(None, (_cut_note(line, counted=counted), link.text if link and link.page else ""))
        ),
    )


def _cut_note(line: Line, *, counted: bool) -> str:
    if not counted:
        return "不记入"
    return "部分封顶不记入" if line.cut else ""
