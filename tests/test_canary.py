"""The pinned PySide6 survives what some releases do not: thousands of signals with a flag.

PySide6 6.12.0 on Python 3.11 loses a reference to `True` with every emitted `bool`; after some
570 of them the interpreter aborts. The emits run in a process of their own, so that a bad pin is
one failing test and not a dead suite.
"""

from __future__ import annotations

import subprocess
import sys

EMITS = 2000

PROGRAM = f"""
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    flagged = Signal(bool)
    changed = Signal(object)
    said = Signal(str, int)

heard = []
sender = Sender()
for signal in (sender.flagged, sender.changed, sender.said):
    signal.connect(lambda *values: heard.append(values))
for number in range({EMITS}):
    sender.flagged.emit(number % 2 == 0)
    sender.changed.emit(None)
    sender.said.emit("补学", number)
print(len(heard))
"""


def test_two_thousand_signals_do_not_end_the_interpreter():
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False
    )

    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip() == str(3 * EMITS)
