"""Data folders: of any name, used by one program at a time, left untouched where a newer program wrote them."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.models import cipher
from app.services import backup, exports, safekeeping
from app.services.datalock import DataLock
from app.services.errors import AppError, Refused
from app.services.locations import Locations
from tests.reliability import branch, check, figures
from tests.reliability.recording import PROJECT

NAMES = (
    "支部", "党 员", "100%", "#1", "a?b", "a&b", "a=b;c", "%20", "%2F", "file:x", "~", "$HOME", "`x`", "'", 'a"b', "-rf",
    "+x", "@", "!", "[x]", "{x}", "(x)", "a,b", "^", "🚩", "👨‍👩‍👧", "é", "e\u0301", "ﬁ", "㐀", "𬭎", "\u3000", "a\u200bb",
    "مرحبا", "长" * 80, "x" * 240, "a.db", ".隐藏", "con", "尾 ",
)  # fmt: skip

_HOLD = (
    "import pathlib, sys, time; from app.services.datalock import DataLock;"
    "DataLock(pathlib.Path(sys.argv[1])).acquire(); print('held', flush=True); time.sleep(600)"
)


def test_a_folder_of_any_name_is_opened_saved_copied_restored_and_exported(founded, fast, tell):
    problems = []
    place = fast / "名称"
    long = place.joinpath(*["很长的文件夹名"] * 12)
    names = NAMES if figures.is_full() else NAMES[::8]
    for name in (*names, *(str(long / name) for name in NAMES[:2])):
        folder = shutil.copytree(founded, place / name)
        ctx = branch.open_folder(folder)
        try:
            branch.act(ctx, "named", 0)
            safekeeping.save_copy(ctx, folder / "备份 #1?.db")
            exports.export_points(ctx, "2026Q1", folder / "表 100%.xlsx")
            safekeeping.restore(ctx, folder / "备份 #1?.db")
            problems += check.judge(ctx)
        finally:
            ctx.store.close()
        if not (folder / "xianfeng.db").exists():
            problems.append(f"{name}: the data lie elsewhere")
    shutil.rmtree(place)
    tell("paths", paths=len(names) + 2, problems=len(problems))

    assert problems == []


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_a_second_program_is_refused_and_a_killed_one_is_not_in_the_way(tmp_path, tell):
    starts = figures.amount(8, 200)
    lock = Locations(tmp_path).lock
    second = refused = 0
    for _ in range(starts):
        with subprocess.Popen(
            [sys.executable, "-c", _HOLD, str(lock)], stdout=subprocess.PIPE, text=True, cwd=PROJECT
        ) as first:
            assert first.stdout.readline() == "held\n"
            try:
                DataLock(lock).acquire()
                second += 1
            except Refused:
                pass
            first.send_signal(signal.SIGKILL)
            first.wait()
        try:
            with DataLock(lock):
                pass
        except Refused:
            refused += 1
    tell("single", starts=starts, second=second, refused=refused)

    assert (second, refused) == (0, 0)


@pytest.mark.parametrize(
    "version", [f"{number:04}" for number in range(1000, 1017)] + ["x", "9999", "zukunft"]
)
def test_a_file_of_a_newer_program_stays_as_it_is(folder, version):
    database = folder / "xianfeng.db"
    with closing(cipher.connect(database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
        connection.commit()
    before = hashlib.sha256(database.read_bytes()).digest()

    with pytest.raises(AppError, match="更新版本"):
        branch.open_folder(folder)
    assert backup.examine(database).problems
    assert hashlib.sha256(database.read_bytes()).digest() == before
    assert sorted(path.name for path in _beside(folder)) == []


def _beside(folder: Path) -> list[Path]:
    """Return what an attempt to open has left: a journal with content, or a copy."""
    return [
        path
        for path in folder.rglob("*")
        if path.suffix in {".part", ".rekeyed"} or (path.name.endswith("-journal") and path.stat().st_size)
    ]
