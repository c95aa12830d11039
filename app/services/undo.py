"""撤销: the named steps of this session, written back row by row."""

from __future__ import annotations

from app.services.context import Changes, Context
from app.services.errors import Refused
from app.services.write_back import write_back_in

_MOST_STEPS = 50


class UndoStack:
    """The steps that can be taken back, last first; emptied when the program closes."""

    def __init__(self) -> None:
        self._steps: list[Changes] = []

    @property
    def label(self) -> str | None:
        """The name of the step that `undo` would take back, or None."""
        return self._steps[-1].label if self._steps else None

    @property
    def size(self) -> int:
        """How many rows the step touched that `undo` would take back."""
        return len(self._steps[-1].rows) if self._steps else 0

    def push(self, changes: Changes) -> None:
        """Remember a step; one that cannot be undone closes the way to those before it that share its rows."""
        if changes.undoable and changes.rows:
            self._steps.append(changes)
            del self._steps[:-_MOST_STEPS]

    def undo(self, ctx: Context) -> Changes:
        """Take the last step back in one transaction and return what that changed.

        Raises:
            Refused: There is nothing to undo, or a later act has changed the same record.

        """
        if not self._steps:
            raise Refused("没有可以撤销的操作。")
        step = self._steps[-1]
        try:
            with ctx.write(f"撤销：{step.label}", undoable=False) as work:
                write_back_in(work, step.rows)
        except Refused:
            self._steps.pop()
            raise
        self._steps.pop()
        return work.changes
