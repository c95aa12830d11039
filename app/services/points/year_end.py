"""年度评定: the year's totals, the grades the bands and the quota propose, and what the branch decides.

A decision is kept until the year is confirmed; confirming locks the year as a version (`closing.py`) whose
totals the next year's carry-over takes. The program proposes; the branch decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import MemberKind
from app.models.org import Setting
from app.services.backup_policy import before_mass_change
from app.services.backup_shelf import Reason
from app.services.context import Changes, Context
from app.services.errors import BadInput, Refused
from app.services.files import clean_text
from app.services.periods import Period
from app.services.points import closing, settlements
from app.services.points.closing_checks import check_list
from app.services.points.counted_adjustments import adjustments_in
from app.services.points.facts import (
    APPROVED,
    PeriodMember,
    Scoring,
    facts_in,
    last_year_in,
    members_in,
    scoring_in,
)
from app.services.points.rules import Rulebook
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import shown_text
from app.services.points.scoring import score
from app.services.points.scoring_cards import Scorecard
from app.services.points.scoring_facts import Key
from app.services.points.scoring_grades import Proposal, propose_grades
from app.services.points.settlements import ClosingRow, Settled
from app.services.points.snapshot import FrozenLine, build
from app.services.points.snapshot_sheet import NOT_GRADED
from app.services.points.totals import explanations, period_totals
from app.services.points.veto_documents import veto_documents_in
from app.services.quota import most_excellent

_PROBATIONARY = "预备党员参加评议，不评定等次"
_WAITING = "待确定"


@dataclass(frozen=True, slots=True)
class YearRow:
    """One member's year.

    Attributes:
        exact: The unrounded total, for sorting.
        parts: The sub-periods' totals, parallel to the heads; empty where there is none.
        by_bands: The grade the bands give after a veto.
        proposed: The grade the quota leaves.
        tied: Equal totals straddle the last place of the quota: the branch has to decide.
        decided: What the branch decided against or within the proposal; empty where it has not.
        grade: What holds: decided, else proposed.
        reason: Why the proposal differs from the bands, or why the branch decided so.

    """

    member_id: int
    name: str
    name_key: str
    group: str
    kind: str
    parts: tuple[str, ...]
    total: str
    exact: Number
    by_bands: str
    proposed: str
    tied: bool
    decided: str
    reason: str
    veto: str
    exempt: bool

    @property
    def grade(self) -> str:
        """What holds: decided, else proposed."""
        return self.decided or self.proposed

    @property
    def waits(self) -> bool:
        """Whether the branch has to decide before the year can be confirmed."""
        return self.tied and not self.decided


@dataclass(frozen=True, slots=True)
class YearTable:
    """A year of the whole branch.

    Attributes:
        heads: Names of the sub-periods.
        places: How many members may have `quota_grade`; None without a quota.
        settled: The version that holds, None while the year is open.

    """

    period: Period
    rulebook: str
    grades: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[YearRow, ...]
    quota_grade: str
    places: int | None
    settled: ClosingRow | None

    @property
    def counts(self) -> dict[str, int]:
        """How many members have each grade, in the rulebook's order, those without one last; ties have none yet."""
        taking = [row.grade for row in self.rows if not row.exempt and not row.waits]
        named = [*self.grades, NOT_GRADED]
        return {name: taking.count(name) for name in named if name in self.grades or taking.count(name)}

    @property
    def taking_part(self) -> int:
        """How many members take part (参加积分管理)."""
        return sum(not row.exempt for row in self.rows)

    @property
    def waiting(self) -> int:
        """How many ties the branch has still to decide."""
        return sum(row.waits for row in self.rows)

    @property
    def cross_check(self) -> str:
        """The 表间关系 of the year: who takes part against the grades."""
        counts = self.counts | ({_WAITING: self.waiting} if self.waiting else {})
        parts = " + ".join(f"{name} {count}" for name, count in counts.items())
        agrees = sum(counts.values()) == self.taking_part
        return f"参加积分管理党员数 {self.taking_part} = {parts}（{'相符' if agrees else '不符，请核对'}）"


def year_table(ctx: Context, year: str) -> YearTable:
    """Return a year with its proposals and decisions; of a settled year what was confirmed.

    Raises:
        BadInput: `year` is no year.
        NoRulebook: No rulebook is in force at its end.

    """
    with ctx.read() as session:
        scoring = scoring_in(session, year)
        members = members_in(session, scoring.period)
        cards = _cards_in(session, ctx, scoring, members)
        decided = _decisions_in(session, year)
        documents = veto_documents_in(session, scoring.period)
    parts = _parts(ctx, scoring)
    settled = settlements.settled(ctx, year)
    rulebook = scoring.rulebook
    if settled is not None:
        rows = _documented((_settled_row(settled, line, parts) for line in settled.snapshot.lines), documents)
        quota = None if rulebook.quota is None else rulebook.quota.grade
        return _table(scoring, rows, parts, quota, settled.row)
    rows = _documented(_proposed_rows(rulebook, members, cards, parts, decided), documents)
    return _table(scoring, rows, parts, rulebook.quota.grade if rulebook.quota else None, None)


def decide(ctx: Context, year: str, member_id: int, grade: str, reason: str) -> Changes:
    """Keep what the branch decided for a member; an empty grade takes the decision back.

    Raises:
        BadInput: The grade is unknown, or a decision against the proposal has no reason.
        Refused: The year is settled, or a veto forbids the grade.

    """
    table = _open_year(ctx, year)
    row = next((row for row in table.rows if row.member_id == member_id), None)
    if row is None or row.exempt:
        raise BadInput("这名党员不参加本年度评定，请刷新后重试。", field="grade")
    why = clean_text(reason, limit=200, field="reason")
    if grade and grade not in (*table.grades, NOT_GRADED):
        raise BadInput(f"请从 {'、'.join(table.grades)} 中选择等次。", field="grade")
    if grade and (grade != row.proposed or row.tied) and not why:
        raise BadInput("与建议等次不同或并列的，请写明支部研究的理由。", field="reason")
    if row.veto and _better(table.grades, grade, row.by_bands):
        raise Refused(f"{row.name}被一票否决（{row.veto}），等次不能高于“{row.by_bands}”。", field="grade")
    with ctx.write(f"确定{row.name}的年度等次") as work:
        kept = _decisions_in(work.session, year)
        kept.pop(str(member_id), None)
        if grade:
            kept[str(member_id)] = {"grade": grade, "reason": why}
        _keep_in(work.session, year, kept)
    return work.changes


def confirm(ctx: Context, year: str, *, accept_open: bool = False) -> Changes:
    """Confirm the grades and lock the year as its next version.

    Raises:
        Refused: The check list forbids it, a tie is not decided, the quota is exceeded, or the year is
            settled already.

    """
    warnings = closing.require_checked(check_list(ctx, year), accept_open=accept_open)
    table = _open_year(ctx, year)
    if table.waiting:
        raise Refused(f"有 {table.waiting} 名党员积分并列、名额不足，请先由支部研究确定等次。")
    _require_quota(table)
    snapshot = build(ctx, year)
    rows = {row.member_id: row for row in table.rows}
    graded = replace(snapshot, lines=tuple(_graded(line, rows[line.member_id]) for line in snapshot.lines))
    told = explanations(ctx, year)
    before_mass_change(ctx, Reason.YEAREND)
    with ctx.write(f"确定{table.period.label}等次", undoable=False) as work:
        closing.lock_in(work, graded, warnings, told)
    return work.changes


def _require_quota(table: YearTable) -> None:
    given = table.counts.get(table.quota_grade, 0)
    if table.places is not None and given > table.places:
        raise Refused(f"“{table.quota_grade}”名额为 {table.places} 个，现有 {given} 名党员，请调整后再确定。")


def _graded(line: FrozenLine, row: YearRow) -> FrozenLine:
    return replace(line, grade="" if line.exempt else row.grade, reason=row.reason)


def _open_year(ctx: Context, year: str) -> YearTable:
    table = year_table(ctx, year)
    if table.settled is not None:
        raise Refused(f"{table.period.label}已经评定。需要更正时，请先填写原因重新打开。")
    return table


def _better(grades: Sequence[str], grade: str, limit: str) -> bool:
    places = {name: at for at, name in enumerate(grades)}
    return grade in places and places[grade] < places.get(limit, len(places))


def _cards_in(
    session: Session, ctx: Context, scoring: Scoring, members: Sequence[PeriodMember]
) -> dict[Key, Scorecard]:
    cards = score(
        scoring.rulebook,
        [member.scored for member in members],
        facts_in(session, scoring, APPROVED).facts,
        scoring.period,
        last_year=last_year_in(session, scoring),
        as_of=ctx.today,
        adjustments=adjustments_in(session, scoring.period, APPROVED),
    )
    return {card.member: card for card in cards.cards}


def _parts(ctx: Context, scoring: Scoring) -> dict[str, dict[int, str]]:
    """Return each sub-period's totals by its name; of a settled one those that were locked."""
    found: dict[str, dict[int, str]] = {}
    for part in scoring.period.parts(scoring.rulebook.calendar.sub):
        settled = settlements.settled(ctx, part.code)
        if settled is not None:
            digits = settled.snapshot.decimals
            totals = {line.member_id: shown_text(line.total, digits) for line in settled.snapshot.lines}
        elif part.start <= ctx.today:
            totals = {row.id: row.total_text for row in period_totals(ctx, part.code).rows}
        else:
            totals = {}
        found[part.short_label] = totals
    return found


def _proposed_rows(
    rulebook: Rulebook,
    members: Sequence[PeriodMember],
    cards: Mapping[Key, Scorecard],
    parts: Mapping[str, Mapping[int, str]],
    decided: Mapping[str, Mapping[str, str]],
) -> tuple[YearRow, ...]:
    considered = [_considered(member, cards[member.id]) for member in members]
    proposals = {found.member: found for found in propose_grades(rulebook, considered).proposals}
    return tuple(
        _row(rulebook, member, cards[member.id], proposals[member.id], parts, decided.get(str(member.id), {}))
        for member in members
    )


def _considered(member: PeriodMember, card: Scorecard) -> Scorecard:
    """Leave 预备党员 without a grade: they take part in the appraisal and no place of the quota."""
    return replace(card, grade=None) if member.kind is MemberKind.PROBATIONARY else card


def _row(
    rulebook: Rulebook,
    member: PeriodMember,
    card: Scorecard,
    proposal: Proposal,
    parts: Mapping[str, Mapping[int, str]],
    decision: Mapping[str, str],
) -> YearRow:
    probationary = member.kind is MemberKind.PROBATIONARY and not card.exempt
    veto = rulebook.veto_by_code.get(card.veto or "")
    return YearRow(
        member_id=member.id,
        name=member.name,
        name_key=member.name_key,
        group=member.group_name,
        kind=member.kind.label,
        parts=tuple(totals.get(member.id, "") for totals in parts.values()),
        total=shown_text(card.total, rulebook.decimals),
        exact=card.total,
        by_bands=card.grade or "",
        proposed=NOT_GRADED if probationary else proposal.proposed or "",
        tied=proposal.tied,
        decided=decision.get("grade", ""),
        reason=decision.get("reason", "") or (_PROBATIONARY if probationary else proposal.reason),
        veto=veto.text if veto else "",
        exempt=card.exempt,
    )


def _documented(rows: Iterable[YearRow], documents: Mapping[int, str]) -> tuple[YearRow, ...]:
    """Say with every veto which document it rests on."""
    return tuple(
        replace(row, veto=f"{row.veto}（{documents[row.member_id]}）")
        if row.veto and row.member_id in documents
        else row
        for row in rows
    )


def _settled_row(settled: Settled, line: FrozenLine, parts: Mapping[str, Mapping[int, str]]) -> YearRow:
    return YearRow(
        member_id=line.member_id,
        name=line.name,
        name_key=line.name_key,
        group=line.group,
        kind=line.kind,
        parts=tuple(totals.get(line.member_id, "") for totals in parts.values()),
        total=shown_text(line.total, settled.snapshot.decimals),
        exact=line.total,
        by_bands="",
        proposed=line.grade,
        tied=False,
        decided=line.grade,
        reason=line.reason,
        veto=line.veto,
        exempt=line.exempt,
    )


def _table(
    scoring: Scoring,
    rows: tuple[YearRow, ...],
    parts: Mapping[str, object],
    quota_grade: str | None,
    settled: ClosingRow | None,
) -> YearTable:
    rulebook = scoring.rulebook
    title = f"{rulebook.title}（{rulebook.version}）" if rulebook.version else rulebook.title
    return YearTable(
        period=scoring.period,
        rulebook=title,
        grades=tuple(grade.name for grade in rulebook.grades),
        heads=tuple(parts),
        rows=rows,
        quota_grade=quota_grade or "",
        places=_places(rulebook, rows),
        settled=settled,
    )


def _places(rulebook: Rulebook, rows: Sequence[YearRow]) -> int | None:
    """Return the quota in members, of those who get a grade."""
    if rulebook.quota is None:
        return None
    graded = sum(not row.exempt and row.grade not in ("", NOT_GRADED) for row in rows)
    return most_excellent(graded, rulebook.quota.at_most)


def _key(year: str) -> str:
    return f"year_grades.{year}"


def _decisions_in(session: Session, year: str) -> dict[str, dict[str, str]]:
    found: Any = session.scalar(select(Setting.value).where(Setting.key == _key(year)))
    return dict(found) if isinstance(found, dict) else {}


def _keep_in(session: Session, year: str, decisions: dict[str, dict[str, str]]) -> None:
    row = session.scalar(select(Setting).where(Setting.key == _key(year)))
    if row is None:
        session.add(Setting(key=_key(year), value=decisions))
    else:
        row.value = decisions
