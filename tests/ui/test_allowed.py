"""Every role goes through the whole window: nothing that can be pressed ends in a refusal for want of a role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QMessageBox, QPushButton, QTabBar
from shiboken6 import isValid

from app import bootstrap
from app.models.kinds import AuditKind, Role
from app.services import audit
from app.services.locations import Locations
from app.services.security.rights import NotAllowed
from app.services.undo import UndoStack
from app.ui import allowed
from app.ui.desk import Desk
from app.ui.main_window import MainWindow
from app.ui.page import Page
from app.ui.widgets.data_table import DataTable
from tests import life_helpers as life
from tests import report_helpers as reports

NOW = datetime(2026, 11, 22, 9, 0)
REFUSAL = "您的角色"
_PRESSED = (
    "新",
    "修改",
    "登记",
    "导",
    "打印",
    "保存",
    "初审",
    "审定",
    "退回",
    "冲正",
    "批准",
    "启用",
    "停用",
    "建议",
)
"""What is pressed as well: it opens something, or acts where it stands."""


@pytest.fixture(scope="module")
def _data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    ctx = bootstrap.make_context(Locations(folder), lambda: NOW)
    reports.found_branch(ctx)
    for name in ("欧阳喆", "逄翀"):
        life.make_member(ctx, name)
    ctx.store.close()
    return folder


@pytest.fixture
def logged_in(_data, tmp_path, qtbot) -> Iterator[Callable[..., tuple[Desk, MainWindow]]]:
    """The window of somebody with these roles."""
    paths = Locations(tmp_path / "data")
    shutil.copytree(_data, paths.data)
    made: list[Desk] = []

    def log_in(*roles: Role) -> tuple[Desk, MainWindow]:
        ctx = bootstrap.make_context(paths, lambda: NOW)
        desk = Desk(QSettings(str(paths.window_state), QSettings.Format.IniFormat))
        window = MainWindow(desk)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        window.ready(replace(ctx, roles=frozenset(roles), operator="李记录"), UndoStack())
        made.append(desk)
        return desk, window

    yield log_in
    for desk in made:
        desk.close()
        desk.ctx.store.close()


def _places(window: MainWindow, desk: Desk, qtbot) -> Iterator[Page]:
    for key in window.page_keys():
        window.show_page(key)
        page = window.page(key)
        bars = [bar for bar in page.findChildren(QTabBar) if bar.isVisible()]
        yield from _tabs(page, bars, desk, qtbot)


def _tabs(page: Page, bars: list[QTabBar], desk: Desk, qtbot) -> Iterator[Page]:
    for bar in bars or [None]:
        for at in range(1 if bar is None else bar.count()):
            if bar is not None:
                bar.setCurrentIndex(at)
            qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=20_000)
            for table in page.findChildren(DataTable):
                if table.isVisible() and table.rows():
                    table.selectRow(0)
            yield page


def _acts(page: Page) -> list[allowed.Act]:
    buttons = [b for b in page.findChildren(QPushButton) if b.isVisible() and not b.isCheckable()]
    menus = [m for m in page.findChildren(QMenu) if m.parent() is page]
    tables = [t for t in page.findChildren(DataTable) if t.isVisible()]
    return [*(b for b in buttons if b.menu() is None), *(a for w in (*menus, *tables) for a in w.actions())]


class _Closer(QTimer):
    """Closes every dialog that opens, as somebody does who changes his mind, and keeps what boxes said."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(interval=10)
        self._said = said
        self.timeout.connect(self._close)
        self.start()

    def _close(self) -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, QMessageBox):
            self._said.append(found.text())
        if isinstance(found, QDialog):
            found.reject()


@pytest.mark.parametrize("role", list(Role))
def test_nothing_that_can_be_pressed_is_refused_for_want_of_a_role(role, logged_in, qtbot, choose_file):
    choose_file(None)
    said: list[str] = []
    desk, window = logged_in(role)
    desk.bus.message.connect(lambda text, _level: said.append(text))
    closer = _Closer(said)
    pressed: set[str] = set()
    for page in _places(window, desk, qtbot):
        for act in _acts(page):
            name = f"{page.TITLE}：{act.text()}"
            if not isValid(act) or not act.isEnabled() or name in pressed:
                continue
            pressed.add(name)
            needs = allowed.needs_of(act)
            assert not needs or role in needs, name
            if act.text().startswith(_PRESSED):
                act.click() if isinstance(act, QPushButton) else act.trigger()
                qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=20_000)
            assert not [text for text in said if REFUSAL in text], name
    closer.stop()
    assert len(pressed) > 10


def test_what_is_held_back_says_which_role_it_needs(logged_in):
    desk, window = logged_in(Role.RECORD)
    desk.show_page("settings", tab="users")
    save = window.page("settings").save_button
    assert not save.isEnabled()
    desk.show_page("points")
    page = window.page("points")
    page.show_tab("review")
    approve = page.tab("review").approve
    approve.setEnabled(True)
    assert not approve.isEnabled()
    assert "需要“审核”角色" in approve.toolTip()
    assert page.enter.isEnabled()


def test_another_person_gets_what_the_former_could_not_press(logged_in):
    desk, window = logged_in(Role.AUDIT)
    desk.show_page("members")
    add = next(b for b in window.page("members").findChildren(QPushButton) if b.text() == "新增党员")
    tip = "新增党员（Ctrl+N）"
    assert not add.isEnabled()
    window.ready(replace(desk.ctx, roles=frozenset({Role.RECORD})), UndoStack())
    assert add.isEnabled()
    assert add.toolTip() == tip
    window.ready(replace(desk.ctx, roles=frozenset({Role.AUDIT})), UndoStack())
    assert not add.isEnabled()
    window.ready(replace(desk.ctx, roles=None), UndoStack())
    assert add.isEnabled()
    assert add.toolTip() == tip


def test_a_double_click_opens_no_form_that_may_not_be_saved(logged_in, qtbot):
    desk, window = logged_in(Role.AUDIT)
    desk.show_page("members")
    table = window.page("members").table
    qtbot.waitUntil(lambda: bool(table.rows()))
    table.selectRow(0)

    with qtbot.waitSignal(desk.bus.message) as said:
        table.opened.emit(table.current_row())

    assert said.args is not None
    assert "需要“录入”角色" in said.args[0]
    assert QApplication.activeModalWidget() is None


def test_who_reads_the_log_takes_nothing_else_out(logged_in):
    desk, _ = logged_in(Role.AUDIT)
    audit.log_event(desk.ctx, AuditKind.EXPORT, "导出列表“操作日志”，3 行")
    for kind in (AuditKind.EXPORT, AuditKind.PRINT, AuditKind.REVEAL):
        with pytest.raises(NotAllowed, match="不能导出、打印和查看完整号码"):
            audit.log_event(desk.ctx, kind, "导出花名册")


def test_every_place_that_is_named_is_a_class_of_the_window():
    sources = "".join(path.read_text("utf-8") for path in Path(allowed.__file__).parent.rglob("*.py"))
    assert not [name for name in allowed.IN_PLACES if f"class {name}(" not in sources]
