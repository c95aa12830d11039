"""Goes through the window as a person does: every page, every tab, and every dialog a button or menu opens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QListWidget,
    QMenu,
    QMessageBox,
    QPushButton,
    QTabBar,
    QWidget,
)

from app.ui.desk import Desk
from app.ui.main_window import MainWindow
from app.ui.page import Page
from app.ui.progress import ProgressDialog
from app.ui.widgets.data_table import DataTable

See = Callable[[str, QWidget], None]
_POLL_MS = 20
_PATIENCE_S = 20.0
_LEFT_ALONE = ("取消", "退出", "锁定", "登录", "打开数据文件夹", "用系统程序打开")
"""Beginnings of buttons that end something other than a dialog, or leave the program."""


def settle(desk: Desk, milliseconds: int = 60) -> None:
    """Let the event loop run until no job is at work."""
    began = time.monotonic()
    while True:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()
        if not desk.jobs.busy or time.monotonic() - began > _PATIENCE_S:
            return


def places(window: MainWindow, desk: Desk) -> Iterator[tuple[str, Page]]:
    """Open every page and every tab, and give each with its name once it stands."""
    for key in window.page_keys():
        window.show_page(key)
        settle(desk)
        page = window.page(key)
        yield from ((name, page) for name in _tabs(page.TITLE, page, desk, set()))


def _tabs(name: str, page: QWidget, desk: Desk, known: set[int]) -> Iterator[str]:
    """Go through the first bar of tabs (or list of reports) not gone through yet, and through those inside."""
    bar = next((bar for bar in page.findChildren(QTabBar) if bar.isVisible() and id(bar) not in known), None)
    if bar is not None:
        for at in range(bar.count()):
            bar.setCurrentIndex(at)
            settle(desk)
            yield from _tabs(f"{name}-{bar.tabText(at)}", page, desk, known | {id(bar)})
        bar.setCurrentIndex(0)
        return
    reports = next((item for item in page.findChildren(QListWidget) if item.isVisible()), None)
    if reports is None or name != "报表打印":
        yield name
        return
    for at in range(reports.count()):
        reports.setCurrentRow(at)
        settle(desk)
        yield f"{name}-{reports.item(at).text()}"


def choose_first(place: QWidget, desk: Desk) -> None:
    """Choose the first row of every list that is shown, so that details and buttons of one are there."""
    for table in place.findChildren(DataTable):
        if table.isVisible() and table.rows() and table.current_row() is None:
            table.selectRow(0)
    settle(desk)


Act = tuple[str, QObject, Callable[[], Any]]


def acts(place: Page) -> list[Act]:
    """Return what can be pressed at a place: its buttons, its 更多 menu, the menus of its lists."""
    found: list[Act] = []
    for button in place.findChildren(QPushButton):
        if not button.isVisible() or not button.isEnabled() or button.isCheckable():
            continue
        menu = button.menu()
        if menu is not None:
            found += [_of_action(action) for action in menu.actions() if _opens(action)]
        elif not button.text().startswith(_LEFT_ALONE):
            found.append((button.text() or button.accessibleName(), button, button.click))
    for table in place.findChildren(DataTable):
        if table.isVisible():
            found += [_of_action(action) for action in _menu_of(table) if _opens(action)]
    return found


def _menu_of(table: QWidget) -> list[QAction]:
    return table.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly)


def _opens(action: QAction) -> bool:
    return action.isEnabled() and not action.isSeparator() and not isinstance(action.menu(), QMenu)


def _of_action(action: QAction) -> Act:
    return action.text(), action, action.trigger


class Onlooker(QObject):
    """Shows every dialog that opens to `see`, and closes it again without accepting anything."""

    def __init__(self, see: See, desk: Desk) -> None:
        super().__init__()
        self._see = see
        self._desk = desk
        self._seen: set[int] = set()
        self.name = ""
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    def stop(self) -> None:
        """Look no longer."""
        self._timer.stop()

    def _poll(self) -> None:
        found = QApplication.activeModalWidget()
        if found is None or isinstance(found, ProgressDialog) or not found.isVisible():
            return
        if not isinstance(found, QDialog):
            found.close()
            return
        if id(found) in self._seen:
            # it asks whether to throw away what stands in it
            buttons = found.buttons() if isinstance(found, QMessageBox) else []
            if buttons:
                buttons[0].click()
            return
        key = id(found)
        self._seen.add(key)
        found.destroyed.connect(lambda: self._seen.discard(key))
        self._timer.stop()
        try:
            settle(self._desk, 30)
            self._see(f"{self.name}>{found.windowTitle() or 'message'}", found)
        finally:
            self._timer.start()
            if found.isVisible():
                found.reject()


def walk(window: MainWindow, desk: Desk, see: See, *, dialogs: bool = True) -> None:
    """Show every place, and every dialog that opens from it, to `see` with its name."""
    onlooker = Onlooker(see, desk)
    pressed: set[str] = set()
    try:
        for name, place in places(window, desk):
            choose_first(place, desk)
            see(name, place)
            if dialogs:
                _press_all(name, place, window, onlooker, pressed)
    finally:
        onlooker.stop()


def _press_all(name: str, place: Page, window: MainWindow, onlooker: Onlooker, pressed: set[str]) -> None:
    """Press what was not pressed yet; the header of a page is the same under each of its tabs."""
    key = window.current_key
    while True:
        waiting = [found for found in acts(place) if _mark(found) not in pressed]
        if not waiting:
            return
        text, _, act = waiting[0]
        pressed.add(_mark(waiting[0]))
        onlooker.name = f"{name}>{text}"
        act()
        settle(window.desk, 30)
        if window.current_key != key:
            window.show_page(key)
            settle(window.desk)


def _mark(act: Act) -> str:
    """Return what tells an act from others; a panel filled anew makes the same button anew."""
    text, source, _ = act
    parent = source.parent()
    return f"{text} {id(parent) if parent is not None else 0}"
