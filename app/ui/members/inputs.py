"""The input of each field of a member, for the form, bulk changes and filters alike."""

from __future__ import annotations

from collections.abc import Callable

from app.services import id_numbers, member_tags, orgs
from app.services.member_bulk import TAG_ADD, TAG_DROP
from app.services.member_fields import MemberField, Shape
from app.services.reports.words import masked_address, masked_phone
from app.ui.desk import Desk
from app.ui.members.fields import SecretField, WordField
from app.ui.widgets.date_fields import DateField, PartialDateField
from app.ui.widgets.fields import CheckField, ChoiceField, Field, LineField, NumberField, TextField

_MASKS: dict[str, Callable[[str], str]] = {
    "id_number": id_numbers.mask,
    "phone": masked_phone,
    "landline": masked_phone,
    "address": masked_address,
}
_CHOSEN = frozenset({"kind", "klass", "status"})
"""Codes that every member has."""


def input_for(desk: Desk, field: MemberField) -> Field:
    """Return the input in which a value of a member's field is written, one of the branch's own included."""
    shape = field.shape
    if field.key in (TAG_ADD, TAG_DROP):
        return WordField([tag.name for tag in member_tags.list_tags(desk.ctx)], field.hint, limit=12)
    if shape is Shape.MASKED:
        return SecretField(_MASKS[field.key], field.hint, limit=field.limit)
    if shape is Shape.WORDS:
        return WordField(field.words, field.hint, limit=field.limit)
    if shape is Shape.DATE:
        return PartialDateField(desk.ctx.today, field.hint or "如 2026-06-12 或 2026.06")
    if shape is Shape.DAY:
        return DateField(desk.ctx.today)
    if shape is Shape.FLAG:
        return CheckField("是")
    if shape is Shape.NUMBER:
        return NumberField(-1200, 1200, unit="个月")
    if shape is Shape.LONG:
        return TextField(lines=2, limit=field.limit)
    if shape is Shape.FIGURE:
        return LineField("数字", limit=18)
    if shape is Shape.CHOICE:
        return ChoiceField([("", "未填"), *((word, word) for word in field.words)])
    if shape in (Shape.CODE, Shape.GROUP):
        return _choice(desk, field)
    return LineField(field.hint, limit=field.limit)


def _choice(desk: Desk, field: MemberField) -> Field:
    if field.shape is Shape.GROUP:
        return ChoiceField([(group.id, group.name) for group in orgs.groups(desk.ctx)], blank="未分组")
    assert field.kind is not None
    blank = "" if field.key in _CHOSEN else "未填"
    return ChoiceField([(code, code.label) for code in field.kind], blank=blank)
