"""The figure on the page: drawn beside the window by the worker, shown as a picture that fits its room.

matplotlib is imported and drawn in the worker, so the window never waits; one figure of each kind is kept and
gets other data, which is much faster than a new one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QScrollArea, QToolTip, QWidget

from app.services.progress import Progress
from app.services.reports.documents import MemberLine, QuarterBars
from app.ui import theme
from app.ui.desk import Desk
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import plain_tip

if TYPE_CHECKING:
    from app.services.reports.figures_bars import BarsFigure
    from app.services.reports.figures_line import LineFigure

Data = QuarterBars | MemberLine
_DPI = 96
_RESIZE_MS = 150
_ROW_INCHES, _AROUND_INCHES = 0.175, 1.9  # what a member needs on the screen, and the rest of the figure


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished picture; `rows` are the top and bottom of each member's bar, in parts of the height."""

    data: Data
    image: QImage
    rows: tuple[tuple[float, float], ...]


class Drawing:
    """The figures and how they become pictures; lives in the worker, one job at a time."""

    def __init__(self) -> None:
        self._figures: dict[type, BarsFigure | LineFigure] = {}

    def draw(self, data: Data, width: float, height: float, dpi: float) -> Drawn:
        """Return the picture of `data` with so many inches and dots an inch."""
        from app.services.reports import figures

        figure = self._figure(data)
        figure.set_size_inches(width, height)
        image = QImage.fromData(figures.figure_png(figure, round(dpi)))
        return Drawn(data, image, self._rows(figure, data))

    def picture(self, data: Data, kind: str) -> bytes:
        """Return the figure for a file ("png" or "svg") in the size it has on paper."""
        from app.services.reports import figures

        made = self._new(data)
        return figures.figure_png(made) if kind == "png" else figures.figure_svg(made)

    def _figure(self, data: Data) -> BarsFigure | LineFigure:
        from app.services.reports import figures

        kept = self._figures.get(type(data))
        if kept is not None:
            figures.update(kept, data)
            return kept
        self._figures[type(data)] = made = self._new(data)
        return made

    def _new(self, data: Data) -> BarsFigure | LineFigure:
        from app.services.reports import figures

        return figures.quarter_bars(data) if isinstance(data, QuarterBars) else figures.member_line(data)

    def _rows(self, figure: BarsFigure | LineFigure, data: Data) -> tuple[tuple[float, float], ...]:
        """Say where the bars lie: the axes reach from y = -0.6 at the top to n - 0.4 at the bottom."""
        if not isinstance(data, QuarterBars) or not data.names:
            return ()
        axes = figure.axes_.get_position()
        step = float(axes.height) / (len(data.names) + 0.2)
        first = 1 - float(axes.y1) + 0.1 * step
        return tuple((first + at * step, first + (at + 1) * step) for at in range(len(data.names)))


class FigureView(QScrollArea):
    """Shows the figure of some data, or says why there is none.

    Args:
        desk: Its jobs draw.

    """

    row_clicked = Signal(int)
    """A member's bar was clicked; the number counts from 0."""

    drawn = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.drawing = Drawing()
        self._data: Data | None = None
        self._tip: Callable[[int], str] = str
        self._asked = 0
        self.picture = _Picture(self)
        self.empty = EmptyState()
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self.picture)
        # the picture has square corners, the card round ones
        self.setViewportMargins(*[theme.unit(1)] * 4)
        self.empty.cover(self)
        self._later = QTimer(self, singleShot=True, interval=_RESIZE_MS)
        self._later.timeout.connect(self._draw)

    @property
    def data(self) -> Data | None:
        """What is shown, None while there is nothing."""
        return self._data

    def show_data(self, data: Data, tip: Callable[[int], str]) -> None:
        """Draw other data; `tip` gives the tooltip of a member's bar."""
        self._data, self._tip = data, tip
        self.empty.hide()
        self._draw()

    def say(
        self, title: str, text: str, *, action: str = "", slot: Callable[[], object] | None = None
    ) -> None:
        """Show why there is nothing to draw, and what to do."""
        self._data = None
        self._asked += 1
        self.picture.show_drawn(None)
        self.empty.say(title, text, icon="chart-bar", action=action, slot=slot)
        self.empty.show()
        self.empty.raise_()

    def tip(self, row: int) -> str:
        """Return the tooltip of a member's bar."""
        return self._tip(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew once the size stands still."""
        super().resizeEvent(event)
        if self._data is not None:
            self._later.start()

    def _draw(self) -> None:
        data = self._data
        if data is None:
            return
        room = self.viewport().size()
        width, height = room.width() / _DPI, room.height() / _DPI
        if isinstance(data, QuarterBars):
            height = max(height, _AROUND_INCHES + _ROW_INCHES * len(data.names))
        dpi = _DPI * self.devicePixelRatioF()
        self._asked += 1
        asked = self._asked

        def work(_progress: Progress) -> Drawn:
            return self.drawing.draw(data, width, height, dpi)

        def done(drawn: Drawn) -> None:
            # a picture that was asked for earlier is no longer wanted
            if asked == self._asked:
                drawn.image.setDevicePixelRatio(dpi / _DPI)
                self.picture.show_drawn(drawn)
                self.drawn.emit()

        self._desk.jobs.start("正在绘图", work, succeeded=done, cancellable=False)


class _Picture(QWidget):
    """The picture itself; over a bar it tells the member's points, a click opens them."""

    def __init__(self, view: FigureView) -> None:
        super().__init__()
        self._view = view
        self.drawn: Drawn | None = None
        self.setMouseTracking(True)

    def show_drawn(self, drawn: Drawn | None) -> None:
        """Show another picture."""
        self.drawn = drawn
        self.setMinimumHeight(0 if drawn is None else round(drawn.image.deviceIndependentSize().height()))
        self.update()

    def row_at(self, where: QPoint) -> int | None:
        """Return the member whose bar lies at a place."""
        if self.drawn is None or not self.height():
            return None
        part = where.y() / self.drawn.image.deviceIndependentSize().height()
        return next((at for at, (top, end) in enumerate(self.drawn.rows) if top <= part < end), None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture at its own size."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self.drawn is not None:
            size = self.drawn.image.deviceIndependentSize()
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), self.drawn.image)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the cursor what can be opened."""
        over = self.row_at(event.position().toPoint()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the member whose bar was clicked."""
        row = self.row_at(event.position().toPoint())
        if row is not None:
            self._view.row_clicked.emit(row)

    def event(self, event: QEvent) -> bool:
        """Tell a member's points over his bar."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self.row_at(event.pos())
            if row is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), plain_tip(self._view.tip(row)), self)
            return True
        return super().event(event)
