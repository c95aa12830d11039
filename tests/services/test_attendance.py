from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import ActivityKind, AwayKind, MakeupState, Presence
from app.services import activities, activity_rows, attendance, away, makeup, makeup_rows, settings
from app.services.attendance import AttendanceDraft, CellErrors
from app.services.away import AwayDraft
from app.services.errors import Refused
from tests.life_helpers import claim, make_activity, make_member, mark, only_task


def test_absences_become_tasks_and_presence_does_not(branch):
    for name in ("甲", "乙", "丙", "丁", "戊"):
        make_member(branch, name)
    activity = make_activity(branch)

    mark(
        branch,
        activity,
        甲=Presence.PRESENT,
        乙=Presence.LATE,
        丙=Presence.PRIVATE,
        丁=Presence.UNEXCUSED,
        戊=Presence.EXEMPT,
    )

    rows = makeup_rows.list_tasks(branch)
    assert sorted(row.name for row in rows) == ["丁", "丙"]
    assert {row.state for row in rows} == {MakeupState.WAITING}


def test_settings_decide_what_needs_a_make_up(branch):
    with branch.write("设置") as work:
        known = settings.load_in(work.session)
        limited = replace(known, makeup_presences=(Presence.UNEXCUSED,))
        settings.save_in(work, limited)
    make_member(branch, "张三", party_post="书记")
    make_member(branch, "李四")

    mark(branch, make_activity(branch), 张三=Presence.SICK, 李四=Presence.UNEXCUSED)
    mark(branch, make_activity(branch, kind=ActivityKind.COMMITTEE), 张三=Presence.UNEXCUSED)

    assert only_task(branch).name == "李四"


def test_absence_inside_an_away_period_takes_its_return(branch):
    member = make_member(branch, "张三")
    away.add(branch, AwayDraft(member, AwayKind.TRIP, date(2026, 11, 9), None, date(2026, 11, 16)))

    mark(branch, make_activity(branch, date(2026, 11, 12)), 张三=Presence.OFFICIAL)

    row = only_task(branch)
    assert (row.state, row.returned_on, row.claim_due) == (
        MakeupState.OPEN,
        date(2026, 11, 16),
        date(2026, 11, 18),
    )


@pytest.mark.parametrize(
    ("kind", "suggested"),
    [
        (AwayKind.FLOOD, Presence.OFFICIAL),
        (AwayKind.SICK, Presence.SICK),
        (AwayKind.MATERNITY, Presence.SICK),
        (AwayKind.OTHER, Presence.PRIVATE),
    ],
)
def test_grid_suggests_the_leave_that_an_away_period_explains(branch, kind, suggested):
    member = make_member(branch, "张三")
    away.add(branch, AwayDraft(member, kind, date(2026, 11, 9)))

    (row,) = attendance.grid(branch, make_activity(branch)).rows

    assert (row.suggested, row.away) == (suggested, f"{kind.label}（11-09 至今）")


def test_on_the_day_of_return_the_grid_suggests_nothing(branch):
    member = make_member(branch, "张三")
    away.add(branch, AwayDraft(member, AwayKind.TRIP, date(2026, 11, 9), None, date(2026, 11, 12)))

    assert attendance.grid(branch, make_activity(branch)).rows[0].suggested is None


def test_correcting_the_attendance_cancels_the_open_task_and_back_again_revives_it(branch):
    make_member(branch, "张三")
    activity = make_activity(branch)
    mark(branch, activity, 张三=Presence.PRIVATE)
    task = only_task(branch)
    makeup.set_return_date(branch, [task.id], date(2026, 11, 13))
    claim(branch, task.id, date(2026, 11, 16))

    mark(branch, activity, 张三=Presence.PRESENT)
    gone = only_task(branch, states=frozenset({MakeupState.CANCELLED}))
    assert (gone.id, gone.reason) == (task.id, "考勤已更正，不再需要补学")

    mark(branch, activity, 张三=Presence.SICK)
    again = only_task(branch)
    assert (again.id, again.state, again.claimed_on) == (task.id, MakeupState.CLAIMED, date(2026, 11, 16))
    assert again.reason == ""


def test_clearing_a_mark_cancels_the_task(branch):
    make_member(branch, "张三")
    activity = make_activity(branch)
    mark(branch, activity, 张三=Presence.PRIVATE)

    mark(branch, activity, 张三=None)

    assert makeup_rows.list_tasks(branch) == []


def test_leave_keeps_its_approver_and_presence_drops_it(branch):
    member = make_member(branch, "张三")
    activity = make_activity(branch)
    leave = AttendanceDraft(Presence.SICK, "住院", "王书记", date(2026, 11, 11))

    attendance.record(branch, activity, {member: leave})
    (row,) = attendance.grid(branch, activity).rows
    assert (row.leave_approver, row.leave_on, row.note) == ("王书记", date(2026, 11, 11), "住院")

    attendance.record(branch, activity, {member: AttendanceDraft(Presence.PRESENT, "", "王书记")})
    (row,) = attendance.grid(branch, activity).rows
    assert (row.leave_approver, row.leave_on) == ("", None)


def test_only_leave_can_be_entered_before_the_day_and_owes_nothing_yet(branch, clock):
    make_member(branch, "张三")
    activity = make_activity(branch, date(2026, 11, 26))

    with pytest.raises(CellErrors, match="还没有举行"):
        mark(branch, activity, 张三=Presence.PRESENT)
    mark(branch, activity, 张三=Presence.PRIVATE)
    assert makeup_rows.list_tasks(branch) == []

    clock.set(2026, 11, 26)
    mark(branch, activity, 张三=Presence.PRIVATE)
    assert only_task(branch).state is MakeupState.WAITING


def test_two_activities_at_one_time_are_said_beside_the_cell_and_nothing_is_saved(branch):
    member, other = make_member(branch, "张三"), make_member(branch, "李四")
    first = make_activity(branch, topic="党课", starts_at="09:00", ends_at="11:00")
    second = make_activity(branch, topic="志愿服务", starts_at="10:00", ends_at="12:00")
    mark(branch, first, 张三=Presence.PRESENT)

    with pytest.raises(CellErrors) as refusal:
        mark(branch, second, 张三=Presence.PRESENT, 李四=Presence.PRESENT)

    assert list(refusal.value.cells) == [member]
    assert "党课" in refusal.value.cells[member]
    assert activity_rows.get(branch, second).count.unmarked == 2
    assert other not in refusal.value.cells


def test_somebody_not_expected_cannot_be_marked(branch):
    make_member(branch, "张三")
    activity = make_activity(branch)

    with pytest.raises(CellErrors, match="应到名单"):
        attendance.record(branch, activity, {999: AttendanceDraft(Presence.PRESENT)})


@pytest.mark.parametrize(
    ("day", "at", "problem"),
    [
        (date(2026, 11, 22), "23:59", "批准时间不能晚于现在，请检查。"),
        (None, "9:30", "填了批准时间，请同时填写批准日期。"),
        (date(2026, 11, 11), "25:00", "时间请写成 14:30 的样子。"),
    ],
)
def test_a_time_of_approval_that_cannot_be_is_refused_beside_the_member(branch, day, at, problem):
    member = make_member(branch, "李敏")
    activity = make_activity(branch)

    with pytest.raises(CellErrors) as refused:
        attendance.record(branch, activity, {member: AttendanceDraft(Presence.SICK, "", "王书记", day, at)})
    assert refused.value.cells == {member: problem}


def test_leave_approved_in_the_future_is_refused(branch):
    member = make_member(branch, "张三")
    draft = AttendanceDraft(Presence.SICK, "", "王书记", date(2026, 12, 1))

    with pytest.raises(CellErrors, match="不能晚于今天"):
        attendance.record(branch, make_activity(branch), {member: draft})


def test_cancelled_activity_takes_no_attendance(branch):
    make_member(branch, "张三")
    activity = make_activity(branch)
    activities.cancel(branch, activity)

    with pytest.raises(Refused, match="已取消"):
        mark(branch, activity, 张三=Presence.PRESENT)


def test_grid_is_in_the_order_of_the_branch_and_tells_namesakes_apart(branch):
    for name in ("张伟", "李四", "张伟"):
        make_member(branch, name)

    rows = attendance.grid(branch, make_activity(branch)).rows

    assert [row.name for row in rows] == ["张伟#1", "李四", "张伟#2"]
    assert rows[0].initials == "zw"
