"""The figure on the page: asked and drawn beside the window by the worker, shown as a picture that fits its room.

matplotlib is imported and drawn in the worker, so the window never waits; one figure of each kind is kept and
gets other data, which is much faster than a new one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QHideEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QScrollArea, QToolTip, QWidget

from app.services.errors import AppError, Cancelled
from app.services.progress import Progress
from app.services.reports.documents import QuarterBars
from app.services.reports.figures_data import Columns, FigureData, Heat, Spot
from app.services.trends.answer import Answer, Told
from app.ui import theme
from app.ui.desk import Desk
from app.ui.widgets.buttons import Slot
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import plain_tip

if TYPE_CHECKING:
    from app.services.reports.figures import AnyFigure
    from app.services.reports.figures_style import Mark

_DOTS = 96
_RESIZE_MS = 150
_ROW_INCHES, _AROUND_INCHES = 0.175, 1.9  # what a member needs on the screen, and the rest of the figure
_COLUMN_INCHES, _LEAST_INCHES = 0.36, 3.2
_MONTH_INCHES, _NAMES_INCHES = 0.36, 1.2


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished picture and where its parts lie, in parts of its width and height."""

    answer: Answer
    image: QImage
    marks: tuple[Mark, ...]


class Room(NamedTuple):
    """The room of a figure without scroll bars, and how wide a bar is, in inches."""

    width: float
    height: float
    bar: float


class Drawing:
    """The figures and how they become pictures; lives in the worker, one job at a time."""

    def __init__(self) -> None:
        self._figures: dict[type, AnyFigure] = {}

    def draw(self, answer: Answer, room: Room, dpi: float) -> Drawn:
        """Return the picture of an answer for a room, with so many dots an inch."""
        from app.services.reports import figures

        data = answer.data
        figure = self._figures.get(type(data))
        if figure is None:
            figure = self._figures[type(data)] = figures.make(data)
        else:
            figures.update(figure, data)
        figure.set_size_inches(*_fitted(least_inches(data), room))
        pixels = figures.figure_pixels(figure, dpi)
        image = QImage(pixels.data, pixels.width, pixels.height, QImage.Format.Format_RGBA8888)
        # a picture of its own, in the form that a screen paints fastest
        return Drawn(answer, image.convertToFormat(QImage.Format.Format_RGB32), tuple(figure.marks()))


def _fitted(least: tuple[float, float], room: Room) -> tuple[float, float]:
    """Return the size of a figure that fills a room, less the scroll bars it needs there."""
    across, down = least[0] > room.width, least[1] > room.height
    width = room.width - (room.bar if down else 0)
    height = room.height - (room.bar if across else 0)
    return max(width, least[0]), max(height, least[1])


def least_inches(data: FigureData) -> tuple[float, float]:
    """Return the width and height under which names could not be read; what does not fit is scrolled."""
    if isinstance(data, QuarterBars):
        return _LEAST_INCHES, _AROUND_INCHES + _ROW_INCHES * len(data.names)
    if isinstance(data, Heat):
        return _NAMES_INCHES + _MONTH_INCHES * len(data.labels), _AROUND_INCHES + _ROW_INCHES * len(
            data.names
        )
    if isinstance(data, Columns):
        bars = 1 if data.stacked else len(data.series)
        return max(_LEAST_INCHES, 1 + _COLUMN_INCHES * len(data.labels) * bars), _LEAST_INCHES
    return _LEAST_INCHES, _LEAST_INCHES


class FigureView(QScrollArea):
    """Shows the figure of an answer, or says why there is none.

    Args:
        desk: Its jobs ask and draw.

    """

    opened = Signal(object)
    """Something with a record behind it was clicked; its `Goal`."""

    answered = Signal(object)
    """Another `Answer` is shown."""

    refused = Signal(object)
    """There is nothing to draw; the `AppError` that says why."""

    drawn = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._drawing = Drawing()
        self._answer: Answer | None = None
        self._asked = 0
        self._wanted: Callable[[], Answer] | None = None
        self._room = QSize()
        self.picture = _Picture(self)
        self.empty = EmptyState()
        self.setWidgetResizable(True)
        self.setObjectName("card")
        self.setWidget(self.picture)
        # the picture has square corners, the card round ones
        self.setViewportMargins(*[theme.unit(0.5)] * 4)
        self.empty.cover(self)
        self.empty.hide()
        self._later = QTimer(self, singleShot=True, interval=_RESIZE_MS)
        self._later.timeout.connect(self._redraw)

    @property
    def answer(self) -> Answer | None:
        """What is shown, None while there is nothing."""
        return self._answer

    def ask(self, make: Callable[[], Answer]) -> None:
        """Show another answer; `make` is called in the worker, unless something else was asked since."""
        self._wanted = make
        self._start(make, fresh=True)

    def say(self, title: str, text: str, *, action: str = "", slot: Slot | None = None) -> None:
        """Show why there is nothing to draw, and what to do."""
        self._answer = self._wanted = None
        self._later.stop()
        self._asked += 1
        self.picture.show_drawn(None)
        self.empty.say(title, text, icon="chart-bar", action=action, slot=slot)
        self.empty.show()
        self.empty.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew once the size stands still."""
        super().resizeEvent(event)
        self._follow_room()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with a room that has changed meanwhile."""
        super().showEvent(event)
        self._follow_room()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing that nobody sees; the program may be about to end."""
        super().hideEvent(event)
        self._later.stop()

    def _follow_room(self) -> None:
        # a scroll bar that comes or goes is no other room
        if self.maximumViewportSize() != self._room and (self._answer or self._wanted):
            self._later.start()

    def _redraw(self) -> None:
        answer = self._answer
        if self._wanted is not None:
            self._start(self._wanted, fresh=True)
        elif answer is not None:
            self._start(lambda: answer, fresh=False)

    def _start(self, make: Callable[[], Answer], *, fresh: bool) -> None:
        self._asked += 1
        asked = self._asked
        ratio = self.devicePixelRatioF()
        # letters grow with the system's letters as those of the window do
        inch = _DOTS * theme.size("base") / theme.tokens().scale["base"]
        self._room = size = self.maximumViewportSize()
        bar = self.verticalScrollBar().sizeHint().width()
        room = Room(size.width() / inch, size.height() / inch, bar / inch)

        def work(_progress: Progress) -> Drawn:
            if asked != self._asked:
                raise Cancelled
            return self._drawing.draw(make(), room, inch * ratio)

        def done(found: Drawn) -> None:
            if asked != self._asked:
                return
            self._answer, self._wanted = found.answer, None
            self.empty.hide()
            found.image.setDevicePixelRatio(ratio)
            self.picture.show_drawn(found)
            if fresh:
                self.answered.emit(found.answer)
            self.drawn.emit()

        def failed(problem: AppError) -> None:
            if asked == self._asked:
                self.refused.emit(problem)

        self._desk.jobs.start("正在绘图", work, succeeded=done, failed=failed, cancellable=False, quiet=True)


class _Picture(QWidget):
    """The picture itself; what the mouse is over gets a frame and tells its figures, a click opens its record."""

    def __init__(self, view: FigureView) -> None:
        super().__init__()
        self._view = view
        self.drawn: Drawn | None = None
        self.over: Spot | None = None
        self.setMouseTracking(True)

    def show_drawn(self, drawn: Drawn | None) -> None:
        """Show another picture."""
        self.drawn, self.over = drawn, None
        if drawn is None:
            self.setMinimumSize(0, 0)
            self.setAccessibleName("")
        else:
            size = drawn.image.deviceIndependentSize().toSize()
            room = self._view.maximumViewportSize()
            self.setMinimumWidth(size.width() if size.width() > room.width() else 0)
            self.setMinimumHeight(size.height() if size.height() > room.height() else 0)
            self.setAccessibleName(f"{drawn.answer.data.title}，图中的数字见旁边的表格")
        self.update()

    def mark_at(self, where: QPoint) -> Mark | None:
        """Return what lies at a place."""
        if self.drawn is None:
            return None
        size = self.drawn.image.deviceIndependentSize()
        x, y = where.x() / size.width(), where.y() / size.height()
        return next(
            (
                mark
                for mark in self.drawn.marks
                if mark.left <= x < mark.right and mark.top <= y < mark.bottom
            ),
            None,
        )

    def told_at(self, where: QPoint) -> Told | None:
        """Return what is told of a place."""
        mark = self.mark_at(where)
        return None if mark is None or self.drawn is None else self.drawn.answer.told.get(mark.spot)

    def middle_of(self, spot: Spot) -> QPoint:
        """Return the middle of a part of the picture."""
        return self._room(next(mark for mark in self._marks() if mark.spot == spot)).center().toPoint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture at its own size, and a frame around what the mouse is over."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self.drawn is None:
            painter.setPen(theme.colour("faded"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "正在绘图…")
            return
        painter.drawImage(QPoint(0, 0), self.drawn.image)
        mark = next((mark for mark in self._marks() if mark.spot == self.over), None)
        if mark is not None:
            frame = self._room(mark).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(theme.colour("focus"))
            painter.drawRoundedRect(frame, 3, 3)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Frame what the mouse is over, and show by the cursor what can be opened."""
        mark = self.mark_at(event.position().toPoint())
        told = None if mark is None or self.drawn is None else self.drawn.answer.told.get(mark.spot)
        opens = told is not None and told.goal is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        self._frame(mark.spot if mark is not None and told is not None else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the frame away."""
        super().leaveEvent(event)
        self._frame(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the record behind what was clicked."""
        told = self.told_at(event.position().toPoint())
        if told is not None and told.goal is not None:
            self._view.opened.emit(told.goal)

    def event(self, event: QEvent) -> bool:
        """Tell the figures of what the mouse rests on."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            told = self.told_at(event.pos())
            if told is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), plain_tip(told.tip), self)
            return True
        return super().event(event)

    def _frame(self, spot: Spot | None) -> None:
        if spot != self.over:
            self.over = spot
            self.update()

    def _marks(self) -> tuple[Mark, ...]:
        return () if self.drawn is None else self.drawn.marks

    def _room(self, mark: Mark) -> QRectF:
        assert self.drawn is not None
        size = self.drawn.image.deviceIndependentSize()
        left, top = mark.left * size.width(), mark.top * size.height()
        return QRectF(left, top, mark.right * size.width() - left, mark.bottom * size.height() - top)
