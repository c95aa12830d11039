"""How an entry (积分记录) is shown in lists, and the tone of its state."""

from __future__ import annotations

from app.models.kinds import EntryState
from app.services.points.entry_list import EntryRow
from app.ui.widgets.table_model import Column

STATE_TONES = {
    EntryState.DRAFT: "neutral",
    EntryState.CHECKED: "info",
    EntryState.APPROVED: "ok",
    EntryState.RETURNED: "warn",
    EntryState.REVERSED: "faded",
}


def entry_columns(*, source: bool) -> list[Column[EntryRow]]:
    """Return the columns of a list of entries; `source` adds where they came from and who entered them."""
    columns: list[Column[EntryRow]] = [
        Column("day", "日期", lambda row: row.happened_on.isoformat(), width=100),
        Column("name", "姓名", lambda row: row.member_name, width=92, sort=lambda row: row.member_key),
        Column("item", "项目", lambda row: row.item_text, width=0, tip=item_tip, tone=_item_tone),
        Column("value", "数值", lambda row: row.value_text, width=84, align="right", sums=True),
        Column(
            "state",
            "状态",
            lambda row: row.state.label,
            width=76,
            sort=lambda row: list(EntryState).index(row.state),
            tone=lambda row: STATE_TONES[row.state],
            badge=True,
        ),
    ]
    if source:
        columns.append(Column("source", "来源", lambda row: row.source.label, width=84))
    columns.append(Column("remark", "备注", remark, width=180, tone=_remark_tone, tip=remark))
    return columns


def item_tip(row: EntryRow) -> str:
    """Say the item with its category."""
    return f"{row.category_name}：{row.item_text}" if row.category_name else row.item_text


def remark(row: EntryRow) -> str:
    """Say what a reviewer should see: why it was sent back, what is missing, the reason."""
    parts = []
    if row.returned_reason:
        parts.append(f"退回：{row.returned_reason}")
    if row.is_reversal:
        parts.append("冲正记录")
    if row.proof_missing and not row.is_reversal:
        parts.append("缺证明材料")
    parts.append(row.reason)
    return "；".join(part for part in parts if part)


def _remark_tone(row: EntryRow) -> str:
    return "warn" if row.returned_reason or row.proof_missing else "faded"


def _item_tone(row: EntryRow) -> str:
    return "faded" if row.state is EntryState.REVERSED else ""
