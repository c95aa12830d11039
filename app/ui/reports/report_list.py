"""The list of reports: one card each with what one gets; arrows move through it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.icons import pixmap
from app.ui.reports.catalogue import Report
from app.ui.widgets.drawing import paint_line

_WIDE, _NARROW = 34, 20
_HIGH, _LOW = 7.5, 5
"""Sizes in steps of the grid: of the list, and of a card in it."""


class ReportList(QWidget):
    """Exactly one report is chosen at any time."""

    chosen = Signal(str)
    """The key of the report that was chosen."""

    def __init__(self, reports: Sequence[Report]) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group = QButtonGroup(self)
        self._cards: dict[str, _Card] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(0.75), theme.unit(0.75), theme.unit(0.75), theme.unit(0.75))
        column.setSpacing(theme.unit(0.5))
        for report in reports:
            card = _Card(report)
            self._cards[report.key] = card
            self._group.addButton(card)
            column.addWidget(card)
            card.toggled.connect(lambda on, key=report.key: self.chosen.emit(key) if on else None)
        column.addStretch(1)
        self.set_narrow(narrow=False)

    def set_narrow(self, *, narrow: bool) -> None:
        """Show the titles alone, low enough for all of them, where a window has little room."""
        self.setFixedWidth(theme.unit(_NARROW if narrow else _WIDE))
        for card in self._cards.values():
            card.set_low(low=narrow)

    def choose(self, key: str) -> None:
        """Choose a report."""
        self._cards[key].setChecked(True)

    def current(self) -> str:
        """Return the key of the chosen report, "" before there is one."""
        return next((key for key, card in self._cards.items() if card.isChecked()), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose the neighbour."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or not self.current():
            super().keyPressEvent(event)
            return
        keys = list(self._cards)
        at = min(max(keys.index(self.current()) + step, 0), len(keys) - 1)
        self.choose(keys[at])
        self._cards[keys[at]].setFocus(Qt.FocusReason.TabFocusReason)


class _Card(QAbstractButton):
    """Icon, title and one quiet line, which a low card has as its tooltip; the chosen one is tinted."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report
        self._low = False
        self.setText(report.title)
        self.setAccessibleDescription(report.line)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_low(low=False)

    def set_low(self, *, low: bool) -> None:
        """Show the title alone, or the quiet line below it too."""
        self._low = low
        self.setFixedHeight(theme.unit(_LOW if low else _HIGH))
        self.setToolTip(self._report.line if low else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of a card."""
        return QSize(theme.unit(_NARROW if self._low else _WIDE) - theme.unit(2), self.height())

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be clicked."""
        super().enterEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the list."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        on = self.isChecked()
        if on or self.underMouse():
            painter.setBrush(theme.colour("selected" if on else "raised"))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if self.hasFocus():
            painter.setPen(theme.colour("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        size, edge = theme.unit(2.75), theme.unit(1.5)
        mark = pixmap(self._report.icon, "accent" if on else "faded", size, self.devicePixelRatioF())
        painter.drawPixmap(edge, (self.height() - size) // 2, mark)
        left = edge + size + theme.unit(1.5)
        top = (self.height() - theme.unit(2.75)) // 2 if self._low else theme.unit(1)
        half = QRect(left, top, self.width() - left - theme.unit(0.5), theme.unit(2.75))
        painter.setFont(theme.font(strong=True))
        painter.setPen(theme.colour("accent" if on else "text"))
        paint_line(painter, half, self._report.title)
        if self._low:
            return
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("faded"))
        paint_line(painter, half.translated(0, half.height()), self._report.line)
