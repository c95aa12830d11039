"""How a tab of the settings is laid out: one calm column on a card, not wider than is read with ease."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui import theme

_READABLE = 96
"""Width of a column in steps of the grid."""


def column_tab(*parts: QWidget) -> QWidget:
    """Return the parts below each other on a card that scrolls."""
    inner = QWidget()
    inner.setObjectName("scrolled")
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, theme.unit(1), 0)
    column.setSpacing(theme.unit(1.5))
    for part in parts:
        part.setMaximumWidth(theme.unit(_READABLE))
        column.addWidget(part)
    column.addStretch(1)
    area = QScrollArea(widgetResizable=True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    return card(area)


def card(*parts: QWidget) -> QWidget:
    """Return the parts below each other on a card; the last one takes what is left."""
    holder = QWidget()
    holder.setObjectName("card")
    holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(holder)
    column.setContentsMargins(theme.unit(3), theme.unit(2.5), theme.unit(2), theme.unit(2))
    column.setSpacing(theme.unit(1.5))
    for at, part in enumerate(parts):
        column.addWidget(part, int(at == len(parts) - 1))
    return holder


def button_row(*buttons: QWidget) -> QWidget:
    """Return buttons side by side, from the left."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.unit())
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return holder
