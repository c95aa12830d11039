"""A state as a word on its pale colour; colour is never the only sign."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.widgets.drawing import draw_chip


class Badge(QWidget):
    """A chip; hidden while it has no word."""

    def __init__(self, text: str = "", tone: str = "neutral") -> None:
        super().__init__()
        self.setFont(theme.font("small"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._text = ""
        self._tone = tone
        self.set(text, tone)

    def set(self, text: str, tone: str = "neutral") -> None:
        """Show another word."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        if not text:
            self.hide()
        elif self.parentWidget() is not None:
            self.show()
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the word."""
        return self._text

    def sizeHint(self) -> QSize:
        """Return the size the word needs."""
        metrics = QFontMetrics(self.font())
        return QSize(
            metrics.horizontalAdvance(self._text) + theme.unit(2), metrics.height() + theme.unit(0.75)
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        chip = QRect(0, 0, self.width(), self.height())
        draw_chip(painter, chip, self._text, theme.tone_colour(self._tone), theme.tone_soft(self._tone))
