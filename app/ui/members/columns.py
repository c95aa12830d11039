"""The columns of the list of members."""

from __future__ import annotations

from app.models.kinds import MemberKind
from app.services.member_rows import MemberRow
from app.ui.widgets.table_model import Column

STATE_TONES = {"在册": "ok", "流动": "info", "失联": "bad", "停止党籍": "bad"}


def state_tone(row: MemberRow) -> str:
    """Return the tone of a member's state; who has left is grey."""
    return "neutral" if row.left_on is not None else STATE_TONES.get(row.state, "neutral")


def member_columns() -> list[Column[MemberRow]]:
    """Return the columns; a click on 姓名 sorts by pinyin, a third one gives the branch's order back."""
    return [
        Column(
            "name",
            "姓名",
            lambda row: row.shown_name,
            width=108,
            sort=lambda row: (row.name_key, row.position),
        ),
        Column("sex", "性别", lambda row: row.sex.label if row.sex else "", width=50),
        Column("group", "党小组", lambda row: row.group_name, width=0),
        Column("post", "党内职务", lambda row: row.party_post, width=96),
        Column(
            "kind",
            "人员类别",
            lambda row: row.kind.label,
            width=84,
            tone=lambda row: "info" if row.kind is MemberKind.PROBATIONARY else "",
        ),
        Column("klass", "分类", lambda row: row.klass.label, width=68),
        Column("joined", "入党时间", lambda row: row.joined, width=100),
        Column("state", "状态", lambda row: row.state, width=108, tone=state_tone, badge=True),
    ]
