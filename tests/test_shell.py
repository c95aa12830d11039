"""Behind the window: the sample branch and the way back, the end of the program, a second start."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from app import bootstrap
from app.services import backup, members, orgs, settings
from app.services.datalock import DataLock
from app.services.errors import Refused
from app.services.locations import Locations
from app.services.members import MemberDraft
from app.ui.desk import Desk
from app.ui.main_window import MainWindow
from app.ui.single_instance import SingleInstance

OWN, SAMPLE = "水利局机关党支部", "演示支部"
PROJECT = Path(__file__).parent.parent


def _branch(folder: Path, name: str, people: list[str], *, demo: bool = False) -> None:
    with bootstrap.command_context(folder) as ctx:
        with ctx.write("建立支部") as work:
            orgs.set_branch_in(work, name)
            settings.save_in(work, replace(settings.load_in(work.session), demo=demo))
        for person in people:
            members.add(ctx, MemberDraft(person))


@pytest.fixture
def paths(tmp_path: Path) -> Locations:
    _branch(tmp_path, OWN, ["张三", "李四", "王五"])
    _branch(tmp_path / "demo", SAMPLE, ["逄翀"], demo=True)
    return Locations(tmp_path)


@dataclass
class Running:
    """The program in this process: its shell, desk and window."""

    shell: bootstrap.Shell
    desk: Desk
    window: MainWindow

    def names(self) -> list[str]:
        """Whose archives are open."""
        return [row.name for row in members.list_members(self.desk.ctx)]


@pytest.fixture
def running(qtbot, paths) -> Iterator[Running]:
    desk = Desk(QSettings(str(paths.window_state), QSettings.Format.IniFormat))
    window = MainWindow(desk)
    qtbot.addWidget(window)
    instance = SingleInstance(paths.data)
    assert instance.acquire()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    shell = bootstrap.Shell(app, window, desk, paths, instance)
    desk.start_demo = shell.start_demo
    window.painted.connect(shell.open)
    window.show()
    yield Running(shell, desk, window)
    shell.close()
    instance.release()


@pytest.fixture
def settled(qtbot, running):
    """Wait until nothing is opened any more."""

    def wait() -> None:
        qtbot.waitUntil(lambda: running.desk.is_ready and not running.desk.jobs.busy, timeout=20_000)

    return wait


def _change_in_settings(running: Running, qtbot) -> None:
    running.desk.show_page("settings", tab="data")
    button = running.window.page("settings").data.demo_button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_sample_branch_is_entered_and_left_in_the_settings(running, settled, qtbot, paths):
    settled()
    own = running.names()
    assert own == ["张三", "李四", "王五"]

    _change_in_settings(running, qtbot)
    settled()

    assert running.names() == ["逄翀"]
    assert running.desk.leave_demo is not None
    with pytest.raises(Refused, match="正被另一个"):
        DataLock(Locations(paths.data / "demo").lock).acquire()

    _change_in_settings(running, qtbot)
    settled()

    assert running.names() == own
    assert running.desk.leave_demo is None
    with DataLock(Locations(paths.data / "demo").lock):
        assert running.window.page("settings").data.demo_button.text() == "打开演示支部"


def test_every_page_follows_to_the_other_branch_and_back(running, settled, qtbot):
    settled()
    for key in running.window.page_keys():
        running.desk.show_page(key)
    last = members.list_members(running.desk.ctx)[-1]
    running.desk.show_page("members", member_id=last.id)

    running.shell.start_demo()
    settled()
    for key in running.window.page_keys():
        running.desk.show_page(key)
    running.shell.leave_demo()
    settled()

    for key in running.window.page_keys():
        running.desk.show_page(key)
    assert running.names() == ["张三", "李四", "王五"]


def test_what_is_done_in_the_sample_branch_cannot_be_undone_in_the_own(running, settled):
    settled()
    running.shell.start_demo()
    settled()
    assert running.desk.actions.do(lambda ctx: members.add(ctx, MemberDraft("赵六")))

    running.shell.leave_demo()
    settled()

    assert running.desk.undo is not None
    assert running.desk.undo.label is None
    assert "赵六" not in running.names()


def test_closing_keeps_a_copy_of_the_own_branch_also_from_the_sample(running, settled, paths):
    settled()
    running.shell.start_demo()
    settled()

    running.shell.close()

    assert backup.latest(paths) is not None
    assert backup.latest(Locations(paths.data / "demo")) is None
    with DataLock(paths.lock):
        pass


def test_closing_while_the_data_are_opened_ends_quietly(running, qtbot):
    # at the news that it begins the end cannot have been told yet
    with qtbot.waitSignal(running.desk.jobs.began, timeout=20_000):
        running.desk.jobs.began.connect(lambda _job: running.shell.close())

    assert not running.desk.is_ready


class Program:
    """The program as its own process on a data folder, without a screen."""

    def __init__(self, folder: Path) -> None:
        env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, "-m", "app", "--data", str(folder)]
        self.process = subprocess.Popen(command, cwd=PROJECT, env=env, stderr=subprocess.PIPE, text=True)

    def wait_for_folder(self, folder: Path) -> None:
        """Wait until the program is the one window of its data folder."""
        lock = folder / "window.lock"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.process.stderr and self.process.stderr.read()
            if lock.exists() and lock.read_text().split("\n")[0] == str(self.process.pid):
                return
            time.sleep(0.05)
        raise AssertionError("the program did not take its data folder")


def test_second_start_ends_at_once_and_a_killed_one_leaves_no_lock(tmp_path):
    _branch(tmp_path, OWN, ["张三"])
    first = Program(tmp_path)
    try:
        first.wait_for_folder(tmp_path)
        second = Program(tmp_path)
        said = second.process.communicate(timeout=30)[1]
        assert (second.process.returncode, said) == (0, "")
        assert first.process.poll() is None
    finally:
        first.process.kill()
        first.process.communicate(timeout=30)

    third = Program(tmp_path)
    try:
        third.wait_for_folder(tmp_path)
    finally:
        third.process.kill()
        third.process.communicate(timeout=30)
    with bootstrap.command_context(tmp_path) as ctx:
        assert [row.name for row in members.list_members(ctx)] == ["张三"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a person's folders apart by itself")
def test_new_data_folder_is_closed_to_others_and_an_old_one_stays_as_it_is(tmp_path):
    (tmp_path / "old").mkdir(mode=0o755)

    for folder in ("new", "old"):
        with bootstrap.command_context(tmp_path / folder):
            pass

    assert [(tmp_path / folder).stat().st_mode & 0o777 for folder in ("new", "old")] == [0o700, 0o755]
