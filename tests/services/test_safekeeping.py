from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from app import bootstrap
from app.models.kinds import AuditKind
from app.services import members, safekeeping
from app.services.errors import BadFile
from tests import life_helpers as life
from tests import report_helpers as reports

DATA = Path(__file__).parent.parent / "data" / "files"


@pytest.fixture
def on_disk(tmp_path, clock):
    with bootstrap.command_context(tmp_path / "data", clock) as ctx:
        reports.found_branch(ctx)
        life.make_member(ctx, "张三")
        yield ctx


def test_a_copy_is_verified_and_logged(on_disk, tmp_path):
    report = safekeeping.save_copy(on_disk, tmp_path / "备份.db")
    assert (report.members, report.problems) == (1, ())
    assert reports.log(on_disk, AuditKind.BACKUP) == ["备份到“备份.db”"]


def test_the_live_file_is_no_target(on_disk):
    with pytest.raises(BadFile, match="正在使用"):
        safekeeping.save_copy(on_disk, on_disk.paths.database)


def test_what_is_lost_is_told_before_and_a_restore_brings_the_former_state(on_disk, tmp_path):
    safekeeping.save_copy(on_disk, tmp_path / "备份.db")
    life.make_member(on_disk, "李四")
    lines = safekeeping.compare(on_disk, tmp_path / "备份.db").lines()
    assert lines[0] == "党员：现在 2 人，备份中 1 人，恢复后减少 1 人。"
    assert lines[1] == "活动：现在 0 次，备份中 0 次，相同。"
    former = safekeeping.restore(on_disk, tmp_path / "备份.db")
    assert former is not None
    assert former.exists()
    assert [row.name for row in members.list_members(on_disk)] == ["张三"]


def test_an_older_backup_is_brought_up_to_date_before_it_takes_the_place_of_the_data(on_disk, tmp_path):
    old = tmp_path / "旧备份.db"
    old.write_bytes(lzma.decompress((DATA / "schema_0002.db.xz").read_bytes()))
    safekeeping.restore(on_disk, old)
    assert len(members.list_members(on_disk)) == 6
    assert safekeeping.check(on_disk) == ()
    assert sorted(path.name for path in on_disk.paths.data.glob(".*")) == []


def test_a_file_of_another_kind_is_refused_untouched(on_disk, tmp_path):
    other = tmp_path / "照片.db"
    other.write_bytes(b"JFIF")
    with pytest.raises(BadFile, match="不能恢复"):
        safekeeping.compare(on_disk, other)
    with pytest.raises(BadFile, match="现有数据未改动"):
        safekeeping.restore(on_disk, other)
    assert len(members.list_members(on_disk)) == 1


def test_the_check_finds_a_log_that_was_changed(on_disk):
    assert safekeeping.check(on_disk) == ()
    with on_disk.store.write() as session:
        session.connection().exec_driver_sql("UPDATE audit_event SET note = 'x' WHERE id = 1")
    (problem,) = safekeeping.check(on_disk)
    assert "操作日志从第 1 条起被改动过" in problem
