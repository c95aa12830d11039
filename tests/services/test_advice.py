from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import PartyStatus, Presence
from app.models.member import Member
from app.services import advice, advice_steps, makeup_rows
from app.services.advice import AdviceKind
from app.services.advice_steps import AdviceStep, StepKind
from tests.life_helpers import complete, make_activity, make_member, mark, only_task

MISSED, SICK = Presence.UNEXCUSED, Presence.SICK


@pytest.fixture
def member(branch):
    return make_member(branch, "张三")


def held(ctx, month, day, presence):
    activity = make_activity(ctx, date(2026, month, day), topic=f"{month}月{day}日活动")
    mark(ctx, activity, 张三=presence)
    return activity


def found(ctx, kind):
    return [row for row in advice.list_advice(ctx) if row.kind is kind]


@pytest.mark.parametrize(
    ("times", "level", "words"),
    [(1, 1, "提醒谈话"), (2, 2, "批评教育"), (3, 3, "支委会研究"), (4, 3, "支委会")],
)
def test_one_two_and_three_unexcused_absences_have_their_advice_and_source(
    branch, member, times, level, words
):
    for number in range(times):
        held(branch, 11, 2 + number, MISSED)
    held(branch, 11, 19, Presence.PRESENT)

    (row,) = advice.list_advice(branch)

    assert (row.kind, row.count, row.level) == (AdviceKind.UNEXCUSED, times, level)
    assert words in row.advice
    assert "条例" in row.source
    assert f"无故缺席 {times} 次（11-02" in row.facts


def test_absences_of_another_year_and_leave_do_not_count(branch, member):
    mark(branch, make_activity(branch, date(2025, 12, 5)), 张三=MISSED)
    held(branch, 11, 5, SICK)
    held(branch, 11, 19, Presence.LATE)
    assert advice.list_advice(branch) == []


@pytest.mark.parametrize(
    ("last", "count", "level"),
    [((9, 22), 2, 1), ((8, 22), 3, 1), ((7, 22), 4, 2), ((6, 20), 5, 2), ((5, 22), 6, 3), ((1, 8), 10, 3)],
)
def test_months_without_taking_part_have_their_step(branch, member, last, count, level):
    held(branch, *last, Presence.PRESENT)
    held(branch, 11, 5, MISSED)

    (row,) = found(branch, AdviceKind.MONTHS)

    assert (row.count, row.level, row.excused_only) == (count, level, False)
    assert f"已满 {count} 个月" in row.facts


def test_six_months_quote_the_regulation_and_set_no_status(branch, member):
    held(branch, 4, 10, Presence.PRESENT)
    held(branch, 10, 9, MISSED)

    (row,) = found(branch, AdviceKind.MONTHS)

    assert "第三十一条第六项" in row.source
    assert "核实是否有正当理由" in row.advice
    with branch.read() as session:
        assert session.get(Member, member).status is PartyStatus.NORMAL


def test_a_day_short_of_two_months_gives_no_advice(branch, member):
    held(branch, 9, 23, Presence.PRESENT)
    held(branch, 11, 5, MISSED)
    assert found(branch, AdviceKind.MONTHS) == []


def test_only_leave_in_that_time_advises_care_and_stands_last(branch, member):
    held(branch, 5, 8, Presence.PRESENT)
    held(branch, 10, 9, SICK)
    other = make_member(branch, "李四")
    assert other
    mark(branch, make_activity(branch, date(2026, 11, 18), topic="另"), 李四=MISSED, 张三=SICK)

    first, last = advice.list_advice(branch)

    assert (first.name, last.name, last.excused_only) == ("李四", "张三", True)
    assert "送学上门" in last.advice


def test_a_make_up_that_is_done_counts_as_taking_part(branch, member):
    held(branch, 5, 8, Presence.PRESENT)
    held(branch, 10, 9, MISSED)
    complete(branch, only_task(branch).id, date(2026, 10, 12), date(2026, 10, 20))
    assert found(branch, AdviceKind.MONTHS) == []


def test_who_never_took_part_is_counted_from_the_first_time_expected(branch, member):
    held(branch, 8, 10, MISSED)
    (row,) = found(branch, AdviceKind.MONTHS)
    assert row.facts.startswith("2026-08-10 以来，已满 3 个月")


def test_exempt_members_and_those_nobody_expected_get_no_advice(branch, member):
    held(branch, 4, 10, Presence.PRESENT)
    held(branch, 10, 9, Presence.EXEMPT)
    assert advice.list_advice(branch) == []


def test_six_months_are_full_on_the_last_day_of_a_month_that_has_no_such_day(branch, member, clock):
    clock.set(2026, 2, 27)
    for day, presence in ((date(2025, 8, 30), Presence.PRESENT), (date(2025, 10, 9), MISSED)):
        mark(branch, make_activity(branch, day), 张三=presence)
    (row,) = found(branch, AdviceKind.MONTHS)
    assert (row.count, row.level) == (5, 2)

    clock.set(2026, 2, 28)
    (row,) = found(branch, AdviceKind.MONTHS)
    assert (row.count, row.level) == (6, 3)


def test_late_and_leave_count_as_absences_only_where_the_branch_says_so(branch, member):
    for day in range(2, 7):
        held(branch, 11, day, Presence.LATE)
    for day in range(9, 13):
        held(branch, 11, day, SICK)
    held(branch, 11, 16, MISSED)
    assert found(branch, AdviceKind.UNEXCUSED)[0].count == 1

    own = (
        AdviceStep(StepKind.LATE, 2, "迟到两次按缺席一次", "本支部考勤制度第六条"),
        AdviceStep(StepKind.LEAVE, 3, "请假三次按缺席一次", "本支部考勤制度第七条"),
    )
    advice_steps.save(branch, [*advice_steps.presets(), *own])
    (row,) = found(branch, AdviceKind.UNEXCUSED)

    assert (row.count, row.level) == (4, 3)
    assert row.facts == "2026 年无故缺席 1 次（11-16）；迟到 5 次，折算缺席 2 次；请假 4 次，折算缺席 1 次"
    assert "本支部考勤制度第六条" in row.source


def test_a_low_share_of_the_year_is_told_once_there_were_ten_meetings(branch, member):
    for day in range(1, 8):
        held(branch, 10, day, Presence.PRESENT)
    held(branch, 10, 8, SICK)
    held(branch, 10, 9, MISSED)
    assert found(branch, AdviceKind.RATE) == [], "nine meetings say nothing yet"
    held(branch, 10, 10, SICK)

    (row,) = found(branch, AdviceKind.RATE)
    assert (row.count, row.level) == (70, 1)
    assert "应到 10 次，参加和补学共 7 次，占 70.0%，低于 80%" in row.facts

    assert not row.excused_only

    for task in makeup_rows.list_tasks(branch)[:1]:
        complete(branch, task.id, date(2026, 10, 12), date(2026, 10, 13))
    assert found(branch, AdviceKind.RATE) == []


def test_a_low_share_with_leave_only_advises_care(branch, member):
    for day in range(1, 11):
        held(branch, 10, day, SICK)

    (row,) = found(branch, AdviceKind.RATE)

    assert (row.count, row.excused_only) == (0, True)
    assert "送学上门" in row.advice
