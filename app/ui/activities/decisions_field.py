"""The decisions (决议) of an activity in its form: a small sheet with owner, limit and the day it was done."""

from __future__ import annotations

from datetime import date

from app.services.decisions import Decision
from app.ui import theme
from app.ui.widgets.date_fields import read_day
from app.ui.widgets.fields import Field, FieldProblem
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import GridColumn, GridRow

_LEAST_LINES, _SPARE_LINES = 3, 2


class DecisionsField(Field):
    """Its value is a tuple of `Decision`; empty lines are left out by the service."""

    def __init__(self, today: date) -> None:
        self.grid = EditableGrid(
            [
                GridColumn("text", "决议事项", 0),
                GridColumn("owner", "责任人", 88),
                GridColumn("due", "完成时限", 112, parse=lambda text: read_day(text, today)),
                GridColumn("done_on", "办结日期", 112, parse=lambda text: read_day(text, today)),
            ]
        )
        super().__init__(self.grid)
        self.grid.setFixedHeight(theme.size("row") + theme.unit(4) * _LEAST_LINES + 2)
        self.grid.edited.connect(self.edited)
        self.set_value(())

    def value(self) -> tuple[Decision, ...]:
        """Return the lines that hold anything.

        Raises:
            FieldProblem: A cell is no date.

        """
        problems = self.grid.grid.problems()
        if problems:
            row, title, reason = problems[0]
            raise FieldProblem(f"第 {row} 项“{title}”：{reason}")
        lines = self.grid.values().values()
        return tuple(
            Decision(line["text"] or "", line["owner"] or "", line["due"], line["done_on"])
            for line in lines
            if any(value is not None for value in line.values())
        )

    def set_value(self, value: object) -> None:
        """Show decisions, with a few empty lines to go on."""
        items = value if isinstance(value, tuple) else ()
        number = max(_LEAST_LINES, len(items) + _SPARE_LINES)
        self.grid.set_rows(GridRow(at, _values(items[at]) if at < len(items) else {}) for at in range(number))

    def state(self) -> object:
        """Return all texts, so that a form knows whether anything was changed."""
        grid = self.grid.grid
        return tuple(grid.text(row, column) for row in range(grid.rowCount()) for column in range(4))


def _values(item: Decision) -> dict[str, object]:
    return {
        "text": item.text or None,
        "owner": item.owner or None,
        "due": item.due,
        "done_on": item.done_on,
    }
