"""A field of a form for any of a closed list: boxes in columns, with presets at one click."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.fields import Field


class ChecksField(Field):
    """Any of (value, label) pairs; its value is a tuple in their order.

    Args:
        options: The choices.
        columns: How many boxes stand side by side.
        presets: Sets of values by the word of their button.

    """

    def __init__(
        self,
        options: Iterable[tuple[object, str]],
        *,
        columns: int = 2,
        presets: Sequence[tuple[str, Iterable[object]]] = (),
    ) -> None:
        inner = QWidget()
        super().__init__(inner)
        self.boxes = {value: QCheckBox(label) for value, label in options}
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.unit(0.5))
        grid.setHorizontalSpacing(theme.unit(1))
        grid.setContentsMargins(0, theme.unit(0.5), 0, theme.unit(0.5))
        for at, box in enumerate(self.boxes.values()):
            grid.addWidget(box, at // columns, at % columns)
            box.toggled.connect(lambda _: self.edited.emit())
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if presets:
            links = QHBoxLayout()
            for word, values in presets:
                links.addWidget(quiet_button(word, partial(self._choose, tuple(values))))
            links.addStretch(1)
            column.addLayout(links)
        column.addLayout(grid)
        self.setFocusProxy(next(iter(self.boxes.values())))

    def value(self) -> tuple[object, ...]:
        """Return the chosen values."""
        return tuple(value for value, box in self.boxes.items() if box.isChecked())

    def set_value(self, value: object) -> None:
        """Choose these values."""
        wanted = set(value) if isinstance(value, Iterable) else set()
        for each, box in self.boxes.items():
            with QSignalBlocker(box):
                box.setChecked(each in wanted)

    def _choose(self, values: Iterable[object]) -> None:
        self.set_value(values)
        self.edited.emit()
