"""The lines under the attendance grid: remark, and for leave and exemptions who approved it and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.attendance import AttendanceDraft, takes_approval
from app.services.leave import clock_time
from app.ui import theme
from app.ui.activities.grid import GridLine
from app.ui.desk import Desk
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import Field, FieldProblem, LineField
from app.ui.widgets.labels import error_line


class RemarkBar(QWidget):
    """Fields of the member under the cursor; each edit goes into the grid at once."""

    edited = Signal(AttendanceDraft)
    """What the grid is to hold for the member under the cursor."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._telling = False
        self._draft = AttendanceDraft(None)
        self.note = LineField("备注", limit=200)
        self.approver = LineField("批准人", limit=40)
        self.leave_at = LineField("9:30", limit=5, check=clock_time)
        self.leave_on: DateField | None = None
        self.problem = error_line()
        for field, name in ((self.note, "备注"), (self.approver, "批准人"), (self.leave_at, "批准时间")):
            field.setAccessibleName(name)
            field.edited.connect(self._on_edited)
        self._approval = QWidget()
        self._row = QHBoxLayout(self._approval)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.unit())
        self._row.addWidget(self.approver, 3)
        self._row.addWidget(self.leave_at, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(0.75))
        for part in (self.note, self._approval, self.problem):
            column.addWidget(part)

    def show_line(self, line: GridLine | None) -> None:
        """Show what stands behind a member's state; who approved it only for leave and exemptions."""
        self.setEnabled(line is not None)
        if line is None:
            return
        self._draft = line.draft
        day = self._day_field()
        self._approval.setVisible(takes_approval(line.draft.presence))
        if self._telling:
            # what is being typed must not be written over by its own echo
            return
        self.note.set_value(line.draft.note)
        self.approver.set_value(line.draft.leave_approver)
        self.leave_at.set_value(line.draft.leave_at)
        day.set_value(line.draft.leave_on)
        self._say("", None)

    def _day_field(self) -> DateField:
        # made once the desk knows its day of work
        if self.leave_on is None:
            self.leave_on = DateField(self._desk.ctx.today)
            self.leave_on.setAccessibleName("批准日期")
            self.leave_on.edit.setPlaceholderText("批准日期")
            self.leave_on.edited.connect(self._on_edited)
            self._row.insertWidget(1, self.leave_on, 3)
        return self.leave_on

    def _on_edited(self) -> None:
        """Tell what can be read; a day or a time that cannot stays as it was and says why."""
        day_field = self._day_field()
        draft = replace(self._draft, note=self.note.value(), leave_approver=self.approver.value())
        self._say("", None)
        try:
            day = day_field.value()
            draft = replace(draft, leave_on=day if isinstance(day, date) else None)
        except FieldProblem as error:
            self._say(str(error), day_field)
        try:
            draft = replace(draft, leave_at=self.leave_at.value())
        except FieldProblem as error:
            self._say(str(error), self.leave_at)
        self._telling = True
        self.edited.emit(draft)
        self._telling = False

    def _say(self, text: str, wrong: Field | None) -> None:
        for field in (self._day_field(), self.leave_at):
            field.mark(wrong=field is wrong)
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
