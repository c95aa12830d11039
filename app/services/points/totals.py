"""合计: every member's points of a period, and where each figure comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from app.models.kinds import EntryState
from app.services.context import Context
from app.services.errors import NotFound
from app.services.periods import Period
from app.services.points.closed import closed_periods_in
from app.services.points.counted_adjustments import CODE as ADJUSTED
from app.services.points.counted_adjustments import adjustments_in, column_name
from app.services.points.facts import (
    APPROVED,
    UNAPPROVED,
    Facts,
    PeriodMember,
    Scoring,
    facts_in,
    last_year_in,
    members_in,
    scoring_in,
)
from app.services.points.facts_grouped import grouped_facts_in
from app.services.points.rules import BaseMode, Rulebook
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import shown_text, signed_text, simplest
from app.services.points.scoring import Scorer, score
from app.services.points.scoring_base import bases
from app.services.points.scoring_cards import Adjustment, Scorecard, Scorecards, Stage, Step
from app.services.points.sources import SourceLink, source_labels_in


@dataclass(frozen=True, slots=True)
class CategoryHead:
    """A column of the table."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class MemberTotal:
    """One member's points; `categories` run parallel to the heads, `grade` only where the year is graded."""

    member: PeriodMember
    base: Number
    categories: tuple[Number, ...]
    total: Number
    total_text: str
    grade: str
    rank: int | None
    exempt: bool
    veto: str

    @property
    def id(self) -> int:
        """The member's id."""
        return self.member.id

    @property
    def name(self) -> str:
        """The shown name."""
        return self.member.name


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """A period's points of the whole branch, in the order of the branch.

    Attributes:
        open: The period is not settled; its figures may still change (未结算).
        waiting: Entries of the period that are not approved; counted only where that was asked for.
        counted_waiting: Whether they are counted.
        misfits: Entries that the rulebook cannot score, e.g. of an item it does not have.
        open_categories: Deduct categories in which nothing has been entered: full marks mean nothing yet.

    """

    period: Period
    rulebook: str
    decimals: int
    categories: tuple[CategoryHead, ...]
    rows: tuple[MemberTotal, ...]
    open: bool
    waiting: int
    counted_waiting: bool
    misfits: int
    open_categories: tuple[str, ...]
    has_base: bool
    graded: bool
    grade_names: tuple[str, ...]

    @property
    def average(self) -> Number | None:
        """The average of the members who take part, None where nobody does."""
        totals = [row.total for row in self.rows if not row.exempt]
        return simplest(Fraction(sum(totals)) / len(totals)) if totals else None

    def text(self, number: Number) -> str:
        """Write points with the rulebook's decimals."""
        return shown_text(number, self.decimals)

    def of(self, member_id: int) -> MemberTotal:
        """Return a member's row.

        Raises:
            NotFound: He does not belong to the period.

        """
        for row in self.rows:
            if row.id == member_id:
                return row
        raise NotFound(f"这名党员不在{self.period.label}的名单里，请刷新后重试。")


@dataclass(frozen=True, slots=True)
class FactLink:
    """An entry behind a step: what it is, and the page that shows its source."""

    entry_id: int
    text: str
    page: str
    focus_id: int


@dataclass(frozen=True, slots=True)
class ExplainStep:
    """One line of an explanation.

    Attributes:
        counted: The points counted (记入).
        cut: The points that a cap or another rule kept out (不记入); empty where there are none.
        running: The figure so far.

    """

    stage: Stage
    text: str
    counted: str
    cut: str
    running: str
    links: tuple[FactLink, ...]


@dataclass(frozen=True, slots=True)
class ExplainSection:
    """The steps of one period: a year that adds up its quarters has one for each, and one for itself."""

    title: str
    steps: tuple[ExplainStep, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where a member's figure comes from.

    Attributes:
        kept: It is the one that was kept with a settled period.
        later: What was corrected since and is booked in a later period, a sentence each.

    """

    name: str
    period: Period
    total: str
    grade: str
    exempt: bool
    sections: tuple[ExplainSection, ...]
    kept: bool = False
    later: tuple[str, ...] = ()


def period_totals(ctx: Context, period: str, *, include_unapproved: bool = False) -> PeriodTotals:
    """Return the points of all members of a period such as "2026Q3" or "2026".

    Approved entries (审定) count; drafts and checked ones only with `include_unapproved`.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    with ctx.read() as session:
        return totals_in(session, ctx.today, period, include_unapproved=include_unapproved)


def totals_in(
    session: Session, today: date, period: str, *, include_unapproved: bool = False
) -> PeriodTotals:
    """Return the points of a period inside an open session."""
    scoring = scoring_in(session, period)
    members = members_in(session, scoring.period)
    read = grouped_facts_in(session, scoring, _states(include_unapproved=include_unapproved))
    cards = score(
        scoring.rulebook,
        [member.scored for member in members],
        read.facts,
        scoring.period,
        last_year=last_year_in(session, scoring),
        as_of=today,
        adjustments=adjustments_in(session, scoring.period, _states(include_unapproved=include_unapproved)),
    )
    rulebook = scoring.rulebook
    heads = _heads(rulebook, cards)
    rows = tuple(
        _row(rulebook, heads, member, card) for member, card in zip(members, cards.cards, strict=True)
    )
    return PeriodTotals(
        period=scoring.period,
        rulebook=_title(rulebook),
        decimals=rulebook.decimals,
        categories=heads,
        rows=rows,
        open=scoring.period not in closed_periods_in(session),
        waiting=read.waiting,
        counted_waiting=include_unapproved,
        misfits=read.misfits,
        open_categories=cards.open_categories,
        has_base=any(row.base for row in rows),
        graded=any(row.grade for row in rows),
        grade_names=tuple(band.name for band in rulebook.grades),
    )


def explain(ctx: Context, period: str, member_id: int, *, include_unapproved: bool = False) -> Explanation:
    """Return where a member's figure of a period comes from, each line with its source.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.
        NotFound: The member does not belong to the period.

    """
    with ctx.read() as session:
        scoring = scoring_in(session, period)
        members = members_in(session, scoring.period)
        member = next((m for m in members if m.id == member_id), None)
        if member is None:
            raise NotFound(f"这名党员不在{scoring.period.label}的名单里，请刷新后重试。")
        states = _states(include_unapproved=include_unapproved)
        read = facts_in(session, scoring, states, [member_id])
        adjusted = adjustments_in(session, scoring.period, states, [member_id]).get(member_id, [])
        card = _explained(session, ctx.today, scoring, members, member, read, adjusted)
        links = source_labels_in(session, _facts_behind(card))
        return _explanation(scoring.rulebook, member, card, links)


def explanations(ctx: Context, period: str) -> dict[int, Explanation]:
    """Return where the approved figures of all members come from, by member.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    with ctx.read() as session:
        scoring = scoring_in(session, period)
        members = members_in(session, scoring.period)
        cards = score(
            scoring.rulebook,
            [member.scored for member in members],
            facts_in(session, scoring, APPROVED).facts,
            scoring.period,
            last_year=last_year_in(session, scoring),
            as_of=ctx.today,
            explain=True,
            adjustments=adjustments_in(session, scoring.period, APPROVED),
        ).cards
        behind = {key for card in cards for key in _facts_behind(card)}
        links = source_labels_in(session, behind)
        return {
            member.id: _explanation(scoring.rulebook, member, card, links)
            for member, card in zip(members, cards, strict=True)
        }


def _facts_behind(card: Scorecard) -> set[int]:
    return {
        key
        for part in (card, *card.parts)
        for step in part.steps
        for key in step.facts
        if isinstance(key, int)
    }


def _explained(
    session: Session,
    today: date,
    scoring: Scoring,
    members: Sequence[PeriodMember],
    member: PeriodMember,
    read: Facts,
    adjustments: Sequence[Adjustment],
) -> Scorecard:
    last = max([today, *(fact.day for fact in read.facts)])
    scorer = Scorer(scoring.rulebook, scoring.period, last_day=last)
    # a base that is the branch's average needs everybody
    everybody = members if scoring.rulebook.base.mode is BaseMode.CARRY_OVER else [member]
    base = bases(scoring.rulebook, [m.scored for m in everybody], last_year_in(session, scoring))
    return scorer.card(member.scored, read.facts, base[member.id], explain=True, adjustments=adjustments)


def _states(*, include_unapproved: bool) -> tuple[EntryState, ...]:
    return APPROVED + UNAPPROVED if include_unapproved else APPROVED


def _title(rulebook: Rulebook) -> str:
    return f"{rulebook.title}（{rulebook.version}）" if rulebook.version else rulebook.title


def _heads(rulebook: Rulebook, cards: Scorecards) -> tuple[CategoryHead, ...]:
    """Return the columns: the categories, and what corrects earlier periods where there is any."""
    tops = (category for category in rulebook.categories if category.parent is None)
    heads = tuple(CategoryHead(category.code, category.name) for category in tops)
    if not any(card.adjusted for card in cards.cards):
        return heads
    return (*heads, CategoryHead(ADJUSTED, column_name(cards.period)))


def _row(
    rulebook: Rulebook, heads: Sequence[CategoryHead], member: PeriodMember, card: Scorecard
) -> MemberTotal:
    veto = rulebook.veto_by_code.get(card.veto or "")
    return MemberTotal(
        member=member,
        base=card.base,
        categories=tuple(
            card.adjusted if head.code == ADJUSTED else card.categories[head.code] for head in heads
        ),
        total=card.total,
        total_text=shown_text(card.total, rulebook.decimals),
        grade=card.grade or "",
        rank=card.rank,
        exempt=card.exempt,
        veto=veto.text if veto else "",
    )


def _explanation(
    rulebook: Rulebook, member: PeriodMember, card: Scorecard, links: dict[int, SourceLink]
) -> Explanation:
    sections = tuple(
        ExplainSection(
            part.period.label,
            tuple(_step(rulebook, step, links) for step in part.steps),
            shown_text(part.total, rulebook.decimals),
        )
        for part in (*card.parts, card)
    )
    return Explanation(
        name=member.name,
        period=card.period,
        total=shown_text(card.total, rulebook.decimals),
        grade=card.grade or "",
        exempt=card.exempt,
        sections=sections,
    )


def _step(rulebook: Rulebook, step: Step, links: dict[int, SourceLink]) -> ExplainStep:
    behind = [(key, links[key]) for key in step.facts if isinstance(key, int) and key in links]
    return ExplainStep(
        stage=step.stage,
        text=step.text,
        counted=signed_text(step.value),
        cut=signed_text(step.cut) if step.cut else "",
        running=shown_text(step.running, rulebook.decimals),
        links=tuple(FactLink(key, link.text, link.page, link.focus_id) for key, link in behind),
    )
