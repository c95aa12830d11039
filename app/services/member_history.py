"""变更记录: who changed which field of an archive, when, from what to what; and one change taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.models.archive import MemberTag, Tag
from app.models.audit import Action, AuditEvent
from app.models.kinds import RecordKind
from app.models.member import Attachment, Member, Record
from app.models.org import Org
from app.services import id_numbers, member_history_beside, members, records, talks
from app.services.attachments import Owner
from app.services.context import Changes, Context
from app.services.errors import NotFound, Refused
from app.services.member_checks import TEXT_FIELDS, MemberDraft
from app.services.member_custom import PREFIX
from app.services.member_fields import CODES, DATES, FLAGS
from app.services.member_fields import FIELD_LABELS as FIELD_LABELS
from app.services.photos import PHOTO_OWNER
from app.services.record_forms import label_of
from app.services.reports.words import day_text, masked_address, masked_phone

_MASKS = {
    "id_number": id_numbers.mask,
    "phone": masked_phone,
    "landline": masked_phone,
    "address": masked_address,
}
_REVERTED = frozenset(item.name for item in fields(MemberDraft))
_WHOLE = "row"
"""The key of a change that is a whole row: a tag, a second organisation."""
_RECORD_KEYS = ("title", "starts", "ends", "issuer", "detail", "document_no", "quantity")


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One changed field; `before` or `after` is empty where there was nothing.

    `event_id` and `key` name the change to `revert`; `key` is empty where that cannot be taken back alone.
    """

    at: datetime
    operator: str
    act: str
    field: str
    before: str
    after: str
    event_id: int = 0
    key: str = ""


def history(ctx: Context, member_id: int) -> list[HistoryLine]:
    """Return what was ever changed in a member's archive, the latest first; numbers are masked.

    Raises:
        NotFound: There is no such member.

    """
    with ctx.read() as session:
        members.get_in(session, member_id)
        kinds: dict[int, RecordKind] = {
            row.id: row.kind
            for row in session.execute(select(Record.id, Record.kind).where(Record.member_id == member_id))
        }
        groups = {row.id: row.name for row in session.execute(select(Org.id, Org.name))}
        tags = {row.id: row.name for row in session.execute(select(Tag.id, Tag.name))}
        events = _events(session, member_id, list(kinds)) + _paper_events(session, member_id, kinds)
        events += _beside_events(session, member_id)
        events.sort(key=lambda event: event.id, reverse=True)
        return [line for event in events for line in _lines(event, kinds, groups, tags)]


def revert(ctx: Context, event_id: int, key: str) -> Changes:
    """Give one field back the value it had before a change; everything else stays as it is now.

    Raises:
        NotFound: The change, its member or its record does not exist.
        Refused: The field holds that value already, or its group is gone.
        BadInput: The former value does not fit what the archive holds now.

    """
    with ctx.read() as session:
        event = session.get(AuditEvent, event_id)
        column = "extra" if key.startswith(PREFIX) else key
        whole = event is not None and key == _WHOLE and event.table_name in member_history_beside.TABLES
        if (
            event is None
            or event.table_name is None
            or event.row_id is None
            or not (whole or column in (event.before or {}))
        ):
            raise NotFound("这条变更记录已不存在，请刷新后重试。")
        table, row_id, former, after = event.table_name, event.row_id, event.before or {}, event.after
    if whole:
        return member_history_beside.revert(ctx, table, former, after)
    before = former[column]
    if column != key:
        return _revert_extra(ctx, row_id, key.removeprefix(PREFIX), _extra(before))
    if table == Member.__tablename__:
        return _revert_member(ctx, row_id, key, before)
    return _revert_record(ctx, row_id, key, before)


def _revert_member(ctx: Context, member_id: int, key: str, before: Any) -> Changes:
    if key not in _REVERTED:
        raise Refused(f"“{FIELD_LABELS.get(key, key)}”不能单独还原，请在原处办理。")
    with ctx.write(f"还原{FIELD_LABELS[key]}") as work:
        draft = members.draft_of_in(work.session, member_id)
        value = _former(key, before)
        if getattr(draft, key) == value:
            raise Refused(f"“{FIELD_LABELS[key]}”现在就是这个内容，不用还原。")
        if key == "group_id" and value is not None and work.session.get(Org, value) is None:
            raise Refused("原来的党小组已不存在，请直接选择现在的党小组。")
        members.change_in(work, member_id, replace(draft, **{key: value}))
    return work.changes


def _revert_extra(ctx: Context, member_id: int, head: str, before: dict[str, str]) -> Changes:
    with ctx.write(f"还原{head}") as work:
        member = members.get_in(work.session, member_id)
        extra = dict(member.extra or {})
        if extra.get(head) == before.get(head):
            raise Refused(f"“{head}”现在就是这个内容，不用还原。")
        extra.pop(head, None)
        member.extra = extra | ({head: before[head]} if head in before else {})
    return work.changes


def _revert_record(ctx: Context, record_id: int, key: str, before: Any) -> Changes:
    with ctx.write("还原档案记录") as work:
        talks.require_for_record(ctx, work.session, record_id)
        draft = records.draft_of_in(work.session, record_id)
        former: dict[str, Any] = {key: _plain(key, before)}
        if getattr(draft, key) == former[key]:
            raise Refused("这一项现在就是这个内容，不用还原。")
        records.change_in(work, record_id, replace(draft, **former))
    return work.changes


def _former(key: str, before: Any) -> Any:
    """Return a value of the log as a draft has it."""
    if before is None:
        return "" if key in TEXT_FIELDS else None
    if key in CODES:
        return CODES[key](before)
    if key == "entered_on":
        return date.fromisoformat(before)
    return bool(before) if key in FLAGS else before


def shown_value(key: str, value: Any, groups: dict[int, str] | None = None) -> str:
    """Return a stored value of a member's field in words, masked where lists mask it."""
    if value is None or value == "":
        return ""
    if key in FLAGS:
        return "是" if value else "否"
    if key in CODES:
        return CODES[key](value).label
    if key in DATES:
        return day_text(value)
    if key == "group_id":
        return (groups or {}).get(value, "")
    if key == "extra":
        return "；".join(f"{head}：{text}" for head, text in _extra(value).items())
    text = str(value)
    return _MASKS[key](text) if key in _MASKS else text


def _events(session: Session, member_id: int, record_ids: list[int]) -> list[Any]:
    query = _logged().where(
        or_(
            and_(AuditEvent.table_name == Member.__tablename__, AuditEvent.row_id == member_id),
            and_(AuditEvent.table_name == Record.__tablename__, AuditEvent.row_id.in_(record_ids)),
        )
    )
    return list(session.execute(query))


def _logged() -> Select[Any]:
    columns = (
        AuditEvent.id,
        AuditEvent.table_name,
        AuditEvent.row_id,
        AuditEvent.before,
        AuditEvent.after,
        Action.label,
        Action.operator,
        Action.at,
    )
    return select(*columns).join(Action, Action.id == AuditEvent.action_id)


def _paper_events(session: Session, member_id: int, kinds: dict[int, RecordKind]) -> list[Any]:
    """Return what was done with the photo and with papers of the records; of rows gone too, so from the log."""
    owners = {(PHOTO_OWNER, member_id), *((Owner.RECORD.value, record_id) for record_id in kinds)}
    events = list(session.execute(_logged().where(AuditEvent.table_name == Attachment.__tablename__)))
    whose = {event.row_id: row for event in events if "owner" in (row := event.after or event.before)}
    return [
        _Paper(event, whose[event.row_id])
        for event in events
        if event.row_id in whose and (whose[event.row_id]["owner"], whose[event.row_id]["owner_id"]) in owners
    ]


@dataclass(frozen=True, slots=True)
class _Paper:
    """An event of a paper with the whole row: a paper that was taken off names what changed only."""

    event: Any
    row: dict[str, Any]

    @property
    def id(self) -> int:
        return int(self.event.id)


def _paper_line(paper: _Paper, kinds: dict[int, RecordKind]) -> HistoryLine:
    event, row = paper.event, paper.row
    kind = None if row["owner"] == PHOTO_OWNER else kinds[row["owner_id"]]
    field = "照片" if kind is None else f"{kind.label}附件"
    name = talks.HIDDEN if kind is RecordKind.TALK else str(row["name"])
    gone = event.after is None or bool(event.after.get("deleted_at"))
    before, after = (name, "") if gone else ("", name)
    return HistoryLine(event.at, event.operator, event.label, field, before, after)


def _beside_events(session: Session, member_id: int) -> list[Any]:
    """Return what was done with tags and second organisations; of rows gone too, so from the log."""
    events = session.execute(_logged().where(AuditEvent.table_name.in_(member_history_beside.TABLES)))
    return [event for event in events if (event.after or event.before).get("member_id") == member_id]


def _beside_line(event: Any, groups: dict[int, str], tags: dict[int, str]) -> HistoryLine:
    row = event.after or event.before
    if event.table_name == MemberTag.__tablename__:
        word = tags.get(row["tag_id"], "已删除的标签")
    else:
        word = groups.get(row["org_id"], "")
    field = member_history_beside.TABLES[event.table_name]
    before, after = ("", word) if event.before is None else (word, "")
    return HistoryLine(event.at, event.operator, event.label, field, before, after, event.id, _WHOLE)


def _extra(value: Any) -> dict[str, str]:
    """Return 其他信息 as the log keeps it: text within text."""
    return json.loads(value) if isinstance(value, str) else value or {}


def _extra_lines(event: Any) -> Iterator[HistoryLine]:
    before, after = (_extra(side.get("extra")) for side in (event.before, event.after))
    for head in dict.fromkeys([*before, *after]):
        texts = [str(side.get(head, "")) for side in (before, after)]
        if texts[0] != texts[1]:
            was, now = texts
            key = PREFIX + head
            yield HistoryLine(event.at, event.operator, event.label, head, was, now, event.id, key)


def _lines(
    event: Any, kinds: dict[int, RecordKind], groups: dict[int, str], tags: dict[int, str]
) -> Iterator[HistoryLine]:
    if isinstance(event, _Paper):
        yield _paper_line(event, kinds)
        return
    if event.table_name in member_history_beside.TABLES:
        yield _beside_line(event, groups, tags)
        return
    if event.table_name == Record.__tablename__:
        yield from _record_lines(event, kinds[event.row_id])
        return
    if event.before is None:
        yield HistoryLine(event.at, event.operator, event.label, "建档", "", event.after.get("name", ""))
        return
    for key in FIELD_LABELS:
        if key not in (event.after or {}):
            continue
        if key == "extra":
            yield from _extra_lines(event)
            continue
        before, after = (shown_value(key, side.get(key), groups) for side in (event.before, event.after))
        if before != after or key in _MASKS:
            yield HistoryLine(
                event.at,
                event.operator,
                event.label,
                FIELD_LABELS[key],
                before,
                after,
                event.id,
                key if key in _REVERTED else "",
            )


def _record_lines(event: Any, kind: RecordKind) -> Iterator[HistoryLine]:
    at, by, act = event.at, event.operator, event.label
    if event.before is None:
        yield HistoryLine(at, by, act, kind.label, "", _told(kind, "title", event.after.get("title")))
        return
    after = event.after or {}
    if after.get("deleted_at"):
        yield HistoryLine(at, by, act, kind.label, "在档", "已移除")
    for key in _RECORD_KEYS:
        if key in after:
            label = f"{kind.label}：{label_of(kind, key)}"
            former, now = (_told(kind, key, side[key]) for side in (event.before, after))
            yield HistoryLine(at, by, act, label, former, now, event.id, key)


def _told(kind: RecordKind, key: str, value: Any) -> str:
    secret = kind is RecordKind.TALK and value and key not in ("starts", "ends")
    return talks.HIDDEN if secret else _plain(key, value)


def _plain(key: str, value: Any) -> str:
    if value is None:
        return ""
    return f"{value / 100:g}" if key == "quantity" else str(value)
