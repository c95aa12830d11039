from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import LeaveReason, RecordKind
from app.models.member import Member
from app.services import member_history, members, orgs, records
from app.services.errors import NotFound
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft


@pytest.fixture
def member(branch):
    return members.add(branch, MemberDraft("张三", phone="13800138000")).new_id


def lines(ctx, member_id):
    return [(line.field, line.before, line.after) for line in member_history.history(ctx, member_id)]


def test_history_begins_with_the_opening_of_the_archive(branch, member):
    assert lines(branch, member) == [("建档", "", "张三")]
    assert member_history.history(branch, member)[0].operator == "王书记"


def test_each_changed_field_is_told_in_chinese_with_before_and_after(branch, member):
    one, _ = orgs.groups(branch)
    draft = members.draft_of(branch, member)
    members.change(
        branch,
        member,
        replace(draft, unit="水利局", group_id=one.id, joined="2009.07", lost=True, phone="13900139000"),
    )

    assert lines(branch, member)[:-1] == [
        ("党小组", "", "第一党小组"),
        ("入党日期", "", "2009年7月"),
        ("工作单位", "", "水利局"),
        ("手机号码", "138****8000", "139****9000"),
        ("失联党员", "否", "是"),
    ]


def test_leaving_and_records_are_part_of_the_history(branch, member):
    added = records.add(branch, member, RecordDraft(RecordKind.AWARD, "嘉奖", "2024")).new_id
    (line,) = records.list_records(branch, member)
    records.change(branch, added, replace(line.draft, issuer="市委"))
    records.remove(branch, added)
    members.mark_left(branch, member, date(2026, 5, 1), LeaveReason.TRANSFERRED)

    found = lines(branch, member)

    assert ("离开日期", "", "2026年5月1日") in found
    assert ("离开方式", "", "组织关系转出") in found
    assert ("组织关系", "", "组织关系转出") in found
    assert ("奖励：授予机关", "", "市委") in found
    assert ("奖励", "在档", "已移除") in found
    assert found[-1] == ("建档", "", "张三")


def test_every_field_that_can_change_has_a_word():
    hidden = {"id", "uuid", "name_key", "name_initials", "position", "branch_id", "created_at", "deleted_at"}
    columns = {column.name for column in Member.__table__.columns}

    assert columns - hidden == set(member_history.FIELD_LABELS)


def test_unknown_member_has_no_history(branch):
    with pytest.raises(NotFound):
        member_history.history(branch, 99)
