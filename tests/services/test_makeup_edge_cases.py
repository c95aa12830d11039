"""The edge cases that the rule of 补学补领 has to survive, each by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import (
    ActivityKind,
    ActivityState,
    AwayKind,
    EntryState,
    MakeupState,
    MemberKind,
    Presence,
    SourceKind,
)
from app.models.member import Member
from app.services import (
    activities,
    activity_rows,
    attendance,
    away,
    calendar_days,
    consequences,
    makeup,
    makeup_rows,
    settings,
)
from app.services.attendance import AttendanceDraft
from app.services.errors import BadInput, Refused
from app.services.makeup import ReportDraft
from app.services.makeup_rows import TaskFilter
from app.services.points import closing, settlements
from app.services.points.entry_list import EntryFilter, list_entries
from app.services.points.settlements import PublicationOptions
from tests.life_helpers import claim, complete, make_activity, make_member, mark, only_task
from tests.services.points import closing_kit, samples


@pytest.fixture
def absent(branch, clock):
    """张三 missed the theme day of 2026-09-10 on private leave; today is 2026-11-22."""
    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 9, 10)), 张三=Presence.PRIVATE)
    return branch


def test_return_date_before_activity_date_is_refused(absent):
    task = only_task(absent)

    with pytest.raises(BadInput, match="返岗日期不能早于活动日期 2026-09-10") as refusal:
        makeup.set_return_date(absent, [task.id], date(2026, 9, 9))

    assert refusal.value.field == "returned_on"
    assert only_task(absent).state is MakeupState.WAITING


def test_leave_spanning_several_activities_is_one_return_date_and_n_tasks(branch):
    member = make_member(branch, "张三")
    draft = away.AwayDraft(member, AwayKind.FLOOD, date(2026, 6, 20))
    period = away.add(branch, draft).new_id
    for day in (date(2026, 6, 25), date(2026, 7, 3), date(2026, 7, 10)):
        mark(branch, make_activity(branch, day, topic=f"学习 {day}"), 张三=Presence.OFFICIAL)
    assert {row.state for row in makeup_rows.list_tasks(branch)} == {MakeupState.WAITING}

    away.close(branch, [period], date(2026, 7, 17))

    rows = makeup_rows.list_tasks(branch)
    assert len(rows) == 3
    assert {(row.state, row.returned_on, row.claim_due) for row in rows} == {
        (MakeupState.OPEN, date(2026, 7, 17), date(2026, 7, 21))
    }


def test_activity_on_a_make_up_saturday_counts_as_any_other(branch):
    saturday = date(2026, 10, 10)
    make_member(branch, "张三")
    mark(branch, make_activity(branch, saturday), 张三=Presence.SICK)
    task = only_task(branch)

    makeup.set_return_date(branch, [task.id], saturday)

    assert only_task(branch).claim_due == date(2026, 10, 13)


@pytest.mark.parametrize(
    ("returned", "deadline"),
    [
        (date(2026, 4, 30), date(2026, 5, 7)),
        (date(2026, 9, 18), date(2026, 9, 21)),
        (date(2026, 10, 9), date(2026, 10, 12)),
        (date(2026, 11, 16), date(2026, 11, 18)),
        (date(2026, 11, 20), date(2026, 11, 24)),
    ],
)
def test_deadline_is_two_working_days_after_the_return_which_is_not_counted(branch, returned, deadline):
    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 4, 10)), 张三=Presence.PRIVATE)

    makeup.set_return_date(branch, [only_task(branch).id], returned)

    task = only_task(branch)
    assert (task.claim_due, task.provisional) == (deadline, False)


def test_member_transferred_out_with_open_tasks_is_neither_overdue_nor_due(absent):
    task = only_task(absent)
    makeup.set_return_date(absent, [task.id], date(2026, 9, 11))
    assert only_task(absent).overdue
    with absent.write("转出") as work:
        work.session.get(Member, task.member_id).left_on = date(2026, 10, 8)

    row = only_task(absent)
    assert (row.left, row.overdue, row.late_words) == (True, False, "已离开支部")
    assert makeup_rows.coverage(absent).due == 0

    makeup.exempt(absent, [task.id], "组织关系已转出")
    assert only_task(absent).state is MakeupState.EXEMPT
    assert makeup_rows.coverage(absent).exempt == 1


def test_probationary_member_owes_a_make_up_like_a_full_one(branch):
    make_member(branch, "李预备", kind=MemberKind.PROBATIONARY)
    mark(branch, make_activity(branch, kind=ActivityKind.LECTURE), 李预备=Presence.UNEXCUSED)

    assert only_task(branch).name == "李预备"


def test_secretary_himself_absent_owes_one_and_cannot_verify_his_own(branch):
    make_member(branch, "王书记")
    mark(branch, make_activity(branch, date(2026, 11, 2)), 王书记=Presence.OFFICIAL)
    task = only_task(branch)
    makeup.set_return_date(branch, [task.id], date(2026, 11, 3))
    claim(branch, task.id, date(2026, 11, 4))
    makeup.report(branch, [task.id], ReportDraft(date(2026, 11, 5), "心得 1 份"))

    with pytest.raises(BadInput, match="核验人不能是本人") as refusal:
        makeup.verify(branch, [task.id], "王书记", date(2026, 11, 6))
    assert refusal.value.field == "verifier"

    makeup.verify(branch, [task.id], "李组织委员", date(2026, 11, 6))
    assert only_task(branch).state is MakeupState.DONE


def test_same_activity_held_twice_is_attendance_not_make_up(branch):
    member = make_member(branch, "张三")
    activity = make_activity(branch, date(2026, 11, 2))
    mark(branch, activity, 张三=Presence.OFFICIAL)

    attendance.second_session(branch, activity, date(2026, 11, 9), [member])

    (row,) = attendance.grid(branch, activity).rows
    assert (row.presence, row.note) == (Presence.PRESENT, "参加 2026-11-09 补会场次")
    assert makeup_rows.list_tasks(branch) == []
    assert activity_rows.get(branch, activity).count.made_up == 0


def test_second_session_before_the_first_is_refused(branch):
    member = make_member(branch, "张三")
    activity = make_activity(branch, date(2026, 11, 2))

    with pytest.raises(BadInput, match="补会日期"):
        attendance.second_session(branch, activity, date(2026, 11, 1), [member])


def test_deadline_in_a_year_without_calendar_is_provisional_until_the_calendar_arrives(branch, clock):
    clock.set(2026, 12, 31)
    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 12, 20)), 张三=Presence.PRIVATE)

    makeup.set_return_date(branch, [only_task(branch).id], date(2026, 12, 31))
    before = only_task(branch)
    assert (before.claim_due, before.provisional) == (date(2027, 1, 4), True)

    calendar_days.enter(branch, {date(2027, 1, 1): False}, note="元旦")
    assert only_task(branch).provisional, "one local day off is no published year"

    days = {date(2027, 1, 1): False, date(2027, 1, 2): False, date(2027, 1, 3): True}
    calendar_days.enter(branch, days, source="国办发明电2026年8号", note="元旦")
    after = only_task(branch)
    assert (after.claim_due, after.provisional) == (date(2027, 1, 4), False)


def test_claim_before_return_is_refused(absent):
    task = only_task(absent)

    with pytest.raises(Refused, match="请先登记返岗"):
        claim(absent, task.id, date(2026, 9, 11))

    makeup.set_return_date(absent, [task.id], date(2026, 9, 14))
    with pytest.raises(BadInput, match="不能早于返岗日期 2026-09-14") as refusal:
        claim(absent, task.id, date(2026, 9, 11))
    assert refusal.value.field == "claimed_on"


def test_completion_before_claim_is_refused(absent):
    task = only_task(absent)
    makeup.set_return_date(absent, [task.id], date(2026, 9, 14))

    with pytest.raises(Refused, match="请先认领"):
        makeup.report(absent, [task.id], ReportDraft(date(2026, 9, 15), "笔记"))
    with pytest.raises(Refused, match="请先认领"):
        makeup.verify(absent, [task.id], "李核验", date(2026, 9, 15))


def test_correction_of_a_done_make_up_cancels_it_and_keeps_its_work_as_history(absent):
    task = only_task(absent)
    complete(absent, task.id, date(2026, 9, 11), date(2026, 9, 14))
    assert makeup_rows.coverage(absent).done == 1

    mark(absent, task.first.activity_id, 张三=Presence.PRESENT)

    assert makeup_rows.coverage(absent) == makeup_rows.Coverage()
    kept = only_task(absent, states=frozenset({MakeupState.CANCELLED}))
    assert (kept.material, kept.verifier) == ("学习笔记 1 份", "李核验")

    mark(absent, task.first.activity_id, 张三=Presence.SICK)
    assert only_task(absent).state is MakeupState.DONE


def test_present_and_made_up_at_once_does_not_count_twice(branch):
    samples.adopt(branch)
    make_member(branch, "张三")
    activity = make_activity(branch, date(2026, 9, 10))
    mark(branch, activity, 张三=Presence.UNEXCUSED)
    complete(branch, only_task(branch).id, date(2026, 9, 11), date(2026, 9, 14))

    mark(branch, activity, 张三=Presence.PRESENT)

    assert [entry[1] for entry in samples.live_entries(branch)] == ["A1"]


def test_settings_changed_later_leave_old_tasks_and_their_dates_alone(absent):
    task = only_task(absent)
    with absent.write("设置") as work:
        known = settings.load_in(work.session)
        settings.save_in(work, replace(known, makeup_presences=(Presence.UNEXCUSED,)))

    with pytest.raises(BadInput, match="不能早于活动日期"):
        makeup.set_return_date(absent, [task.id], date(2026, 9, 9))
    complete(absent, task.id, date(2026, 9, 11), date(2026, 9, 14))
    activities.change(
        absent,
        task.first.activity_id,
        activities.ActivityDraft(ActivityKind.THEME_DAY, "改了主题", date(2026, 9, 10)),
    )

    assert only_task(absent).state is MakeupState.DONE
    assert makeup_rows.coverage(absent).done == 1


def test_correction_after_the_quarter_was_published_is_a_dated_adjustment_of_the_open_one(branch):
    settings.save(branch, settings.BranchSettings(auto_entry_state=EntryState.APPROVED))
    closing_kit.settle(branch)
    activity = make_activity(branch, date(2026, 9, 10), topic="九月学习")
    mark(branch, activity, 李敏=Presence.UNEXCUSED)
    closing.publish(branch, closing_kit.lock(branch), branch.today, PublicationOptions())
    before = settlements.settled(branch, closing_kit.QUARTER)

    told = consequences.foresee(branch, lambda ctx: _present(ctx, activity, "李敏"))
    _present(branch, activity, "李敏")

    assert any("调整" in effect.text for effect in told), [effect.text for effect in told]
    assert only_task(branch, states=frozenset(MakeupState)).state is MakeupState.CANCELLED
    adjusted = EntryFilter(source=SourceKind.ADJUSTMENT, states=(EntryState.APPROVED,))
    (entry,) = [row for row in list_entries(branch, adjusted) if not row.is_reversal]
    assert (entry.member_name, entry.happened_on) == ("李敏", branch.today)
    assert settlements.settled(branch, closing_kit.QUARTER).snapshot == before.snapshot


def _present(ctx, activity, name):
    row = next(row for row in attendance.grid(ctx, activity).rows if row.name == name)
    return attendance.record(ctx, activity, {row.member_id: AttendanceDraft(Presence.PRESENT)})


def test_finished_make_up_takes_the_deduction_back(branch):
    samples.adopt(branch)
    member = make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 9, 10)), 张三=Presence.UNEXCUSED)
    assert [entry[1] for entry in samples.live_entries(branch)] == ["C1"]

    complete(branch, only_task(branch).id, date(2026, 9, 11), date(2026, 9, 14))

    assert samples.live_entries(branch) == [(member, "A2", None, SourceKind.MAKEUP)]


def test_activity_cancelled_cancels_open_tasks_and_restoring_brings_them_back(absent):
    task = only_task(absent)
    makeup.set_return_date(absent, [task.id], date(2026, 9, 14))

    activities.cancel(absent, task.first.activity_id)

    assert makeup_rows.list_tasks(absent) == []
    gone = only_task(absent, states=frozenset({MakeupState.CANCELLED}))
    assert gone.reason == "活动已取消"
    assert activity_rows.get(absent, task.first.activity_id).state is ActivityState.CANCELLED

    activities.restore(absent, task.first.activity_id)
    row = only_task(absent)
    assert (row.state, row.returned_on) == (MakeupState.OPEN, date(2026, 9, 14))


def test_activity_removed_by_mistake_leaves_no_task(absent):
    activities.remove(absent, only_task(absent).first.activity_id)

    assert makeup_rows.list_tasks(absent) == []
    assert activity_rows.list_activities(absent) == []


def test_twenty_ninth_of_february_is_an_ordinary_day_in_a_leap_year(branch, clock):
    clock.set(2028, 3, 1)
    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2028, 2, 29)), 张三=Presence.SICK)

    makeup.set_return_date(branch, [only_task(branch).id], date(2028, 2, 29))

    row = only_task(branch)
    assert (row.claim_due, row.provisional) == (date(2028, 3, 2), True)


def test_late_claim_is_taken_and_shown_as_late(absent):
    task = only_task(absent)
    makeup.set_return_date(absent, [task.id], date(2026, 9, 11))
    assert only_task(absent, overdue_only=True).late_words == "逾期未认领"

    claim(absent, task.id, date(2026, 11, 20))

    row = only_task(absent)
    assert (row.state, row.overdue, row.late, row.late_words) == (MakeupState.CLAIMED, False, True, "迟认领")


def test_cancelled_tasks_are_listed_only_when_asked_for(absent):
    mark(absent, only_task(absent).first.activity_id, 张三=Presence.PRESENT)

    assert makeup_rows.list_tasks(absent) == []
    assert only_task(absent, states=frozenset(MakeupState)).state is MakeupState.CANCELLED
    assert makeup_rows.list_tasks(absent, TaskFilter(include_closed=False)) == []
