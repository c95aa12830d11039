from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import Presence
from app.services import makeup, members, reminders
from app.services.reminders import ReminderKind
from tests.life_helpers import claim, make_activity, make_member, mark, only_task


@pytest.fixture
def open_task(branch, clock):
    """张三 came back on Wednesday 2026-11-18: his claim is due on Friday the 20th."""
    clock.set(2026, 11, 18)
    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 11, 12)), 张三=Presence.SICK)
    makeup.set_return_date(branch, [only_task(branch).id], date(2026, 11, 18))
    return only_task(branch).id


def kinds(ctx):
    return [row.kind for row in reminders.list_reminders(ctx)]


def test_claim_is_reminded_one_working_day_before_on_the_day_and_after(branch, open_task, clock):
    assert kinds(branch) == []
    for day in (19, 20):
        clock.set(2026, 11, day)
        assert kinds(branch) == [ReminderKind.CLAIM_SOON]
    clock.set(2026, 11, 21)
    (row,) = reminders.list_reminders(branch)
    assert row.kind is ReminderKind.CLAIM_LATE
    assert row.words == "“水利工程现场学习”的补学 11-20 已过期，请尽快认领"


def test_over_a_weekend_the_working_day_before_is_the_friday(branch, clock):
    clock.set(2026, 11, 19)
    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 11, 12)), 张三=Presence.SICK)
    makeup.set_return_date(branch, [only_task(branch).id], date(2026, 11, 19))
    assert only_task(branch).claim_due == date(2026, 11, 23)

    clock.set(2026, 11, 20)

    assert kinds(branch) == [ReminderKind.CLAIM_SOON]


def test_completion_is_reminded_the_day_before_and_after(branch, open_task, clock):
    claim(branch, open_task, date(2026, 11, 18))
    clock.set(2026, 11, 23)
    assert kinds(branch) == []
    clock.set(2026, 11, 24)
    assert kinds(branch) == [ReminderKind.COMPLETE_SOON]
    clock.set(2026, 11, 26)
    assert kinds(branch) == [ReminderKind.COMPLETE_LATE]


def test_reported_waiting_and_closed_tasks_are_not_reminded(branch, open_task, clock):
    make_member(branch, "李四")
    other = make_activity(branch, date(2026, 11, 5), topic="另一次")
    mark(branch, other, 李四=Presence.PRIVATE)
    clock.set(2026, 12, 20)
    assert [row.name for row in reminders.list_reminders(branch)] == ["张三"]

    makeup.exempt(branch, [open_task], "住院")
    assert kinds(branch) == []


def test_members_who_left_are_not_reminded(branch, open_task, clock):
    from app.models.kinds import LeaveReason

    clock.set(2026, 11, 23)
    (row,) = members.list_members(branch)
    members.mark_left(branch, row.id, date(2026, 11, 22), LeaveReason.TRANSFERRED)
    assert kinds(branch) == []


def test_overdue_come_first(branch, open_task, clock):
    make_member(branch, "李四")
    clock.set(2026, 11, 23)
    mark(branch, make_activity(branch, date(2026, 11, 10), topic="另一次"), 李四=Presence.SICK)
    second = next(r for r in [only_task(branch, text="李四")])
    makeup.set_return_date(branch, [second.id], date(2026, 11, 20))

    assert [(r.name, r.kind) for r in reminders.list_reminders(branch)] == [
        ("张三", ReminderKind.CLAIM_LATE),
        ("李四", ReminderKind.CLAIM_SOON),
    ]
