"""Copies of data with a password, also where the computer cannot encrypt the database itself."""

from __future__ import annotations

from datetime import datetime

import pytest

from app import bootstrap
from app.models import cipher
from app.services import audit_check, backup, members, safekeeping
from app.services.locations import Locations
from app.services.security import copies, login, protect
from app.services.security.crypto import is_sealed_copy
from tests import life_helpers as life
from tests import report_helpers as reports

NOW = datetime(2026, 11, 22, 9, 30)
PASSWORD = "Dangjian-2026"


def opened(paths, session=None):
    return bootstrap.make_context(paths, lambda: NOW, session)


@pytest.fixture
def plain(tmp_path):
    ctx = opened(Locations(tmp_path / "数据"))
    reports.found_branch(ctx)
    life.make_member(ctx, "欧阳喆")
    backup.back_up(ctx.paths, NOW)
    yield ctx
    ctx.store.close()


@pytest.fixture
def without_cipher(monkeypatch):
    """A processor without SQLCipher."""
    monkeypatch.setattr(cipher, "available", lambda: False)


def names(ctx):
    return [row.name for row in members.list_members(ctx)]


def test_without_sqlcipher_copies_are_sealed_and_come_back(plain, without_cipher):
    protect.set_password(plain, "王书记", PASSWORD)
    paths = plain.paths
    assert not cipher.is_encrypted(paths.database)
    for copy in [*paths.backups.glob("*.db"), backup.back_up(paths, NOW, plain.store)]:
        assert is_sealed_copy(copy.read_bytes()[:64])
        assert "欧阳喆".encode() not in copy.read_bytes()
    life.make_member(plain, "李四")
    assert safekeeping.compare(plain, copy).lines()[0].endswith("减少 1 人。")
    safekeeping.restore(plain, copy)
    assert names(plain) == ["欧阳喆"]
    assert not (paths.data / ".xianfeng-opened.db").exists()
    plain.store.close()
    ctx = opened(paths, login.log_in(paths, "王书记", PASSWORD, NOW))
    assert audit_check.findings(ctx) == ()
    protect.remove_password(ctx, ctx.login)
    ctx.store.close()
    assert names(opened(paths)) == ["欧阳喆"]


@pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")
def test_an_encrypted_copy_opens_on_another_computer_by_password_or_code(plain, tmp_path):
    made = protect.set_password(plain, "王书记", PASSWORD)
    copy = tmp_path / "u-disk" / "备份.db"
    safekeeping.save_copy(plain, copy)
    other = opened(Locations(tmp_path / "another"))
    reports.found_branch(other)
    with pytest.raises(copies.Locked, match="密码或恢复码"):
        safekeeping.compare(other, copy)
    for secret in (PASSWORD, made.code):
        assert "备份中 1 人" in safekeeping.compare(other, copy, secret).lines()[0]
    safekeeping.restore(other, copy, PASSWORD)
    assert names(other) == ["欧阳喆"]
    assert not cipher.is_encrypted(other.paths.database)
    other.store.close()


@pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")
def test_copies_under_a_former_password_open_as_long_as_the_folder_lives(plain):
    first = protect.set_password(plain, "王书记", PASSWORD)
    old = backup.back_up(plain.paths, NOW, plain.store)
    protect.remove_password(plain, first.login)
    assert "备份中 1 人" in safekeeping.compare(plain, old).lines()[0]
    protect.set_password(plain, "王书记", "Xuexi-2027-a")
    plain.store.close()
    ctx = opened(plain.paths, login.log_in(plain.paths, "王书记", "Xuexi-2027-a", NOW))
    assert "备份中 1 人" in safekeeping.compare(ctx, old).lines()[0]
    ctx.store.close()
