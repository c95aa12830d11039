from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.kinds import AwayKind, MakeupForm, MakeupState, MemberClass, Presence, StudyTaskKind
from app.services import activities, activity_rows, away, makeup, makeup_rows, settings, study_tasks
from app.services.activities import ActivityDraft
from app.services.away import AwayDraft
from app.services.errors import BadInput, NotFound, Refused
from app.services.makeup import ClaimDraft, ReportDraft
from app.services.undo import UndoStack
from tests.life_helpers import claim, complete, make_activity, make_member, mark, only_task

RETURNED = date(2026, 11, 13)


@pytest.fixture
def member(branch):
    """张三, absent from the theme day of 2026-11-12; today is 2026-11-22."""
    found = make_member(branch, "张三")
    mark(branch, make_activity(branch), 张三=Presence.PRIVATE)
    return found


@pytest.fixture
def task(branch, member):
    return only_task(branch).id


def test_a_task_goes_from_return_to_done(branch, task):
    makeup.set_return_date(branch, [task], RETURNED)
    assert only_task(branch).state is MakeupState.OPEN
    claim(branch, task, date(2026, 11, 16))
    assert only_task(branch).complete_due == date(2026, 11, 23)
    makeup.report(branch, [task], ReportDraft(date(2026, 11, 18), "心得 1 份"))
    assert only_task(branch).state is MakeupState.REPORTED
    makeup.verify(branch, [task], "李核验", date(2026, 11, 19))

    row = only_task(branch)
    assert (row.state, row.verifier, row.verified_on, row.material) == (
        MakeupState.DONE,
        "李核验",
        date(2026, 11, 19),
        "心得 1 份",
    )
    assert (row.limit, row.days_left, row.next_step, row.late) == (None, None, None, False)


def test_claim_names_a_task_of_the_library(branch, task):
    draft = study_tasks.StudyTaskDraft(StudyTaskKind.COURSE, "党课录像")
    study = study_tasks.add(branch, draft).new_id
    makeup.set_return_date(branch, [task], RETURNED)

    makeup.claim(branch, [task], ClaimDraft(RETURNED, study, "第二讲", MakeupForm.ONLINE))

    row = only_task(branch)
    assert (row.task_text, row.task_kind, row.form) == (
        "党课录像；第二讲",
        StudyTaskKind.COURSE,
        MakeupForm.ONLINE,
    )


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ClaimDraft(None, task_text="自学", form=MakeupForm.ONLINE), "claimed_on"),
        (ClaimDraft(date(2026, 11, 23), task_text="自学", form=MakeupForm.ONLINE), "claimed_on"),
        (ClaimDraft(RETURNED, form=MakeupForm.ONLINE), "task_text"),
        (ClaimDraft(RETURNED, study_task_id=99, form=MakeupForm.ONLINE), "task_text"),
        (ClaimDraft(RETURNED, task_text="自学"), "form"),
        (ClaimDraft(RETURNED, None, "自学", MakeupForm.ONLINE, date(2026, 11, 12)), "complete_due"),
    ],
)
def test_a_claim_that_cannot_be_right_is_refused_beside_its_field(branch, task, draft, field):
    makeup.set_return_date(branch, [task], RETURNED)

    with pytest.raises(BadInput) as refusal:
        makeup.claim(branch, [task], draft)

    assert refusal.value.field == field
    assert only_task(branch).state is MakeupState.OPEN


def test_report_needs_its_material_and_a_day_after_the_claim(branch, task):
    makeup.set_return_date(branch, [task], RETURNED)
    claim(branch, task, date(2026, 11, 16))

    for draft, field in [
        (ReportDraft(date(2026, 11, 17), " "), "material"),
        (ReportDraft(date(2026, 11, 15), "笔记"), "reported_on"),
        (ReportDraft(None, "笔记"), "reported_on"),
    ]:
        with pytest.raises(BadInput) as refusal:
            makeup.report(branch, [task], draft)
        assert refusal.value.field == field


def test_sent_back_report_is_made_again(branch, task):
    makeup.set_return_date(branch, [task], RETURNED)
    claim(branch, task, date(2026, 11, 16))
    makeup.report(branch, [task], ReportDraft(date(2026, 11, 18), "心得 1 份"))

    with pytest.raises(BadInput, match="退回的原因"):
        makeup.send_back(branch, [task], " ")
    makeup.send_back(branch, [task], "心得不足 800 字")
    row = only_task(branch)
    assert (row.state, row.reason, row.reported_on) == (MakeupState.SENT_BACK, "心得不足 800 字", None)
    with pytest.raises(Refused, match="重新上报"):
        makeup.verify(branch, [task], "李核验", date(2026, 11, 19))

    makeup.report(branch, [task], ReportDraft(date(2026, 11, 20), "心得 1 份（重写）"))
    makeup.verify(branch, [task], "李核验", date(2026, 11, 20))
    assert (only_task(branch).state, only_task(branch).reason) == (MakeupState.DONE, "")


def test_exempting_needs_a_reason_and_can_be_taken_back(branch, task):
    with pytest.raises(BadInput, match="免补的原因"):
        makeup.exempt(branch, [task], "")
    makeup.exempt(branch, [task], "年老体弱，送学上门")
    assert only_task(branch).state is MakeupState.EXEMPT
    with pytest.raises(Refused, match="已经免补"):
        makeup.set_return_date(branch, [task], RETURNED)

    makeup.reopen(branch, [task])

    assert (only_task(branch).state, only_task(branch).reason) == (MakeupState.WAITING, "")


def test_verification_by_mistake_can_be_taken_back(branch, task):
    complete(branch, task, RETURNED, date(2026, 11, 16))

    makeup.reopen(branch, [task])

    assert (only_task(branch).state, only_task(branch).verifier) == (MakeupState.REPORTED, "")


def test_one_bad_task_in_a_batch_changes_nothing(branch, task):
    other = make_member(branch, "李四")
    mark(branch, make_activity(branch, date(2026, 11, 18), topic="后一次"), 李四=Presence.SICK)
    late = only_task(branch, member_id=other).id

    with pytest.raises(BadInput, match="李四：返岗日期不能早于活动日期 2026-11-18"):
        makeup.set_return_date(branch, [task, late], date(2026, 11, 17))

    assert {row.state for row in makeup_rows.list_tasks(branch)} == {MakeupState.WAITING}


def test_return_ends_the_open_away_period_and_starts_its_other_tasks(branch, task, member):
    away.add(branch, AwayDraft(member, AwayKind.TRIP, date(2026, 11, 11)))
    mark(branch, make_activity(branch, date(2026, 11, 18), topic="后一次"), 张三=Presence.OFFICIAL)

    makeup.set_return_date(branch, [task], date(2026, 11, 20))

    assert [row.back_on for row in away.list_away(branch)] == [date(2026, 11, 20)]
    rows = makeup_rows.list_tasks(branch)
    assert {(row.state, row.claim_due) for row in rows} == {(MakeupState.OPEN, date(2026, 11, 24))}


def test_return_date_of_a_task_can_be_corrected_until_it_contradicts_the_claim(branch, task):
    makeup.set_return_date(branch, [task], RETURNED)
    makeup.set_return_date(branch, [task], date(2026, 11, 16))
    claim(branch, task, date(2026, 11, 17))

    with pytest.raises(BadInput, match="不能晚于认领日期"):
        makeup.set_return_date(branch, [task], date(2026, 11, 18))
    with pytest.raises(BadInput, match="不能晚于今天"):
        makeup.set_return_date(branch, [task], date(2026, 11, 23))

    assert only_task(branch).claim_due == date(2026, 11, 18)


def test_one_task_may_serve_several_absences(branch, task):
    mark(branch, make_activity(branch, date(2026, 11, 18), topic="后一次"), 张三=Presence.PRIVATE)
    ids = [row.id for row in makeup_rows.list_tasks(branch)]

    makeup.merge(branch, ids)
    row = only_task(branch)
    assert [absence.topic for absence in row.absences] == ["水利工程现场学习", "后一次"]
    with pytest.raises(BadInput, match="早于活动日期 2026-11-18"):
        makeup.set_return_date(branch, [row.id], date(2026, 11, 13))
    complete(branch, row.id, date(2026, 11, 19), date(2026, 11, 20))
    assert makeup_rows.coverage(branch).done == 1


def test_merging_one_task_alone_is_refused(branch, task):
    with pytest.raises(Refused, match="至少选择"):
        makeup.merge(branch, [task, task])


def test_tasks_of_two_members_cannot_be_merged(branch, task):
    make_member(branch, "李四")
    mark(branch, make_activity(branch, date(2026, 11, 18), topic="后一次"), 李四=Presence.PRIVATE)

    with pytest.raises(Refused, match="同一名党员"):
        makeup.merge(branch, [row.id for row in makeup_rows.list_tasks(branch)])


def test_correcting_one_of_two_absences_keeps_their_common_task(branch, task):
    second = make_activity(branch, date(2026, 11, 18), topic="后一次")
    mark(branch, second, 张三=Presence.PRIVATE)
    makeup.merge(branch, [row.id for row in makeup_rows.list_tasks(branch)])

    mark(branch, second, 张三=Presence.PRESENT)

    row = only_task(branch)
    assert row.state is MakeupState.WAITING
    assert [absence.topic for absence in row.absences] == ["水利工程现场学习"]
    mark(branch, second, 张三=Presence.SICK)
    assert len(makeup_rows.list_tasks(branch)) == 2


def test_steps_on_nothing_or_on_what_is_gone_are_refused(branch):
    with pytest.raises(Refused, match="请先选择"):
        makeup.exempt(branch, [], "无")
    with pytest.raises(NotFound):
        makeup.exempt(branch, [7], "无")


def test_number_of_days_changed_in_the_settings_moves_open_deadlines(branch, task):
    makeup.set_return_date(branch, [task], RETURNED)
    change_settings(branch, claim_days=5)

    makeup.recompute_deadlines(branch)

    assert only_task(branch).claim_due == date(2026, 11, 20)


def change_settings(ctx, **values):
    with ctx.write("设置") as work:
        settings.save_in(work, replace(settings.load_in(work.session), **values))


def test_of_an_exempt_class_no_make_up_is_asked(branch):
    make_member(branch, "张三", klass=MemberClass.RETIRED)
    make_member(branch, "李四")
    change_settings(branch, makeup_exempt=(MemberClass.RETIRED,))
    assert settings.load(branch).makeup_exempt == (MemberClass.RETIRED,)

    mark(branch, make_activity(branch), 张三=Presence.SICK, 李四=Presence.SICK)

    assert only_task(branch).name == "李四"


def test_changed_settings_leave_the_tasks_of_an_activity_that_is_corrected_for_another(branch):
    make_member(branch, "张三")
    make_member(branch, "李四")
    activity = make_activity(branch)
    mark(branch, activity, 张三=Presence.OFFICIAL, 李四=Presence.PRESENT)
    change_settings(branch, makeup_presences=(Presence.UNEXCUSED,))

    mark(branch, activity, 李四=Presence.LATE)
    row = activity_rows.get(branch, activity)
    activities.change(branch, activity, ActivityDraft(row.kind, "改了主题", row.held_on))
    assert only_task(branch).state is MakeupState.WAITING

    mark(branch, activity, 张三=Presence.PRIVATE)
    assert only_task(branch, states=frozenset(MakeupState)).state is MakeupState.CANCELLED


def test_a_claim_can_be_undone(branch, task):
    makeup.set_return_date(branch, [task], RETURNED)
    steps = UndoStack()
    draft = ClaimDraft(RETURNED, task_text="自学", form=MakeupForm.SELF_STUDY)
    steps.push(makeup.claim(branch, [task], draft))

    steps.undo(branch)

    assert (only_task(branch).state, only_task(branch).claimed_on) == (MakeupState.OPEN, None)
