"""How a tab of the page is laid out: cards, a splitter with details at the right, a foot with acts."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.ui import theme


def card(*parts: QWidget, padded: bool = False, grow: int = -1) -> QWidget:
    """Return the parts below each other on a white card; the one at `grow` takes what is left."""
    holder = QWidget()
    holder.setObjectName("card")
    holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(holder)
    gap = theme.unit(2) if padded else 1
    column.setContentsMargins(gap, gap, gap, gap)
    column.setSpacing(theme.unit(1) if padded else 0)
    for part in parts:
        column.addWidget(part, int(part is parts[grow]))
    return holder


def beside(left: QWidget, right: QWidget, *, widths: tuple[float, float], stretch: int = 0) -> QSplitter:
    """Return two parts with a handle between them; `stretch` names the one (0 or 1) that takes what is left."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(theme.unit(1.5))
    for at, part in enumerate((left, right)):
        splitter.addWidget(part)
        splitter.setStretchFactor(at, int(at == stretch))
    splitter.setSizes([theme.unit(width) for width in widths])
    return splitter


def plain_column(widget: QWidget, *, spacing: float = 1) -> QVBoxLayout:
    """Give `widget` a column without margins."""
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.unit(spacing))
    return column
