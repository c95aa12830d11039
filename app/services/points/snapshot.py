"""结算快照: everything a period's sheet shows, built from the ledger or read back from a closing.

The content hash (校验码) covers period, rulebook text, members, categories, totals and entries, so that
equal content always has the same hash, whenever it is locked and whatever happened to the members since.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.member import Member
from app.services import orgs
from app.services.context import Context
from app.services.periods import Opening, Period
from app.services.points.details import EntryPoints, period_details
from app.services.points.facts import NoRulebook
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import number_text
from app.services.points.totals import MemberTotal, PeriodTotals, period_totals
from app.services.points.versions import rulebook_on_in


@dataclass(frozen=True, slots=True)
class FrozenEntry:
    """One entry as it counted: `points` by its item alone, `counted` after caps and voids."""

    day: date
    category: str
    item: str
    points: Fraction
    counted: Fraction
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class FrozenLine:
    """One member of the period; names and words are those of the day it was locked."""

    member_id: int
    name: str
    name_key: str
    group: str
    kind: str
    klass: str
    base: Fraction
    categories: tuple[Fraction, ...]
    total: Fraction
    grade: str = ""
    rank: int | None = None
    exempt: bool = False
    veto: str = ""
    left_on: date | None = None
    reason: str = ""
    entries: tuple[FrozenEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A period's points, whole.

    Attributes:
        rulebook: Its title with the version; `rulebook_text` is the exchange text.
        heads: Names of the categories, parallel to `FrozenLine.categories`.
        grades: The rulebook's grades, best first.
        roster_count: Members counted on the roster itself, for the cross-check.

    """

    period: Period
    branch: str
    rulebook: str
    rulebook_text: str
    decimals: int
    heads: tuple[str, ...]
    has_base: bool
    grades: tuple[str, ...]
    roster_count: int
    lines: tuple[FrozenLine, ...]

    @property
    def taking_part(self) -> tuple[FrozenLine, ...]:
        """The members who take part (参加积分管理)."""
        return tuple(line for line in self.lines if not line.exempt)

    @property
    def content_hash(self) -> str:
        """SHA-256 over the content, as 64 hexadecimal digits."""
        content = {
            "period": self.period.code,
            "rulebook": self.rulebook_text,
            "heads": list(self.heads),
            "lines": [_hashed(line) for line in self.lines],
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def build(ctx: Context, period: str) -> Snapshot:
    """Return a period as the ledger has it now; only approved entries count.

    Raises:
        BadInput: `period` is no period.
        NoRulebook: No rulebook is in force at its end.

    """
    totals = period_totals(ctx, period)
    entries: dict[int, list[FrozenEntry]] = defaultdict(list)
    for detail in period_details(ctx, period):
        entries[detail.entry.member_id].append(_entry(detail))
    with ctx.read() as session:
        known = rulebook_on_in(session, totals.period.end)
        if known is None:
            raise NoRulebook(totals.period)
        branch = orgs.branch_in(session)
        return Snapshot(
            period=totals.period,
            branch="" if branch is None else branch.name,
            rulebook=totals.rulebook,
            rulebook_text=known[1].text,
            decimals=totals.decimals,
            heads=tuple(head.name for head in totals.categories),
            has_base=totals.has_base,
            grades=totals.grade_names,
            roster_count=_roster_count(session, totals.period),
            lines=tuple(_line(totals, row, tuple(entries[row.id])) for row in totals.rows),
        )


def line_data(line: FrozenLine, place: int) -> dict[str, Any]:
    """Return a line as plain data for the store; `place` keeps the order of the branch."""
    return {
        "place": place,
        "name": line.name,
        "name_key": line.name_key,
        "group": line.group,
        "kind": line.kind,
        "klass": line.klass,
        "base": exact_text(line.base),
        "categories": [exact_text(number) for number in line.categories],
        "rank": line.rank,
        "exempt": line.exempt,
        "veto": line.veto,
        "left_on": None if line.left_on is None else line.left_on.isoformat(),
        "reason": line.reason,
        "entries": [_entry_data(entry) for entry in line.entries],
    }


def line_of(member_id: int, total: str, grade: str | None, data: dict[str, Any]) -> FrozenLine:
    """Read a line back from the store."""
    left = data["left_on"]
    return FrozenLine(
        member_id=member_id,
        name=data["name"],
        name_key=data["name_key"],
        group=data["group"],
        kind=data["kind"],
        klass=data["klass"],
        base=Fraction(data["base"]),
        categories=tuple(Fraction(number) for number in data["categories"]),
        total=Fraction(total),
        grade=grade or "",
        rank=data["rank"],
        exempt=data["exempt"],
        veto=data["veto"],
        left_on=None if left is None else date.fromisoformat(left),
        reason=data["reason"],
        entries=tuple(_entry_of(entry) for entry in data["entries"]),
    )


def head_data(snapshot: Snapshot) -> dict[str, Any]:
    """Return what belongs to the whole period as plain data for the store."""
    return {
        "opening": snapshot.period.opening.code,
        "branch": snapshot.branch,
        "rulebook": snapshot.rulebook,
        "decimals": snapshot.decimals,
        "heads": list(snapshot.heads),
        "has_base": snapshot.has_base,
        "grades": list(snapshot.grades),
        "roster_count": snapshot.roster_count,
    }


def snapshot_of(
    period: str, rulebook_text: str, data: dict[str, Any], lines: tuple[FrozenLine, ...]
) -> Snapshot:
    """Put a stored snapshot together again."""
    return Snapshot(
        period=Period.parse(period, Opening.parse(data["opening"])),
        branch=data["branch"],
        rulebook=data["rulebook"],
        rulebook_text=rulebook_text,
        decimals=data["decimals"],
        heads=tuple(data["heads"]),
        has_base=data["has_base"],
        grades=tuple(data["grades"]),
        roster_count=data["roster_count"],
        lines=lines,
    )


def exact_text(number: Number) -> str:
    """Write a number without loss: a decimal where it has an end, else a fraction such as "271/3"."""
    text = number_text(number)
    return text if Fraction(text) == number else str(number)


def _hashed(line: FrozenLine) -> dict[str, Any]:
    data = line_data(line, 0)
    entries = [[e.day.isoformat(), e.item, str(e.points), str(e.counted)] for e in line.entries]
    kept = {key: data[key] for key in ("name", "group", "kind", "klass", "base", "categories", "exempt")}
    return {**kept, "total": exact_text(line.total), "grade": line.grade, "entries": sorted(entries)}


def _roster_count(session: Session, period: Period) -> int:
    """Count the roster on its own, so that the sheet's cross-check checks something."""
    query = select(func.count(Member.id)).where(
        Member.deleted_at.is_(None),
        func.coalesce(Member.entered_on, period.start) <= period.end,
        func.coalesce(Member.left_on, period.end) >= period.start,
    )
    return session.scalar(query) or 0


def _line(totals: PeriodTotals, row: MemberTotal, entries: tuple[FrozenEntry, ...]) -> FrozenLine:
    member = row.member
    return FrozenLine(
        member_id=member.id,
        name=member.name,
        name_key=member.name_key,
        group=member.group_name,
        kind=member.kind.label,
        klass=member.klass.label,
        base=Fraction(row.base),
        categories=tuple(Fraction(number) for number in row.categories),
        total=Fraction(row.total),
        grade=row.grade if totals.graded else "",
        rank=row.rank,
        exempt=row.exempt,
        veto=row.veto,
        left_on=member.left_on,
        entries=entries,
    )


def _entry(detail: EntryPoints) -> FrozenEntry:
    row = detail.entry
    return FrozenEntry(
        day=detail.day,
        category=row.category_name,
        item=row.item_text,
        points=detail.points,
        counted=detail.counted,
        source=detail.source or row.source.label,
        note=row.reason,
    )


def _entry_data(entry: FrozenEntry) -> list[str]:
    numbers = [exact_text(entry.points), exact_text(entry.counted)]
    return [entry.day.isoformat(), entry.category, entry.item, *numbers, entry.source, entry.note]


def _entry_of(data: list[str]) -> FrozenEntry:
    day, category, item, points, counted, source, note = data
    return FrozenEntry(
        date.fromisoformat(day), category, item, Fraction(points), Fraction(counted), source, note
    )
