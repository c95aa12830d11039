"""积分说明 as it is shown: of a settled period the one that was kept with it, else that of the ledger now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import SourceKind
from app.models.points import ClosingLine, Entry
from app.services.context import Context
from app.services.errors import NotFound
from app.services.points import settlements
from app.services.points.counted_adjustments import points_of
from app.services.points.reversals import LIVE
from app.services.points.rules_numbers import shown_text, signed_text
from app.services.points.scoring_cards import Stage
from app.services.points.settlements import Settled
from app.services.points.snapshot import FrozenLine
from app.services.points.totals import ExplainSection, ExplainStep, Explanation, FactLink, explain


def shown_explanation(
    ctx: Context, period: str, member_id: int, *, include_unapproved: bool = False
) -> Explanation:
    """Return where a member's figure of a period comes from.

    A settled period tells what was kept when it was locked: what was corrected since stands in the period that
    it was booked in. Entries that wait are looked at only where the period is still open.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.
        NotFound: The member does not belong to the period.

    """
    settled = settlements.settled(ctx, period)
    if settled is None:
        return explain(ctx, period, member_id, include_unapproved=include_unapproved)
    line = next((line for line in settled.snapshot.lines if line.member_id == member_id), None)
    if line is None:
        raise NotFound(f"这名党员不在{settled.snapshot.period.label}的积分表里，请刷新后重试。")
    with ctx.read() as session:
        told = session.scalar(
            select(ClosingLine.told).where(
                ClosingLine.closing_id == settled.row.id, ClosingLine.member_id == member_id
            )
        )
        later = _later_in(session, settled, member_id)
    return Explanation(
        name=line.name,
        period=settled.snapshot.period,
        total=shown_text(line.total, settled.snapshot.decimals),
        grade=line.grade,
        exempt=line.exempt,
        sections=tuple(map(_section, told)) if told else (_figures(settled, line),),
        kept=True,
        later=later,
    )


def _later_in(session: Session, settled: Settled, member_id: int) -> tuple[str, ...]:
    query = (
        select(Entry.happened_on, Entry.value, Entry.value_text, Entry.reason, Entry.state)
        .where(
            Entry.source == SourceKind.ADJUSTMENT,
            Entry.adjusts == settled.snapshot.period.code,
            Entry.member_id == member_id,
            Entry.state.in_(LIVE),
        )
        .order_by(Entry.happened_on, Entry.id)
    )
    return tuple(
        f"{row.happened_on.isoformat()} 调整 {signed_text(points_of(row.value, row.value_text))} 分"
        f"（{row.state.label}）：{row.reason or ''}"
        for row in session.execute(query)
    )


def told_data(told: Explanation | None) -> list[Any] | None:
    """Return the sections of an explanation as plain data for the store."""
    if told is None:
        return None
    return [[part.title, part.total, [_step_data(step) for step in part.steps]] for part in told.sections]


def _step_data(step: ExplainStep) -> list[Any]:
    links = [[link.entry_id, link.text, link.page, link.focus_id] for link in step.links]
    return [step.stage.value, step.text, step.counted, step.cut, step.running, links]


def _section(data: list[Any]) -> ExplainSection:
    title, total, steps = data
    return ExplainSection(title, tuple(map(_step, steps)), total)


def _step(data: list[Any]) -> ExplainStep:
    stage, text, counted, cut, running, links = data
    return ExplainStep(Stage(stage), text, counted, cut, running, tuple(FactLink(*link) for link in links))


def _figures(settled: Settled, line: FrozenLine) -> ExplainSection:
    """Say what a version kept that was locked before explanations were: the figures that make the total."""
    snapshot = settled.snapshot
    named = [("基础分", line.base), *zip(snapshot.heads, line.categories, strict=True)]
    inside = sum(points for _, points in named)
    if line.total != inside:
        named.append((line.veto or "总分封顶、保底", line.total - inside))
    steps, running = [], 0 * line.total
    for name, points in named:
        running += points
        told = shown_text(running, snapshot.decimals)
        steps.append(ExplainStep(Stage.CATEGORY, name, signed_text(points), "", told, ()))
    return ExplainSection(snapshot.period.label, tuple(steps), shown_text(line.total, snapshot.decimals))
