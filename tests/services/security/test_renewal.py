"""更换主密钥: who has left opens the present data neither with the own password nor with an old key file."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime

import pytest

from app import bootstrap
from app.models import cipher
from app.models.kinds import AuditKind, Role
from app.models.schema import FileState, file_state
from app.services import audit_check, backup, members
from app.services.errors import BadInput, Refused
from app.services.locations import Locations
from app.services.security import accounts, copies, keyfile, login, protect, renewal
from app.services.security.crypto import WrongSecret
from app.services.security.keyfile import Change
from app.services.security.rights import NotAllowed
from tests import life_helpers as life
from tests import report_helpers as reports

pytestmark = pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")

NOW = datetime(2026, 11, 22, 9, 30)
PASSWORD, OTHER = "Dangjian-2026", "Xuexi-2027-a"


@pytest.fixture
def paths(tmp_path):
    return Locations(tmp_path / "数据")


@pytest.fixture
def opened(paths):
    """A folder of 王书记 (all roles) and 李记录; 王书记 is logged in."""
    ctx = bootstrap.make_context(paths, lambda: NOW)
    reports.found_branch(ctx)
    life.make_member(ctx, "欧阳喆")
    made = protect.set_password(ctx, "王书记", PASSWORD)
    _, uuid = accounts.add(ctx, "李记录", [Role.RECORD])
    protect.give_password(ctx, made.login, uuid, "李记录", OTHER)
    yield replace(ctx, login=made.login, operator="王书记", roles=accounts.EVERYTHING)
    ctx.store.close()


def log_in(paths, name="王书记", password=PASSWORD):
    return bootstrap.make_context(paths, lambda: NOW, login.log_in(paths, name, password, NOW))


def test_an_old_key_file_opens_the_present_data_no_more(opened, paths, tmp_path):
    kept = tmp_path / "拷走的.keys"
    shutil.copy(paths.keys, kept)
    former = login.open_master(keyfile.load(kept), OTHER)
    made = renewal.renew(opened, opened.login, PASSWORD)
    assert made.login.master != former
    assert file_state(paths.database, login.cipher_key(former)) is FileState.FOREIGN
    with pytest.raises(WrongSecret):
        login.open_master(keyfile.load(paths.keys), OTHER)
    assert [row.name for row in members.list_members(opened)] == ["欧阳喆"]
    assert audit_check.findings(opened) == ()
    assert reports.log(opened, AuditKind.KEYS)[-1].startswith("更换主密钥")


def test_who_asked_logs_in_as_before_and_gives_the_others_a_password(opened, paths):
    made = renewal.renew(opened, opened.login, PASSWORD)
    opened.store.close()
    with pytest.raises(WrongSecret):
        login.log_in(paths, "李记录", OTHER, NOW)
    ctx = log_in(paths)
    assert [row.name for row in members.list_members(ctx)] == ["欧阳喆"]
    person = next(p for p in accounts.accounts(ctx) if p.name == "李记录")
    protect.give_password(ctx, ctx.login, person.uuid, person.name, OTHER)
    ctx.store.close()
    log_in(paths, "李记录", OTHER).store.close()
    assert login.log_in_by_code(paths, made.code, NOW).master == made.login.master


def test_the_former_recovery_code_is_worth_nothing(opened, paths):
    code = protect.new_code(opened, opened.login)
    renewal.renew(opened, opened.login, PASSWORD)
    with pytest.raises(WrongSecret, match="恢复码不对"):
        login.log_in_by_code(paths, code, NOW)


def test_copies_made_before_still_open(opened, paths):
    copy = backup.back_up(paths, NOW, opened.store)
    renewal.renew(opened, opened.login, PASSWORD)
    with copies.opened(copy, paths, opened.store) as (path, key):
        assert file_state(path, key) is FileState.CURRENT


def test_it_is_asked_for_by_a_manager_with_the_own_password(opened):
    with pytest.raises(BadInput, match="密码不对"):
        renewal.renew(opened, opened.login, OTHER)
    with pytest.raises(NotAllowed):
        renewal.renew(replace(opened, roles=frozenset({Role.RECORD})), opened.login, PASSWORD)


def test_a_crash_before_the_exchange_is_taken_back(opened, paths):
    before = keyfile.load(paths.keys)
    master = login.new_master()
    slot = login.slot_for(opened.login.account, "王书记", PASSWORD, master)
    after = login.renewed_keys(before, slot, login.code_slot(master)[1], opened.login.master, master)
    keyfile.save(paths.keys, replace(before, change=Change.RENEWED, renewed=after))
    opened.store.close()
    log_in(paths, "李记录", OTHER).store.close()
    assert keyfile.load(paths.keys) == before


def test_a_crash_after_the_exchange_is_finished_by_who_began(opened, paths):
    before = keyfile.load(paths.keys)
    renewal.renew(opened, opened.login, PASSWORD)
    opened.store.close()
    after = keyfile.load(paths.keys)
    keyfile.save(paths.keys, replace(before, change=Change.RENEWED, renewed=after))
    with pytest.raises(Refused, match="先由“王书记”登录"):
        login.log_in(paths, "李记录", OTHER, NOW)
    ctx = log_in(paths)
    assert [row.name for row in members.list_members(ctx)] == ["欧阳喆"]
    assert keyfile.load(paths.keys) == replace(after, recovery=None)
    ctx.store.close()


def test_who_is_let_go_cannot_log_in_from_that_moment(opened, paths):
    person = next(p for p in accounts.accounts(opened) if p.name == "李记录")
    protect.let_go(opened, person)
    assert not next(p for p in accounts.accounts(opened) if p.name == "李记录").active
    assert "李记录" not in keyfile.load(paths.keys).names
    with pytest.raises(WrongSecret):
        login.log_in(paths, "李记录", OTHER, NOW)


def test_the_last_who_can_log_in_is_not_let_go(opened, paths):
    person = next(p for p in accounts.accounts(opened) if p.name == "王书记")
    with pytest.raises(Refused, match="管理"):
        protect.let_go(opened, person)
    assert "王书记" in keyfile.load(paths.keys).names
