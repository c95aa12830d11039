"""The columns of the list of members: the usual ones, and any field of the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from app.models.kinds import MemberKind
from app.services.member_fields import MemberField, Shape
from app.services.member_rows import MemberRow
from app.ui.widgets.table_model import Column

STATE = ("state", "状态")
STATE_TONES = {"在册": "ok", "流动": "info", "失联": "bad", "停止党籍": "bad"}
Values = Mapping[int, Mapping[str, str]]
_WIDTHS = {
    Shape.FLAG: 84,
    Shape.CODE: 92,
    Shape.DATE: 104,
    Shape.DAY: 104,
    Shape.NUMBER: 72,
    Shape.FIGURE: 92,
    Shape.GROUP: 120,
    Shape.MASKED: 168,
    Shape.LONG: 200,
}
_NUMBERS = (Shape.NUMBER, Shape.FIGURE)


def state_tone(row: MemberRow) -> str:
    """Return the tone of a member's state; who has left is grey."""
    return "neutral" if row.left_on is not None else STATE_TONES.get(row.state, "neutral")


def member_columns(
    keys: Sequence[str], fields: Mapping[str, MemberField], values: Values
) -> list[Column[MemberRow]]:
    """Return the columns of these keys; a click on 姓名 sorts by pinyin, a third one gives the branch's order back.

    Args:
        keys: From the left.
        fields: Every field by its key.
        values: What the list's rows do not hold themselves, by member and key; read when a cell is shown.

    """
    own = {column.key: column for column in _own()}
    made = []
    for key in keys:
        if key in own:
            made.append(own[key])
        elif key in fields:
            made.append(_of_field(fields[key], values))
    return made


def keys_beside(keys: Sequence[str]) -> list[str]:
    """Return the keys whose values the list's rows do not hold themselves."""
    own = {column.key for column in _own()}
    return [key for key in keys if key not in own]


def _of_field(field: MemberField, values: Values) -> Column[MemberRow]:
    def text(row: MemberRow) -> str:
        return values.get(row.id, {}).get(field.key, "")

    def number(row: MemberRow) -> object:
        try:
            return Decimal(text(row))
        except InvalidOperation:
            return None

    numeric = field.shape in _NUMBERS
    return Column(
        field.key,
        field.label,
        text,
        width=_WIDTHS.get(field.shape, 132),
        align="right" if numeric else "left",
        sort=number if numeric else None,
        tip=text,
    )


def _own() -> list[Column[MemberRow]]:
    return [
        Column(
            "name",
            "姓名",
            lambda row: row.shown_name,
            width=140,
            tip=lambda row: row.shown_name,
            sort=lambda row: (row.name_key, row.position),
        ),
        Column("sex", "性别", lambda row: row.sex.label if row.sex else "", width=50),
        Column("group_id", "党小组", lambda row: row.group_name, width=0),
        Column("party_post", "党内职务", lambda row: row.party_post, width=96),
        Column(
            "kind",
            "人员类别",
            lambda row: row.kind.label,
            width=84,
            tone=lambda row: "info" if row.kind is MemberKind.PROBATIONARY else "",
        ),
        Column("klass", "分类", lambda row: row.klass.label, width=68),
        Column("joined", "入党时间", lambda row: row.joined, width=100),
        Column(STATE[0], STATE[1], lambda row: row.state, width=108, tone=state_tone, badge=True),
    ]
