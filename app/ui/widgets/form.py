"""A form: labelled fields in rows, errors under the field they belong to, and whether anything was changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.fields import Field, FieldProblem
from app.ui.widgets.labels import error_line, faded, heading, text_label

REQUIRED = "请填写。"


@dataclass(slots=True)
class _Line:
    field: Field
    label: str
    required: bool
    error: QLabel
    start: object = None


class FormInvalid(Exception):
    """At least one field holds what it cannot take; the form shows it beside the field."""


class Form(QWidget):
    """Fields by key in one or two columns.

    Args:
        columns: How many fields stand side by side.
        label_width: Width of the labels in steps of the grid.

    """

    edited = Signal()

    def __init__(self, *, columns: int = 1, label_width: float = 11) -> None:
        super().__init__()
        self._columns = columns
        self._label_width = theme.unit(label_width)
        self._lines: dict[str, _Line] = {}
        self._at = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.unit(1.5))
        self._grid.setVerticalSpacing(theme.unit(1.25))
        for column in range(columns):
            self._grid.setColumnStretch(2 * column + 1, 1)

    # Building

    def add_section(self, title: str) -> None:
        """Begin a new part of the form under a small heading."""
        label = heading(title, level=3)
        self._new_row()
        if self._lines:
            label.setContentsMargins(0, theme.unit(), 0, 0)
        self._grid.addWidget(label, self._at // self._columns, 0, 1, 2 * self._columns)
        self._at += self._columns

    def add(
        self,
        key: str,
        label: str,
        field: Field,
        *,
        required: bool = False,
        hint: str = "",
        wide: bool = False,
    ) -> Field:
        """Add a field.

        Args:
            key: The draft's field name; errors of services come back under it.
            label: What stands left of it.
            field: A widget of `fields.py`.
            required: Whether it must be filled in; a red star says so.
            hint: A quiet line under it.
            wide: Whether it takes the whole row of a form with two columns.

        """
        if wide:
            self._new_row()
        row, column = divmod(self._at, self._columns)
        self._grid.addWidget(self._label(label, field, required=required), row, 2 * column)
        error = error_line()
        self._grid.addWidget(
            self._cell(field, error, hint), row, 2 * column + 1, 1, 2 * self._columns - 1 if wide else 1
        )
        self._at += self._columns if wide else 1
        self._lines[key] = _Line(field, label, required, error, field.state())
        field.edited.connect(lambda: self._on_edited(key))
        return field

    def field(self, key: str) -> Field:
        """Return the field of `key`."""
        return self._lines[key].field

    # Values

    def values(self) -> dict[str, object]:
        """Return every field's value by key.

        Raises:
            FormInvalid: A field is empty that must not be, or holds what it cannot take; each says so.

        """
        self.clear_errors()
        found: dict[str, object] = {}
        first: Field | None = None
        for key, line in self._lines.items():
            try:
                value = line.field.value()
                if line.required and value in (None, ""):
                    raise FieldProblem(REQUIRED)
                found[key] = value
            except FieldProblem as problem:
                self.show_error(key, str(problem), focus=False)
                first = first or line.field
        if first is not None:
            first.setFocus()
            raise FormInvalid
        return found

    def set_values(self, values: Mapping[str, object]) -> None:
        """Fill fields in; the form counts as unchanged afterwards."""
        for key, value in values.items():
            self._lines[key].field.set_value(value)
        self.settle()

    def settle(self) -> None:
        """Take what stands in the fields as the unchanged state."""
        self.clear_errors()
        for line in self._lines.values():
            line.start = line.field.state()

    @property
    def is_dirty(self) -> bool:
        """Whether any field differs from the unchanged state."""
        return any(line.field.state() != line.start for line in self._lines.values())

    def states(self) -> dict[str, object]:
        """Return what stands in the fields that a draft can keep, right or wrong."""
        return {key: state for key, line in self._drafted() if _is_plain(state := line.field.state())}

    def starts(self) -> dict[str, object]:
        """Return the unchanged state of the same fields: it tells which record the form is about."""
        return {key: line.start for key, line in self._drafted() if _is_plain(line.start)}

    def restore(self, states: Mapping[str, object]) -> None:
        """Show again what `states` has told; the form counts as changed where it differs."""
        for key, state in states.items():
            if key in self._lines and self._lines[key].field.DRAFTED:
                self._lines[key].field.restore(state)

    # Errors

    def show_error(self, key: str | None, text: str, *, focus: bool = True) -> bool:
        """Show a sentence under the field `key`, and tell whether the form has such a field."""
        line = self._lines.get(key or "")
        if line is None:
            return False
        line.error.setText(text)
        line.error.show()
        line.field.mark(wrong=True)
        if focus:
            line.field.setFocus()
        return True

    def clear_errors(self) -> None:
        """Take every error away."""
        for line in self._lines.values():
            self._clear(line)

    def errors(self) -> dict[str, str]:
        """Return the sentences that are shown, by key."""
        return {key: line.error.text() for key, line in self._lines.items() if line.error.text()}

    # Inside

    def _drafted(self) -> list[tuple[str, _Line]]:
        return [(key, line) for key, line in self._lines.items() if line.field.DRAFTED]

    def _new_row(self) -> None:
        self._at += -self._at % self._columns

    def _label(self, text: str, field: Field, *, required: bool) -> QWidget:
        label = text_label(f"{text} *" if required else text, tone="" if required else "faded")
        label.setProperty("field", "label")
        label.setFixedHeight(theme.size("field"))
        label.setMinimumWidth(self._label_width)
        label.setBuddy(field)
        field.setAccessibleName(text)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        column.addStretch(1)
        return holder

    def _cell(self, field: Field, error: QLabel, hint: str) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.unit(0.5))
        column.addWidget(field)
        if hint:
            column.addWidget(faded(hint, wrap=True, small=True))
        column.addWidget(error)
        column.addStretch(1)
        return holder

    def _on_edited(self, key: str) -> None:
        self._clear(self._lines[key])
        self.edited.emit()

    def _clear(self, line: _Line) -> None:
        line.error.clear()
        line.error.hide()
        line.field.mark(wrong=False)


def _is_plain(state: object) -> bool:
    return state is None or isinstance(state, str | int)
