from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import LeaveReason, RecordKind, Sex
from app.models.member import Member
from app.services import (
    attachments,
    member_beside,
    member_custom,
    member_history,
    member_tags,
    members,
    orgs,
    photos,
    records,
)
from app.services.attachments import Owner, Paper, PaperChanges
from app.services.errors import BadInput, NotFound, Refused
from app.services.member_beside import Beside, Second
from app.services.member_checks import MemberDraft
from app.services.member_custom import CustomDraft
from app.services.records import RecordDraft

STINT = Second("突击队", date(2026, 7, 1), date(2026, 9, 30))


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
        ("失联党员", "否", "是"),
        ("工作单位", "", "水利局"),
        ("手机号码", "138****8000", "139****9000"),
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
    hidden = {
        "find_key",
        "id",
        "uuid",
        "name_key",
        "name_initials",
        "position",
        "branch_id",
        "created_at",
        "deleted_at",
    }
    columns = {column.name for column in Member.__table__.columns}

    assert columns - hidden == set(member_history.FIELD_LABELS)


def test_unknown_member_has_no_history(branch):
    with pytest.raises(NotFound):
        member_history.history(branch, 99)


def change_of(ctx, member_id, field):
    return next(line for line in member_history.history(ctx, member_id) if line.field == field)


def test_one_change_is_taken_back_and_later_ones_stay(branch, member):
    one, two = orgs.groups(branch)
    draft = replace(members.draft_of(branch, member), group_id=one.id, phone="13900139000", lost=True)
    members.change(branch, member, draft)
    members.change(branch, member, replace(draft, group_id=two.id, unit="水利局", sex=Sex.MALE))

    line = change_of(branch, member, "手机号码")
    changes = member_history.revert(branch, line.event_id, line.key)

    now = members.draft_of(branch, member)
    assert (now.phone, now.unit, now.group_id, now.lost) == ("13800138000", "水利局", two.id, True)
    assert changes.label == "还原手机号码"
    assert member_history.history(branch, member)[0].act == "还原手机号码"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sex", Sex.MALE),
        ("lost", True),
        ("entered_on", date(2020, 1, 1)),
        ("joined", "2009-07"),
        ("group_id", 2),
    ],
)
def test_every_kind_of_field_goes_back_to_empty_and_to_its_value(branch, member, key, value):
    empty = getattr(members.draft_of(branch, member), key)
    members.change(branch, member, replace(members.draft_of(branch, member), **{key: value}))
    label = member_history.FIELD_LABELS[key]

    forth = change_of(branch, member, label)
    member_history.revert(branch, forth.event_id, key)
    assert getattr(members.draft_of(branch, member), key) == empty

    back = change_of(branch, member, label)
    member_history.revert(branch, back.event_id, key)
    assert getattr(members.draft_of(branch, member), key) == value
    with pytest.raises(Refused, match="现在就是这个内容"):
        member_history.revert(branch, back.event_id, key)


def test_former_value_that_no_longer_fits_is_refused(branch, member):
    draft = replace(members.draft_of(branch, member), joined="2009-07-01")
    members.change(branch, member, draft)
    members.change(branch, member, replace(draft, joined="2019-07-01", birth="2000-01-01"))

    line = change_of(branch, member, "入党日期")
    members.change(branch, member, replace(members.draft_of(branch, member), birth="2010-01-01"))
    with pytest.raises(BadInput, match="早于出生日期"):
        member_history.revert(branch, line.event_id, "joined")


def test_change_of_a_record_is_taken_back(branch, member):
    added = records.add(
        branch, member, RecordDraft(RecordKind.TRAINING, "党章培训", "2024-03-01", quantity="8")
    ).new_id
    (line,) = records.list_records(branch, member)
    records.change(branch, added, replace(line.draft, quantity="12.5", issuer="市委党校"))

    wrong = change_of(branch, member, "教育培训：学时")
    member_history.revert(branch, wrong.event_id, wrong.key)

    (line,) = records.list_records(branch, member)
    assert (line.draft.quantity, line.issuer) == ("8", "市委党校")


def test_leaving_is_not_taken_back_field_by_field(branch, member):
    members.mark_left(branch, member, date(2026, 5, 1), LeaveReason.TRANSFERRED)
    line = change_of(branch, member, "离开日期")
    assert line.key == ""
    with pytest.raises(NotFound):
        member_history.revert(branch, 9999, "name")


def test_photo_and_papers_are_part_of_the_history_also_when_gone(branch, member):
    other = members.add(branch, MemberDraft("李四")).new_id
    award = records.add(
        branch,
        member,
        RecordDraft(RecordKind.AWARD, "嘉奖", "2024"),
        PaperChanges((Paper("证书.pdf", b"%PDF-1"),)),
    ).new_id
    (paper,) = attachments.list_attachments(branch, Owner.RECORD, award)
    attachments.remove(branch, paper.id)
    photos.set_photo(branch, member, b"\xff\xd8\xff")
    photos.set_photo(branch, other, b"\xff\xd8\xff")

    found = [(line.field, line.before, line.after) for line in member_history.history(branch, member)]

    assert found[:2] == [("照片", "", "照片.jpg"), ("奖励附件", "证书.pdf", "")]
    assert ("奖励附件", "", "证书.pdf") in found
    assert [line.field for line in member_history.history(branch, other)] == ["照片", "建档"]


def test_own_fields_tags_and_second_organisations_are_told_one_by_one_and_taken_back(branch, member):
    member_custom.add(branch, CustomDraft("驻村年数"))
    seconds = (Second("突击队"),)
    draft = members.draft_of(branch, member)
    members.change(branch, member, draft, beside=Beside({"驻村年数": "3"}, ("骨干",), seconds))
    members.change(branch, member, draft, beside=Beside({"驻村年数": "4"}, (), ()))

    told = lines(branch, member)
    assert told[:3] == [("兼任组织", "突击队", ""), ("标签", "骨干", ""), ("驻村年数", "3", "4")]
    assert ("驻村年数", "", "3") in told

    line = change_of(branch, member, "驻村年数")
    assert member_history.revert(branch, line.event_id, line.key).label == "还原驻村年数"
    assert member_custom.values_of(branch, member) == {"驻村年数": "3"}
    with pytest.raises(Refused, match="现在就是这个内容"):
        member_history.revert(branch, line.event_id, line.key)


@pytest.mark.parametrize(
    ("field", "kept", "without"),
    [
        ("标签", Beside(tags=("骨干",)), Beside(tags=())),
        ("兼任组织", Beside(seconds=(STINT,)), Beside(seconds=())),
    ],
)
def test_a_tag_or_second_organisation_is_taken_back_alone(branch, member, field, kept, without):
    draft = members.draft_of(branch, member)

    def now() -> tuple[object, object]:
        found = member_beside.of(branch, member)
        return found.tags or (), found.seconds or ()

    members.change(branch, member, draft, beside=kept)
    there = now()
    members.change(branch, member, draft, beside=without)

    taken_off = change_of(branch, member, field)
    assert member_history.revert(branch, taken_off.event_id, taken_off.key).label == f"还原{field}"
    assert now() == there
    with pytest.raises(Refused, match="不用还原"):
        member_history.revert(branch, taken_off.event_id, taken_off.key)

    put_on = change_of(branch, member, field)
    member_history.revert(branch, put_on.event_id, put_on.key)
    assert now() == ((), ())


def test_a_tag_that_is_gone_cannot_come_back(branch, member):
    draft = members.draft_of(branch, member)
    members.change(branch, member, draft, beside=Beside(tags=("骨干",)))
    members.change(branch, member, draft, beside=Beside(tags=()))
    (tag,) = member_tags.list_tags(branch)
    member_tags.remove(branch, tag.id)

    line = change_of(branch, member, "标签")
    with pytest.raises(Refused, match="已经删除"):
        member_history.revert(branch, line.event_id, line.key)
