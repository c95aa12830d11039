"""Rates of attendance and coverage of make-ups, broken down by member, group, kind of activity or quarter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.models.kinds import ActivityKind, Kind
from app.services import makeup_rows, members, orgs
from app.services.context import Context
from app.services.life_lines import Count, Line, by_member, lines_in
from app.services.makeup_rows import Coverage, MakeupRow, TaskFilter
from app.services.periods import Period, quarter_of


class By(Kind):
    """What figures are broken down by."""

    MEMBER = "member", "党员"
    GROUP = "group", "党小组"
    KIND = "kind", "活动类型"
    QUARTER = "quarter", "季度"


@dataclass(frozen=True, slots=True)
class RateRow:
    """The figures of one member, group, kind or quarter."""

    label: str
    count: Count
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """应补 · 已补 · 逾期 of one group, kind or quarter."""

    label: str
    coverage: Coverage


def attendance_rates(ctx: Context, period: str, by: By) -> list[RateRow]:
    """Return attendance broken down; groups are those of today, quarters and kinds only where they occurred.

    Raises:
        BadInput: The period cannot be read.

    """
    found = Period.parse(period)
    with ctx.read() as session:
        lines = lines_in(session, found.start, found.end)
        people = {m.id: m for m in members.list_members_in(session, include_left=True)}
    lines = [line for line in lines if line.member_id in people]
    if by is By.MEMBER:
        mine = by_member(lines)
        return [RateRow(m.shown_name, Count.of(mine[m.id]), m.id) for m in people.values() if mine[m.id]]
    parts: dict[object, list[Line]] = defaultdict(list)
    for line in lines:
        parts[_place(by, people[line.member_id].group_name, line.kind, line.held_on)].append(line)
    return [RateRow(_label(key), Count.of(parts[key])) for key in _ordered(ctx, parts)]


def coverage(ctx: Context, period: str, by: By) -> list[CoverageRow]:
    """Return the coverage of make-ups by group, kind or quarter of the missed activity.

    Raises:
        BadInput: The period cannot be read.

    """
    rows = makeup_rows.list_tasks(ctx, TaskFilter.of_period(period))
    parts: dict[object, list[MakeupRow]] = defaultdict(list)
    for row in rows:
        parts[_place(by, row.group_name, row.first.kind, row.first.held_on)].append(row)
    return [CoverageRow(_label(key), makeup_rows.coverage_of(parts[key])) for key in _ordered(ctx, parts)]


def _place(by: By, group: str, kind: ActivityKind, day: date) -> object:
    if by is By.GROUP:
        return group
    return kind if by is By.KIND else quarter_of(day)


def _ordered(ctx: Context, parts: Mapping[object, object]) -> list[object]:
    """Return kinds, groups or quarters in their own order; whoever is in no group comes last."""
    known: list[object] = [*ActivityKind, *(group.name for group in orgs.groups(ctx))]
    quarters = sorted((key for key in parts if isinstance(key, Period)), key=lambda quarter: quarter.start)
    return [key for key in [*known, *quarters, ""] if key in parts]


def _label(key: object) -> str:
    if isinstance(key, Kind):
        return key.label
    return key.label if isinstance(key, Period) else str(key) or "未分组"
