"""积分记录 by hand: one, or many at once; changed and removed while they are drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import EntryState, SourceKind
from app.models.member import Member
from app.models.points import Entry
from app.services import attachments
from app.services.attachments import NO_PAPERS, Owner, PaperChanges
from app.services.context import Changes, Context, Work
from app.services.errors import AppError, BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.periods import Period
from app.services.points.adjustments import refuse_unlisted_in
from app.services.points.record_rules import RECORD_SOURCES
from app.services.points.rulebook_view import rides
from app.services.points.rules import Item, Rulebook
from app.services.points.rules_items import ItemKind
from app.services.points.values import read_value, typed_text
from app.services.points.versions import Timeline, timeline_in

AUTOMATIC = RECORD_SOURCES | {SourceKind.ATTENDANCE, SourceKind.MAKEUP, SourceKind.ADJUSTMENT}
SELF_PROVEN = AUTOMATIC - RECORD_SOURCES
"""Sources that are evidence by themselves; what a record of the archive says is proven by its papers."""
_CORRECTED_AT = {
    SourceKind.ATTENDANCE: "组织生活里更正考勤",
    SourceKind.MAKEUP: "补学补领里更正补学任务",
}
_CHANGEABLE = (EntryState.DRAFT, EntryState.RETURNED)


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry as a person fills it in.

    `value` is what was typed ("2", "87.5", "优秀", or empty where the item takes none); `period` is the
    quarter the form stands in, which the day must not leave; a veto (一票否决) names `veto_code` and
    `document` instead of an item; `papers` are the evidence (证明材料) to attach or to take off.
    """

    member_id: int
    item_code: str = ""
    happened_on: date | None = None
    value: str = ""
    reason: str = ""
    document: str = ""
    rides_on_id: int | None = None
    veto_code: str = ""
    period: Period | None = None
    papers: PaperChanges = NO_PAPERS


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong with one draft of a batch; `index` counts from 0."""

    index: int
    field: str
    message: str


class BadBatch(AppError):
    """Some drafts of a batch are wrong; nothing was saved. `errors` has one line for each of them."""

    def __init__(self, errors: Sequence[LineError]) -> None:
        first = errors[0]
        super().__init__(f"有 {len(errors)} 行未通过检查，没有保存。第 {first.index + 1} 行：{first.message}")
        self.errors = tuple(errors)


def add(ctx: Context, draft: EntryDraft) -> Changes:
    """Save one entry as a draft (草稿).

    One that is dated inside a settled period is booked as an adjustment when it is approved.

    Raises:
        BadInput: A field does not fit; `field` names it.
        Refused: The period is settled, and the member is not on its sheet; field `member_id`.

    """
    with ctx.write("录入积分") as work:
        add_in(work, draft)
    return work.changes


def add_in(work: Work, draft: EntryDraft) -> Entry:
    """Save one entry inside an open transaction."""
    entry = _filled(work, timeline_in(work.session), draft, _new_entry(work))
    work.session.add(entry)
    work.session.flush()
    attachments.change_in(work, Owner.ENTRY, entry.id, draft.papers)
    work.new_ids.append(entry.id)
    return entry


def add_batch(ctx: Context, drafts: Iterable[EntryDraft]) -> Changes:
    """Save many entries in one transaction, all or none.

    Raises:
        BadBatch: With the error of every wrong draft.
        BadInput: The batch is empty.

    """
    listed = list(drafts)
    if not listed:
        raise BadInput("没有可保存的内容，请至少填写一名党员的数值。", field="value")
    with ctx.write(f"批量录入积分 {len(listed)} 条") as work:
        add_many_in(work, listed)
    return work.changes


def refusal_in(work: Work, draft: EntryDraft) -> AppError | None:
    """Return what would keep a draft from being saved, None where nothing would; nothing is changed."""
    try:
        _filled(work, timeline_in(work.session), draft, _new_entry(work))
    except AppError as error:
        return error
    return None


def add_many_in(
    work: Work, drafts: Sequence[EntryDraft], source: SourceKind = SourceKind.MANUAL
) -> list[int]:
    """Save many entries inside an open transaction and return their ids."""
    timeline = timeline_in(work.session)
    entries: list[Entry] = []
    errors: list[LineError] = []
    with work.session.no_autoflush:
        for index, draft in enumerate(drafts):
            try:
                entries.append(_filled(work, timeline, draft, _new_entry(work, source)))
            except AppError as error:
                errors.append(LineError(index, error.field or "", error.message))
    if errors:
        raise BadBatch(errors)
    work.session.add_all(entries)
    work.session.flush()
    ids = [entry.id for entry in entries]
    work.new_ids.extend(ids)
    return ids


def change(ctx: Context, entry_id: int, draft: EntryDraft) -> Changes:
    """Change a draft or a returned entry; it is a draft afterwards.

    Raises:
        NotFound: There is no such entry.
        Refused: It came by itself or is under review, or the member is not on the sheet of a settled period.
        BadInput: A field does not fit.

    """
    with ctx.write("修改积分记录") as work:
        entry = _changeable(work.session, entry_id)
        _filled(work, timeline_in(work.session), draft, entry)
        entry.state, entry.returned_reason = EntryState.DRAFT, None
        attachments.change_in(work, Owner.ENTRY, entry.id, draft.papers)
    return work.changes


def change_papers(ctx: Context, entry_id: int, papers: PaperChanges) -> Changes:
    """Attach evidence (证明材料) to an entry or take it off, whatever state the entry is in.

    Raises:
        NotFound: There is no such entry.
        Refused: The same file hangs there already.

    """
    with ctx.write("更改证明材料") as work:
        _get(work.session, entry_id)
        attachments.change_in(work, Owner.ENTRY, entry_id, papers)
    return work.changes


def remove(ctx: Context, entry_ids: Iterable[int]) -> Changes:
    """Delete drafts and returned entries; approved ones are reversed (冲正) instead.

    Raises:
        NotFound: One of them does not exist.
        Refused: One came by itself, is under review, or carries another entry.

    """
    ids = list(entry_ids)
    with ctx.write(f"删除积分记录 {len(ids)} 条") as work:
        found = [_changeable(work.session, entry_id) for entry_id in ids]
        for entry in found:
            _refuse_carrier(work.session, entry, ids)
            work.session.delete(entry)
    return work.changes


def draft_of(ctx: Context, entry_id: int) -> EntryDraft:
    """Return an entry as the draft it could have been made from, for the form.

    Raises:
        NotFound: There is no such entry.

    """
    with ctx.read() as session:
        entry = _get(session, entry_id)
        return EntryDraft(
            member_id=entry.member_id,
            item_code=entry.item_code or "",
            happened_on=entry.happened_on,
            value=typed_text(entry.value, entry.value_text),
            reason=entry.reason or "",
            document=entry.document or "",
            rides_on_id=entry.rides_on_id,
            veto_code=entry.veto_code or "",
        )


def value_checker(ctx: Context, day: date, item_code: str) -> Callable[[str], str]:
    """Return a check of typed values for a grid: gives the text back, or raises BadInput with the reason.

    Without such an item on that day every text passes; saving will tell.
    """
    with ctx.read() as session:
        rulebook = timeline_in(session).on(day)
    item = None if rulebook is None else rulebook.item_by_code.get(item_code)

    def check(text: str) -> str:
        return text if item is None else typed_text(*read_value(item, text))

    return check


def _new_entry(work: Work, source: SourceKind = SourceKind.MANUAL) -> Entry:
    return Entry(
        state=EntryState.DRAFT,
        source=source,
        created_by=work.operator,
        created_at=work.now,
    )


def _filled(work: Work, timeline: Timeline, draft: EntryDraft, entry: Entry) -> Entry:
    day = _checked_day(work, draft)
    rulebook = timeline.on(day)
    if rulebook is None:
        raise BadInput(
            f"{day.isoformat()} 没有施行中的积分方案，请先启用方案或更改日期。", field="happened_on"
        )
    member = _checked_member(work.session, draft.member_id, day)
    refuse_unlisted_in(work.session, member.id, day)
    entry.member_id, entry.happened_on = member.id, day
    entry.reason = clean_text(draft.reason, limit=500, field="reason") or None
    entry.document = clean_text(draft.document, limit=200, field="document") or None
    if draft.veto_code:
        _fill_veto(rulebook, draft, entry)
    else:
        _fill_item(work.session, rulebook, draft, entry, member)
    return entry


def _checked_day(work: Work, draft: EntryDraft) -> date:
    day, period = draft.happened_on, draft.period
    if day is None:
        raise BadInput("请填写日期。", field="happened_on")
    if day > work.today:
        raise BadInput(f"日期 {day.isoformat()} 还没有到，请填写今天或以前的日期。", field="happened_on")
    if period is not None and not period.contains(day):
        raise BadInput(
            f"日期不在{period.label}（{period.start.isoformat()} 至 {period.end.isoformat()}）之内，"
            "请更改日期或切换季度。",
            field="happened_on",
        )
    return day


def _checked_member(session: Session, member_id: int, day: date) -> Member:
    member = session.get(Member, member_id)
    if member is None or member.deleted_at is not None:
        raise BadInput("请选择党员。", field="member_id")
    if member.left_on is not None and day > member.left_on:
        raise BadInput(f"{member.name}已于 {member.left_on.isoformat()} 离开本支部。", field="member_id")
    if member.entered_on is not None and day < member.entered_on:
        raise BadInput(f"{member.name}于 {member.entered_on.isoformat()} 才转入本支部。", field="member_id")
    return member


def _fill_veto(rulebook: Rulebook, draft: EntryDraft, entry: Entry) -> None:
    if draft.veto_code not in rulebook.veto_by_code:
        raise BadInput("积分方案里没有这条一票否决，请重新选择。", field="item_code")
    if not entry.document:
        raise BadInput("一票否决须填写作出决定的文件名称或文号。", field="document")
    entry.veto_code, entry.item_code = draft.veto_code, None
    entry.value, entry.value_text, entry.rides_on_id = None, None, None


def _fill_item(session: Session, rulebook: Rulebook, draft: EntryDraft, entry: Entry, member: Member) -> None:
    item = rulebook.item_by_code.get(draft.item_code)
    if item is None:
        raise BadInput("请从当日施行的积分方案中选择项目。", field="item_code")
    if item.retired and entry.item_code != item.code:
        raise BadInput(f"项目“{item.text}”已停用，不能再录入。", field="item_code")
    if item.classes and member.klass.label not in item.classes:
        raise BadInput(
            f"项目“{item.text}”只适用于{'、'.join(item.classes)}党员，{member.name}是{member.klass.label}党员。",
            field="member_id",
        )
    if item.kind is ItemKind.RANGE and not entry.reason:
        raise BadInput("酌情赋分须写明事由。", field="reason")
    entry.item_code, entry.veto_code = item.code, None
    entry.value, entry.value_text = read_value(item, draft.value)
    entry.rides_on_id = _carrier(session, item, draft, member)


def _carrier(session: Session, item: Item, draft: EntryDraft, member: Member) -> int | None:
    on = rides(item)
    if not on:
        return None
    carrier = None if draft.rides_on_id is None else session.get(Entry, draft.rides_on_id)
    if (
        carrier is None
        or carrier.member_id != member.id
        or carrier.item_code != on
        or carrier.state is EntryState.REVERSED
    ):
        raise BadInput(f"请选择同一名党员的一条“{on}”记录，本项附在它上面。", field="rides_on_id")
    return carrier.id


def _get(session: Session, entry_id: int) -> Entry:
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotFound("这条积分记录已不存在，请刷新后重试。")
    return entry


def _changeable(session: Session, entry_id: int) -> Entry:
    entry = _get(session, entry_id)
    if entry.source is SourceKind.ADJUSTMENT:
        raise Refused("调整由结算后的更正产生，不能直接改动。请更正它的来源，调整会随之更正。")
    if entry.source in AUTOMATIC:
        where = _CORRECTED_AT.get(entry.source, f"党员档案里更正这条{entry.source.label}记录")
        raise Refused(f"这条记录由{entry.source.label}自动产生，请到{where}，记录会随之更正。")
    if entry.state not in _CHANGEABLE:
        raise Refused(f"这条记录已{entry.state.label}，不能直接改动。请先退回；已审定的请用冲正。")
    return entry


def _refuse_carrier(session: Session, entry: Entry, removed: Sequence[int]) -> None:
    riders = session.scalars(select(Entry.id).where(Entry.rides_on_id == entry.id))
    if any(rider not in removed for rider in riders):
        raise Refused("另有附加记录附在这条记录上，请先删除附加记录。")
