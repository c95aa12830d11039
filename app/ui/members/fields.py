"""Two fields of this page: a number that stays masked until it is asked for, and a line with usual words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from app.ui.icons import icon
from app.ui.widgets.fields import Field, LineField


class SecretField(Field):
    """A number or address shown masked; the eye at its right asks for it and makes it editable.

    Args:
        mask: Returns what is shown instead.
        limit: Longest text.

    """

    asked = Signal()
    """The user wants to see it."""

    def __init__(self, mask: Callable[[str], str], placeholder: str = "", *, limit: int = 200) -> None:
        self.edit = QLineEdit()
        super().__init__(self.edit)
        self._mask = mask
        self._kept: str | None = None
        self.edit.setMaxLength(limit)
        self.edit.setPlaceholderText(placeholder)
        self._eye = self.edit.addAction(icon("eye", "faded"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setToolTip("显示并修改（会记入操作日志）")
        self._eye.triggered.connect(self.asked)
        self.edit.textEdited.connect(lambda _: self.edited.emit())
        self.set_value("")

    @property
    def is_masked(self) -> bool:
        """Whether the value is hidden."""
        return self._kept is not None

    def value(self) -> str:
        """Return the whole value, shown or not."""
        return self.edit.text().strip() if self._kept is None else self._kept

    def set_value(self, value: object) -> None:
        """Show a value masked; an empty one can be written at once."""
        text = "" if value is None else str(value)
        self._kept = text or None
        self.edit.setText(self._mask(text) if text else "")
        self._settle()

    def unmask(self) -> None:
        """Show the value and let it be changed."""
        if self._kept is not None:
            text, self._kept = self._kept, None
            self.edit.setText(text)
            self._settle()

    def state(self) -> object:
        """Return the whole value."""
        return self.value()

    def _settle(self) -> None:
        self.edit.setReadOnly(self.is_masked)
        self._eye.setVisible(self.is_masked)
        self.edit.setToolTip("点右侧的眼睛显示并修改" if self.is_masked else "")


class WordField(LineField):
    """A line with the usual words offered under it; any other text can be written as well."""

    def __init__(self, words: Iterable[str], placeholder: str = "", *, limit: int = 100) -> None:
        super().__init__(placeholder, limit=limit)
        self._offer = QCompleter(list(words), self)
        self._offer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._offer.setMaxVisibleItems(12)
        self._offer.activated.connect(lambda _: self.edited.emit())
        self.edit.setCompleter(self._offer)
        act = self.edit.addAction(icon("chevron-down", "faded"), QLineEdit.ActionPosition.TrailingPosition)
        act.setToolTip("常用的写法")
        act.triggered.connect(self._open)
        self.edit.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Offer every word on a click into the empty field."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and not self.edit.text()
        ):
            QTimer.singleShot(0, self, self._open)
        return super().eventFilter(watched, event)

    def _open(self) -> None:
        self._offer.setCompletionPrefix("")
        self._offer.complete()
