"""Columns of the workbench's lists."""

from __future__ import annotations

from datetime import date

from app.services.due_lines import DueLine, day_words, is_late
from app.ui.widgets.columns import Column


class Today:
    """The day of the figures; they may be of yesterday where the program was left open."""

    day = date.min


def due_columns(now: Today) -> list[Column[DueLine]]:
    """Return the columns of 待办: what, who, about what, until when."""
    return [
        Column("kind", "事项", lambda row: row.kind, width=112, tone=_tone, badge=True),
        Column("who", "对象", lambda row: row.who or "支部", width=112),
        Column("what", "内容", lambda row: row.what, width=0, tip=lambda row: row.what),
        _day(now, 200),
    ]


def meeting_columns(now: Today) -> list[Column[DueLine]]:
    """Return the columns of 组织生活."""
    return [
        Column("kind", "状态", lambda row: row.kind, width=104, tone=_tone, badge=True),
        Column("what", "会议或活动", _meeting, width=0, tip=_meeting),
        _day(now, 152),
    ]


def people_columns(now: Today) -> list[Column[DueLine]]:
    """Return the columns of 党员提醒."""
    return [
        Column("kind", "提醒", lambda row: row.kind, width=96, tone=_tone, badge=True),
        Column("who", "姓名", lambda row: row.who, width=92),
        Column("what", "说明", lambda row: row.what, width=0, tip=lambda row: row.what),
        _day(now, 112),
    ]


def _day(now: Today, width: int) -> Column[DueLine]:
    return Column(
        "due",
        "期限",
        lambda row: day_words(row, now.day),
        width=width,
        sort=lambda row: row.due or date.max,
        tone=lambda row: "bad" if is_late(row, now.day) else "",
    )


def _tone(row: DueLine) -> str:
    return row.tone


def _meeting(row: DueLine) -> str:
    return f"{row.who} {row.what}" if row.who else row.what
