"""合计 as they are shown: of a settled period the locked figures, else those of the ledger now.

What happened to the members since (left, renamed, another class) must not move a figure that was signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.models.kinds import MemberClass, MemberKind
from app.services.context import Context
from app.services.points import settlements
from app.services.points.facts import PeriodMember
from app.services.points.rules_numbers import shown_text, simplest
from app.services.points.snapshot import FrozenLine, Snapshot
from app.services.points.totals import CategoryHead, MemberTotal, PeriodTotals, period_totals


def shown_totals(ctx: Context, period: str, *, include_unapproved: bool = False) -> PeriodTotals:
    """Return the totals of a period; entries that wait are looked at only where it is still open.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    live = period_totals(ctx, period, include_unapproved=include_unapproved)
    settled = settlements.settled(ctx, live.period.code)
    if settled is None:
        return live
    snapshot = settled.snapshot
    members = {row.id: row.member for row in live.rows}
    return replace(
        live,
        rulebook=snapshot.rulebook,
        decimals=snapshot.decimals,
        categories=_heads(snapshot, live),
        rows=tuple(_row(snapshot, line, members) for line in snapshot.lines),
        open=False,
        waiting=0,
        counted_waiting=False,
        misfits=0,
        open_categories=(),
        has_base=snapshot.has_base,
        graded=any(line.grade for line in snapshot.lines),
        grade_names=snapshot.grades,
    )


def _heads(snapshot: Snapshot, live: PeriodTotals) -> tuple[CategoryHead, ...]:
    codes = {head.name: head.code for head in live.categories}
    return tuple(CategoryHead(codes.get(name, name), name) for name in snapshot.heads)


def _row(snapshot: Snapshot, line: FrozenLine, members: Mapping[int, PeriodMember]) -> MemberTotal:
    return MemberTotal(
        member=_member(line, members.get(line.member_id)),
        base=simplest(line.base),
        categories=tuple(simplest(number) for number in line.categories),
        total=simplest(line.total),
        total_text=shown_text(line.total, snapshot.decimals),
        grade=line.grade,
        rank=line.rank,
        exempt=line.exempt,
        veto=line.veto,
    )


def _member(line: FrozenLine, now: PeriodMember | None) -> PeriodMember:
    """Return the member of that day; what only finds and filters comes from today's roster."""
    return PeriodMember(
        id=line.member_id,
        name=line.name,
        name_key=line.name_key,
        name_initials="" if now is None else now.name_initials,
        kind=MemberKind.by_label(line.kind) or MemberKind.FULL,
        klass=MemberClass.by_label(line.klass) or MemberClass.OTHER,
        group_id=None if now is None else now.group_id,
        group_name=line.group,
        left_on=line.left_on,
    )
