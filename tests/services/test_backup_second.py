"""The copy on a second medium: read back there, reminded of when it is old, told plainly when there is no room."""

from __future__ import annotations

import os
import subprocess

import pytest

from app import bootstrap
from app.services import backup, backup_policy, backup_second, backup_shelf, orgs
from app.services.errors import BadInput, FileBusy, Refused
from app.services.locations import Locations
from tests import report_helpers as reports


@pytest.fixture
def ctx(tmp_path, clock):
    made = bootstrap.make_context(Locations(tmp_path / "数据"), clock)
    reports.found_branch(made)
    yield made
    made.store.close()


@pytest.fixture
def stick(tmp_path):
    made = tmp_path / "U盘 (E)"
    made.mkdir()
    return made


def test_a_copy_is_made_there_with_the_way_to_open_it(ctx, stick):
    backup_second.choose(ctx, stick)
    made = backup_second.copy(ctx)
    assert made.parent == stick / "先锋档案备份"
    assert backup.examine(made).problems == ()
    assert {"恢复说明.txt", "open_backup.py"} <= {path.name for path in made.parent.iterdir()}
    assert backup_second.last(ctx.paths) == ctx.now


def test_it_is_made_once_a_day_by_itself_while_the_medium_is_there(ctx, stick, clock):
    backup_second.choose(ctx, stick)
    for day in (22, 22, 23):
        clock.set(2026, 11, day)
        orgs.add_group(ctx, f"小组{day}-{len(orgs.groups(ctx))}")
        backup_policy.daily(ctx)
    assert len(backup_shelf.on(backup_second.folder_of(ctx))) == 2
    stick.rename(stick.with_name("拔出"))
    clock.set(2026, 11, 24)
    backup_policy.daily(ctx)
    assert not stick.exists()


def test_the_workbench_is_told_when_it_is_missing_or_old(ctx, stick, clock):
    assert backup_second.reminder(ctx) is None
    backup_policy.make_now(ctx)
    clock.set(2026, 11, 30)
    assert backup_second.reminder(ctx) == "还没有设第二备份"
    backup_second.choose(ctx, stick)
    assert backup_second.reminder(ctx) == "第二备份还没有做过"
    backup_second.copy(ctx)
    assert backup_second.reminder(ctx) is None
    clock.set(2026, 12, 7)
    assert backup_second.reminder(ctx) == "第二备份已 7 天"


def test_a_wrong_place_and_a_medium_that_is_away_are_told(ctx, stick):
    with pytest.raises(Refused, match="还没有选"):
        backup_second.copy(ctx)
    with pytest.raises(BadInput, match="不存在"):
        backup_second.choose(ctx, stick / "没有")
    with pytest.raises(BadInput, match="数据文件夹里"):
        backup_second.choose(ctx, ctx.paths.data)
    backup_second.choose(ctx, stick)
    stick.rmdir()
    with pytest.raises(Refused, match="请插好 U 盘"):
        backup_second.copy(ctx)


def test_a_full_medium_is_told_with_figures_and_keeps_what_it_has(ctx, stick):
    mounted = ["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(stick)]
    if os.name != "posix" or subprocess.run(mounted, capture_output=True).returncode:
        pytest.skip("no medium can be mounted here")
    try:
        (stick / "旧文件.txt").write_text("原有", encoding="utf-8")
        backup_second.choose(ctx, stick)
        with pytest.raises(FileBusy, match=r"空间不足：需要 \d+\.\d MB，只剩 0\.\d MB"):
            backup_second.copy(ctx)
        assert [path.name for path in stick.iterdir()] == ["旧文件.txt"]
    finally:
        subprocess.run(["umount", "-l", str(stick)], check=False)
