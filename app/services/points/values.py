"""The value of an entry (积分记录): from what a person types to what the store keeps, and back."""

from __future__ import annotations

from fractions import Fraction
from unicodedata import normalize

from app.services.errors import BadInput
from app.services.points.rulebook_view import ItemRow, ValueForm, value_form
from app.services.points.rules import Item
from app.services.points.rules_items import Number
from app.services.points.rules_numbers import exact, number_text, simplest
from app.services.points.scoring_facts import fit

HUNDREDTHS = 100
_FIELD = "value"
_WORDS = {
    ValueForm.COUNT: "次数",
    ValueForm.NUMBER: "数值",
    ValueForm.POINTS: "分值",
}


def read_value(item: Item, text: str) -> tuple[int | None, str | None]:
    """Return what is stored for a typed value: hundredths, or a word (等次, 级别, 情形).

    Raises:
        BadInput: The text does not fit the item's kind or range; field `value`.

    """
    typed = text.strip()
    form = value_form(item.kind)
    if form in (ValueForm.NONE, ValueForm.RIDES):
        if typed:
            raise BadInput("这个项目不需要填数值，请留空。", field=_FIELD)
        return None, None
    if form is ValueForm.CHOICE:
        return None, _choice(item, typed)
    if not typed and form is ValueForm.COUNT:
        return HUNDREDTHS, None
    return _hundredths(item, form, typed), None


def number_of(value: int | None) -> Number | None:
    """Return a stored value as an exact number."""
    return None if value is None else simplest(Fraction(value, HUNDREDTHS))


def typed_text(value: int | None, word: str | None) -> str:
    """Return a stored value as a person would type it."""
    number = number_of(value)
    return word or ("" if number is None else number_text(number))


def shown_value(row: ItemRow | None, value: int | None, word: str | None) -> str:
    """Return a stored value for lists, with what it counts: "2 次", "87.5 分", "优秀"."""
    text = typed_text(value, word)
    if not text or row is None or word:
        return text
    return f"{text} {row.unit}".strip()


def _choice(item: Item, typed: str) -> str:
    choices = getattr(item.rule, "points_of", None) or getattr(item.rule, "cases", {})
    if typed not in choices:
        raise BadInput(f"请从 {'、'.join(choices)} 中选择。", field=_FIELD)
    return typed


def _hundredths(item: Item, form: ValueForm, typed: str) -> int:
    word = _WORDS[form]
    if not typed:
        raise BadInput(f"请填写{word}。", field=_FIELD)
    number = exact(normalize("NFKC", typed).replace("\N{MINUS SIGN}", "-"))
    if number is None:
        raise BadInput(f"{word}“{typed}”不是数字，请填写如 2 或 1.5 的数字。", field=_FIELD)
    if form is ValueForm.COUNT and number == 0:
        raise BadInput("次数应大于 0。", field=_FIELD)
    fit(item.rule, number)
    scaled = Fraction(number) * HUNDREDTHS
    if scaled.denominator != 1:
        raise BadInput(f"{word}最多保留两位小数。", field=_FIELD)
    return int(scaled)
