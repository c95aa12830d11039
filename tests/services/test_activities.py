from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from app.models.kinds import ActivityKind, ActivityState, Presence
from app.models.member import Membership
from app.services import activities, activity_rows, attendance, makeup_rows
from app.services.activities import ActivityDraft
from app.services.activity_rows import ActivityFilter
from app.services.errors import BadInput, NotFound, Refused
from app.services.undo import UndoStack
from tests.life_helpers import group_id, make_activity, make_member, mark

DRAFT = ActivityDraft(kind=ActivityKind.LECTURE, topic="学习贯彻全会精神", held_on=date(2026, 11, 12))


def names(ctx, activity_id):
    return [row.name for row in attendance.grid(ctx, activity_id).rows]


def test_new_activity_expects_every_member_of_the_branch(branch):
    for name in ("张三", "李四"):
        make_member(branch, name)

    changes = activities.add(branch, DRAFT)

    assert names(branch, changes.new_id) == ["张三", "李四"]
    assert {"activity", "attendance"} <= changes.tables


def test_group_meeting_expects_the_group_alone(branch):
    make_member(branch, "张三")
    make_member(branch, "李四", "第二党小组")

    draft = replace(DRAFT, kind=ActivityKind.GROUP, org_id=group_id(branch, "第二党小组"))

    assert names(branch, activities.add(branch, draft).new_id) == ["李四"]


def test_member_of_two_organisations_counts_once(branch):
    member = make_member(branch, "张三")
    with branch.write("双重组织生活") as work:
        work.session.add(Membership(member_id=member, org_id=group_id(branch)))

    draft = replace(DRAFT, kind=ActivityKind.GROUP, org_id=group_id(branch))

    assert names(branch, activities.add(branch, draft).new_id) == ["张三"]


def test_member_who_left_before_the_day_is_not_expected(branch):
    make_member(branch, "张三", left_on=date(2026, 5, 1))
    make_member(branch, "李四", entered_on=date(2026, 11, 13))
    make_member(branch, "王五")

    assert names(branch, activities.add(branch, DRAFT).new_id) == ["王五"]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"topic": "  "}, "topic", "请填写活动主题"),
        ({"topic": "长" * 201}, "topic", "文字过长"),
        ({"held_on": None}, "held_on", "请填写活动日期"),
        ({"held_on": date(1921, 6, 30)}, "held_on", "超出范围"),
        ({"held_on": date(2029, 1, 1)}, "held_on", "超出范围"),
        ({"kind": ActivityKind.GROUP}, "org_id", "哪个党小组"),
        ({"org_id": 999}, "org_id", "已不存在"),
        ({"starts_at": "25:00"}, "starts_at", "14:30"),
        ({"starts_at": "14:30", "ends_at": "14:00"}, "ends_at", "晚于开始时间"),
        ({"study_hours": -1}, "study_hours", "学时"),
        ({"study_hours": 4001}, "study_hours", "学时"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused_beside_its_field(branch, values, field, words):
    with pytest.raises(BadInput, match=words) as refusal:
        activities.add(branch, replace(DRAFT, **values))

    assert refusal.value.field == field
    assert activity_rows.list_activities(branch) == []


def test_assembly_of_a_group_is_refused(branch):
    with pytest.raises(BadInput, match="由党支部召开"):
        activities.add(branch, replace(DRAFT, kind=ActivityKind.ASSEMBLY, org_id=group_id(branch)))


def test_the_same_activity_is_not_entered_twice(branch):
    first = activities.add(branch, DRAFT).new_id

    with pytest.raises(Refused, match="已有同一主题的党课") as refusal:
        activities.add(branch, DRAFT)
    assert refusal.value.field == "topic"

    activities.change(branch, first, replace(DRAFT, place="三楼会议室"))
    assert activity_rows.get(branch, first).place == "三楼会议室"


def test_times_are_written_with_two_digits(branch):
    row = activity_rows.get(branch, activities.add(branch, replace(DRAFT, starts_at="9：05")).new_id)

    assert row.starts_at == "09:05"


def test_activity_ahead_is_a_plan_until_attendance_is_entered(branch, clock):
    make_member(branch, "张三")
    activity = make_activity(branch, date(2026, 11, 26))
    assert activity_rows.get(branch, activity).state is ActivityState.PLANNED

    clock.set(2026, 11, 26)
    mark(branch, activity, 张三=Presence.PRESENT)

    assert activity_rows.get(branch, activity).state is ActivityState.HELD


def test_moving_an_activity_corrects_who_is_expected_and_keeps_what_was_chosen_by_hand(branch):
    make_member(branch, "张三")
    guest = make_member(branch, "李四", "第二党小组")
    late = make_member(branch, "王五", entered_on=date(2026, 11, 15))
    draft = replace(DRAFT, kind=ActivityKind.GROUP, org_id=group_id(branch))
    activity = activities.add(branch, draft).new_id
    activities.add_expected(branch, activity, [guest, guest])

    activities.change(branch, activity, replace(draft, held_on=date(2026, 11, 20)))
    assert names(branch, activity) == ["张三", "李四", "王五"]

    activities.remove_expected(branch, activity, [late])
    activities.change(branch, activity, replace(draft, held_on=date(2026, 11, 21)))
    assert names(branch, activity) == ["张三", "李四"]


def test_member_outside_his_time_in_the_branch_cannot_be_expected(branch):
    gone = make_member(branch, "张三", left_on=date(2026, 5, 1))
    activity = activities.add(branch, DRAFT).new_id

    with pytest.raises(Refused, match="2026-11-12 不在本支部"):
        activities.add_expected(branch, activity, [gone])
    with pytest.raises(NotFound):
        activities.add_expected(branch, activity, [999])


def test_marked_member_cannot_be_taken_off_the_list(branch):
    member = make_member(branch, "张三")
    activity = activities.add(branch, DRAFT).new_id
    mark(branch, activity, 张三=Presence.PRESENT)

    with pytest.raises(Refused, match="张三已有考勤记录"):
        activities.remove_expected(branch, activity, [member])


def test_headcount_leaves_out_the_exempt_and_counts_made_up(branch):
    for name in ("甲", "乙", "丙", "丁", "戊", "己"):
        make_member(branch, name)
    activity = activities.add(branch, DRAFT).new_id
    marks = {
        "甲": Presence.PRESENT,
        "乙": Presence.LATE,
        "丙": Presence.SICK,
        "丁": Presence.UNEXCUSED,
        "戊": Presence.EXEMPT,
    }
    mark(branch, activity, **marks)

    count = activity_rows.get(branch, activity).count

    assert (count.expected, count.present, count.on_leave, count.unexcused) == (5, 2, 1, 1)
    assert (count.exempt, count.unmarked, count.made_up) == (1, 1, 0)
    assert count.rate == Fraction(2, 5)


def test_rate_is_unknown_while_nothing_is_marked(branch):
    make_member(branch, "张三")

    assert activity_rows.get(branch, activities.add(branch, DRAFT).new_id).count.rate is None


def test_list_is_filtered_by_stretch_kind_organisation_and_text(branch):
    lecture = activities.add(branch, DRAFT).new_id
    theme = make_activity(branch, date(2026, 8, 12))
    group = make_activity(branch, date(2026, 8, 13), ActivityKind.GROUP, "小组学习", org_id=group_id(branch))

    def ids(**wanted):
        return [row.id for row in activity_rows.list_activities(branch, ActivityFilter(**wanted))]

    assert ids() == [lecture, group, theme]
    assert ids(since=date(2026, 8, 13), until=date(2026, 8, 31)) == [group]
    assert ids(kind=ActivityKind.THEME_DAY) == [theme]
    assert ids(org_id=group_id(branch)) == [group]
    assert ids(text="全会") == [lecture]
    assert ids(text="100%") == []
    assert ids(state=ActivityState.PLANNED) == []
    assert activity_rows.years(branch) == [2026]


def test_cancelling_twice_and_restoring_what_is_not_cancelled_are_refused(branch):
    activity = activities.add(branch, DRAFT).new_id

    with pytest.raises(Refused, match="没有取消"):
        activities.restore(branch, activity)
    activities.cancel(branch, activity)
    with pytest.raises(Refused, match="已经取消"):
        activities.cancel(branch, activity)


def test_removed_activity_is_not_found(branch):
    activity = activities.add(branch, DRAFT).new_id
    activities.remove(branch, activity)

    with pytest.raises(NotFound):
        activity_rows.get(branch, activity)
    with pytest.raises(NotFound):
        activities.cancel(branch, activity)


def test_undoing_an_attendance_takes_its_task_back(branch):
    member = make_member(branch, "张三")
    activity = activities.add(branch, DRAFT).new_id
    steps = UndoStack()
    draft = attendance.AttendanceDraft(Presence.SICK)
    steps.push(attendance.record(branch, activity, {member: draft}))
    assert len(makeup_rows.list_tasks(branch)) == 1

    steps.undo(branch)

    assert makeup_rows.list_tasks(branch) == []
    assert attendance.grid(branch, activity).rows[0].presence is None
