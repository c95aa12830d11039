"""The line under the attendance grid: remark, and for leave and exemptions who approved it and when."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.attendance import takes_approval
from app.ui import theme
from app.ui.activities.grid import GridLine
from app.ui.desk import Desk
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import FieldProblem, LineField


class RemarkBar(QWidget):
    """Fields of the member under the cursor; each edit goes into the grid at once."""

    edited = Signal(dict)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._telling = False
        self.note = LineField("备注", limit=200)
        self.approver = LineField("批准人", limit=40)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.unit())
        self._row.addWidget(self.note, 3)
        self._row.addWidget(self.approver, 2)
        self.leave_on: DateField | None = None
        self.note.setAccessibleName("备注")
        self.approver.setAccessibleName("批准人")
        self.note.edited.connect(lambda: self._tell({"note": self.note.value()}))
        self.approver.edited.connect(lambda: self._tell({"leave_approver": self.approver.value()}))

    def show_line(self, line: GridLine | None) -> None:
        """Show what stands behind a member's state; who approved it only for leave and exemptions."""
        self.setEnabled(line is not None)
        if line is None:
            return
        approved = takes_approval(line.draft.presence)
        day = self._day_field()
        for field in (self.approver, day):
            field.setVisible(approved)
        if self._telling:
            # what is being typed must not be written over by its own echo
            return
        self.note.set_value(line.draft.note)
        self.approver.set_value(line.draft.leave_approver)
        day.set_value(line.draft.leave_on)
        day.mark(wrong=False)

    def _day_field(self) -> DateField:
        # made once the desk knows its day of work
        if self.leave_on is None:
            self.leave_on = DateField(self._desk.ctx.today)
            self.leave_on.setAccessibleName("批准日期")
            self.leave_on.edit.setPlaceholderText("批准日期")
            self.leave_on.edited.connect(self._on_day)
            self._row.addWidget(self.leave_on, 2)
        return self.leave_on

    def _on_day(self) -> None:
        day = self._day_field()
        try:
            value = day.value()
        except FieldProblem:
            day.mark(wrong=True)
            return
        day.mark(wrong=False)
        self._tell({"leave_on": value})

    def _tell(self, values: dict[str, object]) -> None:
        self._telling = True
        self.edited.emit(values)
        self._telling = False
