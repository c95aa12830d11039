"""Passwords, recovery codes and keys stand in no file, log, report, command line or child process."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import bootstrap
from app.models import cipher
from app.models.kinds import Role
from app.services.errors import BadInput
from app.services.locations import Locations
from app.services.security import accounts, command_line, keyfile, login, protect, renewal
from app.services.security.crypto import WrongSecret
from app.ui import crash
from tests import life_helpers as life
from tests import report_helpers as reports

NOW = datetime(2026, 11, 22, 9, 30)
PASSWORD, OTHER, THIRD, WRONG = "Dangjian-2026", "Xuexi-2027-a", "Xinmima-2028-b", "Cuowu-2029-c"


@pytest.fixture
def paths(tmp_path):
    return Locations(tmp_path / "数据")


def secrets_of_a_life(paths: Locations) -> tuple[list[str], list[str]]:
    """Do everything that has to do with secrets; return them, and every text the program made of what holds them."""
    ctx = bootstrap.make_context(paths, lambda: NOW)
    reports.found_branch(ctx)
    life.make_member(ctx, "欧阳喆")
    made = protect.set_password(ctx, "王书记", PASSWORD)
    _, uuid = accounts.add(ctx, "李记录", [Role.RECORD])
    protect.give_password(ctx, made.login, uuid, "李记录", OTHER)
    with pytest.raises(WrongSecret):
        login.log_in(paths, "王书记", WRONG, NOW)
    protect.change_password(ctx, made.login, PASSWORD, THIRD)
    code = protect.new_code(ctx, made.login)
    renewed = renewal.renew(ctx, made.login, THIRD)
    with pytest.raises(BadInput):
        renewal.renew(ctx, renewed.login, WRONG)
    ctx.store.close()
    said = [repr(held) for held in (made, made.login, renewed, keyfile.load(paths.keys), cipher_of(renewed))]
    masters = [made.login.master, renewed.login.master]
    keys = [part.hex() for master in masters for part in (master, master[:32])]
    return [
        PASSWORD,
        OTHER,
        THIRD,
        WRONG,
        made.code,
        code,
        renewed.code,
        *keys,
        made.login.audit_key.hex(),
    ], said


def cipher_of(made: protect.Protected) -> object:
    return made.login.cipher_key


@pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")
def test_no_secret_stands_in_a_file_a_log_or_a_text_about_what_holds_it(paths, caplog):
    with caplog.at_level(logging.DEBUG):
        secrets, said = secrets_of_a_life(paths)
    files = {path: path.read_bytes() for path in paths.data.rglob("*") if path.is_file()}
    assert paths.keys in files
    for secret in secrets:
        assert not [path.name for path, content in files.items() if secret.encode() in content]
        assert secret not in caplog.text
        assert not [text for text in said if secret in text]


def test_a_crash_while_a_password_is_checked_tells_none_of_it():
    def derive(password: str) -> None:
        raise MemoryError("argon2")

    try:
        derive(PASSWORD)
    except MemoryError as error:
        told = crash.report(type(error), error, error.__traceback__)
    assert "MemoryError" in told
    assert PASSWORD not in told


def test_an_error_of_the_database_tells_nothing_of_what_was_written(paths):
    ctx = bootstrap.make_context(paths, lambda: NOW)
    values = {"name": "欧阳喆"}
    with pytest.raises(DBAPIError) as caught, ctx.store.write() as session:
        session.execute(text("INSERT INTO member (name) VALUES (:name)"), values)
    ctx.store.close()
    assert "欧阳喆" not in crash.report(type(caught.value), caught.value, caught.value.__traceback__)


def test_no_password_is_an_option_of_the_command_line():
    shown = subprocess.run(
        [sys.executable, "-m", "app", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert "--password-file" in shown
    assert "--password " not in shown
    assert "--password=" not in shown


def test_a_process_that_is_started_gets_no_password(monkeypatch):
    monkeypatch.setenv(command_line.PASSWORD, PASSWORD)
    assert PASSWORD not in command_line.without_password().values()
    assert command_line.without_password()["PATH"] == os.environ["PATH"]


def test_every_process_that_is_started_is_started_without_it():
    app = Path(command_line.__file__).parents[2]
    starts = [
        p for p in app.rglob("*.py") if "subprocess." in (found := p.read_text("utf-8")) and "Popen(" in found
    ]
    assert starts
    assert [p.name for p in starts if "without_password()" not in p.read_text("utf-8")] == []
