"""The empty state: what is not here yet, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.icons import pixmap
from app.ui.widgets.buttons import Slot, plain_button
from app.ui.widgets.labels import faded, heading

_WIDTH, _NARROWEST = 44, 12
"""Width of the words in steps of the grid: what reads well, and the least they are squeezed to."""
_AROUND = 10
"""Height in steps of the grid that the icon and the room around it need."""


class EmptyState(QWidget):
    """An icon, a short title, one sentence and, where there is one, the next step as a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = heading("", level=3)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title.setWordWrap(True)
        self._text = faded("", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._slot: Slot | None = None
        self._has_icon = False
        self.button = plain_button("", self._act)
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setSpacing(theme.unit())
        column.addStretch(2)
        column.addWidget(self._icon, 0, centre)
        column.addWidget(self._title, 0, centre)
        column.addWidget(self._text, 0, centre)
        column.addSpacing(theme.unit())
        column.addWidget(self.button, 0, centre)
        column.addStretch(3)
        self.say("")

    def say(
        self, title: str, text: str = "", *, icon: str = "", action: str = "", slot: Slot | None = None
    ) -> None:
        """Say something else; parts that are empty are hidden."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._wrap()
        self._has_icon = bool(icon)
        self._show_icon()
        if icon:
            self._icon.setPixmap(pixmap(icon, "line_strong", theme.unit(6), self.devicePixelRatioF()))
        self._slot = slot
        self.button.setText(action)
        self.button.setVisible(bool(action))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words to the room there is."""
        super().resizeEvent(event)
        self._show_icon()
        self._wrap()

    def cover(self, view: QWidget) -> None:
        """Lie over `view` and keep its size."""
        self.setParent(view)
        view.installEventFilter(self)
        self.setGeometry(view.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the covered widget."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def _show_icon(self) -> None:
        """Leave the icon out where it would be cut."""
        words = sum(part.height() for part in (self._title, self._text) if not part.isHidden())
        self._icon.setVisible(self._has_icon and self.height() > words + theme.unit(_AROUND))

    def _wrap(self) -> None:
        """Give the words their room: a wrapped label that is centred would else get one line."""
        room = max(min(theme.unit(_WIDTH), self.width() - theme.unit(4)), theme.unit(_NARROWEST))
        for label in (self._title, self._text):
            label.setFixedWidth(room)
            label.setFixedHeight(max(label.heightForWidth(room), 0))

    def _act(self) -> None:
        if self._slot is not None:
            self._slot()
