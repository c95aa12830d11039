from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from app.models.kinds import Presence
from app.models.member import Member
from app.services.errors import NotFound
from app.services.points import entries, review, rulebooks, totals
from app.services.points.entries import EntryDraft
from app.services.points.facts import NoRulebook
from app.services.points.scoring_cards import Stage
from tests.services.points import closing_kit, samples

DAY = date(2026, 3, 12)


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


def approved(ctx, member, item, value, day=DAY, **more):
    entry_id = entries.add(ctx, EntryDraft(member, item, day, value, **more)).new_id
    review.approve(ctx, [entry_id])
    return entry_id


def figures(result):
    return {row.name: row.total_text for row in result.rows}


def test_without_a_rulebook_the_next_step_is_named(branch):
    with pytest.raises(NoRulebook, match="请先在"):
        totals.period_totals(branch, "2026Q1")


def test_only_approved_entries_count_and_the_others_are_told(branch, members):
    approved(branch, members[1], "B1", "5")
    entries.add(branch, EntryDraft(members[1], "B1", DAY, "2"))
    result = totals.period_totals(branch, "2026Q1")
    assert figures(result)["李敏"] == "62.0"
    assert (result.waiting, result.counted_waiting) == (1, False)
    assert figures(totals.period_totals(branch, "2026Q1", include_unapproved=True))["李敏"] == "63.0"


def test_members_stand_in_the_order_of_the_branch_and_same_names_are_told_apart(branch, members):
    result = totals.period_totals(branch, "2026Q1")
    assert [row.name for row in result.rows] == ["张伟#1", "李敏", "王芳", "张伟#2", "逄喆"]
    assert [head.name for head in result.categories] == ["组织生活", "作用发挥", "纪律扣分"]
    assert result.rulebook == "测试积分办法（2026）"
    assert result.average == 60


def test_a_cap_of_the_quarter_cuts_and_the_explanation_says_so(branch, members):
    for day in (DAY, date(2026, 3, 13), date(2026, 3, 14)):
        samples.hold(branch, day, {members[1]: Presence.PRESENT})
    samples.approve_all(branch)
    assert figures(totals.period_totals(branch, "2026Q1"))["李敏"] == "64.0"
    told = totals.explain(branch, "2026Q1", members[1])
    (section,) = told.sections
    assert (told.total, section.steps[-1].running) == ("64.0", "64.0")
    (cap,) = [step for step in section.steps if step.stage is Stage.ITEM_CAP]
    assert cap.cut == "+2"
    first = section.steps[0]
    assert first.counted == "+2"
    assert first.links[0].text == "2026-03-12 主题党日《学党史》出勤"
    assert first.links[0].page == "activities"


def test_a_reversed_entry_does_not_count(branch, members):
    entry_id = approved(branch, members[1], "B1", "4")
    review.reverse(branch, [entry_id], "记错")
    result = totals.period_totals(branch, "2026Q1", include_unapproved=True)
    assert (figures(result)["李敏"], result.waiting) == ("60.0", 0)


def test_the_year_is_made_by_the_rulebook_and_graded(branch, members):
    approved(branch, members[1], "B1", "4")
    approved(branch, members[1], "B1", "4", date(2026, 5, 6))
    result = totals.period_totals(branch, "2026")
    # four quarters of 60 each, and twice 2
    assert figures(result)["李敏"] == "244.0"
    assert result.graded
    assert result.of(members[1]).grade == "优秀"
    told = totals.explain(branch, "2026", members[1])
    assert [section.title for section in told.sections] == [
        "2026年第一季度",
        "2026年第二季度",
        "2026年第三季度",
        "2026年第四季度",
        "2026年度",
    ]


def test_a_veto_takes_the_year(branch, members):
    entries.add(branch, EntryDraft(members[1], happened_on=DAY, veto_code="V1", document="决定"))
    samples.approve_all(branch)
    row = totals.period_totals(branch, "2026").of(members[1])
    assert (row.total, row.grade, row.veto) == (0, "不合格", "受到党纪处分")


def test_who_left_stays_in_the_quarters_he_belonged_to(branch, members):
    with branch.write("转出") as work:
        member = work.session.get(Member, members[2])
        assert member is not None
        member.left_on = date(2026, 5, 20)
    assert "王芳" in figures(totals.period_totals(branch, "2026Q2"))
    assert "王芳" not in figures(totals.period_totals(branch, "2026Q3"))
    with pytest.raises(NotFound, match="名单"):
        totals.explain(branch, "2026Q3", members[2])


def test_a_quarter_is_open_until_it_is_settled(branch, members):
    assert totals.period_totals(branch, "2026Q4").open
    assert totals.period_totals(branch, "2026Q3").open

    closing_kit.lock(branch, "2026Q3")

    assert not totals.period_totals(branch, "2026Q3").open


def test_entries_that_a_later_rulebook_does_not_know_are_counted_apart(branch, members):
    approved(branch, members[1], "B1", "4")
    rulebooks.import_toml(branch, samples.rulebook_text().replace('"B1"', '"B9"'), date(2026, 4, 1))
    result = totals.period_totals(branch, "2026")
    assert result.misfits == 1
    assert totals.period_totals(branch, "2026Q1").misfits == 0


def test_half_a_time_earns_half_the_points(branch):
    from app.models.kinds import MakeupState

    samples.adopt(branch, "half")
    (member,) = samples.add_members(branch, ("张伟",))
    activity = samples.hold(branch, DAY, {member: Presence.SICK})
    samples.make_up(branch, activity, member, date(2026, 3, 20), MakeupState.DONE)
    samples.approve_all(branch)
    row = totals.period_totals(branch, "2026Q1").of(member)
    # half of 2 for the meeting, 1 for the make-up
    assert row.categories[0] == Fraction(2)


def test_a_base_is_carried_over_from_the_year_before(branch):
    carried = (
        samples.rulebook_text()
        .replace('mode = "granted"\npoints = 60', 'mode = "carry_over"\npoints = 10\nfactor = 0.2')
        .replace("2026-01-01", "2025-01-01")
        .replace('annual = "sum"', 'annual = "running"')
    )
    rulebooks.import_toml(branch, carried)
    member, *_ = samples.add_members(branch)
    approved(branch, member, "B1", "20", date(2025, 6, 1))
    assert totals.period_totals(branch, "2025").of(member).total == 20
    assert totals.period_totals(branch, "2026").of(member).total == 4
