"""设密码, 改密码, 取消密码: the content is closed up, comes back whole, and no kill on the way loses a byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import bootstrap
from app.models import cipher
from app.models.kinds import AuditKind, Role
from app.services import audit_check, backup, members
from app.services.errors import BadInput, Refused
from app.services.locations import Locations
from app.services.opening import LoginNeeded
from app.services.security import accounts, keyfile, login, protect
from app.services.security.attempts import Waiting
from app.services.security.crypto import WrongSecret
from tests import life_helpers as life
from tests import report_helpers as reports

pytestmark = pytest.mark.skipif(not cipher.available(), reason="no SQLCipher for this processor")

NOW = datetime(2026, 11, 22, 9, 30)
PASSWORD, OTHER = "Dangjian-2026", "Xuexi-2027-a"


@pytest.fixture
def paths(tmp_path):
    return Locations(tmp_path / "数据")


def opened(paths, session=None, now=NOW):
    return bootstrap.make_context(paths, lambda: now, session)


@pytest.fixture
def plain(paths):
    ctx = opened(paths)
    reports.found_branch(ctx)
    life.make_member(ctx, "欧阳喆")
    backup.back_up(paths, NOW)
    yield ctx
    ctx.store.close()


@pytest.fixture
def protected(plain):
    return protect.set_password(plain, "王书记", PASSWORD)


def names(ctx):
    return [row.name for row in members.list_members(ctx)]


def files_with(folder: Path, text: str) -> list[str]:
    return [
        str(p.relative_to(folder))
        for p in folder.rglob("*")
        if p.is_file() and text.encode() in p.read_bytes()
    ]


def test_nothing_readable_is_left_in_the_folder_not_even_in_old_backups(plain, paths):
    plain.store.close()
    assert files_with(paths.data, "欧阳喆")
    protect.set_password(plain, "王书记", PASSWORD)
    plain.store.close()
    assert files_with(paths.data, "欧阳喆") == []
    assert files_with(paths.data, PASSWORD) == []
    assert not [p.name for p in paths.data.rglob("*.old")] + [p.name for p in paths.data.rglob("*.new")]
    assert oct(paths.keys.stat().st_mode & 0o777) == "0o600"


def test_the_program_goes_on_in_the_same_store(plain, protected):
    life.make_member(plain, "李四")
    assert names(plain) == ["欧阳喆", "李四"]
    assert audit_check.findings(plain) == ()
    assert cipher.faults(plain.paths.database, plain.store.key) == []


def test_the_password_opens_and_names_the_operator(plain, paths, protected):
    plain.store.close()
    with pytest.raises(LoginNeeded):
        opened(paths)
    session = login.log_in(paths, "王书记", PASSWORD, NOW)
    ctx = opened(paths, session)
    assert names(ctx) == ["欧阳喆"]
    assert (ctx.operator, ctx.roles) == ("王书记", accounts.EVERYTHING)
    assert audit_check.findings(ctx) == ()
    assert reports.log(ctx, AuditKind.LOGIN)[-1] == "“王书记”登录"
    ctx.store.close()


def test_failures_are_counted_across_restarts_and_logged_afterwards(plain, paths, protected):
    plain.store.close()
    for left in (4, 3, 2, 1):
        with pytest.raises(WrongSecret, match=f"还可以试 {left} 次"):
            login.log_in(paths, "王书记", "wrong-Password1", NOW)
    with pytest.raises(WrongSecret, match="10 分钟"):
        login.log_in(paths, "王书记", "wrong-Password1", NOW)
    with pytest.raises(Waiting):
        login.log_in(paths, "王书记", PASSWORD, NOW + timedelta(minutes=5))
    with pytest.raises(Waiting):
        login.log_in_by_code(paths, protected.code, NOW - timedelta(days=1))
    later = NOW + timedelta(minutes=11)
    ctx = opened(paths, login.log_in(paths, "王书记", PASSWORD, later), later)
    assert len(reports.log(ctx, AuditKind.LOGIN_FAILED)) == 5
    ctx.store.close()


def test_a_lost_password_the_code_opens_and_gives_another(plain, paths, protected):
    plain.store.close()
    session = login.log_in_by_code(paths, protected.code.lower().replace("-", " "), NOW)
    ctx = opened(paths, session)
    person = accounts.accounts(ctx)[0]
    protect.give_password(ctx, session, person.uuid, person.name, OTHER)
    ctx.store.close()
    with pytest.raises(WrongSecret):
        login.log_in(paths, "王书记", PASSWORD, NOW)
    ctx = opened(paths, login.log_in(paths, "王书记", OTHER, NOW))
    assert names(ctx) == ["欧阳喆"]
    assert any("恢复码" in note for note in reports.log(ctx, AuditKind.LOGIN))
    ctx.store.close()


def test_a_new_code_makes_the_former_one_worthless(plain, paths, protected):
    code = protect.new_code(plain, protected.login)
    with pytest.raises(WrongSecret, match="恢复码不对"):
        login.log_in_by_code(paths, protected.code, NOW)
    assert login.log_in_by_code(paths, code, NOW).master == protected.login.master


def test_a_password_is_changed_by_who_knows_the_former_one(plain, paths, protected):
    with pytest.raises(WrongSecret):
        protect.change_password(plain, protected.login, "wrong-Password1", OTHER)
    with pytest.raises(BadInput, match="三类"):
        protect.change_password(plain, protected.login, PASSWORD, "abcdefghi")
    protect.change_password(plain, protected.login, PASSWORD, OTHER)
    assert login.log_in(paths, "王书记", OTHER, NOW).master == protected.login.master


def test_several_people_open_the_same_data_each_with_their_rights(plain, paths, protected):
    _, uuid = accounts.add(plain, "李记录", [Role.RECORD])
    protect.give_password(plain, protected.login, uuid, "李记录", OTHER)
    plain.store.close()
    ctx = opened(paths, login.log_in(paths, "李记录", OTHER, NOW))
    assert ctx.roles == {Role.RECORD}
    with pytest.raises(Refused, match="管理"):
        protect.remove_password(ctx, protected.login)
    with pytest.raises(Refused, match="管理"):
        protect.new_code(ctx, protected.login)
    ctx.store.close()
    boss = opened(paths, login.log_in(paths, "王书记", PASSWORD, NOW))
    clerk = accounts.accounts(boss)[1]
    protect.let_go(boss, clerk)
    with pytest.raises(Refused, match="至少要保留"):
        protect.let_go(boss, accounts.accounts(boss)[0])
    with pytest.raises(WrongSecret):
        login.log_in(paths, "李记录", OTHER, NOW)
    boss.store.close()


def test_a_resting_account_does_not_enter(plain, paths, protected):
    _, uuid = accounts.add(plain, "李记录", [Role.RECORD])
    protect.give_password(plain, protected.login, uuid, "李记录", OTHER)
    accounts.change(plain, accounts.accounts(plain)[1].id, [Role.RECORD], active=False)
    plain.store.close()
    with pytest.raises(Refused, match="停用"):
        opened(paths, login.log_in(paths, "李记录", OTHER, NOW))


def test_the_password_goes_and_all_is_plain_again(plain, paths, protected):
    protect.remove_password(replace(plain, roles=accounts.EVERYTHING), protected.login)
    plain.store.close()
    ctx = opened(paths)
    assert names(ctx) == ["欧阳喆"]
    assert audit_check.findings(ctx) == ()
    assert not cipher.is_encrypted(paths.database)
    assert not keyfile.has_password(paths.keys)
    second = protect.set_password(ctx, "王书记", OTHER)
    assert second.login.master != protected.login.master
    ctx.store.close()


def test_the_folder_tells_that_it_has_a_password_already(plain, protected):
    with pytest.raises(Refused, match="已经设了密码"):
        protect.set_password(plain, "王书记", OTHER)


def test_a_weak_password_changes_nothing(plain, paths):
    with pytest.raises(BadInput):
        protect.set_password(plain, "王书记", "12345678")
    assert not keyfile.has_password(paths.keys)
    assert names(plain) == ["欧阳喆"]
