"""Copies are verified, restore goes into the live file, and a folder is used by one program at a time."""

from __future__ import annotations

import lzma
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import bootstrap
from app.models.schema import FileState, file_state
from app.services import backup, orgs
from app.services.context import Context
from app.services.datalock import DataLock
from app.services.errors import BadFile, Refused
from app.services.locations import Locations
from app.services.opening import open_store

NOW = datetime(2026, 11, 22, 9, 30)


@pytest.fixture
def paths(tmp_path: Path) -> Locations:
    return Locations(tmp_path / "数据")


@pytest.fixture
def filed(paths: Locations) -> Context:
    ctx = bootstrap.make_context(paths, lambda: NOW)
    with ctx.write("建立支部") as work:
        orgs.set_branch_in(work, "一支部")
    yield ctx
    ctx.store.close()


def test_a_backup_is_verified_and_the_newest_ten_are_kept(filed: Context, paths: Locations) -> None:
    made = [backup.back_up(paths, NOW + timedelta(minutes=n)) for n in range(12)]

    kept = sorted(paths.backups.glob("*.db"))

    assert kept == made[-10:]
    assert backup.examine(kept[-1]).problems == ()
    assert backup.latest(paths) == NOW + timedelta(minutes=11)


def test_a_restore_brings_the_former_state_back_and_keeps_the_replaced_one(
    filed: Context, paths: Locations
) -> None:
    copy = backup.back_up(paths, NOW)
    orgs.add_group(filed, "新小组")

    former = backup.restore(paths, copy, NOW + timedelta(hours=1))

    assert orgs.groups(filed) == []
    assert former is not None
    kept = open_store(Locations(paths.data), NOW)
    kept.close()
    assert backup.examine(former).problems == ()


def test_a_damaged_file_is_refused_and_nothing_changes(
    filed: Context, paths: Locations, tmp_path: Path
) -> None:
    before = paths.database.read_bytes()
    damaged = tmp_path / "bad.db"
    damaged.write_bytes(b"SQLite format 3\x00" + b"\x07" * 5000)

    with pytest.raises(BadFile, match="不能恢复"):
        backup.restore(paths, damaged, NOW)

    assert paths.database.read_bytes() == before


def test_a_newer_file_is_left_untouched(filed: Context, paths: Locations) -> None:
    from sqlalchemy import text

    with filed.store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9000'"))
    before = paths.database.read_bytes()

    with pytest.raises(Refused, match="更新版本"):
        open_store(paths, NOW)

    assert paths.database.read_bytes() == before


def test_a_foreign_file_is_left_untouched(paths: Locations) -> None:
    paths.data.mkdir(parents=True)
    paths.database.write_text("这是一封信，不是数据库。" * 50, encoding="utf-8")

    with pytest.raises(BadFile, match="不是先锋档案的数据文件"):
        open_store(paths, NOW)

    assert paths.database.read_text("utf-8").startswith("这是一封信")


def test_an_older_file_is_copied_and_brought_up_to_date(paths: Locations) -> None:
    from alembic import command
    from alembic.config import Config

    from app.models import schema
    from app.models.store import sqlite_engine

    paths.data.mkdir(parents=True)
    engine = sqlite_engine(paths.database)
    with engine.connect() as raw, raw.begin():
        config = Config()
        config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
        config.attributes["connection"] = raw
        command.upgrade(config, "0001")
    engine.dispose()
    assert file_state(paths.database) is FileState.OLDER

    open_store(paths, NOW).close()

    assert file_state(paths.database) is FileState.CURRENT
    assert len(list(paths.backups.glob("xianfeng-000001-upgrade-*.db"))) == 1


def test_a_second_program_on_the_folder_is_refused(paths: Locations) -> None:
    with DataLock(paths.lock), pytest.raises(Refused, match="正被另一个"):
        DataLock(paths.lock).acquire()

    DataLock(paths.lock).acquire()


def test_a_killed_program_leaves_no_lock(paths: Locations) -> None:
    script = (
        "import os, pathlib, sys; from app.services.datalock import DataLock;"
        "DataLock(pathlib.Path(sys.argv[1])).acquire(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(paths.lock)], check=False)

    with DataLock(paths.lock):
        pass


def test_an_old_file_that_begins_with_garbage_after_a_power_cut_is_put_right_by_its_journal(
    paths: Locations,
) -> None:
    old = Path(__file__).parent.parent / "data" / "files" / "schema_0002.db.xz"
    paths.data.mkdir(parents=True)
    paths.database.write_bytes(lzma.decompress(old.read_bytes()))
    script = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('PRAGMA cache_size=1'); c.execute('BEGIN IMMEDIATE'); c.execute('CREATE TABLE x (a)');"
        "[c.execute('INSERT INTO x VALUES (randomblob(2000))') for _ in range(500)]; os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(paths.database)], check=False)
    with paths.database.open("r+b") as stream:
        stream.write(b"\xa5" * 512)

    open_store(paths, NOW).close()

    assert file_state(paths.database) is FileState.CURRENT
    assert backup.examine(paths.database).members == 6
