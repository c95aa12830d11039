"""The message line: one sentence at the foot of the page, with the way back where there is one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from app.ui import theme
from app.ui.icons import pixmap
from app.ui.widgets.buttons import Slot, icon_button, quiet_button
from app.ui.widgets.labels import text_label

_ICONS = {"ok": "circle-check", "info": "info-circle", "warn": "alert-triangle", "bad": "alert-circle"}
# A refusal has to be read; what went well only has to be noticed.
_MILLISECONDS = {"ok": 5000, "info": 5000, "warn": 9000, "bad": 12000}


class Toast(QFrame):
    """Floats over the foot of `host`; goes by itself or by its cross."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark = QLabel()
        self._text = text_label("", wrap=True)
        self._slot: Slot | None = None
        self._act: QPushButton = quiet_button("", self._on_act)
        self._act.setProperty("kind", "link")
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.unit(1.5), theme.unit(0.5), theme.unit(0.5), theme.unit(0.5))
        row.setSpacing(theme.unit())
        row.addWidget(self._mark)
        row.addWidget(self._text, 1)
        row.addWidget(self._act)
        row.addWidget(icon_button("x", "关闭提示", self.hide))
        host.installEventFilter(self)
        self.hide()

    def say(self, text: str, level: str = "info", *, action: str = "", slot: Slot | None = None) -> None:
        """Show a sentence; `action` is the text of a button beside it."""
        self._text.setText(text)
        self._mark.setPixmap(pixmap(_ICONS[level], level, theme.size("icon"), self.devicePixelRatioF()))
        self._slot = slot
        self._act.setText(action)
        self._act.setVisible(bool(action))
        self.setProperty("level", level)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_MILLISECONDS[level])

    def text(self) -> str:
        """Return the sentence that is shown, "" where there is none."""
        return "" if self.isHidden() else self._text.text()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the mouse is on it."""
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Go soon after the mouse has left."""
        super().leaveEvent(event)
        self._timer.start(2500)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot when the window changes its size."""
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        room = self._host.width() - theme.unit(8)
        words = self._text.fontMetrics().horizontalAdvance(self._text.text())
        extra = theme.unit(13) + (self._act.sizeHint().width() if self._act.text() else 0)
        width = min(max(words + extra, theme.unit(36)), room, theme.unit(96))
        self.setFixedWidth(width)
        inner = width - extra
        lines = max(1, -(-words // max(inner, 1)))
        self.setFixedHeight(theme.unit(5) + (lines - 1) * self._text.fontMetrics().lineSpacing())
        self.move((self._host.width() - width) // 2, self._host.height() - self.height() - theme.unit(2.5))

    def _on_act(self) -> None:
        self.hide()
        if self._slot is not None:
            self._slot()
