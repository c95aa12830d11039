from __future__ import annotations

import pytest

from app.models.kinds import CustomKind, MemberKind
from app.services import member_bulk, member_custom, member_history, member_tags, members, orgs
from app.services.errors import BadInput, Refused
from app.services.member_bulk import TAG_ADD, TAG_DROP, Outcome
from app.services.member_checks import MemberDraft
from app.services.member_custom import CustomDraft
from app.services.undo import UndoStack


@pytest.fixture
def people(branch):
    drafts = (
        MemberDraft("张三", joined="2009-07-01", dues_paid_to="2026-06"),
        MemberDraft("李四", joined="2012-07-01", dues_paid_to="2026-12"),
        MemberDraft("王五", joined="2026-07-01", kind=MemberKind.PROBATIONARY),
    )
    return [members.add(branch, draft).new_id for draft in drafts]


def outcomes(lines):
    return [(line.shown_name, line.before, line.after, line.outcome) for line in lines]


def test_preview_says_who_changes_from_what_to_what_and_who_stays(branch, people):
    lines = member_bulk.preview(branch, people, "dues_paid_to", "2026.12")

    assert outcomes(lines) == [
        ("张三", "2026年6月", "2026年12月", Outcome.CHANGE),
        ("李四", "2026年12月", "2026年12月", Outcome.SAME),
        ("王五", "", "2026年12月", Outcome.CHANGE),
    ]
    assert members.draft_of(branch, people[0]).dues_paid_to == "2026-06"


def test_change_is_one_step_and_one_undo_and_stands_in_each_history(branch, people):
    stack = UndoStack()
    changes = member_bulk.change(branch, people, "dues_paid_to", "2026.12")
    stack.push(changes)

    assert changes.label == "成批修改党费交至"
    assert [members.draft_of(branch, m).dues_paid_to for m in people] == ["2026-12"] * 3
    assert member_history.history(branch, people[0])[0].act == "成批修改党费交至"

    stack.undo(branch)
    assert [members.draft_of(branch, m).dues_paid_to for m in people] == ["2026-06", "2026-12", ""]


def test_whose_archive_does_not_take_the_value_is_left_out_with_the_reason(branch, people):
    lines = member_bulk.preview(branch, people, "regular", "2010-07-01")
    assert [line.outcome for line in lines] == [Outcome.CHANGE, Outcome.REFUSED, Outcome.REFUSED]
    assert "早于入党日期" in lines[1].reason
    assert "预备党员没有转正日期" in lines[2].reason

    member_bulk.change(branch, people, "regular", "2010-07-01")
    assert [members.draft_of(branch, m).regular for m in people] == ["2010-07-01", "", ""]


def test_change_that_reaches_nobody_is_refused(branch, people):
    with pytest.raises(Refused, match="没有需要修改"):
        member_bulk.change(branch, people[1:2], "dues_paid_to", "2026-12")


def test_group_is_shown_by_name(branch, people):
    one, _ = orgs.groups(branch)
    (line, *_) = member_bulk.preview(branch, people, "group_id", one.id)
    assert (line.before, line.after) == ("", "第一党小组")


def test_own_field_and_tags_change_for_many(branch, people):
    member_custom.add(branch, CustomDraft("退役军人", CustomKind.CHOICE, ("是", "否")))
    member_bulk.change(branch, people[:2], "extra:退役军人", "是")
    assert member_custom.values_of(branch, people[0]) == {"退役军人": "是"}
    with pytest.raises(BadInput, match="只能是"):
        member_bulk.preview(branch, people, "extra:退役军人", "也许")

    member_bulk.change(branch, people, TAG_ADD, "青年骨干")
    (line, *_) = member_bulk.preview(branch, people, TAG_DROP, "青年骨干")
    assert (line.before, line.after) == ("青年骨干", "")
    member_bulk.change(branch, people[:1], TAG_DROP, "青年骨干")
    assert [tag.used for tag in member_tags.list_tags(branch)] == [2]


def test_what_is_one_persons_own_is_not_offered(branch):
    offered = {field.key for field in member_bulk.fields(branch)}
    assert not offered & {"name", "id_number", "phone", "birth", "left_on", "extra"}
