"""The columns of the make-up ledger and of the register of times away."""

from __future__ import annotations

from datetime import date

from app.services.away import AwayRow
from app.services.makeup_rows import MakeupRow
from app.ui.makeup.words import absence_text, is_provisional, left_text, left_tone, limit_text, state_words
from app.ui.widgets.table_model import Column

TASKS: list[Column[MakeupRow]] = [
    Column(
        "name",
        "姓名",
        lambda row: row.name,
        84,
        sort=lambda row: row.name_key,
        tip=lambda row: row.group_name,
    ),
    Column(
        "absence",
        "未参加的活动",
        absence_text,
        0,
        sort=lambda row: row.first.held_on,
        tip=lambda row: "；".join(f"{a.held_on:%Y-%m-%d} {a.topic}" for a in row.absences),
    ),
    Column(
        "presence",
        "类别",
        lambda row: "" if row.first.presence is None else row.first.presence.label,
        80,
    ),
    Column(
        "state",
        "状态",
        lambda row: state_words(row)[0],
        100,
        tone=lambda row: state_words(row)[1],
        badge=True,
    ),
    Column(
        "limit",
        "期限",
        limit_text,
        128,
        sort=lambda row: row.limit or date.max,
        tone=lambda row: "warn" if is_provisional(row) else ("" if row.limit else "faded"),
    ),
    Column(
        "left",
        "剩余时间",
        left_text,
        136,
        sort=lambda row: row.days_left if row.days_left is not None else 9999,
        tone=left_tone,
    ),
]


def away_state(row: AwayRow) -> tuple[str, str]:
    """Return the word and the tone of a time away."""
    if not row.is_open:
        return "已返岗", "ok"
    return ("过期未返", "bad") if row.overdue else ("离岗中", "warn")


def _day(day: date | None) -> str:
    return "—" if day is None else day.isoformat()


AWAY: list[Column[AwayRow]] = [
    Column("name", "姓名", lambda row: row.name, 80, sort=lambda row: row.initials),
    Column("group", "党小组", lambda row: row.group_name, 96),
    Column("kind", "原因", lambda row: row.kind.label, 88),
    Column("starts_on", "离岗日期", lambda row: _day(row.starts_on), 96, sort=lambda row: row.starts_on),
    Column(
        "planned",
        "预计返岗",
        lambda row: _day(row.planned_back_on),
        96,
        sort=lambda row: row.planned_back_on or date.max,
        tone=lambda row: "bad" if row.overdue else ("" if row.planned_back_on else "faded"),
    ),
    Column(
        "back_on",
        "返岗日期",
        lambda row: _day(row.back_on),
        96,
        sort=lambda row: row.back_on or date.max,
        tone=lambda row: "" if row.back_on else "faded",
    ),
    Column(
        "state", "状态", lambda row: away_state(row)[0], 84, tone=lambda row: away_state(row)[1], badge=True
    ),
    Column("note", "备注", lambda row: row.note, 0, tip=lambda row: row.note),
]
