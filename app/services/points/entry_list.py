"""积分记录 as lists show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, func, select

from app.models.kinds import EntryState, SourceKind
from app.models.member import Attachment, Member
from app.models.points import Entry
from app.services.context import Context
from app.services.periods import Period
from app.services.points.counted_adjustments import ADJUSTMENT_NAME, points_of
from app.services.points.entries import AUTOMATIC, SELF_PROVEN
from app.services.points.evidence import attached_to
from app.services.points.rulebook_view import ItemRow, item_rows
from app.services.points.rules import Rulebook
from app.services.points.rules_numbers import signed_text
from app.services.points.values import shown_value
from app.services.points.versions import timeline_in
from app.services.shown_names import shown_names_in


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries to list; what is left out does not narrow."""

    start: date | None = None
    end: date | None = None
    member_id: int | None = None
    item_code: str = ""
    states: tuple[EntryState, ...] = ()
    source: SourceKind | None = None
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as tables show it.

    Attributes:
        item_text: The item's words on the entry's day; of a veto its words.
        value_text: With what it counts: "2 次", "优秀".
        proof_missing: The item asks for evidence and none is attached.
        papers: How many papers are attached.

    """

    id: int
    member_id: int
    member_name: str
    member_key: str
    member_initials: str
    group_id: int | None
    happened_on: date
    item_code: str
    item_text: str
    category_name: str
    value_text: str
    state: EntryState
    source: SourceKind
    source_id: int | None
    reason: str
    document: str
    created_by: str
    checked_by: str
    approved_by: str
    returned_reason: str
    is_reversal: bool
    is_veto: bool
    proof_missing: bool
    papers: int

    @property
    def search_key(self) -> str:
        """What finds the member besides the name: pinyin and its initials."""
        return f"{self.member_key} {self.member_initials}".lower()

    @property
    def automatic(self) -> bool:
        """Whether it came by itself."""
        return self.source in AUTOMATIC


def list_entries(ctx: Context, wanted: EntryFilter | None = None) -> list[EntryRow]:
    """Return entries, the newest day first."""
    with ctx.read() as session:
        rows = session.execute(_query(wanted or EntryFilter())).mappings().all()
        timeline = timeline_in(session)
        names = shown_names_in(session)
        known: dict[int, dict[str, ItemRow]] = {}
        listed = []
        for row in rows:
            rulebook = timeline.on(row["happened_on"])
            items = known.get(id(rulebook)) or known.setdefault(id(rulebook), _rows_of(rulebook))
            listed.append(_entry_row(row, rulebook, items, names))
        return listed


def count_by_state(ctx: Context, start: date, end: date) -> Counter[EntryState]:
    """Return how many entries of these days stand in each state."""
    query = select(Entry.state).where(Entry.happened_on.between(start, end))
    with ctx.read() as session:
        return Counter(session.scalars(query))


_COLUMNS: tuple[Any, ...] = (
    Entry.id,
    Entry.member_id,
    Member.name_key,
    Member.name_initials,
    Member.group_id,
    Entry.happened_on,
    Entry.item_code,
    Entry.veto_code,
    Entry.value,
    Entry.value_text,
    Entry.state,
    Entry.source,
    Entry.source_id,
    Entry.reason,
    Entry.document,
    Entry.created_by,
    Entry.checked_by,
    Entry.approved_by,
    Entry.returned_reason,
    Entry.reversal_of_id,
    Entry.adjusts,
)


def _query(wanted: EntryFilter) -> Select[Any]:
    papers = (
        select(func.count())
        .select_from(Attachment)
        .where(attached_to(Entry), Attachment.deleted_at.is_(None))
        .correlate(Entry)
        .scalar_subquery()
    )
    query = (
        select(*_COLUMNS, papers.label("papers"))
        .join(Member, Member.id == Entry.member_id)
        .order_by(Entry.happened_on.desc(), Entry.id.desc())
    )
    if wanted.start is not None:
        query = query.where(Entry.happened_on >= wanted.start)
    if wanted.end is not None:
        query = query.where(Entry.happened_on <= wanted.end)
    if wanted.member_id is not None:
        query = query.where(Entry.member_id == wanted.member_id)
    if wanted.item_code:
        query = query.where(Entry.item_code == wanted.item_code)
    if wanted.states:
        query = query.where(Entry.state.in_(wanted.states))
    if wanted.source is not None:
        query = query.where(Entry.source == wanted.source)
    if wanted.ids:
        query = query.where(Entry.id.in_(wanted.ids))
    return query


def _rows_of(rulebook: Rulebook | None) -> dict[str, ItemRow]:
    return {} if rulebook is None else {row.code: row for row in item_rows(rulebook)}


def _entry_row(
    row: RowMapping, rulebook: Rulebook | None, items: Mapping[str, ItemRow], names: Mapping[int, str]
) -> EntryRow:
    item = items.get(row["item_code"] or "")
    veto = None if rulebook is None else rulebook.veto_by_code.get(row["veto_code"] or "")
    code = row["item_code"] or row["veto_code"] or ""
    return EntryRow(
        id=row["id"],
        member_id=row["member_id"],
        member_name=names[row["member_id"]],
        member_key=row["name_key"],
        member_initials=row["name_initials"],
        group_id=row["group_id"],
        happened_on=row["happened_on"],
        item_code=code,
        item_text=item.text if item else f"一票否决：{veto.text}" if veto else _other_text(row, code),
        category_name=item.category_name if item else "一票否决" if veto else _other_category(row),
        value_text=_value_text(item, row),
        state=row["state"],
        source=row["source"],
        source_id=row["source_id"],
        reason=row["reason"] or "",
        document=row["document"] or "",
        created_by=row["created_by"] or "",
        checked_by=row["checked_by"] or "",
        approved_by=row["approved_by"] or "",
        returned_reason=row["returned_reason"] or "",
        is_reversal=row["reversal_of_id"] is not None,
        is_veto=row["veto_code"] is not None,
        proof_missing=bool(item and item.proof and not row["papers"] and row["source"] not in SELF_PROVEN),
        papers=row["papers"],
    )


def _other_text(row: RowMapping, code: str) -> str:
    if row["adjusts"] is None:
        return f"{code}（方案中没有）"
    settled = Period.parse(row["adjusts"])
    return f"{settled.short_label}{ADJUSTMENT_NAME}（{settled.year}年）"


def _other_category(row: RowMapping) -> str:
    return "" if row["adjusts"] is None else ADJUSTMENT_NAME


def _value_text(item: ItemRow | None, row: RowMapping) -> str:
    if row["adjusts"] is not None:
        return f"{signed_text(points_of(row['value'], row['value_text']))} 分"
    return shown_value(item, row["value"], row["value_text"])
