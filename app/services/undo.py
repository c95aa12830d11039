"""撤销: the named steps of this session, written back row by row."""

from __future__ import annotations

from sqlalchemy import select

from app.models.capture import RowChange
from app.models.points import Entry
from app.models.tables import TABLES
from app.services.context import Changes, Context, Work
from app.services.errors import Refused

_MOST_STEPS = 50


class UndoStack:
    """The steps that can be taken back, last first; emptied when the program closes."""

    def __init__(self) -> None:
        self._steps: list[Changes] = []

    @property
    def label(self) -> str | None:
        """The name of the step that `undo` would take back, or None."""
        return self._steps[-1].label if self._steps else None

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
                for row in reversed(step.rows):
                    _write_back(work, row)
                _refuse_settled(work, step)
        except Refused:
            self._steps.pop()
            raise
        self._steps.pop()
        return work.changes


def _refuse_settled(work: Work, step: Changes) -> None:
    """Refuse where a period was settled since: its sheet must not lose what it was made of."""
    touched = {row.row_id: row for row in step.rows if row.table == Entry.__tablename__}
    values = [side for row in touched.values() for side in (row.before, row.after) if side]
    days = {(side["member_id"], side["happened_on"]) for side in values if "happened_on" in side}
    found = work.session.execute(select(Entry.member_id, Entry.happened_on).where(Entry.id.in_(touched)))
    days |= {(row.member_id, row.happened_on) for row in found}
    if days:
        # imported here: the window is painted before anything knows points
        from app.services.points.adjustments import refuse_unbalanced_in

        refuse_unbalanced_in(work.session, days)


def _write_back(work: Work, row: RowChange) -> None:
    table = TABLES[row.table]
    session = work.session
    if row.after is None:
        session.add(table(**(row.before or {})))
    else:
        found = session.get(table, row.row_id)
        if found is None or any(getattr(found, key) != value for key, value in row.after.items()):
            raise Refused("不能撤销：这条记录之后又被修改过。请直接在原处改正。")
        if row.before is None:
            session.delete(found)
        else:
            for key, value in row.before.items():
                setattr(found, key, value)
    # One by one, so that a child goes before its parent and comes after it.
    session.flush()
