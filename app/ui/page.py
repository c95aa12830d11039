"""The base of every page: header, filters, body and side panel; refreshes itself by what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.services.errors import AppError
from app.ui import theme
from app.ui.bus import Level
from app.ui.icons import icon
from app.ui.widgets.buttons import Slot, give_menu, plain_button, primary_button, set_shortcut
from app.ui.widgets.labels import ElidedLabel, heading

if TYPE_CHECKING:
    from app.ui.desk import Desk

MORE = "更多"


class Page(QWidget):
    """A page of the main window.

    A subclass names `TITLE` and `WATCHES` (tables whose changes make it stale), builds its widgets in
    `_build()`, wires them in `_connect()` and reads its data in `refresh()`.
    """

    TITLE: ClassVar[str] = ""
    SUBTITLE: ClassVar[str] = ""
    WATCHES: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.stale = True
        self._more: QMenu | None = None
        self._splitter: QSplitter | None = None
        self._frame()
        self._build()
        self._connect()
        desk.bus.changed.connect(self._on_changed)

    # For subclasses

    def _build(self) -> None:
        """Make and lay out the widgets."""

    def _connect(self) -> None:
        """Wire the widgets."""

    def refresh(self) -> None:
        """Read the services and show what they say; an `AppError` goes to the status line."""

    def focus(self, **focus: object) -> None:
        """Go to the record another page asked for; called after the page is shown and loaded."""

    def may_leave(self) -> bool:
        """Tell whether the page may be left now; one with unsaved input asks first."""
        return True

    def may_close(self) -> bool:
        """Tell whether the program may end now; a page that keeps unsaved input while others are open asks here."""
        return self.may_leave()

    def shortcuts(self) -> list[tuple[str, str]]:
        """Return (keys, what they do) of this page for the list under Ctrl+/."""
        listed = [button for button in self.findChildren(QPushButton) if button.property("keys")]
        own = [button for button in listed if button in self._buttons or button.isVisible()]
        # each once, in the order they were made
        return list(dict.fromkeys((str(button.property("keys")), button.text()) for button in own))

    # Building

    def add_primary(self, text: str, slot: Slot, *, icon_name: str = "plus", keys: str = "") -> QPushButton:
        """Add the one red button at the top right."""
        return self._add_button(primary_button(text, slot, icon_name=icon_name), keys)

    def add_secondary(self, text: str, slot: Slot, *, icon_name: str = "", keys: str = "") -> QPushButton:
        """Add a button left of the primary one; more than three belong under 更多."""
        return self._add_button(plain_button(text, slot, icon_name=icon_name), keys)

    def add_more(self, text: str, slot: Slot, *, icon_name: str = "", keys: str = "") -> QAction:
        """Add an act to the 更多 menu of the header."""
        if self._more is None:
            self._more = QMenu(self)
            button = plain_button(MORE)
            give_menu(button, self._more)
            self._actions.insertWidget(0, button)
        act = QAction(text, self)
        if icon_name:
            act.setIcon(icon(icon_name))
        if keys:
            act.setShortcut(QKeySequence(keys))
        act.triggered.connect(lambda: slot())
        self._more.addAction(act)
        return act

    def set_subtitle(self, text: str) -> None:
        """Say in half a line what the page shows now, e.g. "共 32 名党员"."""
        self._subtitle.setText(text)

    def set_filters(self, bar: QWidget) -> None:
        """Put a filter bar above the body."""
        self._column.insertWidget(1, bar)

    def set_body(self, body: QWidget, *, side: QWidget | None = None, card: bool = True) -> None:
        """Put in what the page is about, with a panel for details at its right.

        Args:
            body: Usually a `DataTable`.
            side: Usually a `SidePanel`.
            card: Whether the body gets the white ground and thin border of a card.

        """
        self._column.addWidget(self._with_side(_carded(body) if card else body, side), 1)

    def set_side_visible(self, visible: bool) -> None:
        """Show or hide the side panel."""
        if self._splitter is not None:
            self._splitter.widget(1).setVisible(visible)

    # For everyone

    def reload(self) -> None:
        """Refresh now where the page is visible, else when it is shown next."""
        self.stale = True
        if self.isVisible() and self.desk.is_ready:
            self._load()

    def say(self, text: str, level: Level = "info") -> None:
        """Say one sentence at the foot of the window."""
        self.desk.bus.say(text, level)

    def showEvent(self, event: QShowEvent) -> None:
        """Refresh a stale page when it comes to the front."""
        super().showEvent(event)
        if self.stale and self.desk.is_ready:
            self._load()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep smaller margins in a small window."""
        super().resizeEvent(event)
        side = theme.unit(1.5 if self.window().width() < theme.unit(theme.NARROW) else 3)
        if side != self._column.contentsMargins().left():
            self._column.setContentsMargins(side, theme.unit(2), side, theme.unit(2))

    def _load(self) -> None:
        self.stale = False
        try:
            self.refresh()
        except AppError as error:
            self.say(error.message, "bad")

    def _on_changed(self, changes: object) -> None:
        tables: frozenset[str] = getattr(changes, "tables", frozenset())
        if self.WATCHES & tables:
            self.reload()

    # Frame

    def _frame(self) -> None:
        self._buttons: list[QPushButton] = []
        self._title = heading(self.TITLE)
        # cut rather than asked room for: the buttons beside it must stay in sight on a small screen
        self._subtitle = ElidedLabel(self.SUBTITLE, tone="faded")
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme.unit())
        head = QHBoxLayout()
        head.setSpacing(theme.unit(1.5))
        head.addWidget(self._title)
        head.addWidget(self._subtitle, 1)
        head.addLayout(self._actions)
        top = QWidget()
        top.setFixedHeight(theme.unit(5))
        top.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.unit(3), theme.unit(2), theme.unit(3), theme.unit(2))
        self._column.setSpacing(theme.unit(1.5))
        self._column.addWidget(top)

    def _add_button(self, button: QPushButton, keys: str) -> QPushButton:
        if keys:
            set_shortcut(button, keys)
        self._buttons.append(button)
        self._actions.addWidget(button)
        return button

    def _with_side(self, body: QWidget, side: QWidget | None) -> QWidget:
        if side is None:
            return body
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(theme.unit(1.5))
        splitter.addWidget(body)
        splitter.addWidget(_carded(side))
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([theme.unit(90), theme.unit(42)])
        self._splitter = splitter
        return splitter


def _carded(body: QWidget) -> QWidget:
    """Return `body` on a white card with a thin border."""
    card = QWidget()
    card.setObjectName("card")
    card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(body)
    return card
