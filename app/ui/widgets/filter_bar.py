"""The filters above a list: choices and one search box; says what is chosen whenever it changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import QSettings, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.ui import theme
from app.ui.icons import icon
from app.ui.widgets.buttons import quiet_button
from app.ui.widgets.labels import faded
from app.ui.widgets.value_box import ValueBox

# Long enough to type a second letter of a name, short enough not to be felt.
_TYPING_MS = 120

_CLEAR = "清除筛选"
_LEAST_CHOICE, _LEAST_SEARCH, _SEARCH = 9, 13, 30
"""Widths in steps of the grid: of a choice and of the search box on a small screen, and of that box elsewhere."""


class _Search(QLineEdit):
    """Room for a long name where there is room."""

    def sizeHint(self) -> QSize:
        """Return the usual width."""
        return QSize(theme.unit(_SEARCH), super().sizeHint().height())


class FilterBar(QWidget):
    """Choices by key, in the order they were added, then the search box at the right.

    A quiet button 清除筛选 is there while anything is filtered. A choice that must be made (a year) is
    no filter.
    """

    # not Signal(dict): Qt would make its own map of it, with plain texts for kinds
    changed = Signal(object)
    """The chosen value of every key; the text of the search under "text"."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._settings: QSettings | None = None
        self._choices: dict[str, ValueBox] = {}
        self._labels: dict[str, QWidget] = {}
        self._search: QLineEdit | None = None
        self._hidden: frozenset[str] = frozenset()
        self._recalled: set[str] = set()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.unit(1))
        self.clear_button = quiet_button(_CLEAR, self.clear_filters, icon_name="x")
        self.clear_button.setAccessibleName(_CLEAR)
        self.clear_button.setToolTip(_CLEAR)
        self.clear_button.hide()
        self._row.addWidget(self.clear_button)
        self._row.addStretch(1)
        self._timer = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._timer.timeout.connect(self._tell)

    def remember(self, name: str, settings: QSettings | None) -> None:
        """Keep what the user chooses in `settings`, and choose what was kept in the last session.

        Choices are kept by their words, since a number may mean another group in another file; what was
        typed is not. What the program has chosen by `set_value` stays.

        Args:
            name: ASCII name of the list.
            settings: The window's settings (`desk.settings`); None keeps nothing.

        """
        self._name, self._settings = name, settings
        for key in self._choices:
            self._recall(key)

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
        # least: it takes what its longest choice needs while there is room
        box.setMinimumWidth(theme.unit(width / 8 if width else _LEAST_CHOICE))
        self._choices[key] = box
        self._labels[key] = faded(label)
        self.add_widget(self._labels[key])
        self.add_widget(box)
        box.fill(options, none=every)
        box.setProperty("every", every)
        self._recall(key)
        box.currentIndexChanged.connect(lambda _: self._on_chosen(key))
        return box

    def set_options(self, key: str, options: Iterable[tuple[object, str]]) -> None:
        """Offer other options; what was chosen stays chosen where it is still offered."""
        box = self._choices[key]
        box.fill(options, none=box.property("every"))
        self._recall(key)

    def add_search(self, hint: str) -> QLineEdit:
        """Add the search box, reached by Ctrl+F."""
        line = _Search(placeholderText=hint, clearButtonEnabled=True)
        line.addAction(icon("search", "faded"), QLineEdit.ActionPosition.LeadingPosition)
        line.setAccessibleName(hint)
        line.setMinimumWidth(theme.unit(_LEAST_SEARCH))
        line.textChanged.connect(lambda _: self._timer.start())
        line.returnPressed.connect(self._tell)
        self._search = line
        self._row.addWidget(line)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._to_search)
        QShortcut(QKeySequence("Esc"), line, line.clear, Qt.ShortcutContext.WidgetShortcut)
        return line

    def add_widget(self, widget: QWidget) -> None:
        """Put another control behind the choices, before the search box."""
        self._row.insertWidget(self._row.indexOf(self.clear_button), widget)

    def show_only(self, keys: Collection[str]) -> None:
        """Show these choices and hide the others, whose values stay as they are."""
        for key, box in self._choices.items():
            box.setVisible(key in keys)
            self._labels[key].setVisible(key in keys)
        self._hidden = frozenset(self._choices) - frozenset(keys)
        self._mark()

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
            self._recalled.add(key)
            self._choices[key].choose(value)
        self._tell()

    def show_values(self, values: Mapping[str, object]) -> None:
        """Choose exactly these values, all else unfiltered, and tell it once; a choice that must be made stays."""
        for key, box in self._choices.items():
            if key in values or box.property("every"):
                self._recalled.add(key)
                box.choose(values.get(key))
        if self._search is not None:
            with QSignalBlocker(self._search):
                self._search.setText(str(values.get("text", "")))
        self._tell()

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered that is seen."""
        chosen = any(
            box.property("every") and box.chosen() is not None
            for key, box in self._choices.items()
            if key not in self._hidden
        )
        return chosen or bool(self._search is not None and self._search.text().strip())

    def clear_filters(self) -> None:
        """Filter nothing any more, and forget it; choices that must be made stay."""
        for key, box in self._choices.items():
            if box.property("every") and key not in self._hidden:
                box.choose(None)
                self._remember(key)
        if self._search is not None:
            with QSignalBlocker(self._search):
                self._search.clear()
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the cross alone on a small screen."""
        super().resizeEvent(event)
        self.clear_button.setText("" if self.window().width() < theme.unit(theme.NARROW) else _CLEAR)

    def _to_search(self) -> None:
        if self._search is not None:
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._search.selectAll()

    def _on_chosen(self, key: str) -> None:
        self._remember(key)
        self._tell()

    def _remember(self, key: str) -> None:
        """Keep what the user has chosen for the next start."""
        box = self._choices[key]
        if self._settings is None or not box.property("every"):
            return
        self._recalled.add(key)
        if box.chosen() is None:
            self._settings.remove(self._place(key))
        else:
            self._settings.setValue(self._place(key), box.currentText())

    def _recall(self, key: str) -> None:
        """Choose what was chosen in the last session, once it is offered."""
        box = self._choices[key]
        if self._settings is None or not box.property("every") or key in self._recalled:
            return
        at = box.findText(str(self._settings.value(self._place(key), "")))
        if at > 0:
            self._recalled.add(key)
            with QSignalBlocker(box):
                box.setCurrentIndex(at)
            self._mark()

    def _place(self, key: str) -> str:
        return f"filters/{self._name}/{key}"

    def _mark(self) -> None:
        self.clear_button.setVisible(self.is_set)

    def _tell(self) -> None:
        self._timer.stop()
        self._mark()
        self.changed.emit(self.values())
