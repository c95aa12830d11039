from __future__ import annotations

from datetime import date

from app.models.kinds import ActivityKind, MakeupForm, Presence, StudyTaskKind
from app.services import activities, makeup, participation, study_tasks
from app.services.makeup import ClaimDraft, ReportDraft
from tests.life_helpers import complete, make_activity, make_member, mark, only_task


def test_year_of_a_member_is_counted_by_kind(branch):
    member = make_member(branch, "张三")
    for day, presence in ((3, Presence.PRESENT), (10, Presence.SICK), (17, Presence.EXEMPT)):
        mark(branch, make_activity(branch, date(2026, 3, day), topic=f"党日{day}"), 张三=presence)
    mark(branch, make_activity(branch, date(2026, 4, 3), ActivityKind.LECTURE), 张三=Presence.UNEXCUSED)
    mark(branch, make_activity(branch, date(2025, 4, 3)), 张三=Presence.PRESENT)

    found = participation.counts(branch, member, 2026)

    theme, lecture = sorted(found.by_kind, key=lambda count: -count.expected)
    assert (theme.kind, theme.expected, theme.present, theme.on_leave, theme.exempt) == (
        ActivityKind.THEME_DAY,
        2,
        1,
        1,
        1,
    )
    assert (lecture.kind, lecture.unexcused) == (ActivityKind.LECTURE, 1)
    assert (found.total.expected, found.total.present, found.total.made_up) == (3, 1, 0)


def test_study_hours_come_from_attendance_and_finished_make_ups(branch):
    member = make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 3, 3), study_hours=200), 张三=Presence.ONLINE)
    missed = make_activity(branch, date(2026, 3, 10), topic="二", study_hours=300)
    mark(branch, missed, 张三=Presence.SICK)
    assert participation.study_hours(branch, 2026) == {member: 200}

    complete(branch, only_task(branch).id, date(2026, 3, 11), date(2026, 3, 12))

    assert participation.counts(branch, member, 2026).study_hours == 500
    assert participation.counts(branch, member, 2026).total.made_up == 1


def test_study_task_of_the_library_gives_its_own_hours(branch):
    member = make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 3, 10), study_hours=300), 张三=Presence.SICK)
    study = study_tasks.add(
        branch, study_tasks.StudyTaskDraft(StudyTaskKind.COURSE, "录像", study_hours=150)
    ).new_id
    task, day = only_task(branch).id, date(2026, 3, 12)
    makeup.set_return_date(branch, [task], day)
    makeup.claim(branch, [task], ClaimDraft(day, study, "", MakeupForm.ONLINE))
    makeup.report(branch, [task], ReportDraft(day, "笔记"))
    makeup.verify(branch, [task], "李核验", day)

    assert participation.study_hours(branch, 2026) == {member: 150}


def test_branch_counts_every_state_and_leaves_out_cancelled_activities(branch):
    make_member(branch, "张三")
    mark(branch, make_activity(branch), 张三=Presence.LATE)
    gone = make_activity(branch, topic="取消的活动")
    mark(branch, gone, 张三=Presence.SICK)
    activities.cancel(branch, gone)

    found = participation.attendance_counts(branch, 2026)

    assert list(found) == list(Presence)
    assert (found[Presence.LATE], found[Presence.SICK]) == (1, 0)
    assert participation.attendance_counts(branch, 2025)[Presence.LATE] == 0
