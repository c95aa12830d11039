from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import ActivityKind, Presence
from app.services import life_rates
from app.services.errors import BadInput
from app.services.life_lines import Count
from app.services.life_rates import By
from tests import life_helpers as life


@pytest.fixture
def year(branch):
    """Two members of two groups at two activities; one absence is made up."""
    life.make_member(branch, "隋喆", "第二党小组")
    life.make_member(branch, "逄翀", "第一党小组")
    life.make_member(branch, "沈德明", None)
    spring = life.make_activity(branch, date(2026, 3, 5))
    autumn = life.make_activity(branch, date(2026, 9, 10), ActivityKind.ASSEMBLY, "党员大会")
    life.mark(branch, spring, 逄翀=Presence.PRESENT, 隋喆=Presence.SICK, 沈德明=Presence.EXEMPT)
    life.complete(branch, life.only_task(branch).id, date(2026, 3, 9), date(2026, 3, 11))
    life.mark(branch, autumn, 逄翀=Presence.UNEXCUSED, 隋喆=Presence.LATE, 沈德明=Presence.EXEMPT)
    return branch


def rates(ctx, by):
    return {row.label: row.count for row in life_rates.attendance_rates(ctx, "2026", by)}


def test_by_member_in_the_order_of_the_branch(year):
    found = rates(year, By.MEMBER)
    assert list(found) == ["隋喆", "逄翀", "沈德明"]
    assert found["隋喆"] == Count(expected=2, present=1, on_leave=1, made_up=1)
    assert found["沈德明"] == Count(exempt=2)


def test_by_group_in_the_order_of_the_groups_and_without_group_last(year):
    found = rates(year, By.GROUP)
    assert list(found) == ["第一党小组", "第二党小组", "未分组"]
    assert found["第一党小组"] == Count(expected=2, present=1, unexcused=1)


def test_by_kind_and_by_quarter(year):
    assert list(rates(year, By.KIND)) == ["党员大会", "主题党日"]
    assert list(rates(year, By.QUARTER)) == ["2026年第一季度", "2026年第三季度"]
    assert rates(year, By.QUARTER)["2026年第一季度"].present == 1


def test_every_breakdown_adds_up_to_the_same(year):
    wholes = {sum(rates(year, by).values(), Count()) for by in By}
    assert wholes == {Count(expected=4, present=2, on_leave=1, unexcused=1, exempt=2, made_up=1)}


def test_coverage_by_group_kind_and_quarter(year):
    by_group = {row.label: row.coverage for row in life_rates.coverage(year, "2026", By.GROUP)}
    assert (by_group["第二党小组"].due, by_group["第二党小组"].done) == (1, 1)
    assert (by_group["第一党小组"].due, by_group["第一党小组"].waiting) == (1, 1)
    assert [row.label for row in life_rates.coverage(year, "2026", By.KIND)] == ["党员大会", "主题党日"]
    assert [row.coverage.due for row in life_rates.coverage(year, "2026", By.QUARTER)] == [1, 1]


def test_a_period_that_cannot_be_read_is_refused(year):
    with pytest.raises(BadInput):
        life_rates.attendance_rates(year, "去年", By.KIND)
