from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import CustomKind
from app.services import archive_view, member_beside, member_custom, members, orgs
from app.services.errors import BadInput
from app.services.member_beside import Beside, Second
from app.services.member_checks import MemberDraft
from app.services.member_custom import CustomDraft
from tests.life_helpers import group_id, make_activity, mark


def test_own_fields_tags_and_second_organisations_are_saved_with_the_member(branch):
    member_custom.add(branch, CustomDraft("退役军人", CustomKind.CHOICE, ("是", "否")))
    seconds = (Second("防汛突击队", date(2026, 6, 1)), Second("第二党小组"))
    beside = Beside({"退役军人": "是"}, ("骨干", "青年"), seconds)
    member = members.add(branch, MemberDraft("张三"), beside=beside).new_id

    found = member_beside.of(branch, member)
    assert (found.own, found.tags) == ({"退役军人": "是"}, ("骨干", "青年"))
    assert set(found.seconds) == set(seconds)
    assert "防汛突击队" in member_beside.organisations(branch)
    facts = dict(archive_view.view(branch, member).sections)["标签和自定义内容"]
    assert [fact.value for fact in facts] == [
        "第二党小组",
        "防汛突击队（2026年6月1日至今）",
        "骨干、青年",
        "是",
    ]

    members.change(branch, member, MemberDraft("张三"), beside=Beside(tags=("青年",), seconds=()))
    now = member_beside.of(branch, member)
    assert (now.own, now.tags, now.seconds) == ({"退役军人": "是"}, ("青年",), ())


def test_member_of_a_second_group_is_expected_there(branch):
    (_, two) = orgs.groups(branch)
    draft = MemberDraft("张三", group_id=group_id(branch))
    members.add(branch, draft, beside=Beside(seconds=(Second(two.name, date(2026, 1, 1)),)))
    activity = make_activity(branch, org_id=two.id)
    mark(branch, activity, 张三=None)


def test_end_before_the_beginning_is_refused(branch):
    wrong = Beside(seconds=(Second("突击队", date(2026, 6, 2), date(2026, 6, 1)),))
    with pytest.raises(BadInput) as told:
        members.add(branch, MemberDraft("张三"), beside=wrong)
    assert told.value.field == "seconds"
    assert members.list_members(branch) == []
