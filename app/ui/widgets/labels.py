"""Labels: always plain text, so that nothing a person typed is ever read as markup.

The first paint needs them, so the namespace `Qt` is touched only where it must be: the first touch makes
PySide build a hundred enumerations, which takes a seventh of the whole start.
"""

from __future__ import annotations

from PySide6 import QtCore
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from app.ui import theme

# QLabel's property takes the number of Qt.TextFormat.PlainText
_PLAIN = 0


def text_label(text: str = "", *, tone: str = "", wrap: bool = False, selectable: bool = False) -> QLabel:
    """Return a label of plain text in the colour of `tone`."""
    label = QLabel()
    label.setProperty("textFormat", _PLAIN)
    label.setText(text)
    label.setWordWrap(wrap)
    if tone:
        label.setProperty("tone", tone)
    if selectable:
        label.setTextInteractionFlags(
            QtCore.Qt.TextInteractionFlag.TextSelectableByMouse
            | QtCore.Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return label


def faded(text: str = "", *, wrap: bool = False, small: bool = False) -> QLabel:
    """Return a label for what is said quietly."""
    label = text_label(text, tone="faded", wrap=wrap)
    if small:
        label.setProperty("scale", "small")
    return label


def heading(text: str = "", *, level: int = 1) -> QLabel:
    """Return a heading: 1 a page's title, 2 a card's or a panel's, 3 a section's."""
    label = text_label(text)
    label.setProperty("heading", str(level))
    return label


def error_line(text: str = "") -> QLabel:
    """Return the line under a field that says what is wrong; hidden while there is nothing."""
    label = text_label(text, tone="bad", wrap=True)
    label.setProperty("scale", "small")
    if not text:
        label.hide()
    return label


def rule() -> QFrame:
    """Return a thin horizontal line."""
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line


def plain_tip(text: str) -> str:
    """Return `text` so that a tooltip shows it letter by letter, even where it looks like markup."""
    if "<" not in text:
        return text
    from html import escape

    return f"<span>{escape(text)}</span>"


def elided(metrics: QFontMetrics, text: str, room: int) -> str:
    """Return `text` cut with an ellipsis where it is wider than `room` pixels."""
    if metrics.horizontalAdvance(text) <= room:
        return text
    return metrics.elidedText(text, QtCore.Qt.TextElideMode.ElideRight, room)


class ElidedLabel(QWidget):
    """One line of plain text that ends in an ellipsis where the room ends; the tooltip has it all."""

    def __init__(self, text: str = "", *, tone: str = "", scale: str = "base", strong: bool = False) -> None:
        super().__init__()
        # the painter takes it from here: a pen of its own would load `Qt`
        look = self.palette()
        look.setColor(QPalette.ColorRole.WindowText, theme.tone_colour(tone))
        self.setPalette(look)
        self.setFont(theme.font(scale, strong=strong))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(QFontMetrics(self.font()).height() + 2)
        self._text = ""
        self.setText(text)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self._retip()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Only what is cut needs a tooltip."""
        super().resizeEvent(event)
        self._retip()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, cut at its right."""
        painter = QPainter(self)
        metrics = self.fontMetrics()
        base = (self.height() - metrics.height()) // 2 + metrics.ascent()
        painter.drawText(0, base, elided(metrics, self._text, self.width()))

    def _retip(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self._text) > self.width()
        self.setToolTip(plain_tip(self._text) if cut else "")
