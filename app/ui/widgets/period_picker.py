"""The choice of a period: a list with the newest first, and arrows to the one before and after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.buttons import icon_button


class PeriodPicker(QWidget):
    """Chooses among (code, label), e.g. ("2026Q3", "2026年第三季度"), the newest first."""

    changed = Signal(str)
    """The code that was chosen by the user."""

    def __init__(self, name: str = "季度") -> None:
        super().__init__()
        self.combo = QComboBox()
        self.combo.setAccessibleName(name)
        self.combo.setMaxVisibleItems(16)
        self.combo.setMinimumWidth(theme.unit(19))
        self._before = icon_button("chevron-left", "上一期", lambda: self._step(1))
        self._after = icon_button("chevron-right", "下一期", lambda: self._step(-1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.unit(0.5))
        for part in (self._before, self.combo, self._after):
            row.addWidget(part)
        self.combo.currentIndexChanged.connect(lambda _: self._mark())
        self.combo.activated.connect(lambda _: self.changed.emit(self.code()))

    def set_options(self, options: Sequence[tuple[str, str]], start: str = "") -> None:
        """Offer periods; the present choice stays where it is still offered, else `start` is chosen."""
        kept = self.code() or start
        self.combo.clear()
        for code, label in options:
            self.combo.addItem(label, code)
        self.choose(kept)

    def code(self) -> str:
        """Return the chosen period's code, "" where there is none."""
        return str(self.combo.currentData() or "")

    def label(self) -> str:
        """Return the chosen period's words."""
        return self.combo.currentText()

    def choose(self, code: str) -> None:
        """Choose a period without telling; one that is not offered chooses the newest."""
        at = self.combo.findData(code)
        self.combo.setCurrentIndex(max(at, 0) if self.combo.count() else -1)
        self._mark()

    def _step(self, by: int) -> None:
        self.combo.setCurrentIndex(self.combo.currentIndex() + by)
        self.changed.emit(self.code())

    def _mark(self) -> None:
        at, count = self.combo.currentIndex(), self.combo.count()
        self._before.setEnabled(at + 1 < count)
        self._after.setEnabled(at > 0)
