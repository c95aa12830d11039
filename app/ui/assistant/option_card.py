"""A choice as a card: a title with its round button, what it means, and room for more below."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.badge import Badge
from app.ui.widgets.labels import faded


class OptionCard(QWidget):
    """One of several; a click anywhere on it chooses it.

    Args:
        title: What is chosen.
        text: What that means.
        figures: Short facts, shown as chips.

    """

    chosen = Signal()

    def __init__(self, title: str, text: str, figures: Iterable[str] = ()) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setProperty("clickable", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.radio = QRadioButton(title)
        self.radio.setAccessibleDescription(text)
        self.radio.setFont(theme.font(strong=True))
        self.radio.toggled.connect(self._on_toggled)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.unit(2), theme.unit(1.25), theme.unit(2), theme.unit(1.25))
        self._column.setSpacing(theme.unit(0.5))
        self._column.addWidget(self.radio)
        self._column.addWidget(faded(text, wrap=True))
        chips = [Badge(figure, "neutral") for figure in figures]
        if chips:
            row = QHBoxLayout()
            row.setSpacing(theme.unit(0.75))
            for chip in chips:
                row.addWidget(chip)
            row.addStretch(1)
            self._column.addLayout(row)

    def add_widget(self, widget: QWidget) -> None:
        """Put something more into the card, e.g. the choice of a file."""
        self._column.addWidget(widget)

    def choose(self) -> None:
        """Choose this card."""
        self.radio.setChecked(True)

    @property
    def is_chosen(self) -> bool:
        """Whether it is the chosen one."""
        return self.radio.isChecked()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose by a click anywhere."""
        super().mouseReleaseEvent(event)
        if self.rect().contains(event.position().toPoint()):
            self.choose()
            self.radio.setFocus()

    def _on_toggled(self, chosen: bool) -> None:
        if chosen:
            self.chosen.emit()
