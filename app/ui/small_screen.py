"""Small screens and large scales (1366×768 at 150 or 200 %): what does not fit is scrolled, never cut."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from app.ui import theme
from app.ui.navigation import Navigation


class Scrolled(QScrollArea):
    """Gives `widget` all its room, and bars where it needs more than there is."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(widget)


def fit_navigation(navigation: Navigation, window: QWidget, row: QHBoxLayout) -> None:
    """Give the navigation the form that the window's size has room for.

    Args:
        navigation: The navigation, in `row` or in a scrolled frame there.
        window: The window.
        row: The layout that holds it.

    """
    navigation.set_narrow(window.width() < theme.unit(theme.NARROW))
    low = window.height() < navigation.minimumSizeHint().height()
    frame = _frame(navigation)
    if low and frame is None:
        at = row.indexOf(navigation)
        row.removeWidget(navigation)
        frame = Scrolled(navigation)
        frame.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        row.insertWidget(at, frame)
    if frame is not None:
        bar = frame.verticalScrollBar().sizeHint().width() if low else 0
        frame.setFixedWidth(navigation.width() + bar)


def _frame(navigation: Navigation) -> Scrolled | None:
    viewport = navigation.parentWidget()
    area = viewport.parentWidget() if viewport is not None else None
    return area if isinstance(area, Scrolled) else None
