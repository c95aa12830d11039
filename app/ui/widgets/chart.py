"""The chart of a page: a matplotlib canvas that is made when it is first shown, kept, and redrawn."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.services.files import write_atomic
from app.ui.widgets.empty import EmptyState

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Draw = Callable[["Figure"], Any]
_PRINT_DPI = 200


class Chart(QWidget):
    """Shows one figure; `show_figure` draws anew, `redraw` only paints what was changed in its artists."""

    def __init__(self) -> None:
        super().__init__()
        self.figure: Figure | None = None
        self._canvas: Any = None
        self.empty = EmptyState()
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self.empty)

    def set_empty(self, title: str, text: str = "", *, icon: str = "chart-bar") -> None:
        """Say why there is nothing to draw."""
        self.empty.say(title, text, icon=icon)
        self._layout.setCurrentWidget(self.empty)

    def show_figure(self, draw: Draw) -> Any:
        """Clear the figure, let `draw` fill it, and return what `draw` returns (e.g. its artists)."""
        figure = self._figure()
        figure.clear()
        drawn = draw(figure)
        self._layout.setCurrentWidget(self._canvas)
        self._canvas.draw_idle()
        return drawn

    def redraw(self) -> None:
        """Paint the figure after its artists got other data."""
        if self._canvas is not None:
            self._canvas.draw_idle()

    def on_hover(self, hear: Callable[[Any], None]) -> None:
        """Let `hear` get matplotlib's mouse events over the figure."""
        self._figure()
        self._canvas.mpl_connect("motion_notify_event", hear)

    def on_click(self, hear: Callable[[Any], None]) -> None:
        """Let `hear` get matplotlib's clicks on the figure."""
        self._figure()
        self._canvas.mpl_connect("button_press_event", hear)

    def save(self, path: Path) -> None:
        """Write the figure as the kind its suffix names (.png, .svg, .pdf).

        Raises:
            FileBusy: The file cannot be written.

        """
        write_atomic(path, self.picture(path.suffix.lower().removeprefix(".")))

    def picture(self, kind: str = "png") -> bytes:
        """Return the figure as bytes of a picture."""
        figure = self._figure()
        stream = io.BytesIO()
        figure.savefig(stream, format=kind, dpi=_PRINT_DPI, facecolor="white")
        # the picture's resolution must not stay behind on the screen's figure
        self._canvas.draw_idle()
        return stream.getvalue()

    def copy(self) -> None:
        """Put the figure on the clipboard as a picture."""
        QGuiApplication.clipboard().setImage(QImage.fromData(self.picture("png")))

    def _figure(self) -> Figure:
        if self.figure is None:
            from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
            from matplotlib.figure import Figure

            self.figure = Figure()
            make: Any = FigureCanvasQTAgg  # untyped in matplotlib
            self._canvas = make(self.figure)
            self._layout.addWidget(self._canvas)
        return self.figure
