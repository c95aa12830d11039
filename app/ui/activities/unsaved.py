"""Attendance that is not saved yet as plain data, so that a draft can keep it over a crash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.models.kinds import Presence
from app.services.attendance import AttendanceDraft
from app.services.drafts import Kept
from app.ui.activities.matrix_grid import Place
from app.ui.widgets.grid_model import Cell

Marks = dict[int, dict[int, AttendanceDraft]]


def told(what: str, kept: Kept) -> str:
    """Return the sentence that says what was taken up again."""
    return f"已恢复 {kept.saved_at:%m-%d %H:%M} 登记、还没有保存的{what}，核对后请保存。"


def plain_marks(marks: Mapping[int, Mapping[int, AttendanceDraft]]) -> object:
    """Return the marks by activity and member; None where there is none."""
    return [
        (
            activity,
            member,
            draft.presence,
            draft.note,
            draft.leave_approver,
            draft.leave_on and draft.leave_on.isoformat(),
            draft.leave_at,
        )
        for activity, drafts in marks.items()
        for member, draft in drafts.items()
    ] or None


def marks_of(content: Sequence[Sequence[Any]]) -> Marks:
    """Return the marks that `plain_marks` told."""
    found: Marks = {}
    for activity, member, presence, note, approver, day, clock in content:
        found.setdefault(activity, {})[member] = AttendanceDraft(
            Presence(presence) if presence else None,
            note,
            approver,
            date.fromisoformat(day) if day else None,
            clock,
        )
    return found


def plain_cells(cells: Mapping[Place, Cell]) -> object:
    """Return the cells of the quarter's sheet, right or wrong; None where there is none."""
    return [
        (activity, member, cell.value if isinstance(cell.value, Presence) else None, cell.raw, cell.problem)
        for (activity, member), cell in cells.items()
    ] or None


def cells_of(content: Sequence[Sequence[Any]]) -> dict[Place, Cell]:
    """Return the cells that `plain_cells` told."""
    return {
        (activity, member): Cell(Presence(value) if value else None, raw=raw, problem=problem)
        for activity, member, value, raw, problem in content
    }
