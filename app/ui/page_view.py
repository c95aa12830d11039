"""Typeset pages one below the other: pictures are opened only where they are seen; zoom by keys and wheel."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from struct import unpack

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.ui import theme

_STEPS = (50, 67, 80, 100, 125, 150, 200)
_FIRST = 100
_WIDTH, _LANDSCAPE_WIDTH = 78, 94
"""Width of a sheet at 100 % in steps of the grid; a landscape one fills the dialog."""
_PNG_SIZE = slice(16, 24)
"""Where a PNG says its width and height, so that no picture is opened to lay out its sheet."""
_KEPT = 12
"""Opened pictures that are kept; each takes some 8 MB."""


class PageView(QScrollArea):
    """Shows A4 pages.

    Args:
        pages: PNG bytes of each page.

    """

    moved = Signal()
    """Another page is in view, or the zoom is another."""

    def __init__(self, pages: Sequence[bytes]) -> None:
        super().__init__()
        self._percent = _FIRST
        self._opened: OrderedDict[int, QImage] = OrderedDict()
        self._pages = tuple(pages)
        holder = QWidget()
        holder.setObjectName("paper_ground")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = column = QVBoxLayout(holder)
        column.setContentsMargins(theme.unit(2), theme.unit(2), theme.unit(2), theme.unit(2))
        column.setSpacing(theme.unit(2))
        self.sheets = [_Sheet(self, number) for number in range(len(self._pages))]
        for sheet in self.sheets:
            column.addWidget(sheet, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("打印预览")
        self.verticalScrollBar().setSingleStep(theme.unit(6))
        self.verticalScrollBar().valueChanged.connect(lambda _: self.moved.emit())
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self.moved.emit())
        self._fit()

    def percent(self) -> int:
        """Return the zoom."""
        return self._percent

    def current_page(self) -> int:
        """Return the number of the page in the middle of the view, from 1."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        tops = [sheet.y() for sheet in self.sheets]
        return max(1, sum(top <= middle for top in tops))

    def go_to(self, number: int) -> None:
        """Show the beginning of a page, from 1."""
        number = min(max(number, 1), len(self.sheets))
        self.verticalScrollBar().setValue(self.sheets[number - 1].y() - theme.unit())

    def zoom_by(self, steps: int) -> None:
        """Show the pages larger or smaller."""
        at = min(max(_STEPS.index(self._percent) + steps, 0), len(_STEPS) - 1)
        page = self.current_page()
        self._percent = _STEPS[at]
        self._fit()
        self._column.activate()
        self.go_to(page)
        self.moved.emit()

    def picture(self, number: int) -> QImage:
        """Return a page's picture, opened where it is not at hand."""
        found = self._opened.pop(number, None)
        if found is None:
            found = QImage.fromData(self._pages[number])
        self._opened[number] = found
        while len(self._opened) > _KEPT:
            self._opened.popitem(last=False)
        return found

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and the last page, as in every reader."""
        if event.key() == Qt.Key.Key_Home:
            self.go_to(1)
        elif event.key() == Qt.Key.Key_End:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            return
        super().wheelEvent(event)

    def _fit(self) -> None:
        for sheet, page in zip(self.sheets, self._pages, strict=True):
            across, down = unpack(">II", page[_PNG_SIZE])
            width = theme.unit(_LANDSCAPE_WIDTH if across > down else _WIDTH) * self._percent // 100
            sheet.setFixedSize(QSize(width, round(width * down / across)))


class _Sheet(QWidget):
    """One page; painted, and so opened, only where it is seen."""

    def __init__(self, view: PageView, number: int) -> None:
        super().__init__()
        self._view = view
        self._number = number
        self.setAccessibleName(f"第 {number + 1} 页")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page on white with a thin edge."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("base"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.rect(), self._view.picture(self._number))
        painter.setPen(theme.colour("line_strong"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
