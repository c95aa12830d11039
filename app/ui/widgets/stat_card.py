"""A figure of the workbench: a large number, what it counts, and a click to where it comes from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.buttons import Slot
from app.ui.widgets.labels import faded, text_label


class StatCard(QWidget):
    """One number with its caption; the whole card is the button.

    Args:
        title: What is counted.
        slot: Opens the page behind the number.

    """

    def __init__(self, title: str, slot: Slot | None = None) -> None:
        super().__init__()
        self._slot = slot
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = faded(title)
        self.value = text_label("—")
        self.value.setProperty("scale", "figure")
        self.caption = faded("", small=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(2), theme.unit(1.5), theme.unit(2), theme.unit(1.5))
        column.setSpacing(theme.unit(0.25))
        for label in (self._title, self.value, self.caption):
            column.addWidget(label)
        if slot is not None:
            self.setProperty("clickable", "true")
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_value(self, value: str, caption: str = "", tone: str = "") -> None:
        """Show a number, a half line under it, and the tone of the caption."""
        self.value.setText(value)
        self.caption.setText(caption)
        self.caption.setProperty("tone", tone or "faded")
        self.caption.style().polish(self.caption)
        self.setAccessibleName(f"{self._title.text()} {value} {caption}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what is behind the number."""
        if self._slot is not None and self.rect().contains(event.position().toPoint()):
            self._slot()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and space do what a click does."""
        if self._slot is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self._slot()
            return
        super().keyPressEvent(event)
