"""A line on a pale ground that says what is not yet in the figures, with the way to change that."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.buttons import Slot, quiet_button
from app.ui.widgets.labels import text_label


class Notice(QWidget):
    """One sentence and one act; hidden while there is nothing to say."""

    def __init__(self, action: str, slot: Slot) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = text_label("", tone="warn", wrap=True)
        self.button = quiet_button(action, slot)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.unit(1.5), theme.unit(0.25), theme.unit(0.5), theme.unit(0.25))
        row.addWidget(self._label, 1)
        row.addWidget(self.button)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence, or hide where it is empty."""
        self._label.setText(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """Return the sentence."""
        return self._label.text()
