"""The workbench's figures: the same before the store is open and through it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from app import bootstrap
from app.models.glance import glance
from app.models.kinds import ActivityKind, LeaveReason, MakeupState, Presence
from app.services import attendance, makeup, makeup_rows, members, orgs, overview
from app.services.attendance import AttendanceDraft
from app.services.locations import Locations
from tests.life_helpers import claim, make_activity, make_member, mark, only_task


def test_an_empty_file_is_not_set_up(ctx):
    seen = overview.load(ctx)

    assert not seen.is_set_up
    assert seen.tasks == ()
    assert seen.attended == (0, 0)


def test_attendance_and_make_ups_of_the_quarter_are_counted(branch):
    for name in ("张三", "李四", "王五"):
        make_member(branch, name)
    mark(branch, make_activity(branch), 张三=Presence.PRESENT, 李四=Presence.SICK, 王五=Presence.ONLINE)
    mark(branch, make_activity(branch, date(2026, 9, 10), topic="上季度"), 张三=Presence.UNEXCUSED)

    seen = overview.load(branch)

    assert (seen.members, seen.groups, seen.activities) == (3, 2, 1)
    assert seen.attended == (2, 3)
    assert seen.made_up == (0, 1)


def test_those_who_are_exempt_are_not_expected(branch):
    make_member(branch, "张三")
    make_member(branch, "李四")
    mark(branch, make_activity(branch), 张三=Presence.PRESENT, 李四=Presence.EXEMPT)

    assert overview.load(branch).attended == (1, 1)


def test_a_task_waits_with_its_deadline_and_turns_late(branch, clock):
    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 11, 12)), 张三=Presence.SICK)
    assert overview.load(branch).tasks == ()
    makeup.set_return_date(branch, [only_task(branch).id], date(2026, 11, 20))

    (task,) = overview.load(branch).tasks
    assert (task.member, task.state, task.due, task.late) == (
        "张三",
        MakeupState.OPEN,
        date(2026, 11, 24),
        False,
    )

    clock.set(2026, 11, 25)
    (task,) = overview.load(branch).tasks
    assert task.late
    assert overview.load(branch).overdue == 1


def test_a_reported_task_waits_for_the_secretary_without_a_deadline(branch):
    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 11, 12)), 张三=Presence.SICK)
    task_id = only_task(branch).id
    makeup.set_return_date(branch, [task_id], date(2026, 11, 16))
    claim(branch, task_id, date(2026, 11, 17))
    makeup.report(branch, [task_id], makeup.ReportDraft(date(2026, 11, 18), "笔记"))

    (task,) = overview.load(branch).tasks

    assert (task.state, task.due, task.late) == (MakeupState.REPORTED, None, False)


def test_meetings_that_are_due_and_not_held_are_missing(branch):
    make_member(branch, "张三")
    make_activity(branch, date(2026, 11, 5), ActivityKind.THEME_DAY)
    make_activity(branch, date(2026, 10, 12), ActivityKind.ASSEMBLY)

    seen = overview.load(branch)

    assert seen.missing_this_month == (ActivityKind.COMMITTEE, ActivityKind.GROUP)
    assert seen.missing_this_quarter == ()


def test_an_activity_with_unmarked_members_is_listed_until_all_are_marked(branch):
    make_member(branch, "张三")
    make_member(branch, "李四")
    activity = make_activity(branch)
    mark(branch, activity, 张三=Presence.PRESENT)

    (sheet,) = overview.load(branch).open_sheets
    assert (sheet.activity_id, sheet.unmarked) == (activity, 1)

    mark(branch, activity, 李四=Presence.PRESENT)
    assert overview.load(branch).open_sheets == ()


def test_two_members_of_one_name_are_told_apart(branch):
    make_member(branch, "张伟")
    second = make_member(branch, "张伟")
    sheet = make_activity(branch, date(2026, 11, 12))
    attendance.record(branch, sheet, {second: AttendanceDraft(Presence.SICK)})
    makeup.set_return_date(branch, [only_task(branch).id], date(2026, 11, 20))

    assert [task.member for task in overview.load(branch).tasks] == ["张伟#2"]


def test_every_sheet_that_is_not_complete_is_known_so_that_the_rest_can_be_counted(branch):
    make_member(branch, "张三")
    for number in range(40):
        make_activity(branch, date(2026, 11, 1 + number % 20), topic=f"学习 {number}")

    assert len(overview.load(branch).open_sheets) == 40


def test_who_has_left_is_not_overdue_on_the_workbench_either(branch, clock):
    member = make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 11, 12)), 张三=Presence.SICK)
    makeup.set_return_date(branch, [only_task(branch).id], date(2026, 11, 13))
    assert overview.load(branch).overdue == 1
    members.mark_left(branch, member, date(2026, 11, 20), LeaveReason.TRANSFERRED, "")

    assert overview.load(branch).overdue == makeup_rows.coverage(branch).overdue == 0


def test_the_first_glance_shows_what_the_store_shows(tmp_path: Path) -> None:
    paths = Locations(tmp_path / "数据 100%?#")
    now = datetime(2026, 11, 22, 9, 0)
    ctx = bootstrap.make_context(paths, lambda: now)
    with ctx.write("建立支部") as work:
        orgs.set_branch_in(work, "一支部")
        orgs.group_in(work, "第一党小组")
    make_member(ctx, "张三")
    mark(ctx, make_activity(ctx), 张三=Presence.SICK)
    expected = overview.load(ctx)
    ctx.store.close()

    assert glance(paths.database, lambda query: overview.read(query, now.date())) == expected


@pytest.mark.parametrize("content", [None, b"", b"no database at all " * 100])
def test_a_glance_at_what_is_no_database_sees_nothing(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.db"
    if content is not None:
        path.write_bytes(content)

    assert glance(path, lambda query: overview.read(query, date(2026, 11, 22))) is None
