"""The left side of the window: the pages, and at its foot the search, undo and the list of keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from app.ui import theme
from app.ui.registry import PageSpec
from app.ui.widgets.labels import ElidedLabel, elided, plain_tip, text_label

NOTHING_TO_UNDO = "没有可撤销的操作"
_DEMO = "演示数据"
_WIDE, _NARROW = 24, 9.5
"""Widths in steps of the grid, with words and without."""


class Navigation(QFrame):
    """Tells which page is wanted; shows the branch's name and the step that can be undone.

    A frame, which paints its ground from the style sheet without asking; and no use of the namespace `Qt`
    before `finish`: it is part of the first paint (see `labels`).
    """

    chosen = Signal(str)
    undo_wanted = Signal()
    keys_wanted = Signal()
    help_wanted = Signal()
    search_wanted = Signal()

    def __init__(self, pages: Sequence[PageSpec]) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setFixedWidth(theme.unit(_WIDE))
        self._narrow = False
        self._undo_name: str | None = None
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._build(pages)
        self.set_undo(None)

    def _build(self, pages: Sequence[PageSpec]) -> None:
        self._brand = brand = text_label("先锋档案")
        brand.setObjectName("brand")
        self._branch = ElidedLabel("", tone="faded", scale="small")
        self._demo = QLabel(_DEMO)
        self._demo.setObjectName("demo")
        self._demo.hide()
        name = QHBoxLayout()
        name.addWidget(brand)
        name.addStretch(1)
        name.addWidget(self._demo)
        head = QVBoxLayout()
        head.setContentsMargins(theme.unit(1), theme.unit(0.5), theme.unit(1), theme.unit(1.5))
        head.setSpacing(theme.unit(0.25))
        head.addLayout(name)
        head.addWidget(self._branch)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.unit(1.5), theme.unit(2), theme.unit(1.5), theme.unit(1.5))
        column.setSpacing(theme.unit(0.5))
        column.addLayout(head)
        self._titles = {spec.key: spec.title for spec in pages}
        for at, spec in enumerate(pages, start=1):
            column.addWidget(self._page_button(spec, at))
        column.addStretch(1)
        self._search = _foot_button("search", self.search_wanted.emit)
        self._search.setToolTip("查找（Ctrl+K）")
        column.addWidget(self._search)
        self._undo = _foot_button("arrow-back-up", self.undo_wanted.emit)
        self._keys = _foot_button("keyboard", self.keys_wanted.emit)
        self._keys.setToolTip("快捷键（Ctrl+/）")
        self._help = _foot_button("help-circle", self.help_wanted.emit)
        self._help.setToolTip("帮助（F1）")
        column.addWidget(self._undo)
        column.addWidget(self._keys)
        column.addWidget(self._help)
        self._write()

    def _page_button(self, spec: PageSpec, place: int) -> QPushButton:
        button = QPushButton(spec.title)
        button.setProperty("icon_name", spec.icon)
        button.setCheckable(True)
        button.setProperty("kind", "page")
        button.setToolTip(f"{spec.title}（Ctrl+{place}）")
        button.setAccessibleName(spec.title)
        button.clicked.connect(lambda: self.chosen.emit(spec.key))
        self._group.addButton(button)
        self._buttons[spec.key] = button
        return button

    def finish(self) -> None:
        """Give the buttons their icons, pointer and bold face, once the first figures are shown."""
        from PySide6.QtCore import Qt

        from app.ui.icons import icon

        # wider than the picture: Qt leaves hardly any room between icon and text
        room = QSize(theme.size("icon") + theme.unit(1), theme.size("icon"))
        # until now the style sheet keeps the icons' room, and nothing is bold
        self.setProperty("finished", True)
        for part in (self, self._brand):
            part.style().polish(part)
        for button in self.findChildren(QPushButton):
            button.style().polish(button)
            button.setIconSize(room)
            button.setIcon(
                icon(button.property("icon_name"), "faded", "accent" if button.isCheckable() else "")
            )
            button.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, with their words as tooltips, where a window has little room."""
        if narrow != self._narrow:
            self._narrow = narrow
            self.setFixedWidth(theme.unit(_NARROW if narrow else _WIDE))
            for part in (self._brand, self._branch):
                part.setVisible(not narrow)
            self._column.setSpacing(0 if narrow else theme.unit(0.5))
            self._write()

    def mark(self, key: str) -> None:
        """Show which page is open."""
        self._buttons[key].setChecked(True)

    def set_branch(self, name: str, *, demo: bool) -> None:
        """Show whose data these are; sample data are marked 演示数据 at all times."""
        self._branch.setText(name)
        self._demo.setVisible(demo)

    def set_undo(self, name: str | None) -> None:
        """Name the step that can be taken back."""
        self._undo_name = name
        self._undo.setEnabled(name is not None)
        text = f"撤销：{name}" if name else NOTHING_TO_UNDO
        self._undo.setToolTip(plain_tip(f"{text}（Ctrl+Z）") if name else text)
        self._undo.setAccessibleName(text)
        self._elide()

    @property
    def undo_button(self) -> QPushButton:
        """The button at the foot."""
        return self._undo

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the undo step's name to the room there is."""
        super().resizeEvent(event)
        self._elide()

    def _write(self) -> None:
        narrow = self._narrow
        for key, title in self._titles.items():
            self._buttons[key].setText("" if narrow else title)
        self._demo.setText(_DEMO[:2] if narrow else _DEMO)
        self._search.setText("" if narrow else "查找　Ctrl+K")
        self._keys.setText("" if narrow else "快捷键　Ctrl+/")
        self._help.setText("" if narrow else "帮助　F1")
        self._elide()

    def _elide(self) -> None:
        text = f"撤销：{self._undo_name}" if self._undo_name else "撤销"
        if self._narrow:
            self._undo.setText("")
            return
        room = self.width() - theme.unit(10)
        cut = elided(QFontMetrics(self._undo.font()), text, room)
        # an ampersand in a person's words must not become a mnemonic
        self._undo.setText(cut.replace("&", "&&"))


def _foot_button(icon_name: str, act: Callable[[], object]) -> QPushButton:
    button = QPushButton()
    button.setProperty("icon_name", icon_name)
    button.setProperty("kind", "foot")
    button.clicked.connect(lambda: act())
    return button
