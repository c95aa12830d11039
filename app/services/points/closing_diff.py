"""What changed between two versions of a settled period, member by member and figure by figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from app.services.context import Context
from app.services.points.rules_numbers import shown_text
from app.services.points.settlements import Settled, load, versions
from app.services.points.snapshot import FrozenLine, Snapshot

TOTAL = "合计"
GRADE = "等次"
ON_LIST = "名单"
ENTRIES = "记录"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One figure of one member that differs; `before` and `after` are empty where there was none."""

    member_id: int
    name: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClosingDiff:
    """The differences of a version against a former one."""

    older: int
    newer: int
    lines: tuple[DiffLine, ...]
    rulebook_changed: bool
    reason: str

    @property
    def people(self) -> int:
        """How many members have a difference."""
        return len({line.member_id for line in self.lines})

    @property
    def summary(self) -> str:
        """The difference in one sentence: "第 2 版与第 1 版相比，3 人变化"."""
        head = f"第 {self.newer} 版与第 {self.older} 版相比"
        rules = "，积分方案有改动" if self.rulebook_changed else ""
        return f"{head}{rules}，{f'{self.people} 人变化' if self.people else '没有人变化'}。"


def diff(ctx: Context, older_id: int, newer_id: int) -> ClosingDiff:
    """Compare two versions.

    Raises:
        NotFound: One of them does not exist.

    """
    return _diff(load(ctx, older_id), load(ctx, newer_id))


def diff_to_former(ctx: Context, closing_id: int) -> ClosingDiff | None:
    """Compare a version with the one before it, None where it is the first.

    Raises:
        NotFound: There is no such version.

    """
    newer = load(ctx, closing_id)
    former = [row for row in versions(ctx, newer.row.period.code) if row.version < newer.row.version]
    return _diff(load(ctx, former[0].id), newer) if former else None


def _diff(older: Settled, newer: Settled) -> ClosingDiff:
    return ClosingDiff(
        older.row.version,
        newer.row.version,
        tuple(_lines(older.snapshot, newer.snapshot)),
        older.snapshot.rulebook_text != newer.snapshot.rulebook_text,
        older.row.reopened_reason,
    )


def _lines(older: Snapshot, newer: Snapshot) -> Iterator[DiffLine]:
    before = {line.member_id: line for line in older.lines}
    after = {line.member_id: line for line in newer.lines}
    for member_id, line in after.items():
        former = before.get(member_id)
        if former is None:
            total = shown_text(line.total, newer.decimals)
            yield DiffLine(member_id, line.name, ON_LIST, "", f"新列入，{total} 分")
        else:
            yield from _member(older, newer, former, line)
    for member_id, line in before.items():
        if member_id not in after:
            total = shown_text(line.total, older.decimals)
            yield DiffLine(member_id, line.name, ON_LIST, f"{total} 分", "不再列入")


def _member(older: Snapshot, newer: Snapshot, before: FrozenLine, after: FrozenLine) -> Iterator[DiffLine]:
    def told(what: str, old: str, new: str) -> DiffLine:
        return DiffLine(after.member_id, after.name, what, old, new)

    old, new = _figures(older, before), _figures(newer, after)
    for what in dict.fromkeys([*new, *old]):
        if old.get(what) != new.get(what):
            yield told(what, _text(old.get(what), older.decimals), _text(new.get(what), newer.decimals))
    if _entries(before) != _entries(after):
        yield told(ENTRIES, f"{len(before.entries)} 条", f"{len(after.entries)} 条")
    if before.grade != after.grade:
        yield told(GRADE, before.grade, after.grade)
    if before.exempt != after.exempt:
        yield told("参加积分管理", "否" if before.exempt else "是", "否" if after.exempt else "是")


def _entries(line: FrozenLine) -> list[tuple[date, str, Fraction, Fraction]]:
    return sorted((entry.day, entry.item, entry.points, entry.counted) for entry in line.entries)


def _figures(snapshot: Snapshot, line: FrozenLine) -> dict[str, Fraction]:
    categories = dict(zip(snapshot.heads, line.categories, strict=True))
    return {"基础分": line.base, **categories, TOTAL: line.total}


def _text(number: Fraction | None, decimals: int) -> str:
    return "" if number is None else shown_text(number, decimals)
