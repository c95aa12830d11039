"""The columns of the list of activities."""

from __future__ import annotations

from app.models.kinds import ActivityState
from app.services.activity_rows import ActivityRow
from app.ui.widgets.table_model import Column

_STATE_TONES = {ActivityState.PLANNED: "info", ActivityState.HELD: "ok", ActivityState.CANCELLED: "neutral"}
_GOOD_RATE, _LOW_RATE = 90, 80  # per cent; below the lower one the rate is shown as a warning


def state_words(row: ActivityRow) -> tuple[str, str]:
    """Return the word and the tone of an activity's state; a held one says what is still to be entered."""
    if row.state is ActivityState.HELD and row.count.unmarked:
        return ("待登记" if row.count.rate is None else f"缺 {row.count.unmarked} 人"), "warn"
    return row.state.label, _STATE_TONES[row.state]


def rate_text(row: ActivityRow) -> str:
    """Return the attendance rate in per cent with one decimal, a dash while nothing is marked."""
    rate = row.count.rate
    return "—" if rate is None else f"{float(rate * 100):.1f}%"


def _rate_tone(row: ActivityRow) -> str:
    rate = row.count.rate
    if rate is None:
        return "faded"
    return "warn" if rate * 100 < _LOW_RATE else ("ok" if rate * 100 >= _GOOD_RATE else "")


def _number(key: str, title: str, *, faded_zero: bool = True) -> Column[ActivityRow]:
    def value(row: ActivityRow) -> int:
        return int(getattr(row.count, key))

    return Column(
        key,
        title,
        lambda row: str(value(row)),
        48,
        align="right",
        sort=value,
        tone=lambda row: "faded" if faded_zero and not value(row) else "",
    )


COLUMNS: list[Column[ActivityRow]] = [
    Column("held_on", "日期", lambda row: row.held_on.isoformat(), 96, sort=lambda row: row.held_on),
    Column(
        "kind", "类型", lambda row: row.kind.label, 92, sort=lambda row: list(type(row.kind)).index(row.kind)
    ),
    Column("topic", "主题", lambda row: row.topic, 0, tip=lambda row: f"{row.topic}（{row.org_name}）"),
    _number("expected", "应到", faded_zero=False),
    _number("present", "实到", faded_zero=False),
    _number("on_leave", "请假"),
    _number("unexcused", "缺席"),
    _number("made_up", "已补"),
    Column(
        "rate",
        "出勤率",
        rate_text,
        70,
        align="right",
        sort=lambda row: row.count.rate if row.count.rate is not None else -1,
        tone=_rate_tone,
    ),
    Column(
        "state",
        "状态",
        lambda row: state_words(row)[0],
        84,
        tone=lambda row: state_words(row)[1],
        badge=True,
    ),
]
