"""What the panes of the rulebook editor share: a form read after every edit, wrong fields kept apart."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.services.errors import AppError
from app.services.points.drafting import WorkingCopy
from app.services.points.rules import Rulebook
from app.ui import theme
from app.ui.widgets.fields import FieldProblem
from app.ui.widgets.form import Form
from app.ui.widgets.labels import faded, heading


class Pane(QScrollArea):
    """One part of the rulebook as a form.

    Signals:
        changed: Another rulebook, and the code of the entry that is shown now.
    """

    changed = Signal(object, str)
    broken_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.form = Form()
        self.keys: list[str] = []
        self.copy: WorkingCopy | None = None
        self.code = ""
        self.broken = False
        self._quiet = False

    # For subclasses

    def show_part(self, copy: WorkingCopy, code: str) -> None:
        """Show an entry of the rulebook."""
        raise NotImplementedError

    def apply(self, rulebook: Rulebook, values: dict[str, Any]) -> tuple[Rulebook, str]:
        """Return the rulebook with what stands in the form, and the entry's code.

        Raises:
            AppError: It cannot be put there; `field` names the form's field.

        """
        raise NotImplementedError

    def begin(self, title: str, note: str = "", *, columns: int = 2, label_width: float = 9) -> None:
        """Begin a new form under a heading."""
        self.form = Form(columns=columns, label_width=label_width)
        self.keys = []
        self.broken = False
        body = QWidget()
        body.setObjectName("scrolled")
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.unit(3), theme.unit(2), theme.unit(3), theme.unit(2))
        column.setSpacing(theme.unit(1))
        column.addWidget(heading(title, level=2))
        if note:
            column.addWidget(faded(note, wrap=True))
        column.addWidget(self.form)
        column.addStretch(1)
        self._body = body

    def add(self, key: str, label: str, field: Any, value: object, **more: Any) -> None:
        """Add a field with its value."""
        self.form.add(key, label, field, **more)
        field.set_value(value)
        self.keys.append(key)

    def end(self) -> None:
        """Show the form."""
        self.form.settle()
        self.form.edited.connect(self._on_edited)
        self.setWidget(self._body)

    # For the editor

    def go_to(self, key: str) -> None:
        """Put the cursor on the field that a finding names."""
        for name in (key, key.split(".")[0]):
            if name in self.keys:
                field = self.form.field(name)
                field.setFocus()
                self.ensureWidgetVisible(field)
                return

    # Inside

    def _on_edited(self) -> None:
        if self.copy is None or self._quiet:
            return
        values = self._read()
        was = self.broken
        self.broken = values is None
        if values is not None:
            try:
                rulebook, self.code = self.apply(self.copy.rulebook, values)
            except AppError as error:
                self.broken = True
                self.form.show_error(error.field or self.keys[0], error.message, focus=False)
            else:
                self.changed.emit(rulebook, self.code)
        if self.broken != was:
            self.broken_changed.emit()

    def _read(self) -> dict[str, Any] | None:
        found: dict[str, Any] = {}
        wrong = False
        for key in self.keys:
            try:
                found[key] = self.form.field(key).value()
            except FieldProblem as problem:
                self.form.show_error(key, str(problem), focus=False)
                wrong = True
        return None if wrong else found
