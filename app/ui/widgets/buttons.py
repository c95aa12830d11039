"""Buttons in the three weights of the kit: primary (one a page), plain and quiet."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton

from app.ui import theme
from app.ui.icons import icon

Slot = Callable[[], object]


def primary_button(text: str, slot: Slot | None = None, *, icon_name: str = "") -> QPushButton:
    """Return the red button: what the page is for."""
    return _button(text, slot, icon_name, kind="primary", tint="on_accent")


def plain_button(text: str, slot: Slot | None = None, *, icon_name: str = "") -> QPushButton:
    """Return a bordered button."""
    return _button(text, slot, icon_name, kind="plain", tint="text")


def quiet_button(text: str, slot: Slot | None = None, *, icon_name: str = "") -> QPushButton:
    """Return a button without border, for acts beside a text."""
    return _button(text, slot, icon_name, kind="quiet", tint="text")


def icon_button(icon_name: str, tip: str, slot: Slot | None = None) -> QToolButton:
    """Return a button that shows an icon only; `tip` is its tooltip and its screen-reader name."""
    button = QToolButton()
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    if slot is not None:
        button.clicked.connect(lambda: slot())
    return button


def give_menu(button: QPushButton, menu: QMenu) -> None:
    """Let `button` open a menu, and draw it with an arrow that has its room."""
    button.setMenu(menu)
    button.setProperty("menu", True)


def set_shortcut(button: QPushButton, keys: str) -> None:
    """Give `button` a shortcut and say so in its tooltip."""
    # Qt's own shortcut of a button presses it a tenth of a second later
    QShortcut(QKeySequence(keys), button, button.click)
    button.setProperty("keys", keys)
    button.setToolTip(f"{button.text()}（{keys}）")


def _button(text: str, slot: Slot | None, icon_name: str, *, kind: str, tint: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", kind)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        button.setIcon(icon(icon_name, tint))
        button.setIconSize(QSize(theme.size("icon"), theme.size("icon")))
    if slot is not None:
        button.clicked.connect(lambda: slot())
    return button
