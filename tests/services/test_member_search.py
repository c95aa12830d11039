import pytest

from app.models.kinds import LeaveReason, MemberClass, MemberKind
from app.services import member_search, members, orgs
from app.services.member_checks import MemberDraft
from app.services.member_search import MemberFilter, Presence


@pytest.fixture
def rows(branch):
    one, two = orgs.groups(branch)
    for draft in (
        MemberDraft("曾庆", group_id=one.id, phone="13800138123", id_number="342501198506120318"),
        MemberDraft("张伟", group_id=two.id, klass=MemberClass.RETIRED),
        MemberDraft("欧阳㛃", kind=MemberKind.PROBATIONARY),
        MemberDraft("安宁", group_id=one.id),
    ):
        members.add(branch, draft)
    left = members.list_members(branch)[3]
    members.mark_left(branch, left.id, branch.today, LeaveReason.TRANSFERRED)
    return members.list_members(branch, include_left=True)


def found(rows, **wanted):
    return [row.name for row in member_search.find(rows, MemberFilter(**wanted))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["曾庆", "张伟", "欧阳㛃"]),
        ("庆", ["曾庆"]),
        ("㛃", ["欧阳㛃"]),
        ("zq", ["曾庆"]),
        ("ZQ", ["曾庆"]),
        ("zeng", ["曾庆"]),
        ("zhang wei", ["张伟"]),
        ("oy", ["欧阳㛃"]),
        ("8123", ["曾庆"]),
        ("0318", ["曾庆"]),
        ("13", []),
        ("9999", []),
        ("x", []),
    ],
)
def test_member_is_found_by_what_is_typed(rows, text, names):
    assert found(rows, text=text) == names


def test_filters_narrow_the_list(rows):
    groups = {row.group_name: row.group_id for row in rows}
    assert found(rows, group_id=groups["第一党小组"]) == ["曾庆"]
    assert found(rows, group_id=0) == ["欧阳㛃"]
    assert found(rows, klass=MemberClass.RETIRED) == ["张伟"]
    assert found(rows, kind=MemberKind.PROBATIONARY) == ["欧阳㛃"]
    assert found(rows, presence=Presence.LEFT) == ["安宁"]
    assert found(rows, presence=Presence.ALL) == ["曾庆", "张伟", "欧阳㛃", "安宁"]


def test_order_by_pinyin_reads_surnames_as_surnames(rows):
    assert [row.name for row in member_search.by_pinyin(rows)] == ["安宁", "欧阳㛃", "曾庆", "张伟"]
