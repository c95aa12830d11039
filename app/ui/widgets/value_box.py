"""A combo box whose choices stand for Python values: what was put in comes out, the very object."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox


class ValueBox(QComboBox):
    """Choices (value, label).

    The values stay in a list of their own: Qt's item data would turn a `StrEnum` into a plain `str`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._values: list[object] = []

    def fill(self, options: Iterable[tuple[object, str]], *, none: str = "") -> None:
        """Offer other choices; the present one stays where it is still offered, else the first is chosen.

        Nothing is told by signals.

        Args:
            options: The choices in their order.
            none: Label of the choice for None, put first; no such choice where empty.

        """
        kept = self.chosen()
        lines = [*([(None, none)] if none else []), *options]
        with QSignalBlocker(self):
            self.clear()
            self._values = [value for value, _ in lines]
            self.addItems([label for _, label in lines])
        self.choose(kept)

    def chosen(self) -> object:
        """Return the chosen value, the object that was given; None where there is no choice."""
        at = self.currentIndex()
        return self._values[at] if at >= 0 else None

    def choose(self, value: object) -> bool:
        """Choose a value without telling, and say whether it is offered; one that is not chooses the first."""
        offered = value in self._values
        with QSignalBlocker(self):
            self.setCurrentIndex(self._values.index(value) if offered else min(0, self.count() - 1))
        return offered
