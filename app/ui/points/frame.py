"""How a tab of the page is laid out: cards, a splitter with details at the right, a foot with acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.data_table import DataTable


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


def exchange(holder: QWidget, old: QWidget, new: QWidget) -> None:
    """Put a table with other columns in the place of the one that a card holds."""
    layout = holder.layout()
    if layout is not None:
        layout.replaceWidget(old, new)
    old.hide()
    old.deleteLater()


def say_no_rulebook(table: DataTable[Any], text: str, to_tab: Callable[[str], object]) -> None:
    """Empty a table because no rulebook is in force, and lead to where one is put into force."""
    table.set_empty(
        "还没有积分方案",
        text,
        icon="notes",
        action="去启用方案",
        slot=lambda: to_tab("rulebook"),
    )
    table.set_rows([])
