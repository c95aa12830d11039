from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import ActivityKind, ActivityState, Presence
from app.services import activities, activity_rows, attendance, attendance_matrix, makeup_rows
from app.services.attendance import AttendanceDraft, CellErrors, MatrixErrors
from app.services.undo import UndoStack
from tests.life_helpers import group_id, make_activity, make_member, mark

PRESENT, SICK = AttendanceDraft(Presence.PRESENT), AttendanceDraft(Presence.SICK)


@pytest.fixture
def people(branch):
    return [make_member(branch, name) for name in ("甲", "乙", "丙")]


def quarter(ctx, **wanted):
    return attendance_matrix.load(ctx, date(2026, 10, 1), date(2026, 12, 31), **wanted)


def test_sheet_holds_the_activities_of_the_stretch_from_the_earliest(branch, people):
    second = make_activity(branch, date(2026, 11, 12))
    first = make_activity(branch, date(2026, 10, 9), topic="十月党日")
    make_activity(branch, date(2026, 9, 30), topic="上季度")
    activities.cancel(branch, make_activity(branch, date(2026, 11, 1), topic="取消了"))
    mark(branch, first, 乙=Presence.SICK)

    sheet = quarter(branch)

    assert [activity.id for activity in sheet.activities] == [first, second]
    assert [member.name for member in sheet.members] == ["甲", "乙", "丙"]
    assert sheet.marks[first, people[1]].presence is Presence.SICK
    assert sheet.marks[second, people[1]].presence is None


def test_who_was_not_expected_has_no_mark(branch, people):
    make_activity(branch)
    other = make_member(branch, "丁", "第二党小组")
    meeting = make_activity(branch, kind=ActivityKind.GROUP, topic="小组会", org_id=group_id(branch))

    sheet = quarter(branch, kind=ActivityKind.GROUP)

    assert (meeting, people[0]) in sheet.marks
    assert (meeting, other) not in sheet.marks
    assert other not in {member.id for member in sheet.members}


def test_many_activities_are_saved_in_one_step_with_their_tasks(branch, people):
    one, two = make_activity(branch), make_activity(branch, date(2026, 11, 5), topic="另一次")

    changes = attendance.record_many(
        branch,
        {one: {people[0]: PRESENT, people[1]: SICK}, two: {people[1]: AttendanceDraft(Presence.UNEXCUSED)}},
    )

    assert [row.name for row in makeup_rows.list_tasks(branch)] == ["乙", "乙"]
    steps = UndoStack()
    steps.push(changes)
    steps.undo(branch)
    assert makeup_rows.list_tasks(branch) == []
    assert activity_rows.get(branch, one).count.unmarked == 3


def test_wrong_cells_are_told_one_by_one_and_nothing_is_saved(branch, people):
    held, ahead = make_activity(branch), make_activity(branch, date(2026, 12, 4), topic="下月")

    with pytest.raises(MatrixErrors) as caught:
        attendance.record_many(
            branch, {held: {people[0]: PRESENT, 999: PRESENT}, ahead: {people[1]: PRESENT}}
        )

    assert set(caught.value.cells) == {(held, 999), (ahead, people[1])}
    assert "应到名单" in caught.value.cells[held, 999]
    assert activity_rows.get(branch, held).count.unmarked == 3


def test_two_activities_at_one_time_are_refused_also_within_one_save(branch, people):
    hours = {"starts_at": "14:30", "ends_at": "16:00"}
    one = make_activity(branch, **hours)
    two = make_activity(branch, topic="同时的党课", kind=ActivityKind.LECTURE, **hours)
    later = make_activity(branch, topic="之后", starts_at="16:00", ends_at="17:00")

    with pytest.raises(MatrixErrors, match="同一时间") as caught:
        attendance.record_many(
            branch, {one: {people[0]: PRESENT}, two: {people[0]: PRESENT}, later: {people[0]: PRESENT}}
        )

    assert set(caught.value.cells) == {(one, people[0]), (two, people[0])}


def test_moving_a_member_from_one_of_two_activities_to_the_other_is_one_save(branch, people):
    hours = {"starts_at": "14:30", "ends_at": "16:00"}
    one = make_activity(branch, **hours)
    two = make_activity(branch, topic="同时的党课", kind=ActivityKind.LECTURE, **hours)
    mark(branch, one, 甲=Presence.PRESENT)

    attendance.record_many(
        branch, {two: {people[0]: PRESENT}, one: {people[0]: AttendanceDraft(Presence.OFFICIAL)}}
    )

    assert quarter(branch).marks[two, people[0]].presence is Presence.PRESENT


def test_activity_before_the_member_came_or_after_he_left_is_refused(branch, people):
    activity = make_activity(branch, date(2026, 11, 12))
    with branch.write("转入") as work:
        from app.models.member import Member

        work.session.get(Member, people[0]).entered_on = date(2026, 11, 16)
        work.session.get(Member, people[1]).left_on = date(2026, 11, 12)

    with pytest.raises(CellErrors) as caught:
        attendance.record(branch, activity, {people[0]: PRESENT, people[1]: PRESENT, people[2]: PRESENT})

    assert "才转入本支部" in caught.value.cells[people[0]]
    assert "离开本支部" in caught.value.cells[people[1]]
    assert people[2] not in caught.value.cells


def test_exemption_needs_who_approved_it_and_when(branch, people):
    activity = make_activity(branch)
    for draft in (
        AttendanceDraft(Presence.EXEMPT),
        AttendanceDraft(Presence.EXEMPT, leave_approver="王书记"),
    ):
        with pytest.raises(CellErrors, match="免于参加要有批准"):
            attendance.record(branch, activity, {people[0]: draft})

    exempt = AttendanceDraft(Presence.EXEMPT, "年老体弱", "王书记", date(2026, 11, 10))
    attendance.record(branch, activity, {people[0]: exempt})

    assert quarter(branch).marks[activity, people[0]] == exempt
    assert activity_rows.get(branch, activity).count.expected == 2


@pytest.mark.parametrize("day", [date(2026, 11, 10), date(2026, 11, 19)])
def test_leave_is_approved_before_or_afterwards_but_not_in_the_future(branch, people, day):
    activity = make_activity(branch, date(2026, 11, 12))

    attendance.record(branch, activity, {people[0]: AttendanceDraft(Presence.PRIVATE, "", "王书记", day)})
    draft = AttendanceDraft(Presence.PRIVATE, "", "王书记", date(2026, 11, 23))
    with pytest.raises(CellErrors, match="不能晚于今天"):
        attendance.record(branch, activity, {people[1]: draft})

    assert quarter(branch).marks[activity, people[0]].leave_on == day


def test_leave_for_an_activity_ahead_keeps_it_a_plan(branch, people):
    activity = make_activity(branch, date(2026, 12, 4))

    attendance.record(
        branch, activity, {people[0]: AttendanceDraft(Presence.PRIVATE, "", "王书记", date(2026, 11, 20))}
    )

    assert activity_rows.get(branch, activity).state is ActivityState.PLANNED
    assert makeup_rows.list_tasks(branch) == []


def test_late_and_early_leave_count_as_present(branch, people):
    activity = make_activity(branch)
    mark(branch, activity, 甲=Presence.LATE, 乙=Presence.LEFT_EARLY, 丙=Presence.ONLINE)
    assert activity_rows.get(branch, activity).count.present == 3


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (AttendanceDraft(Presence.PRIVATE, "", "王书记", date(2026, 11, 10)), "王书记 11-10 批准"),
        (
            AttendanceDraft(Presence.PRIVATE, "", "王书记", date(2026, 11, 19)),
            "王书记 11-19 批准（事后补假）",
        ),
        (AttendanceDraft(Presence.EXEMPT, "", "王书记", date(2026, 11, 19)), "王书记 11-19 批准"),
        (AttendanceDraft(Presence.SICK, "", "王书记"), "王书记批准"),
        (AttendanceDraft(Presence.SICK), ""),
        (AttendanceDraft(Presence.PRESENT, "", "王书记"), ""),
    ],
)
def test_approval_says_who_when_and_whether_it_was_asked_for_afterwards(draft, words):
    assert attendance.approval_words(draft, date(2026, 11, 12)) == words
