"""The filters above a list: choices and one search box; says what is chosen whenever it changes."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.ui import theme
from app.ui.icons import icon
from app.ui.widgets.labels import faded
from app.ui.widgets.value_box import ValueBox

# Long enough to type a second letter of a name, short enough not to be felt.
_TYPING_MS = 120


class FilterBar(QWidget):
    """Choices by key, in the order they were added, then the search box at the right."""

    # not Signal(dict): Qt would make its own map of it, with plain texts for kinds
    changed = Signal(object)
    """The chosen value of every key; the text of the search under "text"."""

    def __init__(self) -> None:
        super().__init__()
        self._choices: dict[str, ValueBox] = {}
        self._search: QLineEdit | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.unit(1))
        self._row.addStretch(1)
        self._timer = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._timer.timeout.connect(self._tell)

    def add_choice(
        self,
        key: str,
        label: str,
        options: Iterable[tuple[object, str]],
        *,
        every: str = "全部",
        width: int = 0,
    ) -> ValueBox:
        """Add a choice; its first line, `every`, stands for None (leave it empty for a choice that must be made)."""
        box = ValueBox()
        box.setAccessibleName(label)
        if width:
            box.setMinimumWidth(theme.unit(width / 8))
        self._choices[key] = box
        place = self._row.count() - 1 - (self._search is not None)
        self._row.insertWidget(place, faded(label))
        self._row.insertWidget(place + 1, box)
        box.fill(options, none=every)
        box.setProperty("every", every)
        box.currentIndexChanged.connect(lambda _: self._tell())
        return box

    def set_options(self, key: str, options: Iterable[tuple[object, str]]) -> None:
        """Offer other options; what was chosen stays chosen where it is still offered."""
        box = self._choices[key]
        box.fill(options, none=box.property("every"))

    def add_search(self, hint: str) -> QLineEdit:
        """Add the search box, reached by Ctrl+F."""
        line = QLineEdit(placeholderText=hint, clearButtonEnabled=True)
        line.addAction(icon("search", "faded"), QLineEdit.ActionPosition.LeadingPosition)
        line.setAccessibleName(hint)
        line.setMinimumWidth(theme.unit(30))
        line.textChanged.connect(lambda _: self._timer.start())
        line.returnPressed.connect(self._tell)
        self._search = line
        self._row.addWidget(line)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._to_search)
        QShortcut(QKeySequence("Esc"), line, line.clear, Qt.ShortcutContext.WidgetShortcut)
        return line

    def add_widget(self, widget: QWidget) -> None:
        """Put another control before the search box."""
        self._row.insertWidget(self._row.count() - 1 - (self._search is not None), widget)

    def values(self) -> dict[str, object]:
        """Return what is chosen now; each value is the very object that was offered."""
        found: dict[str, object] = {key: box.chosen() for key, box in self._choices.items()}
        found["text"] = "" if self._search is None else self._search.text().strip()
        return found

    def set_value(self, key: str, value: object) -> None:
        """Choose a value (under "text": write into the search box) and tell it once."""
        if key == "text" and self._search is not None:
            with QSignalBlocker(self._search):
                self._search.setText(str(value))
        elif key in self._choices:
            self._choices[key].choose(value)
        self._tell()

    def clear(self) -> None:
        """Choose everything again."""
        for box in self._choices.values():
            with QSignalBlocker(box):
                box.setCurrentIndex(0)
        if self._search is not None:
            with QSignalBlocker(self._search):
                self._search.clear()
        self._tell()

    def _to_search(self) -> None:
        if self._search is not None:
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._search.selectAll()

    def _tell(self) -> None:
        self._timer.stop()
        self.changed.emit(self.values())
