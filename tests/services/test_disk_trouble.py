"""A full or busy disk is told in a sentence, nothing is half saved, and saving again does not double."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app import bootstrap
from app.services import orgs
from app.services.errors import FileBusy
from tests import report_helpers as reports


@pytest.fixture
def on_disk(tmp_path, clock):
    with bootstrap.command_context(tmp_path / "data", clock) as ctx:
        reports.found_branch(ctx)
        yield ctx


def _full(ctx, pages):
    with ctx.store.read() as session:
        session.execute(text(f"PRAGMA max_page_count={pages}"))


def _many_groups(ctx):
    with ctx.write("新增党小组") as work:
        for number in range(200):
            orgs.group_in(work, f"第{number}党小组" + "长" * 20)


def test_a_full_disk_is_told_and_the_act_can_be_done_again(on_disk):
    act = on_disk.acting("6f1c")
    _full(on_disk, 1)
    with pytest.raises(FileBusy, match="没有保存：磁盘已满"):
        _many_groups(act)
    assert not on_disk.saved("6f1c")

    _full(on_disk, 100_000)
    orgs.add_group(act, "第三党小组")

    assert on_disk.saved("6f1c")
    assert [group.name for group in orgs.groups(on_disk)][2:] == ["第三党小组"]


def test_a_file_that_another_program_holds_is_told(on_disk):
    with on_disk.store.read() as session:
        session.execute(text("PRAGMA busy_timeout=10"))
    with closing(sqlite3.connect(on_disk.paths.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(FileBusy, match="被其他程序占用"):
            orgs.groups(on_disk)
        with pytest.raises(FileBusy, match="没有保存"):
            orgs.add_group(on_disk, "第三党小组")


def test_a_wrong_statement_stays_a_bug(on_disk):
    with pytest.raises(OperationalError, match="no such table"), on_disk.read() as session:
        session.execute(text("SELECT * FROM nowhere"))
