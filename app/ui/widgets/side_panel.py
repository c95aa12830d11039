"""The panel at the right of a list: title, state, the next act, and sections of facts about one record."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.badge import Badge
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.labels import ElidedLabel, faded, heading, rule, text_label


class SidePanel(QWidget):
    """Shows one record; `clear` brings back the sentence that says how to fill it.

    Args:
        hint: What stands here while no record is chosen.

    """

    def __init__(self, hint: str = "在左侧选择一行查看详情。") -> None:
        super().__init__()
        self.setMinimumWidth(theme.unit(28))
        self.title = heading("", level=2)
        self.title.setWordWrap(True)
        self.badge = Badge()
        self.subtitle = faded("", wrap=True)
        self._acts = QHBoxLayout()
        self._acts.setSpacing(theme.unit(1))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, theme.unit(1), 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        self._content = QWidget()
        self._content.setObjectName("scrolled")
        self._sections = QVBoxLayout(self._content)
        self._sections.setContentsMargins(0, 0, theme.unit(1), 0)
        self._sections.setSpacing(theme.unit(0.75))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._content)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(2), theme.unit(1.5), theme.unit(1), theme.unit(1.5))
        column.setSpacing(theme.unit(1))
        column.addLayout(head)
        column.addWidget(self.subtitle)
        column.addLayout(self._acts)
        column.addWidget(self._area, 1)
        self.empty = EmptyState()
        self.empty.setObjectName("ground")
        self.empty.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.empty.say("", hint, icon="info-circle")
        self.empty.cover(self)
        self.empty.raise_()

    def clear(self) -> None:
        """Show nobody's details."""
        self._drop(self._sections)
        self.empty.show()
        self.empty.raise_()

    def begin(self, title: str, subtitle: str = "", *, badge: str = "", tone: str = "neutral") -> None:
        """Begin to show a record: former sections go, the acts stay."""
        self._drop(self._sections)
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.badge.set(badge, tone)
        self.empty.hide()

    def set_acts(self, buttons: Iterable[QWidget]) -> None:
        """Put the record's own buttons under its title, the primary one first."""
        self._drop(self._acts)
        for button in buttons:
            self._acts.addWidget(button)
        self._acts.addStretch(1)

    def add_section(self, title: str, facts: Iterable[tuple[str, str]] = (), *, hint: str = "") -> None:
        """Add a heading with facts (label, value) in two columns; an empty value is shown as —."""
        self._sections.addSpacing(theme.unit(0.5))
        head = QHBoxLayout()
        head.addWidget(heading(title, level=3))
        head.addStretch(1)
        if hint:
            head.addWidget(faded(hint, small=True))
        self._sections.addLayout(head)
        self._sections.addWidget(rule())
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.unit(1.5))
        grid.setVerticalSpacing(theme.unit(0.5))
        grid.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(facts):
            grid.addWidget(faded(label), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text_label(value or "—", wrap=True, selectable=True), row, 1)
        if grid.count():
            self._sections.addLayout(grid)

    def add_line(self, text: str, *, tone: str = "") -> None:
        """Add one line that may be cut at its right."""
        self._sections.addWidget(ElidedLabel(text, tone=tone))

    def add_text(self, text: str, *, tone: str = "") -> None:
        """Add a wrapping paragraph."""
        self._sections.addWidget(text_label(text, tone=tone, wrap=True, selectable=True))

    def add_widget(self, widget: QWidget, stretch: int = 0) -> None:
        """Add anything else, e.g. a small table."""
        self._sections.addWidget(widget, stretch)

    def end(self) -> None:
        """Keep the sections together at the top."""
        self._sections.addStretch(1)

    def _drop(self, layout: QLayout) -> None:
        while (item := layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
            elif (inner := item.layout()) is not None:
                self._drop(inner)
