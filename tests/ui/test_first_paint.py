"""The window is painted before anything heavy is imported: start-up cannot be won back later."""

from __future__ import annotations

import os
import subprocess
import sys

_HEAVY = [
    "sqlalchemy", "alembic", "numpy", "openpyxl", "lxml", "matplotlib", "pypinyin", "typst", "pydantic",
    "python_calamine", "id_validator", "chinese_calendar", "PIL", "sqlcipher3", "argon2", "cryptography",
]  # fmt: skip

_SCRIPT = f"""
import sys
from PySide6.QtCore import QTimer
from app.ui.app import create_application
from app.ui.desk import Desk
from app.ui.main_window import MainWindow
from app.ui.single_instance import SingleInstance
app = create_application(["xianfeng"])
desk = Desk()
window = MainWindow(desk)
window.show()
painted = []
QTimer.singleShot(50, lambda: (painted.append(window.isVisible()), app.quit()))
app.exec()
assert painted == [True]
desk.close()
print(" ".join(name for name in {_HEAVY!r} if name in sys.modules))
"""


def test_nothing_heavy_is_loaded_when_the_window_is_painted():
    ended = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip() == ""
