"""The choice among the forms of points (积分表册), each written as a workbook; some are printed on A4 at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout

from app.services.context import Context
from app.services.errors import AppError
from app.ui import theme
from app.ui.desk import Desk
from app.ui.life_prints import LifePrints
from app.ui.reports.forms import FormRow, forms
from app.ui.reports.sheet_pane import SheetPane
from app.ui.widgets.buttons import plain_button
from app.ui.widgets.fields import ChoiceField
from app.ui.widgets.labels import faded


class FormPane(SheetPane):
    """A sheet pane whose sheet is chosen among the forms."""

    def __init__(self, desk: Desk) -> None:
        self._forms = forms()
        self._form = self._forms[0]
        self.kind = ChoiceField([(form, form.sheet.title) for form in self._forms])
        self.kind.combo.setAccessibleName("表样")
        self.a4 = plain_button("A4 预览和打印", self._on_paper, icon_name="printer")
        super().__init__(desk, "forms", self._form.sheet)
        self._prints = LifePrints(desk, self)
        self.kind.edited.connect(self._on_kind)
        self.table.current_changed.connect(self._on_row)
        self._mark()

    def _options(self) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.unit(1.5))
        self._period_label = faded("期间")
        for part in (faded("表样"), self.kind, self._period_label, self.picker):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.a4)
        both = QVBoxLayout()
        both.setSpacing(theme.unit(0.75))
        both.addLayout(row)
        both.addWidget(self.summary)
        return both

    def choose_form(self, title: str) -> None:
        """Choose a form by its name."""
        self.kind.set_value(next(form for form in self._forms if form.sheet.title == title))
        self._on_kind()

    def refresh(self) -> None:
        """Read what the form will hold."""
        try:
            super().refresh()
        except AppError as error:
            self.can_export = False
            self.table.set_rows([])
            self.summary.setText("")
            self.caution.setText(error.message)
            self.caution.setVisible(True)
        self._mark()

    def exporter(self) -> Callable[[Context, Path], Path]:
        """Return what writes the form, for the member that is chosen where it is a member's."""
        of_member, member_id, period = self._form.of_member, self._member(), self.period()
        if of_member is None or member_id is None:
            return super().exporter()
        return lambda ctx, path: of_member.export(ctx, member_id, period, path)

    def file_name(self) -> str:
        """Return what the file is usually called."""
        row = self.table.current_row()
        name = super().file_name()
        return f"{row.name} {name}" if self._form.of_member is not None and isinstance(row, FormRow) else name

    def _on_kind(self) -> None:
        chosen = self.kind.value()
        self._form = next(form for form in self._forms if form is chosen)
        self.sheet = self._form.sheet
        self.picker.combo.clear()
        self.refresh()
        self.marked.emit()

    def _on_row(self, _row: object) -> None:
        self._mark()
        self.marked.emit()

    def _mark(self) -> None:
        self.title.setText(self.sheet.title)
        self.hint.setText(self.sheet.hint)
        self.table.setAccessibleName(f"{self.sheet.title}的内容")
        for part in (self._period_label, self.picker):
            part.setVisible(self.sheet.periods is not None)
        of_member = self._form.of_member is not None
        self.a4.setVisible(of_member)
        self.a4.setEnabled(self._member() is not None)
        if of_member:
            self.can_export = self._member() is not None

    def _member(self) -> int | None:
        row = self.table.current_row()
        return row.member_id if isinstance(row, FormRow) else None

    def _on_paper(self) -> None:
        of_member, member_id, period = self._form.of_member, self._member(), self.period()
        if of_member is not None and member_id is not None:
            self._prints.open(lambda ctx: of_member.paper(ctx, member_id, period))
