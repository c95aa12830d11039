"""A stack that asks for the room of the page in front only, so that a wide page behind costs nothing."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


class CurrentStack(QStackedWidget):
    """Pages on plain ground, one at a time.

    Args:
        parts: The pages, in their order.

    """

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self.setObjectName("plain")
        for part in parts:
            self.addWidget(part)
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def sizeHint(self) -> QSize:
        """Return what the page in front would like."""
        shown = self.currentWidget()
        return super().sizeHint() if shown is None else shown.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return what the page in front needs."""
        shown = self.currentWidget()
        return super().minimumSizeHint() if shown is None else shown.minimumSizeHint()
