from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from app.models.kinds import MemberClass
from app.models.org import Org
from app.services.points import entries, review, trends
from app.services.points.entries import EntryDraft
from app.services.points.facts import NoRulebook
from tests.services.points import closing_kit, samples


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    members = samples.add_members(branch)
    for member, hours, day in (
        (members[0], "4", date(2026, 3, 12)),
        (members[1], "10", date(2026, 3, 12)),
        (members[0], "20", date(2026, 5, 12)),
    ):
        review.approve(branch, entries.add(branch, EntryDraft(member, "B1", day, hours)).new_ids)
    return members


def test_a_quarter_has_one_bar_a_member_in_the_order_of_the_branch(branch, members):
    bars = trends.quarter_bars(branch, "2026Q1")
    assert bars.names == ("张伟#1", "李敏", "王芳", "张伟#2", "逄喆")
    assert bars.totals == tuple(map(Fraction, (62, 65, 60, 60, 60)))
    assert bars.average == Fraction(307, 5)
    assert not bars.closed
    assert [part.label for part in bars.categories] == ["基础分", "组织生活", "作用发挥", "纪律扣分"]
    assert bars.categories[2].values[:2] == (Fraction(2), Fraction(5))


def test_a_settled_quarter_is_no_longer_marked(branch, members):
    closing_kit.lock(branch, "2026Q1")

    assert trends.quarter_bars(branch, "2026Q1").closed
    assert trends.member_line(branch, members[0], 2026).closed == (True, False, False, False)


def test_the_running_quarter_is_marked_as_not_settled(branch, members):
    bars = trends.quarter_bars(branch, "2026Q4")
    assert not bars.closed
    assert bars.source == "审定的积分记录，按测试积分办法（2026）计分，截至 2026-11-22"


def test_bars_are_narrowed_by_group_and_class(branch, members):
    with branch.read() as session:
        group = session.scalars(select(Org.id).where(Org.name == "第二党小组")).one()
    assert trends.quarter_bars(branch, "2026Q1", group_id=group).names == ("李敏", "张伟#2")
    assert trends.quarter_bars(branch, "2026Q1", klass=MemberClass.RETIRED).names == ("逄喆",)


def test_a_member_stands_beside_the_branch(branch, members):
    line = trends.member_line(branch, members[0], 2026)
    assert line.quarters == ("2026年一季度", "2026年二季度", "2026年三季度", "2026年四季度")
    assert line.totals == tuple(map(Fraction, (62, 70, 60, 60)))
    assert line.averages[1] == Fraction(62)
    assert (line.lows[1], line.highs[1]) == (Fraction(60), Fraction(70))
    assert line.closed == (False, False, False, False)
    assert line.name == "张伟#1"


def test_quarters_to_come_have_no_value(branch, members, clock):
    clock.set(2026, 5, 20)
    line = trends.member_line(branch, members[0], 2026)
    assert line.totals[2:] == (None, None)
    assert line.closed == (False, False, False, False)


def test_a_year_without_a_rulebook_is_refused(branch, members):
    with pytest.raises(NoRulebook):
        trends.member_line(branch, members[0], 2024)
