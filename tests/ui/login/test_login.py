"""The gate, the lock, the users: the real window on a real encrypted folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app import bootstrap
from app.models import cipher
from app.models.kinds import Role
from app.services import members
from app.services.locations import Locations
from app.services.security import accounts, keyfile, login, protect
from app.services.security.passwords import last_group
from app.ui.desk import Desk
from app.ui.main_window import MainWindow
from app.ui.members.edit_dialog import MemberDialog
from app.ui.settings.password_dialogs import CodeDialog
from app.ui.single_instance import SingleInstance
from app.ui.widgets.form_dialog import FormDialog
from tests import life_helpers as life
from tests import report_helpers as reports

pytestmark = pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")

PASSWORD, OTHER = "Dangjian-2026", "Xuexi-2027-a"


class Program:
    """The program in this process."""

    def __init__(self, qtbot, paths: Locations) -> None:
        self.qtbot, self.paths = qtbot, paths
        self.desk = Desk(QSettings(str(paths.window_state), QSettings.Format.IniFormat))
        self.window = MainWindow(self.desk)
        qtbot.addWidget(self.window)
        self.instance = SingleInstance(paths.data)
        assert self.instance.acquire()
        self.shell = bootstrap.Shell(QApplication.instance(), self.window, self.desk, paths, self.instance)
        self.desk.start_demo = self.shell.start_demo
        self.window.painted.connect(self.shell.open)
        self.window.resize(1366, 768)
        self.window.show()

    @property
    def panel(self):
        return self.shell._gate.view.panel

    def wait_for_gate(self) -> None:
        self.qtbot.waitUntil(lambda: self.shell._gate is not None and self.panel.isVisible(), timeout=10000)

    def wait_until_open(self) -> None:
        self.qtbot.waitUntil(lambda: self.desk.is_ready and not self.desk.jobs.working, timeout=20000)

    def log_in(self, panel, password: str) -> None:
        self.qtbot.keyClicks(panel.password.edit, password)
        self.qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)

    def close(self) -> None:
        self.shell.close()
        self.instance.release()


@pytest.fixture
def paths(tmp_path) -> Locations:
    found = Locations(tmp_path / "数据")
    ctx = bootstrap.make_context(found)
    reports.found_branch(ctx)
    life.make_member(ctx, "欧阳喆")
    ctx.store.close()
    return found


@pytest.fixture
def code(paths) -> str:
    """The folder has a password; this is its recovery code."""
    ctx = bootstrap.make_context(paths)
    made = protect.set_password(ctx, "王书记", PASSWORD)
    _, uuid = accounts.add(ctx, "李记录", [Role.RECORD])
    protect.give_password(ctx, made.login, uuid, "李记录", OTHER)
    ctx.store.close()
    return made.code


@pytest.fixture
def start(qtbot, paths) -> Iterator[object]:
    running: list[Program] = []

    def starting() -> Program:
        running.append(Program(qtbot, paths))
        return running[-1]

    yield starting
    for program in running:
        program.close()


def test_nothing_is_shown_before_the_password(start, code, qtbot):
    program = start()
    program.wait_for_gate()
    assert not program.desk.is_ready
    assert [program.panel.names.itemText(n) for n in range(2)] == ["王书记", "李记录"]
    program.log_in(program.panel, "wrong-Password1")
    qtbot.waitUntil(lambda: program.panel.problem.isVisible(), timeout=10000)
    assert "还可以试 4 次" in program.panel.problem.text()
    assert program.panel.password.value() == ""
    program.log_in(program.panel, PASSWORD)
    program.wait_until_open()
    assert [row.name for row in members.list_members(program.desk.ctx)] == ["欧阳喆"]
    assert program.desk.ctx.operator == "王书记"


def test_the_recovery_code_opens_and_another_password_is_set(start, code, qtbot, in_dialog):
    program = start()
    program.wait_for_gate()
    qtbot.mouseClick(program.panel.other_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(program.panel.code, code)

    def new_password(dialog) -> None:
        for key in ("password", "again"):
            dialog.form.field(key).set_value("Xinmima-2028")
        dialog.submit()

    in_dialog(new_password)
    qtbot.mouseClick(program.panel.button, Qt.MouseButton.LeftButton)
    program.wait_until_open()
    program.close()
    again = start()
    again.wait_for_gate()
    again.log_in(again.panel, "Xinmima-2028")
    again.wait_until_open()


def test_ctrl_l_hides_everything_and_keeps_what_was_typed(start, code, qtbot):
    program = start()
    program.wait_for_gate()
    program.log_in(program.panel, PASSWORD)
    program.wait_until_open()
    program.desk.show_page("settings")
    page = program.window.page("settings")
    field = page.forms["office"].field("secretary")
    field.set_value("赵六")
    program.window.activateWindow()
    qtbot.keyClick(program.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    guard = program.shell._guard
    assert guard.is_locked
    assert program.window.windowTitle() == "先锋档案（已锁定）"
    (cover,) = guard._covers
    assert cover.geometry() == program.window.rect()
    assert cover.isVisible()
    qtbot.keyClick(guard.dialog, Qt.Key.Key_Escape)
    assert guard.is_locked
    program.log_in(guard.dialog.panel, "wrong-Password1")
    qtbot.waitUntil(lambda: guard.dialog.panel.problem.isVisible(), timeout=10000)
    program.log_in(guard.dialog.panel, PASSWORD)
    qtbot.waitUntil(lambda: not guard.is_locked, timeout=10000)
    assert program.window.windowTitle() == "先锋档案"
    assert field.value() == "赵六"
    page.forms["office"].settle()


def test_it_locks_by_itself_when_nobody_works(start, code, qtbot):
    program = start()
    program.wait_for_gate()
    program.log_in(program.panel, PASSWORD)
    program.wait_until_open()
    guard = program.shell._guard
    guard._touched -= 5 * 60 + 1
    guard._look()
    assert guard.is_locked
    program.log_in(guard.dialog.panel, PASSWORD)
    qtbot.waitUntil(lambda: not guard.is_locked, timeout=10000)
    guard._look()
    assert not guard.is_locked


def test_another_person_takes_over_with_the_own_rights(start, code, qtbot):
    program = start()
    program.wait_for_gate()
    program.log_in(program.panel, PASSWORD)
    program.wait_until_open()
    guard = program.shell._guard
    guard.lock()
    guard.dialog.panel.choose("李记录")
    program.log_in(guard.dialog.panel, OTHER)
    qtbot.waitUntil(lambda: not guard.is_locked, timeout=10000)
    assert program.desk.ctx.roles == {Role.RECORD}
    program.desk.show_page("settings", tab="users")
    tab = program.window.page("settings").users
    assert not tab.add_button.isEnabled()
    assert "需要“管理”角色" in tab.add_button.toolTip()
    assert tab.own_button.isEnabled()


def test_a_form_stays_with_who_filled_it_in_when_another_person_takes_over(start, code, qtbot):
    program = start()
    program.wait_for_gate()
    program.log_in(program.panel, PASSWORD)
    program.wait_until_open()
    guard = program.shell._guard
    seen = []

    def lock_over_the_form() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, MemberDialog):
            return
        waiting.stop()
        dialog.form.field("name").edit.setText("逄翀")
        dialog.form.edited.emit()
        guard.lock()
        guard.dialog.panel.choose("李记录")
        program.log_in(guard.dialog.panel, OTHER)
        seen.append(dialog)

    program.desk.show_page("members")
    page = program.window.page("members")
    waiting = QTimer(interval=20)
    waiting.timeout.connect(lock_over_the_form)
    waiting.start()
    page._add()
    assert seen
    qtbot.waitUntil(lambda: not guard.is_locked, timeout=10000)
    assert program.desk.ctx.operator == "李记录"
    assert not seen[0].isVisible()
    others = MemberDialog(program.desk)
    assert others.form.field("name").value() == ""
    guard.lock()
    guard.dialog.panel.choose("王书记")
    program.log_in(guard.dialog.panel, PASSWORD)
    qtbot.waitUntil(lambda: not guard.is_locked, timeout=10000)
    again = MemberDialog(program.desk)
    assert again.form.field("name").value() == "逄翀"
    assert again.draft_line.isVisibleTo(again)
    for dialog in (others, again):
        dialog.form.settle()
        dialog.deleteLater()


def test_what_stands_unsaved_on_a_page_waits_for_who_typed_it(start, code, qtbot):
    program = start()
    program.wait_for_gate()
    program.log_in(program.panel, PASSWORD)
    program.wait_until_open()
    program.desk.show_page("settings")
    form = program.window.page("settings").forms["office"]
    form.field("secretary").edit.setText("赵六")
    guard = program.shell._guard
    guard.lock()
    guard.dialog.panel.choose("李记录")
    program.log_in(guard.dialog.panel, OTHER)
    assert "没有保存或没有办完的内容" in guard.dialog.panel.problem.text()
    guard.dialog.panel.choose("王书记")
    program.log_in(guard.dialog.panel, PASSWORD)
    qtbot.waitUntil(lambda: not guard.is_locked, timeout=10000)
    assert form.field("secretary").value() == "赵六"
    form.settle()


def test_who_is_let_go_is_followed_by_another_master_key(start, code, qtbot, paths):
    program = start()
    program.wait_for_gate()
    program.log_in(program.panel, PASSWORD)
    program.wait_until_open()
    program.desk.show_page("settings", tab="users")
    tab = program.window.page("settings").users
    tab.people.select_where(lambda row: row.name == "李记录")
    former = keyfile.load(paths.keys)
    seen = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QMessageBox):
            seen.append(dialog.text())
            dialog.buttons()[0].click()
        elif isinstance(dialog, FormDialog) and len(seen) == 1:
            seen.append(dialog.windowTitle())
            dialog.form.field("password").set_value(PASSWORD)
            dialog.submit()
        elif isinstance(dialog, CodeDialog):
            waiting.stop()
            qtbot.keyClicks(dialog.typed, last_group(dialog._code))
            qtbot.mouseClick(dialog.done_button, Qt.MouseButton.LeftButton)
            seen.append("code")

    waiting = QTimer(interval=20)
    waiting.timeout.connect(answer)
    waiting.start()
    qtbot.mouseClick(tab.rest_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(seen) == 3, timeout=60000)
    assert "“李记录”已不能登录" in seen[0]
    assert keyfile.load(paths.keys).names == ("王书记",)
    assert keyfile.load(paths.keys).slots != former.slots
    assert [row.name for row in members.list_members(program.desk.ctx)] == ["欧阳喆"]
    assert program.desk.ctx.login.master != login.open_master(former, PASSWORD)


def test_a_password_is_set_in_the_settings_and_asked_for_at_the_next_start(start, paths, qtbot, in_dialog):
    program = start()
    program.wait_until_open()
    program.desk.show_page("settings", tab="users")
    tab = program.window.page("settings").users
    assert tab.set_button.isVisible()
    assert "得到这台电脑的人就能看到全部数据" in tab.state.text()
    shown = []

    def first(dialog) -> None:
        dialog.form.set_values({"name": "王书记", "password": PASSWORD, "again": PASSWORD})
        dialog.submit()

    def note() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, CodeDialog):
            return
        waiting.stop()
        qtbot.mouseClick(dialog.done_button, Qt.MouseButton.LeftButton)
        assert "不符" in dialog.problem.text()
        shown.append(dialog._code)
        qtbot.keyClicks(dialog.typed, last_group(dialog._code))
        qtbot.mouseClick(dialog.done_button, Qt.MouseButton.LeftButton)

    in_dialog(first)
    qtbot.mouseClick(tab.set_button, Qt.MouseButton.LeftButton)
    # to encrypt may take longer than the fixture's patience
    waiting = QTimer(interval=20)
    waiting.timeout.connect(note)
    waiting.start()
    qtbot.waitUntil(lambda: bool(shown), timeout=60000)
    program.wait_until_open()
    assert "已加密" in tab.state.text()
    assert [row.name for row in tab.people.rows()] == ["王书记"]
    assert cipher.is_encrypted(paths.database)
    assert keyfile.has_password(paths.keys)
    program.close()
    again = start()
    again.wait_for_gate()
    again.log_in(again.panel, PASSWORD)
    again.wait_until_open()


def test_the_look_before_the_first_paint_agrees_with_the_key_file(paths, code):
    from app.services.locations import may_have_password

    assert may_have_password(paths)
    keys = keyfile.load(paths.keys)
    keyfile.save(paths.keys, keyfile.KeyFile(audit="00"))
    assert not may_have_password(paths)
    keyfile.save(paths.keys, keys)
    assert not may_have_password(Locations(paths.data / "nirgends"))
