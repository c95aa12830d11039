"""What a role may not do is refused at the one door of every write, by name and by what was changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.kinds import Role
from app.models.org import Setting
from app.services import members, orgs, settings
from app.services.security import accounts
from app.services.security.rights import NotAllowed, explained, needed
from tests import life_helpers as life


def as_(ctx, *roles):
    return replace(ctx, roles=frozenset(roles))


def test_without_log_in_everything_is_allowed(branch):
    settings.save(branch, replace(settings.load(branch), claim_days=3))
    assert all(branch.may(role) for role in Role)


def test_an_auditor_changes_nothing(branch):
    auditor = as_(branch, Role.AUDIT)
    with pytest.raises(NotAllowed, match="需要“录入”角色"):
        life.make_member(auditor, "张三")
    assert members.list_members(branch) == []


def test_a_recorder_enters_members_and_no_settings(branch):
    recorder = as_(branch, Role.RECORD)
    life.make_member(recorder, "张三")
    with pytest.raises(NotAllowed, match="需要“管理”角色"):
        settings.save(recorder, replace(settings.load(branch), claim_days=3))
    with pytest.raises(NotAllowed, match="管理"):
        orgs.add_group(recorder, "第三党小组")
    assert settings.load(branch).claim_days == 2
    assert "第三党小组" not in [group.name for group in orgs.groups(branch)]


def test_what_was_changed_counts_whatever_the_act_is_called(branch):
    recorder = as_(branch, Role.RECORD)
    with pytest.raises(NotAllowed), recorder.write("录入积分") as work:
        work.session.add(Setting(key="claim_days", value=99))
    assert settings.load(branch).claim_days == 2


def test_acts_are_known_by_how_they_begin():
    assert needed("初审积分记录 3 条") is Role.REVIEW
    assert needed("撤销：审定积分记录 3 条") is Role.REVIEW
    assert needed("新增党员 张三") is Role.RECORD
    assert needed("每日核对") is None


def test_the_refusal_says_what_is_held_and_what_is_needed():
    said = explained(frozenset({Role.RECORD, Role.AUDIT}), Role.REVIEW)
    assert said.startswith("您的角色（录入、审计）不能审核")
    assert "需要“审核”角色" in said


def test_somebody_must_be_left_to_manage(branch):
    accounts.first(branch, "王书记")
    _, _uuid = accounts.add(branch, "李记录", [Role.RECORD])
    boss, clerk = accounts.accounts(branch)
    assert (boss.roles_text, clerk.roles_text) == ("录入、审核、管理、审计", "录入")
    with pytest.raises(Exception, match="管理"):
        accounts.change(branch, boss.id, [Role.AUDIT])
    accounts.change(branch, clerk.id, [Role.MANAGE, Role.RECORD])
    accounts.change(branch, boss.id, [Role.AUDIT])
    with pytest.raises(Exception, match="已有名为"):
        accounts.add(branch, "李记录", [Role.RECORD])
    with pytest.raises(Exception, match="至少选择一个"):
        accounts.add(branch, "赵六", [])
