from dataclasses import replace
from datetime import date

import pytest

from app.models.audit import AuditEvent
from app.models.kinds import ActivityKind, AuditKind, LeaveReason, MemberKind, PartyStatus, RecordKind, Sex
from app.models.member import Member, Membership, Record
from app.models.org import Org
from app.services import archive_view, members, orgs
from app.services.errors import BadInput, NotFound, Refused
from app.services.member_checks import MemberDraft
from app.services.undo import UndoStack

ID = "342501198506120318"  # 1985-06-12, 男


def add(ctx, name, **fields):
    return members.add(ctx, MemberDraft(name=name, **fields)).new_id


def names(ctx, **how):
    return [row.shown_name for row in members.list_members(ctx, **how)]


def test_member_is_stored_with_what_the_id_number_says(branch):
    added = add(branch, "逄翀", id_number=ID, phone="138 0013 8000", ethnicity="汉")

    (row,) = members.list_members(branch)
    assert (row.id, row.sex, row.name_key, row.name_initials) == (added, Sex.MALE, "pang chong", "pc")
    assert (row.id_masked, row.phone_masked) == ("3425**********0318", "138****8000")
    draft = members.draft_of(branch, added)
    assert (draft.birth, draft.ethnicity, draft.phone) == ("1985-06-12", "汉族", "13800138000")


def test_members_stand_in_the_order_they_came_and_belong_to_the_branch(branch):
    for name in ("赵一", "钱二", "孙三"):
        add(branch, name)

    assert names(branch) == ["赵一", "钱二", "孙三"]
    with branch.read() as session:
        home = orgs.branch_in(session)
        assert {m.branch_id for m in session.query(Member)} == {home.id}


def test_same_names_are_told_apart_by_branch_order_even_after_one_left(branch):
    first = add(branch, "张伟")
    add(branch, "李娜")
    add(branch, "张伟")
    assert names(branch) == ["张伟#1", "李娜", "张伟#2"]

    members.mark_left(branch, first, date(2026, 5, 1), LeaveReason.TRANSFERRED)

    assert names(branch) == ["李娜", "张伟#2"]


def test_id_number_belongs_to_one_member_only(branch):
    add(branch, "张三", id_number=ID)

    with pytest.raises(Refused, match="张三") as told:
        add(branch, "李四", id_number=ID)
    assert told.value.field == "id_number"


def test_old_and_new_form_of_one_id_number_are_the_same_number(branch):
    add(branch, "张三", id_number="342501850612031")

    with pytest.raises(Refused, match="张三"):
        add(branch, "李四", id_number=ID)


def test_member_may_be_saved_again_with_the_own_id_number(branch):
    added = add(branch, "张三", id_number=ID)

    members.change(branch, added, replace(members.draft_of(branch, added), unit="水利局"))

    assert members.draft_of(branch, added).unit == "水利局"


def test_change_of_the_name_changes_how_it_is_found(branch):
    added = add(branch, "张三")

    members.change(branch, added, replace(members.draft_of(branch, added), name="曾庆"))

    (row,) = members.list_members(branch)
    assert (row.name_key, row.name_initials) == ("zeng qing", "zq")


def test_every_problem_is_told_at_once_with_its_field(branch):
    add(branch, "张三", id_number=ID)
    draft = MemberDraft(name="", id_number=ID, sex=Sex.FEMALE, phone="123", joined="2009.13")

    found = {problem.field: problem.message for problem in members.problems(branch, draft)}

    assert set(found) == {"name", "id_number", "sex", "phone", "joined"}
    assert "张三" in found["id_number"]


def test_birth_may_differ_from_the_id_card_and_the_archive_says_so(branch):
    added = add(branch, "李秀兰", id_number=ID, birth="1986-06-12")

    facts = dict(archive_view.view(branch, added).sections)["基本信息"]
    birth = next(fact.value for fact in facts if fact.key == "birth")
    assert birth == "1986年6月12日（与身份证号不一致，号码表示1985年6月12日）"


def test_nothing_is_written_when_a_field_is_wrong(branch):
    with pytest.raises(BadInput) as told:
        add(branch, "张三", phone="123")

    assert told.value.field == "phone"
    assert names(branch) == []


def test_unknown_member_cannot_be_changed(branch):
    with pytest.raises(NotFound):
        members.change(branch, 99, MemberDraft(name="张三"))


def test_leaving_is_a_dated_fact_and_everything_stays(branch):
    added = add(branch, "张三", id_number=ID)

    members.mark_left(branch, added, date(2026, 5, 1), LeaveReason.TRANSFERRED, "转往市水文局")

    assert names(branch) == []
    (row,) = members.list_members(branch, include_left=True)
    assert (row.left_on, row.state) == (date(2026, 5, 1), "组织关系转出")
    assert names(branch, on=date(2026, 4, 30)) == ["张三"]
    assert names(branch, on=date(2026, 5, 1)) == []
    with branch.read() as session:
        (record,) = session.query(Record)
        assert (record.kind, record.starts, record.title, record.detail) == (
            RecordKind.RELATION,
            "2026-05-01",
            "组织关系转出",
            "转往市水文局",
        )


def test_return_puts_a_member_back_and_keeps_the_record_of_leaving(branch):
    added = add(branch, "张三")
    members.mark_left(branch, added, date(2026, 5, 1), LeaveReason.SUSPENDED)
    assert members.draft_of(branch, added).status is PartyStatus.SUSPENDED

    members.return_member(branch, added)

    (row,) = members.list_members(branch)
    assert (row.left_on, row.state) == (None, "在册")
    with branch.read() as session:
        assert [record.title for record in session.query(Record)] == ["停止党籍", "恢复在册"]


@pytest.mark.parametrize(
    ("on", "reason", "field"),
    [
        (None, LeaveReason.DIED, "left_on"),
        (date(2026, 5, 1), None, "left_reason"),
        (date(2026, 11, 23), LeaveReason.DIED, "left_on"),
        (date(2019, 1, 1), LeaveReason.DIED, "left_on"),
    ],
)
def test_leaving_needs_a_day_that_is_possible_and_a_reason(branch, on, reason, field):
    added = add(branch, "张三", entered_on=date(2020, 1, 1))

    with pytest.raises(BadInput) as told:
        members.mark_left(branch, added, on, reason)
    assert told.value.field == field


def test_leaving_twice_and_returning_twice_are_refused(branch):
    added = add(branch, "张三")
    with pytest.raises(Refused):
        members.return_member(branch, added)
    members.mark_left(branch, added, date(2026, 5, 1), LeaveReason.OTHER)
    with pytest.raises(Refused):
        members.mark_left(branch, added, date(2026, 5, 2), LeaveReason.OTHER)


def test_leaving_can_be_undone(branch):
    added = add(branch, "张三")
    steps = UndoStack()
    steps.push(members.mark_left(branch, added, date(2026, 5, 1), LeaveReason.OTHER))
    assert steps.label == "登记离开 张三"

    steps.undo(branch)

    assert names(branch) == ["张三"]


def test_look_at_masked_values_is_logged(branch):
    added = add(branch, "张三", id_number=ID, phone="13800138000", address="某市某路1号")

    seen = members.reveal(branch, added)

    assert (seen.id_number, seen.phone, seen.address) == (ID, "13800138000", "某市某路1号")
    with branch.read() as session:
        (line,) = session.query(AuditEvent).filter(AuditEvent.kind == AuditKind.REVEAL)
        assert "张三" in line.note
        assert ID not in line.note


def expected(ctx, kind, org_id=None, on=date(2026, 6, 1)):
    shown = {row.id: row.name for row in members.list_members(ctx, include_left=True)}
    with ctx.read() as session:
        return [shown[one] for one in members.expected_members_in(session, kind, org_id, on)]


def test_branch_meeting_expects_who_is_on_the_roster_that_day(branch):
    add(branch, "赵一")
    add(branch, "钱二", entered_on=date(2026, 6, 2))
    left = add(branch, "孙三")
    members.mark_left(branch, left, date(2026, 5, 31), LeaveReason.TRANSFERRED)

    assert expected(branch, ActivityKind.ASSEMBLY) == ["赵一"]
    assert expected(branch, ActivityKind.ASSEMBLY, on=date(2026, 5, 30)) == ["赵一", "孙三"]
    assert expected(branch, ActivityKind.ASSEMBLY, on=date(2026, 6, 2)) == ["赵一", "钱二"]


def test_group_meeting_expects_the_group_and_its_second_members(branch):
    one, two = orgs.groups(branch)
    add(branch, "赵一", group_id=one.id)
    guest = add(branch, "钱二", group_id=two.id)
    with branch.write("双重组织生活") as work:
        work.session.add(Membership(member_id=guest, org_id=one.id, starts_on=date(2026, 6, 1)))

    assert expected(branch, ActivityKind.GROUP, one.id) == ["赵一", "钱二"]
    assert expected(branch, ActivityKind.GROUP, one.id, on=date(2026, 5, 31)) == ["赵一"]


def test_committee_meeting_expects_the_committee(branch):
    add(branch, "赵一", party_post="支部书记")
    add(branch, "钱二", party_post="组织委员")
    add(branch, "孙三", party_post="党小组长")

    assert expected(branch, ActivityKind.COMMITTEE) == ["赵一", "钱二"]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "在册"),
        ({"mobile": True}, "流动"),
        ({"lost": True, "mobile": True}, "失联"),
        ({"status": PartyStatus.SUSPENDED}, "停止党籍"),
    ],
)
def test_state_is_told_in_one_word(branch, fields, state):
    add(branch, "张三", **fields)

    assert members.list_members(branch)[0].state == state


def test_probationary_member_is_listed_as_such(branch):
    add(branch, "张三", kind=MemberKind.PROBATIONARY, joined="2026-03")

    (row,) = members.list_members(branch)
    assert (row.kind.label, row.joined, row.regular) == ("预备党员", "2026-03", "")


def test_group_of_a_member_is_named(branch):
    (one, _) = orgs.groups(branch)
    add(branch, "张三", group_id=one.id)

    assert members.list_members(branch)[0].group_name == "第一党小组"
    with branch.read() as session:
        assert session.get(Org, one.id).name == "第一党小组"
