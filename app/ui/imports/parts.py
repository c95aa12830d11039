"""Small parts of the import assistant's window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.imports.told import Facts
from app.ui import theme
from app.ui.widgets.value_box import ValueBox


def candidate_box(facts: Facts, chosen: Callable[[object], None]) -> ValueBox:
    """Return the choice of whom a row means; `chosen` gets the candidate, None for nobody."""
    box = ValueBox()
    box.setAccessibleName("这一行是哪一名")
    box.fill([(candidate, candidate.label) for candidate in facts.candidates], none="请选择")
    if facts.is_picked:
        box.choose(next((one for one in facts.candidates if one.id == facts.picked), None))
    box.setSizeAdjustPolicy(ValueBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.currentIndexChanged.connect(lambda _=0: chosen(box.chosen()))
    return box


def card(body: QWidget) -> QWidget:
    """Return a widget on a card of its own."""
    around = QWidget()
    around.setObjectName("card")
    around.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(around)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(body)
    return around


def line_of(*parts: QWidget, wide: QWidget) -> QHBoxLayout:
    """Return widgets side by side, of which `wide` takes what room is left."""
    line = QHBoxLayout()
    line.setSpacing(theme.unit(1.5))
    for part in parts:
        line.addWidget(part, 1 if part is wide else 0)
    return line
