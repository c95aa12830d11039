from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import ActivityKind, ActivityState, AwayKind, EntryState, MakeupState, Presence
from app.services import activities, activity_rows, attendance, audit, away, makeup, makeup_rows, settings
from app.services.activities import ActivityDraft
from app.services.attendance import AttendanceDraft
from app.services.away import AwayDraft
from app.services.consequences import foresee
from app.services.errors import Refused
from app.services.points import closing
from tests.life_helpers import claim, make_activity, make_member, mark, only_task
from tests.services.points import samples

DAY = date(2026, 11, 12)


@pytest.fixture
def absent(branch):
    """张三 missed an activity on a trip and came back on the 16th: his task is open until the 18th."""
    member = make_member(branch, "张三")
    away.add(branch, AwayDraft(member, AwayKind.TRIP, date(2026, 11, 9), None, date(2026, 11, 16)))
    activity = make_activity(branch, DAY)
    mark(branch, activity, 张三=Presence.OFFICIAL)
    return member, activity


def words(ctx, act):
    return [effect.text for effect in foresee(ctx, act)]


def moved(held_on):
    return ActivityDraft(ActivityKind.THEME_DAY, "水利工程现场学习", held_on)


def test_nothing_is_saved_by_looking_ahead(branch, absent):
    foresee(branch, lambda ctx: activities.cancel(ctx, absent[1]))

    assert only_task(branch).state is MakeupState.OPEN
    assert activity_rows.get(branch, absent[1]).state is ActivityState.HELD
    assert audit.first_broken_line(branch) is None


def test_cancelling_or_deleting_an_activity_tells_the_tasks_it_cancels(branch, absent):
    expected = ["撤销张三的补学任务（11-12 水利工程现场学习），现为“待认领”"]

    assert words(branch, lambda ctx: activities.cancel(ctx, absent[1])) == expected
    assert words(branch, lambda ctx: activities.remove(ctx, absent[1])) == expected


def test_correcting_an_attendance_tells_the_task_that_goes(branch, absent):
    member, activity = absent
    drafts = {member: AttendanceDraft(Presence.PRESENT)}

    (effect,) = foresee(branch, lambda ctx: attendance.record(ctx, activity, drafts))

    assert effect.corrects
    assert effect.text.startswith("撤销张三的补学任务")


def test_first_entry_of_attendance_only_adds(branch, absent):
    member, _ = absent
    other = make_activity(branch, date(2026, 11, 5), topic="另一次")

    effects = foresee(
        branch, lambda ctx: attendance.record(ctx, other, {member: AttendanceDraft(Presence.UNEXCUSED)})
    )

    assert [(effect.text, effect.corrects) for effect in effects] == [("新增补学任务：张三，待返岗", False)]


def test_corrected_return_date_tells_the_deadline_that_moves(branch, absent):
    member, _ = absent
    (row,) = away.list_away(branch)
    later = AwayDraft(member, AwayKind.TRIP, date(2026, 11, 9), None, date(2026, 11, 19))

    (effect,) = foresee(branch, lambda ctx: away.change(ctx, row.id, later))

    assert effect.corrects
    assert "返岗日期由 2026-11-16 改为 2026-11-19" in effect.text
    assert "认领期限由 2026-11-18 改为 2026-11-23" in effect.text


def test_deleted_return_date_tells_that_the_task_waits_again(branch, absent):
    (row,) = away.list_away(branch)

    (effect,) = foresee(branch, lambda ctx: away.remove(ctx, row.id))

    assert effect.corrects
    assert "认领期限 2026-11-18 取消" in effect.text
    assert "由“待认领”变为“待返岗”" in effect.text


def test_activity_moved_out_of_the_away_period_tells_its_task(branch, absent):
    (effect,) = foresee(branch, lambda ctx: activities.change(ctx, absent[1], moved(date(2026, 11, 18))))
    assert "认领期限 2026-11-18 取消" in effect.text


def test_member_who_came_later_leaves_the_list_of_a_moved_activity(branch):
    make_member(branch, "新同志", entered_on=date(2026, 11, 10))
    activity = make_activity(branch, DAY)

    assert words(branch, lambda ctx: activities.change(ctx, activity, moved(date(2026, 11, 2)))) == [
        "新同志移出应到名单"
    ]


def test_refusal_of_the_act_is_the_refusal_of_the_preview(branch, absent):
    claim(branch, only_task(branch).id, date(2026, 11, 17))
    (row,) = away.list_away(branch)
    later = AwayDraft(absent[0], AwayKind.TRIP, date(2026, 11, 9), None, date(2026, 11, 19))

    with pytest.raises(Refused, match="返岗日期不能晚于认领日期"):
        foresee(branch, lambda ctx: away.change(ctx, row.id, later))


def test_shared_task_is_told_with_both_topics(branch):
    make_member(branch, "张三")
    first, second = make_activity(branch), make_activity(branch, date(2026, 11, 5), topic="另一次")
    for activity in (first, second):
        mark(branch, activity, 张三=Presence.SICK)
    makeup.merge(branch, [row.id for row in makeup_rows.list_tasks(branch)])

    assert words(branch, lambda ctx: activities.cancel(ctx, first)) == []
    activities.cancel(branch, first)
    (told,) = words(branch, lambda ctx: activities.cancel(ctx, second))
    assert "另一次" in told


@pytest.fixture
def posted(branch):
    samples.adopt(branch)
    member = samples.add_members(branch)[0]
    return member, samples.hold(branch, date(2026, 3, 12), {member: Presence.PRESENT})


def correction(activity, member):
    return lambda ctx: attendance.record(ctx, activity, {member: AttendanceDraft(Presence.UNEXCUSED)})


def test_entries_withdrawn_and_posted_are_told_by_their_items(branch, posted):
    member, activity = posted

    effects = foresee(branch, correction(activity, member))

    assert [effect.text.split("：")[0] for effect in effects] == ["撤回积分", "新增补学任务", "新记积分"]
    assert "2026-03-12“" in effects[0].text


def test_approved_entries_are_told_as_reversed(branch):
    samples.adopt(branch)
    settings.save(branch, settings.BranchSettings(auto_entry_state=EntryState.APPROVED))
    member = samples.add_members(branch)[0]
    activity = samples.hold(branch, date(2026, 3, 12), {member: Presence.PRESENT})

    first, *_ = foresee(branch, correction(activity, member))

    assert first.corrects
    assert first.text.startswith("冲正已审定的积分：")


def test_a_settled_quarter_tells_the_adjustment_and_the_day_of_its_booking(branch):
    samples.adopt(branch)
    settings.save(branch, settings.BranchSettings(auto_entry_state=EntryState.APPROVED))
    member = samples.add_members(branch)[0]
    activity = samples.hold(branch, date(2026, 3, 12), {member: Presence.PRESENT})
    closing.lock(branch, "2026Q1", accept_open=True)

    told = words(branch, correction(activity, member))

    assert (
        "2026年第一季度已结算：张伟#1的更正以调整分录 -5 分计入2026年第四季度（记账日 2026-11-22），"
        "已公示的积分表不变"
    ) in told
    correction(activity, member)(branch)
    back = words(
        branch, lambda ctx: attendance.record(ctx, activity, {member: AttendanceDraft(Presence.PRESENT)})
    )
    assert "撤回2026年第一季度的调整分录：张伟#1 -5 分（记账日 2026-11-22）" in back


def test_a_deadline_in_a_year_without_a_calendar_is_foretold_as_provisional(branch, clock):
    clock.set(2026, 12, 31)
    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 12, 22)), 张三=Presence.SICK)
    task = only_task(branch).id

    (told,) = words(branch, lambda ctx: makeup.set_return_date(ctx, [task], date(2026, 12, 31)))

    assert "认领期限为 2027-01-04，期限为暂定（该年放假安排尚未录入）" in told
