"""A field for a password: never drafted, never shown unless asked."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from app.ui.icons import icon
from app.ui.widgets.fields import Field


class PasswordField(Field):
    """One line whose letters are dots; the eye at its end shows them."""

    def __init__(self, placeholder: str = "") -> None:
        self.edit = QLineEdit()
        super().__init__(self.edit)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMaxLength(128)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.textEdited.connect(lambda _: self.edited.emit())
        self._eye = QAction(icon("eye"), "显示密码", self.edit, checkable=True)
        self._eye.toggled.connect(self._show)
        self.edit.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)

    def value(self) -> str:
        """Return what was typed; blanks at the ends belong to a password."""
        return self.edit.text()

    def set_value(self, value: object) -> None:
        """Show a text, or nothing."""
        self.edit.setText("" if value is None else str(value))

    def clear(self) -> None:
        """Empty the field and take the keys."""
        self.edit.clear()
        self.edit.setFocus()

    def _show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
