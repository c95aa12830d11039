"""审核: 初审 and 审定 as decided on paper, 退回 with a reason, 冲正 by a second entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.activity import Activity
from app.models.kinds import ActivityKind, ActivityState, EntryState, SourceKind
from app.models.member import Attachment
from app.models.points import Entry
from app.services import settings
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.points.adjustments import Booking, Correction, adjust_in
from app.services.points.entries import AUTOMATIC, SELF_PROVEN
from app.services.points.evidence import attached_to
from app.services.points.reversals import withdraw_in
from app.services.points.versions import timeline_in

DECIDING = (ActivityKind.COMMITTEE, ActivityKind.ASSEMBLY, ActivityKind.GROUP, ActivityKind.LIFE_MEETING)
"""Meetings that may decide on points."""
_WITHOUT_PROOF = "未附证明："
MEETING_WEEKS = timedelta(weeks=12)
"""How far back a deciding meeting is offered."""


def check(ctx: Context, entry_ids: Iterable[int], *, without_proof: str = "") -> Changes:
    """Pass drafts on as checked (初审).

    Args:
        ctx: The context.
        entry_ids: Which entries.
        without_proof: Why entries whose item asks for evidence pass without it; it is kept with their reason.

    Raises:
        NotFound: One of them does not exist.
        ProofMissing: Evidence is missing and no reason is given; field `without_proof`.
        Refused: One is no draft, was entered by the reviewer himself where the branch does not allow
            that, or lies in a settled period.

    """
    ids = list(entry_ids)
    with ctx.write(f"初审积分记录 {len(ids)} 条") as work:
        found = _picked(work, ids, {EntryState.DRAFT}, "只有草稿可以初审")
        _refuse_own(work, found)
        _excuse_proofless(work, found, without_proof)
        for entry in found:
            _mark_checked(work, entry)
    return work.changes


class ProofMissing(Refused):
    """Items that ask for evidence (证明材料) have none; `entry_ids` says which entries."""

    def __init__(self, entry_ids: Sequence[int]) -> None:
        super().__init__(
            f"有 {len(entry_ids)} 条记录须附证明材料，还没有附上。请先附上，或写明原因后照常审核。",
            field="without_proof",
        )
        self.entry_ids = tuple(entry_ids)


def approve(
    ctx: Context, entry_ids: Iterable[int], meeting_id: int | None = None, *, without_proof: str = ""
) -> Changes:
    """Approve checked entries (审定), with the meeting that decided where it is known.

    Where the branch allows a person to review his own entries (small branches), a draft is checked and
    approved in one act.

    Args:
        ctx: The context.
        entry_ids: Which entries.
        meeting_id: The activity that decided.
        without_proof: Why entries whose item asks for evidence are approved without it; it is kept with
            their reason.

    Raises:
        NotFound: One of the entries, or the meeting, does not exist.
        ProofMissing: Evidence is missing and no reason is given; field `without_proof`.
        Refused: As for `check`.

    """
    ids = list(entry_ids)
    with ctx.write(f"审定积分记录 {len(ids)} 条") as work:
        approve_in(work, ids, meeting_id, without_proof=without_proof)
    return work.changes


def approve_in(
    work: Work, entry_ids: Sequence[int], meeting_id: int | None = None, *, without_proof: str = ""
) -> None:
    """Approve entries inside an open transaction."""
    small = settings.load_in(work.session).allow_self_review
    states = {EntryState.CHECKED} | ({EntryState.DRAFT} if small else set())
    found = _picked(work, entry_ids, states, "只有通过初审的记录可以审定")
    _refuse_own(work, found)
    if meeting_id is not None and work.session.get(Activity, meeting_id) is None:
        raise NotFound("所选会议已不存在，请重新选择。", field="meeting_id")
    _excuse_proofless(work, found, without_proof)
    for entry in found:
        if entry.state is EntryState.DRAFT:
            _mark_checked(work, entry)
        entry.state = EntryState.APPROVED
        entry.approved_by, entry.approved_on = work.operator, work.today
        entry.meeting_id = meeting_id
    late = [_correction(entry, f"补记：{entry.reason or entry.happened_on.isoformat()}") for entry in found]
    adjust_in(work, late, Booking(approved=True, meeting_id=meeting_id))


def _excuse_proofless(work: Work, found: Sequence[Entry], without_proof: str) -> None:
    """Keep why entries pass without the evidence they ask for; who has said so once is not asked again."""
    bare = [entry for entry in proofless_in(work.session, found) if not is_excused(entry.reason)]
    excuse = clean_text(without_proof, limit=200, field="without_proof")
    if bare and not excuse:
        raise ProofMissing([entry.id for entry in bare])
    for entry in bare:
        entry.reason = "；".join(part for part in (entry.reason, f"{_WITHOUT_PROOF}{excuse}") if part)


def is_excused(reason: str | None) -> bool:
    """Whether an entry's reason says already why its evidence is missing."""
    return _WITHOUT_PROOF in (reason or "")


def proofless_in(session: Session, found: Sequence[Entry]) -> list[Entry]:
    """Return the entries whose item asks for evidence while none is attached; attendance and make-ups prove theirs."""
    timeline = timeline_in(session)
    asking = []
    for entry in found:
        rulebook = timeline.on(entry.happened_on)
        item = None if rulebook is None else rulebook.item_by_code.get(entry.item_code or "")
        if item is not None and item.proof and entry.source not in SELF_PROVEN:
            asking.append(entry)
    query = (
        select(Entry.id)
        .join(Attachment, attached_to(Entry))
        .where(Attachment.deleted_at.is_(None), Entry.id.in_([entry.id for entry in asking]))
    )
    proven = set(session.scalars(query)) if asking else set()
    return [entry for entry in asking if entry.id not in proven]


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting that may have decided."""

    id: int
    label: str


def recent_meetings(ctx: Context) -> list[MeetingRow]:
    """Return the meetings held in the last weeks that may have decided on entries, the newest first."""
    query = (
        select(Activity.id, Activity.kind, Activity.held_on, Activity.topic)
        .where(
            Activity.deleted_at.is_(None),
            Activity.state == ActivityState.HELD,
            Activity.kind.in_(DECIDING),
            Activity.held_on.between(ctx.today - MEETING_WEEKS, ctx.today),
        )
        .order_by(Activity.held_on.desc(), Activity.id.desc())
    )
    with ctx.read() as session:
        return [
            MeetingRow(row.id, f"{row.held_on.isoformat()} {row.kind.label}《{row.topic}》")
            for row in session.execute(query)
        ]


def send_back(ctx: Context, entry_ids: Iterable[int], reason: str) -> Changes:
    """Send drafts or checked entries back (退回); who entered them may correct them.

    Raises:
        BadInput: No reason is given; field `reason`.
        NotFound: One of them does not exist.
        Refused: One is approved already.

    """
    ids, why = list(entry_ids), _reason(reason)
    with ctx.write(f"退回积分记录 {len(ids)} 条") as work:
        states = {EntryState.DRAFT, EntryState.CHECKED}
        for entry in _picked(work, ids, states, "已审定的记录不能退回，请用冲正"):
            entry.state, entry.returned_reason = EntryState.RETURNED, why
            entry.checked_by, entry.checked_on = None, None
    return work.changes


def reverse(ctx: Context, entry_ids: Iterable[int], reason: str) -> Changes:
    """Reverse approved entries (冲正): they stay to be read beside the entry that takes them back.

    Raises:
        BadInput: No reason is given; field `reason`.
        NotFound: One of them does not exist.
        Refused: One is not approved, or came by itself.

    """
    ids, why = list(entry_ids), _reason(reason)
    with ctx.write(f"冲正积分记录 {len(ids)} 条") as work:
        found = _picked(work, ids, {EntryState.APPROVED}, "只有审定的记录需要冲正，未审定的请退回")
        for entry in found:
            if entry.source in AUTOMATIC:
                raise Refused(f"由{entry.source.label}自动产生的记录请从来源更正，积分会随之冲正。")
            withdraw_in(work, entry, why)
        adjust_in(work, [_correction(entry, f"冲正：{why}") for entry in found])
    return work.changes


def reopen(ctx: Context, entry_ids: Iterable[int]) -> Changes:
    """Take checked or returned entries back to draft (草稿).

    Raises:
        NotFound: One of them does not exist.
        Refused: One is approved already.

    """
    ids = list(entry_ids)
    with ctx.write(f"恢复积分记录为草稿 {len(ids)} 条") as work:
        states = {EntryState.CHECKED, EntryState.RETURNED}
        for entry in _picked(work, ids, states, "只有初审或退回的记录可以恢复为草稿"):
            entry.state, entry.returned_reason = EntryState.DRAFT, None
            entry.checked_by, entry.checked_on = None, None
    return work.changes


def _correction(entry: Entry, text: str) -> Correction:
    return Correction(entry.member_id, entry.happened_on, SourceKind.MANUAL, entry.id, text)


def _picked(work: Work, ids: Sequence[int], states: set[EntryState], rule: str) -> list[Entry]:
    if not ids:
        raise BadInput("请先选择要处理的记录。")
    found = {entry.id: entry for entry in work.session.scalars(select(Entry).where(Entry.id.in_(ids)))}
    if len(found) < len(set(ids)):
        raise NotFound("所选记录中有的已不存在，请刷新后重试。")
    others = sum(entry.state not in states for entry in found.values())
    if others:
        raise Refused(f"{rule}，所选 {len(found)} 条中有 {others} 条不符，请重新选择。")
    return [found[entry_id] for entry_id in dict.fromkeys(ids)]


def _refuse_own(work: Work, found: Sequence[Entry]) -> None:
    own = [entry for entry in found if entry.source not in AUTOMATIC and entry.created_by == work.operator]
    if own and not settings.load_in(work.session).allow_self_review:
        raise Refused(
            f"有 {len(own)} 条记录是您本人录入的，请由他人审核；党员较少的支部可在设置中允许本人审核。"
        )


def _mark_checked(work: Work, entry: Entry) -> None:
    entry.state = EntryState.CHECKED
    entry.checked_by, entry.checked_on = work.operator, work.today


def _reason(text: str) -> str:
    reason = clean_text(text, limit=500, field="reason")
    if not reason:
        raise BadInput("请填写原因。", field="reason")
    return reason
