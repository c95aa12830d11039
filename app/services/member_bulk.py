"""成批修改: one field of many members at once, shown before it is done, in one step that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.kinds import Kind
from app.models.member import Member
from app.models.org import Org
from app.services import member_checks, member_custom, member_tags, members
from app.services.backup_policy import before_mass_change
from app.services.backup_shelf import Reason
from app.services.context import Changes, Context, Work
from app.services.errors import AppError, BadInput, Refused
from app.services.files import clean_text
from app.services.member_fields import FIELDS, LEFT_FIELDS, MemberField, Shape
from app.services.member_history import shown_value
from app.services.shown_names import shown_names_in

TAG_ADD, TAG_DROP = "tag:add", "tag:drop"
_ONE_BY_ONE = LEFT_FIELDS | {
    "name", "former_name", "id_number", "id_waiver", "birth", "archive_no", "employee_no", "phone", "landline", "extra",
}  # fmt: skip
_TAGS = (
    MemberField(TAG_ADD, "标签（加上）", Shape.TEXT, "标签", hint="已有的或新的标签"),
    MemberField(TAG_DROP, "标签（去掉）", Shape.TEXT, "标签"),
)


class Outcome(Kind):
    """What becomes of one member in a bulk change."""

    CHANGE = "change", "修改"
    SAME = "same", "不变"
    REFUSED = "refused", "不能修改"


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One member of a bulk change: what stands there, what will, and why not."""

    member_id: int
    shown_name: str
    before: str
    after: str
    outcome: Outcome
    reason: str = ""


def fields(ctx: Context) -> list[MemberField]:
    """Return the fields that may be the same for many members, the branch's own and the tags included."""
    with ctx.read() as session:
        own = [row.field for row in member_custom.list_fields_in(session)]
    return [*(field for field in FIELDS if field.key not in _ONE_BY_ONE), *own, *_TAGS]


def preview(ctx: Context, member_ids: Sequence[int], key: str, value: Any) -> list[BulkLine]:
    """Return what the change would do to each member, in the branch's order; nothing is written.

    Raises:
        BadInput: The value does not fit the field whoever it is for; its `field` is "value".

    """
    with ctx.read() as session:
        return [line for line, _ in _judge(session, member_ids, key, value, ctx.today)]


def change(ctx: Context, member_ids: Sequence[int], key: str, value: Any) -> Changes:
    """Change the field for all of them whose archive takes it; the others stay as they are.

    Raises:
        BadInput: The value does not fit the field.
        Refused: Nobody would change.

    """
    label = next(field.label for field in fields(ctx) if field.key == key)
    before_mass_change(ctx, Reason.BULK)
    with ctx.write(f"成批修改{label}") as work:
        judged = _judge(work.session, member_ids, key, value, work.today)
        wanted = [line for line, _ in judged if line.outcome is Outcome.CHANGE]
        if not wanted:
            raise Refused("没有需要修改的党员，请核对所选的人和内容。")
        for line in wanted:
            _write(work, line.member_id, key, value)
    return work.changes


def _judge(
    session: Session, member_ids: Sequence[int], key: str, value: Any, today: date
) -> list[tuple[BulkLine, Member]]:
    query = (
        select(Member)
        .where(Member.id.in_(list(member_ids)), Member.deleted_at.is_(None))
        .order_by(Member.position, Member.id)
    )
    found = list(session.scalars(query))
    names = shown_names_in(session)
    wanted = _Wanted(session, found, key, value, today)
    lines = []
    for member in found:
        before, after, reason = wanted.of(member)
        outcome = Outcome.SAME if before == after else Outcome.CHANGE
        if reason:
            outcome = Outcome.REFUSED
        lines.append((BulkLine(member.id, names[member.id], before, after, outcome, reason), member))
    return lines


class _Wanted:
    """The value a bulk change gives, judged for one member after the other."""

    def __init__(self, session: Session, found: Sequence[Member], key: str, value: Any, today: date) -> None:
        self._session, self._key, self._value, self._today = session, key, value, today
        self._groups = {row.id: row.name for row in session.execute(select(Org.id, Org.name))}
        self._own = {row.key: row for row in member_custom.list_fields_in(session)}
        self._tags = member_tags.tags_of_in(session, [member.id for member in found])
        try:
            if key in (TAG_ADD, TAG_DROP):
                self._value = member_tags.word(str(value or ""))
            elif key in self._own:
                self._value = member_custom.checked(self._own[key], str(value or ""), today)
        except BadInput as error:
            raise BadInput(error.message, field="value") from error

    def of(self, member: Member) -> tuple[str, str, str]:
        """Return what is there, what would be there, and why it cannot be (empty where it can)."""
        if self._key in (TAG_ADD, TAG_DROP):
            return self._tagged(member)
        if self._key in self._own:
            kept = str((member.extra or {}).get(self._own[self._key].name, ""))
            return kept, self._value, ""
        draft = members.draft_of_in(self._session, member.id)
        before = shown_value(self._key, getattr(draft, self._key), self._groups)
        clean, problems = member_checks.look_over(replace(draft, **{self._key: self._value}), self._today)
        wrong = _worst(problems, self._key)
        shown = self._value if wrong else getattr(clean, self._key)
        return before, shown_value(self._key, shown, self._groups), "" if wrong is None else wrong

    def _tagged(self, member: Member) -> tuple[str, str, str]:
        tags = self._tags.get(member.id, ())
        return "、".join(tags), "、".join(_tags_after(tags, self._key, self._value)), ""


def _tags_after(tags: tuple[str, ...], key: str, word: str) -> tuple[str, ...]:
    others = tuple(tag for tag in tags if tag != word)
    if key == TAG_DROP:
        return others
    return tags if word in tags else (*tags, word)


def _worst(problems: Sequence[AppError], key: str) -> str | None:
    """Return why a draft cannot be saved; what was wrong with it before has to be put right first."""
    own = next((problem for problem in problems if problem.field == key), None)
    if own is not None:
        return own.message
    return f"须先改正：{problems[0].message}" if problems else None


def _write(work: Work, member_id: int, key: str, value: Any) -> None:
    member = members.get_in(work.session, member_id)
    if key in (TAG_ADD, TAG_DROP):
        word = member_tags.word(str(value or ""))
        tags = member_tags.tags_of_in(work.session, [member_id]).get(member_id, ())
        member_tags.set_in(work, member_id, _tags_after(tags, key, word))
    elif key.startswith(member_custom.PREFIX):
        text = clean_text(str(value or ""))
        member_custom.set_in(work, member, {key.removeprefix(member_custom.PREFIX): text})
    else:
        draft = members.draft_of_in(work.session, member_id)
        members.change_in(work, member_id, replace(draft, **{key: value}))
