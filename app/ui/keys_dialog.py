"""The list of keys (快捷键) under Ctrl+/: what the window, the lists and the open page answer to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.buttons import primary_button
from app.ui.widgets.labels import heading, text_label

Keys = Sequence[tuple[str, str]]


class KeysDialog(QDialog):
    """Sections of (keys, what they do)."""

    def __init__(self, parent: QWidget, sections: Sequence[tuple[str, Keys]]) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键")
        body = QWidget()
        body.setObjectName("scrolled")
        inner = QVBoxLayout(body)
        inner.setContentsMargins(theme.unit(3), 0, theme.unit(3), 0)
        inner.setSpacing(theme.unit())
        for title, keys in sections:
            if keys:
                inner.addWidget(heading(title, level=3))
                inner.addLayout(_lines(keys))
                inner.addSpacing(theme.unit())
        inner.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(body)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.unit(3), 0, theme.unit(3), 0)
        foot.addStretch(1)
        foot.addWidget(primary_button("关闭", self.accept))
        title_line = heading("快捷键", level=2)
        title_line.setContentsMargins(theme.unit(3), 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.unit(2.5), 0, theme.unit(2))
        column.setSpacing(theme.unit(1.5))
        column.addWidget(title_line)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        self.resize(theme.unit(60), theme.unit(70))


def _lines(keys: Keys) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.unit(2))
    grid.setVerticalSpacing(theme.unit(0.75))
    grid.setColumnStretch(1, 1)
    for at, (combination, meaning) in enumerate(keys):
        cap = text_label(combination)
        cap.setProperty("scale", "key")
        grid.addWidget(cap, at, 0, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(text_label(meaning, wrap=True), at, 1)
    grid.setColumnMinimumWidth(0, theme.unit(18))
    return grid
