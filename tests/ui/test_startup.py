"""The start of the whole window: a damaged file, an unclean end, a medium that cannot be written."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app import bootstrap
from app.services import backup, backup_policy, backup_shelf, members, orgs
from app.services.backup_shelf import Reason
from app.services.locations import Locations
from app.services.members import MemberDraft
from app.services.startup_place import READ_ONLY
from app.ui.desk import Desk
from app.ui.main_window import MainWindow
from app.ui.single_instance import SingleInstance

BRANCH = "水利局机关党支部"


@pytest.fixture
def paths(tmp_path):
    with bootstrap.command_context(tmp_path / "数据") as ctx:
        with ctx.write("建立支部") as work:
            orgs.set_branch_in(work, BRANCH)
        members.add(ctx, MemberDraft("张三"))
        backup_policy.make_now(ctx)
        members.add(ctx, MemberDraft("李四"))
    return Locations(tmp_path / "数据")


class Program:
    """The program in this process."""

    def __init__(self, qtbot, paths: Locations) -> None:
        self.qtbot = qtbot
        self.desk = Desk(QSettings(str(paths.window_state), QSettings.Format.IniFormat))
        self.said: list[tuple[str, str]] = []
        self.desk.bus.message.connect(lambda text, level: self.said.append((text, level)))
        self.window = MainWindow(self.desk)
        qtbot.addWidget(self.window)
        self.instance = SingleInstance(paths.data)
        assert self.instance.acquire()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.shell = bootstrap.Shell(app, self.window, self.desk, paths, self.instance)
        self.window.painted.connect(self.shell.open)
        self.window.show()

    def settle(self) -> None:
        """Wait until nothing is opened or looked through any more."""
        self.qtbot.waitUntil(lambda: self.desk.is_ready and not self.desk.jobs.busy, timeout=20_000)

    def names(self) -> list[str]:
        return [row.name for row in members.list_members(self.desk.ctx)]


@pytest.fixture
def start(qtbot, paths):
    running = []

    def begin() -> Program:
        running.append(Program(qtbot, paths))
        return running[-1]

    yield begin
    for program in running:
        program.shell.close()
        program.instance.release()


def test_the_first_start_of_a_day_makes_a_copy_and_closing_one_more_where_something_changed(start, paths):
    program = start()
    program.settle()
    assert json.loads(paths.start.read_text("utf-8"))["open"] is True
    program.shell.close()
    assert json.loads(paths.start.read_text("utf-8"))["open"] is False
    reasons = [copy.reason for copy in backup_shelf.on(paths.backups)]
    assert reasons[0] is Reason.HAND
    assert reasons[-1] in (Reason.CLOSING, Reason.DAILY)
    assert backup.examine(backup_shelf.on(paths.backups)[-1].path).members == 2


def test_after_a_power_cut_the_data_are_looked_through_and_that_is_said(start, paths):
    paths.start.write_text('{"open": true}', encoding="utf-8")
    program = start()
    program.settle()
    assert any("上次没有正常退出" in text for text, _ in program.said)


def test_a_damaged_file_offers_the_best_copy_and_opens_with_it(start, paths, in_dialog, press):
    paths.database.write_bytes(b"SQLite format 3\0" + b"\x07" * 9000)
    told: list[str] = []

    def agree(dialog: QMessageBox) -> None:
        told.append(dialog.text() + dialog.informativeText())
        press("知道了")
        next(button for button in dialog.buttons() if button.text() == "用这份备份恢复").click()

    in_dialog(agree)
    program = start()
    program.settle()
    assert program.names() == ["张三"]
    assert "党员 1 人" in told[0]
    (aside,) = (path for path in paths.data.glob("xianfeng.db.damaged-*") if "journal" not in path.name)
    assert aside.read_bytes().endswith(b"\x07" * 9000)


def test_a_log_that_was_changed_is_told_at_the_start_and_no_copy_made(start, paths, in_dialog):
    with bootstrap.command_context(paths.data) as ctx, ctx.store.write() as session:
        session.connection().exec_driver_sql("UPDATE audit_event SET note = 'x' WHERE id = 1")
    copies = len(backup_shelf.on(paths.backups))
    told: list[str] = []

    def read(dialog: QMessageBox) -> None:
        told.append(dialog.text() + dialog.informativeText())
        dialog.buttons()[0].click()

    in_dialog(read)
    program = start()
    program.settle()
    assert "第 1 条起被改动过" in told[0]
    assert "不再自动备份" in told[0]
    assert len(backup_shelf.on(paths.backups)) == copies
    assert program.window.current_key == "settings"


def test_what_cannot_be_written_is_opened_with_a_banner_and_every_write_refused(start, paths, qtbot):
    paths.database.chmod(0o444)
    before = paths.database.read_bytes()
    program = start()
    program.settle()
    assert program.names() == ["张三", "李四"]
    assert program.window.banner is not None
    assert program.window.banner.isVisible()
    assert program.window.banner.words.text() == READ_ONLY
    for key in program.window.page_keys():
        program.desk.show_page(key)
    assert not program.desk.actions.do(lambda ctx: members.add(ctx, MemberDraft("王五")))
    assert program.said[-1] == (READ_ONLY, "bad")
    qtbot.mouseClick(program.window, Qt.MouseButton.LeftButton)
    program.shell.close()
    assert paths.database.read_bytes() == before
