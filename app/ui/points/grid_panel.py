"""What the two ways of entering many entries share: the form at the left, a grid at the right, saved whole."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.services.errors import AppError
from app.services.periods import Period
from app.services.points import entries
from app.services.points.entries import BadBatch, EntryDraft
from app.ui import theme
from app.ui.desk import Desk
from app.ui.points.entry_form import start_day, tell_late
from app.ui.points.frame import beside, card, plain_column
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import FieldProblem
from app.ui.widgets.form import Form, FormInvalid
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.labels import error_line, faded, heading, text_label
from app.ui.widgets.state_draft import StateDraft


class GridPanel(QWidget):
    """A line of the grid is one entry; lines without a value are left out.

    A subclass sets `day`, `form` and `grid`, calls `lay_out`, and says which drafts its lines are.
    """

    SHARED: ClassVar[Collection[str]] = ("happened_on",)
    """Fields of an entry that stand in the form at the left."""

    day: DateField
    form: Form
    grid: EditableGrid

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._period: Period | None = None
        self._key = str(uuid.uuid4())
        self._draft = StateDraft(desk, f"{type(self).__name__}", self._unsaved, self)
        self._recovered = False
        self.late = text_label("", tone="warn", wrap=True)
        self.late.hide()
        self._problem = error_line()
        self.save = primary_button("保存", self.submit, icon_name="device-floppy")
        self.count = faded("")

    def lay_out(
        self, title: str, hint: str, widths: tuple[int, int], *, extra: QPushButton | None = None
    ) -> QWidget:
        """Put the parts in their places and return the card that holds the grid."""
        self.day.edited.connect(self.tell_late)
        left = QWidget()
        column = plain_column(left, spacing=1.5)
        column.addWidget(heading(title, level=2))
        column.addWidget(self.form)
        column.addWidget(self.late)
        column.addWidget(self._problem)
        foot = QHBoxLayout()
        foot.setSpacing(theme.unit(1))
        foot.addWidget(self.save)
        if extra is not None:
            foot.addWidget(extra)
        foot.addStretch(1)
        column.addLayout(foot)
        column.addWidget(self.count)
        column.addStretch(1)
        column.addWidget(faded(hint, wrap=True))
        right = card(self.grid)
        plain_column(self).addWidget(beside(card(left, padded=True), right, widths=widths, stretch=1))
        return right

    def take_period(self, period: Period | None) -> None:
        """Enter into this period; another one moves the day."""
        moved = period != self._period
        self._period = period
        if moved or self.day.value() is None:
            self.day.set_value(start_day(self._desk.ctx.today, period))
            self.form.settle()
        self.tell_late()

    def recover(self) -> None:
        """Show once what was filled in and not saved when the program last ended."""
        if self._recovered:
            return
        self._recovered = True
        kept = self._draft.find()
        if kept is None:
            return
        self.form.restore(kept.content["form"])
        self.fit_grid()
        model = self.grid.grid
        rows = {model.row_id(row): row for row in range(model.rowCount())}
        columns = {column.key: at for at, column in enumerate(model.columns)}
        texts = {(rows[row], columns[key]): text for row, key, text in kept.content["cells"] if row in rows}
        model.write("恢复未保存的内容", texts)
        self._desk.bus.say(f"已恢复 {kept.saved_at:%m-%d %H:%M} 填写、还没有保存的内容。")

    def fit_grid(self) -> None:
        """Let the grid's lines follow the form."""
        raise NotImplementedError

    def keep(self) -> None:
        """Keep what is not saved for the next start, now."""
        self._draft.keep()

    def _unsaved(self) -> object:
        model = self.grid.grid
        cells = [
            (model.row_id(row), column.key, text)
            for row in range(model.rowCount())
            for at, column in enumerate(model.columns)
            if column.editable and (text := model.text(row, at))
        ]
        return {"form": self.form.states(), "cells": cells} if cells else None

    def tell_late(self) -> None:
        """Say what becomes of entries whose day lies in a settled period."""
        try:
            day = self.day.value()
        except FieldProblem:
            day = None
        tell_late(self._desk, self.late, day)

    def submit(self) -> None:
        """Save every line with a value; wrong ones are marked and nothing is saved."""
        self._problem.hide()
        try:
            self.form.values()
        except FormInvalid:
            return
        if self.grid.grid.problems():
            row, title, reason = self.grid.grid.problems()[0]
            self.tell(f"第 {row} 行“{title}”：{reason}")
            return
        drafts = self.drafts()
        if self._desk.actions.do(
            lambda ctx: entries.add_batch(ctx, drafts),
            success=f"已保存 {len(drafts)} 条草稿，等待审核。",
            key=self._key,
            refused=lambda error: self._refuse(error, drafts),
        ):
            self._key = str(uuid.uuid4())
            self.begin_next()
            self._draft.drop()

    def drafts(self) -> list[EntryDraft]:
        """Return the entries that the lines are."""
        raise NotImplementedError

    def line_of(self, draft: EntryDraft) -> object:
        """Return which line of the grid a draft came from."""
        raise NotImplementedError

    def begin_next(self) -> None:
        """Empty the grid after saving."""
        raise NotImplementedError

    def tell(self, text: str) -> None:
        """Say under the form what is wrong; "" takes it away."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def listen_to_grid(self) -> None:
        """Say in the window what the grid has to say."""
        self.grid.status.connect(lambda text: self._desk.bus.say(text) if text else None)

    def tell_count(self, lines: str) -> None:
        """Say how many lines are filled in, e.g. of "32 人"."""
        self._draft.touch()
        filled = sum(values["value"] is not None for values in self.grid.values().values())
        self.save.setText(f"保存 {filled} 条" if filled else "保存")
        self.save.setEnabled(bool(filled) or bool(self.grid.grid.problems()))
        self.count.setText(f"共 {lines}，已填 {filled} {lines.rpartition(' ')[2]}")

    def _refuse(self, error: AppError, drafts: list[EntryDraft]) -> None:
        if not isinstance(error, BadBatch):
            self.tell(error.message)
            return
        for wrong in error.errors:
            if wrong.field in self.SHARED and not (wrong.field == "member_id" and len(drafts) > 1):
                self.form.show_error(wrong.field, wrong.message)
                return
            key = "reason" if wrong.field == "reason" else "value"
            self.grid.grid.set_problem(self.line_of(drafts[wrong.index]), key, wrong.message)
        self.tell(f"有 {len(error.errors)} 行未通过检查，已标红，没有保存。")
