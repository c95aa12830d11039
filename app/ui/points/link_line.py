"""A line that leads to a record; cut at its right like any other line of a panel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.ui.widgets.labels import ElidedLabel


class LinkLine(ElidedLabel):
    """Text that opens what it names, by click, Enter or Space."""

    clicked = Signal()

    def __init__(self, text: str, *, scale: str = "small") -> None:
        super().__init__(text, tone="info", scale=scale)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleDescription("打开来源")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the source on a click."""
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space do what a click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)
