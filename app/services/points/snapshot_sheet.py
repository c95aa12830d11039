"""积分表 from a snapshot: the same sheet whether the period is settled or still open."""

from __future__ import annotations

from fractions import Fraction

from app.services.periods import Span
from app.services.points.rules_numbers import half_up
from app.services.points.snapshot import FrozenEntry, FrozenLine, Snapshot
from app.services.reports.documents import ExcusedRow, PointDetail, PointRow, PointSheet, Seal, SheetHead
from app.services.reports.words import BASE

NOT_GRADED = "不评定等次"
"""What stands in place of a grade: 预备党员 take part in the appraisal and get none."""


def sheet_of(snapshot: Snapshot, head: SheetHead, seal: Seal | None = None) -> PointSheet:
    """Return the sheet of a snapshot.

    Args:
        snapshot: The period.
        head: The line under the title.
        seal: Version, hash and day of the closing; None prints 未结算.

    """
    yearly = snapshot.period.span is Span.YEAR
    return PointSheet(
        head=head,
        branch=snapshot.branch,
        period=snapshot.period.label,
        categories=(BASE, *snapshot.heads) if snapshot.has_base else snapshot.heads,
        rows=tuple(_row(snapshot, line) for line in snapshot.taking_part),
        roster_count=snapshot.roster_count,
        rulebook=snapshot.rulebook,
        yearly=yearly and any(line.grade for line in snapshot.lines),
        decimals=snapshot.decimals,
        excused=tuple(_excused(line) for line in snapshot.lines if line.exempt),
        grades=_grades(snapshot),
        details=tuple(_detail(line.name, entry) for line in snapshot.lines for entry in line.entries),
        seal=seal,
    )


def _grades(snapshot: Snapshot) -> tuple[str, ...]:
    given = {line.grade for line in snapshot.taking_part}
    return snapshot.grades + ((NOT_GRADED,) if NOT_GRADED in given else ())


def _row(snapshot: Snapshot, line: FrozenLine) -> PointRow:
    figures = (line.base, *line.categories) if snapshot.has_base else line.categories
    left = "" if line.left_on is None else f"{line.left_on.month}月{line.left_on.day}日离开"
    return PointRow(
        name=line.name,
        group=line.group,
        member_kind=line.kind,
        categories=tuple(_shown(snapshot, figure) for figure in figures),
        total=_shown(snapshot, line.total),
        grade=line.grade,
        note="；".join(part for part in (line.veto, left, line.reason) if part),
    )


def _shown(snapshot: Snapshot, number: Fraction) -> Fraction:
    return Fraction(half_up(number, snapshot.decimals))


def _excused(line: FrozenLine) -> ExcusedRow:
    return ExcusedRow(line.name, line.group, line.kind, f"{line.klass}党员，按方案免于积分")


def _detail(name: str, entry: FrozenEntry) -> PointDetail:
    cut = "超出上限的部分不记入" if 0 < abs(entry.counted) < abs(entry.points) else ""
    return PointDetail(
        name=name,
        happened_on=entry.day,
        category=entry.category,
        item=entry.item,
        points=entry.points if entry.counted == 0 else entry.counted,
        counted=entry.counted != 0 or entry.points == 0,
        source=entry.source,
        note="；".join(part for part in (entry.note, cut) if part),
    )
