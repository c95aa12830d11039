"""Start-up: an unclean end is looked into, bad places are told once, and what cannot be written is only read."""

from __future__ import annotations

import hashlib
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import bootstrap
from app.services import (
    audit,
    backup_policy,
    drafts,
    log_anchor,
    members,
    safekeeping,
    startup,
    startup_place,
    startup_rescue,
)
from app.services.errors import BadFile, Refused
from app.services.locations import Locations
from app.services.startup_place import READ_ONLY
from tests import life_helpers as life
from tests import report_helpers as reports


@pytest.fixture
def paths(tmp_path):
    return Locations(tmp_path / "数据")


@pytest.fixture
def ctx(paths, clock):
    made = bootstrap.make_context(paths, clock)
    reports.found_branch(made)
    life.make_member(made, "欧阳喆")
    yield made
    made.store.close()


def whole(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


@contextmanager
def read_only_medium(source: Path, place: Path):
    """A real medium that cannot be written, holding a copy of a folder."""
    place.mkdir()
    if (
        os.name != "posix"
        or subprocess.run(["mount", "-t", "tmpfs", "none", place], capture_output=True).returncode
    ):
        pytest.skip("no medium can be mounted here")
    try:
        subprocess.run(["cp", "-r", f"{source}/.", place], check=True)
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        yield Locations(place)
    finally:
        subprocess.run(["umount", "-l", place], check=False)


def test_data_are_looked_through_first_then_weekly_and_after_an_unclean_end(ctx, paths, clock):
    assert startup.begin(ctx).checked
    startup.end(paths)
    clock.set(2026, 11, 23)
    quiet = startup.begin(ctx)
    assert (quiet.unclean, quiet.checked) == (False, False)
    # no end: the power was cut
    crashed = startup.begin(ctx)
    assert (crashed.unclean, crashed.checked, crashed.problems) == (True, True, ())
    startup.end(paths)
    clock.set(2026, 11, 30)
    assert startup.begin(ctx).checked
    startup.end(paths)
    clock.set(2025, 1, 1)
    assert startup.begin(ctx).checked


def test_what_is_wrong_is_told_at_every_start_and_no_copy_is_made_of_it(ctx, paths):
    with ctx.store.write() as session:
        session.connection().exec_driver_sql("UPDATE audit_event SET note = 'x' WHERE id = 1")
    for _ in range(2):
        found = startup.begin(ctx)
        assert "操作日志从第 1 条起被改动过" in found.problems[0]
        startup.end(paths)
    assert not paths.backups.exists()


def test_a_second_medium_that_fails_is_told_and_stops_nothing(ctx, paths):
    paths.backups.write_text("一个同名的文件", encoding="utf-8")
    found = startup.begin(ctx)
    assert found.problems == ()
    assert "备份没有写成" in found.trouble


@pytest.mark.parametrize(
    ("folder", "word"),
    [
        ("/home/w/OneDrive - 某局/党建", "OneDrive"),
        ("/data/Nutstore Files/x", "坚果云"),
        ("D:\\百度网盘同步\\x", "百度网盘"),
        ("D:\\BaiduSyncdisk", "百度网盘"),
        ("C:\\Users\\w\\WPS云盘\\支部", "WPS"),
        ("C:\\Users\\w\\WPS Cloud Files\\1", "WPS"),
        ("\\\\server\\share\\党建", "网络位置"),
        ("/mnt/share one/党建", "网络位置"),
    ],
)
def test_cloud_and_network_folders_are_warned_about(folder, word):
    mounts = "/dev/sda1 / ext4 rw 0 0\n//server/x /mnt/share\\040one cifs rw 0 0\n"
    told = startup_place.warning(Path(folder), mounts)
    assert told is not None
    assert word in told


@pytest.mark.parametrize(
    "folder", ["/home/w/.local/share/xianfeng", "/mnt/other/党建", "/home/w/云盘资料备查"]
)
def test_a_plain_folder_is_not_warned_about(folder):
    mounts = "/dev/sda1 / ext4 rw 0 0\n//server/x /mnt/share cifs rw 0 0\n"
    assert startup_place.warning(Path(folder), mounts) is None


def test_a_place_is_warned_about_once(clock, tmp_path):
    ctx = bootstrap.make_context(Locations(tmp_path / "OneDrive" / "数据"), clock)
    assert "OneDrive" in startup.begin(ctx).warning
    assert startup.begin(ctx).warning == ""
    ctx.store.close()


def test_a_read_only_medium_is_read_and_every_write_refused_with_one_sentence(ctx, paths, tmp_path, clock):
    ctx.store.close()
    with read_only_medium(paths.data, tmp_path / "光盘") as medium:
        before = whole(medium.data)
        opened = bootstrap.make_context(medium, clock)
        try:
            assert opened.store.read_only
            assert [row.name for row in members.list_members(opened)] == ["欧阳喆"]
            for act in (
                lambda: life.make_member(opened, "李四"),
                lambda: audit.log_event(opened, audit.AuditKind.EXPORT, "导出"),
            ):
                with pytest.raises(Refused) as refused:
                    act()
                assert refused.value.message == READ_ONLY
            drafts.keep(opened, "form", {"a": 1})
            assert backup_policy.closing(opened) is None
        finally:
            opened.store.close()
        assert whole(medium.data) == before


def test_a_file_that_is_marked_read_only_is_only_read(ctx, paths, clock):
    ctx.store.close()
    paths.database.chmod(0o444)
    opened = bootstrap.make_context(paths, clock)
    with pytest.raises(Refused, match="只读方式"):
        life.make_member(opened, "李四")
    opened.store.close()


def test_a_damaged_file_is_set_aside_with_its_journal_and_the_best_copy_offered(ctx, paths, clock):
    backup_policy.make_now(ctx)
    life.make_member(ctx, "李四")
    good = backup_policy.make_now(ctx)
    life.make_member(ctx, "王五")
    newest = backup_policy.make_now(ctx)
    log_anchor.note(ctx)
    ctx.store.close()
    newest.write_bytes(b"\0" * newest.stat().st_size)
    damaged = b"SQLite format 3\0" + b"\x07" * 9000
    paths.database.write_bytes(damaged)
    with pytest.raises(BadFile, match="已经损坏"):
        bootstrap.make_context(paths, clock)
    assert startup_rescue.is_damaged(paths, None)
    offer = startup_rescue.best(paths, None)
    assert offer is not None
    assert offer.copy.path == good
    assert "党员 2 人" in offer.words
    # what SQLite itself could not take back
    journal = paths.database.with_name("xianfeng.db-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9rest")
    aside = startup_rescue.rescue(paths, offer, clock.now, None)
    assert aside.read_bytes() == damaged
    assert journal.with_name(f"{aside.name}-journal").read_bytes() == b"\xd9\xd5\x05\xf9rest"
    assert not journal.exists()
    again = bootstrap.make_context(paths, clock)
    assert [row.name for row in members.list_members(again)] == ["欧阳喆", "李四"]
    assert safekeeping.check(again) == ()
    again.store.close()


def test_without_a_good_copy_nothing_is_offered_and_nothing_touched(ctx, paths):
    ctx.store.close()
    paths.database.write_bytes(b"SQLite format 3\0" + b"\x07" * 9000)
    before = whole(paths.data)
    assert startup_rescue.best(paths, None) is None
    assert whole(paths.data) == before


@pytest.mark.parametrize("version", ["0099", "9000", "x1"])
def test_a_newer_file_is_refused_and_not_one_byte_changed(ctx, paths, clock, version):
    with ctx.store.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = ?", (version,))
    ctx.store.close()
    before = whole(paths.data)
    for _ in range(3):
        with pytest.raises(Refused, match="更新版本"):
            bootstrap.make_context(paths, clock)
    assert whole(paths.data) == before
    assert not startup_rescue.is_damaged(paths, None)
