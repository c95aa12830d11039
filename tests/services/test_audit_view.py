"""The log in words: who, what, before and after; numbers masked; only for 审计 and 管理."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import AuditKind, Role
from app.models.tables import TABLES
from app.services import audit, audit_view, audit_words, members, settings
from app.services.audit_view import FieldChange, LogFilter
from app.services.member_checks import MemberDraft
from app.services.security import accounts
from app.services.security.rights import NotAllowed
from tests import life_helpers as life


@pytest.fixture
def logged(branch, clock):
    zhang = life.make_member(branch, "张三")
    life.make_member(branch, "李四")
    clock.set(2026, 11, 23)
    draft = MemberDraft("张三", phone="13800138000", id_number="11010119900307803X")
    members.change(replace(branch, operator="李记录"), zhang, draft)
    audit.log_event(branch, AuditKind.EXPORT, "导出花名册 2 人")
    settings.save(branch, replace(settings.load(branch), claim_days=3))
    return branch


def test_a_change_shows_before_and_after_with_numbers_masked(logged):
    (row,) = [row for row in audit_view.lines(logged) if row.operator == "李记录"]
    assert (row.subject, row.act) == ("党员 张三", "修改党员 张三")
    masked = [change.after for change in row.changes if "*" in change.after]
    assert "138****8000" in masked
    assert "13800138000" not in row.summary
    assert "11010119900307803X" not in row.summary


def test_codes_and_flags_are_words(logged):
    row = next(row for row in audit_view.lines(logged) if row.subject == "党员 李四")
    assert FieldChange("人员类别", "（新建）", "正式党员") in row.changes
    assert not {change.field for change in row.changes} & {"uuid", "name_key", "find_key"}


def test_roles_of_a_user_are_words(branch):
    accounts.first(branch, "王书记")
    row = audit_view.lines(branch)[0]
    assert row.subject == "用户 王书记"
    assert FieldChange("角色", "（新建）", "录入、审核、管理、审计") in row.changes


def test_the_newest_comes_first_and_every_condition_narrows(logged):
    numbers = [row.number for row in audit_view.lines(logged)]
    assert numbers == sorted(numbers, reverse=True)

    def found(**wanted) -> set[str]:
        return {row.act for row in audit_view.lines(logged, LogFilter(**wanted))}

    assert found(operator="李记录") == {"修改党员 张三"}
    assert found(kind=AuditKind.EXPORT) == {"导出"}
    assert found(table="setting", since=date(2026, 11, 23)) == {"修改设置"}
    assert found(text="花名册") == {"导出"}
    assert found(text="李四") == {"新增 李四"}
    assert found(until=date(2026, 11, 22), text="张三") == {"新增 张三"}
    assert found(text="100%_") == set()
    assert audit_view.operators(logged) == ["李记录", "王书记"]


def test_only_auditors_and_managers_read_it(logged):
    for role, may in ((Role.AUDIT, True), (Role.MANAGE, True), (Role.RECORD, False), (Role.REVIEW, False)):
        ctx = replace(logged, roles=frozenset({role}))
        if may:
            assert audit_view.lines(ctx)
        else:
            with pytest.raises(NotAllowed, match="审计"):
                audit_view.lines(ctx)


def test_every_table_and_every_column_has_a_word():
    quiet = {"action", "audit_event", "audit_segment"}
    assert set(audit_words.TABLE_WORDS) >= set(TABLES) - quiet
    missing = [
        f"{name}.{column.name}"
        for name, table in TABLES.items()
        for column in table.__table__.columns
        if name not in quiet
        and column.name not in audit_words.HIDDEN
        and audit_words.column_word(name, column.name).isascii()
    ]
    assert missing == []
