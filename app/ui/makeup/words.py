"""How the states of a make-up are said and coloured, on the list, in the panel and in the timeline."""

from __future__ import annotations

from app.models.kinds import MakeupState
from app.services.makeup_rows import MakeupRow

_TONES: dict[MakeupState, str] = {
    MakeupState.WAITING: "neutral",
    MakeupState.OPEN: "warn",
    MakeupState.CLAIMED: "info",
    MakeupState.REPORTED: "info",
    MakeupState.SENT_BACK: "bad",
    MakeupState.DONE: "ok",
    MakeupState.EXEMPT: "neutral",
    MakeupState.CANCELLED: "neutral",
}
_SOON = 1  # working days; from here on the time left is shown as a warning
PROVISIONAL = "期限为暂定：该年的放假调休安排尚未录入，暂按周一至周五推算，录入国务院通知后会自动重算。"


def state_words(row: MakeupRow) -> tuple[str, str]:
    """Return the word and the tone of a task; one that is late says so."""
    if row.overdue:
        return row.late_words, "bad"
    return row.state.label, _TONES[row.state]


def limit_text(row: MakeupRow) -> str:
    """Return the deadline of the next step, marked where it may still move."""
    if row.limit is None:
        return "—"
    return f"{row.limit:%Y-%m-%d}" + (" 暂定" if is_provisional(row) else "")


def is_provisional(row: MakeupRow) -> bool:
    """Whether the deadline shown rests on a year without a published calendar."""
    return row.provisional and row.state is MakeupState.OPEN


def left_text(row: MakeupRow) -> str:
    """Return the working days left, or how late it is."""
    if row.left and not row.state.closed:
        return "已离开"
    if row.days_left is None:
        return "—"
    if row.overdue:
        return f"超 {max(-row.days_left, 1)} 个工作日"
    return "今天到期" if row.days_left == 0 else f"还有 {row.days_left} 个工作日"


def left_tone(row: MakeupRow) -> str:
    """Return the tone of the time left."""
    if row.overdue:
        return "bad"
    if row.days_left is None or row.left:
        return "faded"
    return "warn" if row.days_left <= _SOON else ""


def absence_text(row: MakeupRow) -> str:
    """Return what was missed in one line."""
    first = row.first
    more = f"等 {len(row.absences)} 次" if len(row.absences) > 1 else ""
    # many topics begin with their kind
    kind = "" if first.topic.startswith(first.kind.label) else f"{first.kind.label}："
    return f"{first.held_on:%m-%d} {kind}{first.topic}{more}"
