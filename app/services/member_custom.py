"""自定义字段: fields that only this branch keeps; their values lie in `Member.extra` under the field's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models.archive import CustomField
from app.models.kinds import CustomKind
from app.models.member import Member
from app.services import partial_dates
from app.services.context import Changes, Context, Work
from app.services.errors import BadInput, NotFound, Refused
from app.services.files import clean_text
from app.services.member_fields import FIELD_LABELS, MORE, MemberField, Shape

PREFIX = "extra:"
"""What the key of such a field begins with in filters, views and forms."""

MOST_FIELDS = 40
_COMPUTED = frozenset({"序号", "年龄", "党龄", "所在党支部", "标签", "附件", "照片"})
_FIGURE = re.compile(r"-?\d{1,12}(\.\d{1,4})?")
_SHAPES = {
    CustomKind.TEXT: Shape.TEXT,
    CustomKind.NUMBER: Shape.FIGURE,
    CustomKind.DATE: Shape.DATE,
    CustomKind.CHOICE: Shape.CHOICE,
}


@dataclass(frozen=True, slots=True)
class CustomDraft:
    """What the form of such a field holds; `choices` matter to a CHOICE only."""

    name: str
    kind: CustomKind = CustomKind.TEXT
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomRow:
    """One field of the branch's own; `used` members have a value in it."""

    id: int
    name: str
    kind: CustomKind
    choices: tuple[str, ...]
    used: int = 0

    @property
    def key(self) -> str:
        """Its key among the member's fields."""
        return PREFIX + self.name

    @property
    def field(self) -> MemberField:
        """Return it as one of the member's fields."""
        return MemberField(self.key, self.name, _SHAPES[self.kind], MORE, words=self.choices)


def list_fields(ctx: Context) -> list[CustomRow]:
    """Return the branch's own fields in their order, with how many members use each."""
    with ctx.read() as session:
        used: Counter[str] = Counter()
        for extra in session.scalars(select(Member.extra).where(Member.deleted_at.is_(None))):
            used.update(name for name, text in (extra or {}).items() if text)
        return [replace(row, used=used[row.name]) for row in list_fields_in(session)]


def list_fields_in(session: Session) -> list[CustomRow]:
    """Return the branch's own fields inside an open session, without counting their use."""
    found = session.scalars(select(CustomField).order_by(CustomField.position, CustomField.id))
    return [CustomRow(row.id, row.name, row.kind, tuple(row.choices or ())) for row in found]


def add(ctx: Context, draft: CustomDraft) -> Changes:
    """Add a field; what an import kept under that name becomes its value.

    Raises:
        BadInput: Name or choices are missing, or the name is taken.
        Refused: There are too many fields.

    """
    with ctx.write(f"新增自定义字段“{draft.name.strip()}”") as work:
        session = work.session
        if len(list_fields_in(session)) >= MOST_FIELDS:
            raise Refused(f"自定义字段最多 {MOST_FIELDS} 个。")
        last = session.scalar(select(func.max(CustomField.position))) or 0
        clean = _checked(session, draft, None)
        row = CustomField(name=clean.name, kind=clean.kind, choices=list(clean.choices), position=last + 1)
        session.add(row)
        session.flush()
        _require_fit(session, clean, clean.name, work.today)
        work.new_ids.append(row.id)
    return work.changes


def change(ctx: Context, field_id: int, draft: CustomDraft) -> Changes:
    """Change a field; a new name takes the members' values along.

    Raises:
        NotFound: There is no such field.
        BadInput: Name or choices are missing, or the name is taken.
        Refused: Members have values that the new kind cannot hold.

    """
    with ctx.write(f"修改自定义字段“{draft.name.strip()}”") as work:
        row = _get(work.session, field_id)
        clean = _checked(work.session, draft, field_id)
        _require_fit(work.session, clean, row.name, work.today)
        if clean.name != row.name:
            _rename(work.session, row.name, clean.name)
        row.name, row.kind, row.choices = clean.name, clean.kind, list(clean.choices)
    return work.changes


def remove(ctx: Context, field_id: int) -> Changes:
    """Take a field off; what members have in it stays among 其他信息.

    Raises:
        NotFound: There is no such field.

    """
    with ctx.write("删除自定义字段") as work:
        work.session.delete(_get(work.session, field_id))
    return work.changes


def values_of(ctx: Context, member_id: int) -> dict[str, str]:
    """Return a member's values by the names of the fields."""
    with ctx.read() as session:
        member = session.get(Member, member_id)
        extra = {} if member is None else member.extra or {}
        return {row.name: str(extra.get(row.name, "")) for row in list_fields_in(session)}


def set_in(work: Work, member: Member, values: Mapping[str, str]) -> None:
    """Give a member values by the names of the fields, inside an open transaction; empty ones are taken off.

    Raises:
        BadInput: A value does not fit its field; `field` is the field's key.

    """
    known = {row.name: row for row in list_fields_in(work.session)}
    extra = dict(member.extra or {})
    for name, text in values.items():
        if name not in known:
            continue
        clean = checked(known[name], text, work.today)
        if clean:
            extra[name] = clean
        else:
            extra.pop(name, None)
    if extra != (member.extra or {}):
        member.extra = extra


def checked(row: CustomRow | CustomDraft, text: str, today: date) -> str:
    """Return a value as it is kept.

    Raises:
        BadInput: It does not fit the field.

    """
    key = PREFIX + row.name
    plain = clean_text(text, limit=500, field=key)
    if not plain:
        return ""
    if row.kind is CustomKind.DATE:
        return partial_dates.parse(plain, today=today, field=key)
    if row.kind is CustomKind.NUMBER and not _FIGURE.fullmatch(plain):
        raise BadInput(f"{row.name}请填写数字，最多四位小数。", field=key)
    if row.kind is CustomKind.CHOICE and plain not in row.choices:
        raise BadInput(f"{row.name}只能是：{'、'.join(row.choices)}。", field=key)
    return plain


def _checked(session: Session, draft: CustomDraft, field_id: int | None) -> CustomDraft:
    name = " ".join(clean_text(draft.name, limit=20, field="name").split())
    if not name:
        raise BadInput("请填写字段名称。", field="name")
    if name in FIELD_LABELS.values() or name in _COMPUTED:
        raise BadInput(f"“{name}”档案里已有，不用另设。", field="name")
    same = session.scalar(select(CustomField.id).where(CustomField.name == name))
    if same is not None and same != field_id:
        raise BadInput(f"已有名为“{name}”的自定义字段。", field="name")
    choices = tuple(dict.fromkeys(filter(None, (clean_text(c, limit=50) for c in draft.choices))))
    if draft.kind is not CustomKind.CHOICE:
        return CustomDraft(name, draft.kind)
    if len(choices) < 2:
        raise BadInput("选项至少写两个，每行一个。", field="choices")
    return CustomDraft(name, draft.kind, choices)


def _require_fit(session: Session, draft: CustomDraft, kept_as: str, today: date) -> None:
    """Refuse a kind that cannot hold what members have; values that only need another form get it."""
    wrong = []
    for member in _having(session, kept_as):
        text = str(member.extra[kept_as])
        try:
            clean = checked(draft, text, today)
        except BadInput:
            wrong.append(f"{member.name}“{text}”")
            continue
        if clean != text:
            member.extra = {**member.extra, kept_as: clean}
    if wrong:
        words = "、".join(wrong[:3]) + (f"等 {len(wrong)} 处" if len(wrong) > 3 else "")
        raise Refused(
            f"已填的内容不符合“{draft.kind.label}”：{words}。请先改正，或改用“文字”。", field="kind"
        )


def _rename(session: Session, old: str, new: str) -> None:
    for member in _having(session, old):
        member.extra = {new if name == old else name: text for name, text in member.extra.items()}


def _having(session: Session, name: str) -> list[Member]:
    found = session.scalars(
        select(Member).where(type_coerce(Member.extra, Text).contains(f'"{name}"', autoescape=True))
    )
    return [member for member in found if (member.extra or {}).get(name)]


def _get(session: Session, field_id: int) -> CustomField:
    found = session.get(CustomField, field_id)
    if found is None:
        raise NotFound("这个自定义字段已不存在，请刷新后重试。")
    return found
