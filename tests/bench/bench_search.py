"""查找 over 10,000 members: the store's own scan as the floor, the service, and a keystroke on the screen."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.sample import MORNING, branch_of
from tests.bench.timing import compare, spread

if TYPE_CHECKING:
    from app.services.context import Context

_MEMBERS = 10_000
_TYPED = ("z", "zw", "zhao", "赵", "赵志强", "8123", "qqq", "没有这个人")
_KEYS = "zhaozhiqiang"


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app.bootstrap import command_context

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "data"
        branch_of(_MEMBERS, folder)
        with command_context(folder, clock=lambda: MORNING) as ctx:
            _store(ctx, next(folder.rglob("*.db")))
            _screen(ctx)


def _store(ctx: Context, file: Path) -> None:
    from app.services import search

    with closing(sqlite3.connect(file)) as connection:
        for text in _TYPED:
            pattern = f"%{text}%"

            def floor(pattern: str = pattern) -> object:
                query = "SELECT id FROM member WHERE deleted_at IS NULL AND find_key LIKE ? LIMIT 6"
                return connection.execute(query, (pattern,)).fetchall()

            compare(f"search: {text}", floor, lambda text=text: search.find(ctx, text))


def _screen(ctx: Context) -> None:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from app.services.undo import UndoStack
    from app.ui.app import create_application
    from app.ui.desk import Desk
    from app.ui.search_box import SearchBox

    application = QApplication.instance() or create_application(["bench"])
    desk = Desk()
    desk.attach(ctx, UndoStack())
    box = SearchBox(desk)
    box.show()
    seen = []
    for _ in range(3):
        box.edit.clear()
        for key in _KEYS:
            begun = time.perf_counter()
            QTest.keyClicks(box.edit, key)
            application.processEvents()
            seen.append((time.perf_counter() - begun) * 1000)
    spread("search: a keystroke on the screen", seen, bar=16)
    box.close()
    desk.close()
