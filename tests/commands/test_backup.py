"""backup, restore, check on a folder with a password; a printed head is looked for."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from app import bootstrap
from app.__main__ import main
from app.models import cipher
from app.services import audit, members
from app.services.locations import Locations
from app.services.security import command_line, protect
from tests import life_helpers as life
from tests import report_helpers as reports

PASSWORD = "Dangjian-2026"


@pytest.fixture(autouse=True)
def _no_words_from_outside(monkeypatch):
    for name in (command_line.USER, command_line.PASSWORD, command_line.PASSWORD_FILE):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@pytest.fixture
def paths(tmp_path):
    found = Locations(tmp_path / "数据")
    with bootstrap.command_context(found.data) as ctx:
        reports.found_branch(ctx)
        life.make_member(ctx, "欧阳喆")
    return found


@pytest.fixture
def password_file(paths, tmp_path):
    if not cipher.available():
        pytest.skip("no SQLCipher for this processor")
    with bootstrap.command_context(paths.data) as ctx:
        protect.set_password(ctx, "王书记", PASSWORD)
    file = tmp_path / "密码.txt"
    file.write_text(f"{PASSWORD}\n", "utf-8")
    return str(file)


def run(paths, *words):
    return main(["--data", str(paths.data), *words])


def test_a_folder_with_a_password_says_how_to_give_it(paths, password_file, capsys):
    assert run(paths, "check") == 2
    assert "--password-file" in capsys.readouterr().err


def test_backup_check_and_restore_with_the_password(paths, password_file, tmp_path, capsys):
    known = ["--user", "王书记", "--password-file", password_file]
    copy = tmp_path / "备份.db"
    assert run(paths, *known, "backup", str(copy)) == 0
    assert cipher.is_encrypted(copy)
    assert "欧阳喆".encode() not in copy.read_bytes()
    assert copy.with_name("备份.db.keys").exists()
    assert run(paths, *known, "check") == 0
    assert "数据完好：党员 1 人" in capsys.readouterr().out
    assert run(paths, *known, "restore", str(copy)) == 0
    assert run(paths, *known, "check") == 0


def test_a_wrong_password_is_one_line_and_status_2(paths, password_file, tmp_path, capsys):
    wrong = tmp_path / "falsch.txt"
    wrong.write_text("nicht", "utf-8")
    assert run(paths, "--password-file", str(wrong), "check") == 2
    assert "还可以试 4 次" in capsys.readouterr().err


def test_the_environment_may_give_the_password(paths, password_file, monkeypatch, capsys):
    monkeypatch.setenv(command_line.PASSWORD, PASSWORD)
    assert run(paths, "check") == 0


def test_a_printed_head_is_found_until_the_log_is_cut(paths, capsys):
    with bootstrap.command_context(paths.data) as ctx:
        head = audit.short_head(ctx)
        life.make_member(ctx, "李四")
        assert len(members.list_members(ctx)) == 2
    assert run(paths, "check", "--head", head) == 0
    assert "日志中有这个校验码" in capsys.readouterr().out
    assert run(paths, "check", "--head", "0000-0000-0000") == 1
    assert "找不到校验码 0000-0000-0000" in capsys.readouterr().out
    assert run(paths, "check", "--head", "第三季度") == 2
    with closing(sqlite3.connect(paths.database)) as db:
        last = db.execute("SELECT max(id) FROM audit_event").fetchone()[0]
        db.execute("DELETE FROM audit_event WHERE id = ?", (last,))
        db.execute("DELETE FROM action WHERE id NOT IN (SELECT action_id FROM audit_event)")
        db.commit()
    assert run(paths, "check") == 1
    assert "上次关闭程序时记下" in capsys.readouterr().out
