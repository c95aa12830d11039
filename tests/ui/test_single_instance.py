"""A second start on the same data brings the first window to the front."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from app.ui.single_instance import SingleInstance

_SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.ui.single_instance import SingleInstance
app = QCoreApplication([])
print("first" if SingleInstance(Path(sys.argv[1])).acquire() else "second")
"""


@pytest.fixture
def first(qapp, tmp_path):
    made = SingleInstance(tmp_path / "数据")
    assert made.acquire()
    made.listen()
    yield made
    made.release()


def start(folder) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", _SECOND, str(folder)], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )


def test_second_start_calls_the_first_window(first, tmp_path, qtbot):
    with qtbot.waitSignal(first.activated, timeout=20_000):
        second = start(tmp_path / "数据")

    assert second.communicate(timeout=20)[0].strip() == "second"


def test_other_data_folder_has_its_own_window(first, tmp_path):
    assert start(tmp_path / "另一份").communicate(timeout=20)[0].strip() == "first"


def test_folder_is_free_after_closing(first, tmp_path):
    first.release()

    assert start(tmp_path / "数据").communicate(timeout=20)[0].strip() == "first"
