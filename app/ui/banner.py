"""A line over every page that stays: what is true as long as this window is open."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.ui import theme
from app.ui.widgets.labels import text_label


class Banner(QFrame):
    """One sentence in the colour of a warning."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setObjectName("banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.unit(3), theme.unit(), theme.unit(3), theme.unit())
        self.words = text_label(text, tone="warn", wrap=True)
        row.addWidget(self.words, 1)
