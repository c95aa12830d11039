"""结算后调整: a correction in a settled quarter becomes a dated entry of the open one."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.activity import Attendance
from app.models.kinds import EntryState, LeaveReason, MakeupState, MemberClass, Presence, SourceKind
from app.models.member import Member
from app.models.points import Closing, Entry
from app.services import members, settings
from app.services.errors import Refused
from app.services.points import (
    adjustments,
    closing,
    closing_diff,
    entries,
    posting,
    review,
    settlements,
    totals,
    year_end,
)
from app.services.points.entry_list import EntryFilter, list_entries
from app.services.points.scoring_cards import Stage
from app.services.undo import UndoStack
from tests.services.points import closing_kit as kit
from tests.services.points import samples

OPEN, DAY = "2026Q4", date(2026, 8, 9)
ADJUSTED = SourceKind.ADJUSTMENT


@pytest.fixture
def people(branch):
    settings.save(branch, settings.BranchSettings(auto_entry_state=EntryState.APPROVED))
    return kit.settle(branch)


@pytest.fixture
def held(branch, people):
    """A theme day that 李敏 missed without excuse; the quarter is settled."""
    activity = samples.hold(branch, DAY, {people[1]: Presence.UNEXCUSED})
    kit.lock(branch)
    return activity


def booked(ctx, *states):
    wanted = EntryFilter(source=ADJUSTED, states=states or (EntryState.APPROVED,))
    return [
        (row.member_name, row.value_text, row.happened_on)
        for row in reversed(list_entries(ctx, wanted))
        if not row.is_reversal
    ]


def total(ctx, name, period=OPEN, **more):
    return next(row.total_text for row in totals.period_totals(ctx, period, **more).rows if row.name == name)


def kept(ctx, period=kit.QUARTER):
    return settlements.settled(ctx, period)


def test_the_sheet_stays_and_the_open_quarter_counts_the_difference(branch, people, held):
    before = kept(branch)
    samples.correct(branch, held, people[1], Presence.PRESENT)
    # three lost points fall away, and +2 comes: the theme day of July has left room for one more
    assert booked(branch) == [("李敏", "+5 分", branch.today)]
    assert kept(branch).snapshot == before.snapshot
    assert kept(branch).intact
    assert total(branch, "李敏") == "65.0"
    assert total(branch, "王芳") == "60.0"


def test_only_what_the_caps_let_through_is_adjusted(branch, people):
    samples.hold(branch, date(2026, 7, 20), {people[1]: Presence.PRESENT})
    activity = samples.hold(branch, DAY, {people[1]: Presence.SICK})
    kit.lock(branch)
    samples.correct(branch, activity, people[1], Presence.PRESENT)
    assert booked(branch) == []
    assert total(branch, "李敏") == "60.0"


def test_two_corrections_add_up_to_the_net(branch, people, held):
    samples.hold(branch, date(2026, 10, 9), {people[1]: Presence.PRESENT})
    samples.correct(branch, held, people[1], Presence.PRIVATE)
    assert booked(branch) == [("李敏", "+3 分", branch.today)]
    samples.correct(branch, held, people[1], Presence.PRESENT)
    # the same record: its first adjustment is not touched, the rest is added
    assert [row[1] for row in booked(branch)] == ["+3 分", "+2 分"]
    assert total(branch, "李敏") == "67.0"


def test_a_correction_taken_back_takes_its_adjustment_back(branch, people, held):
    samples.correct(branch, held, people[1], Presence.PRESENT)
    samples.correct(branch, held, people[1], Presence.UNEXCUSED)
    assert booked(branch) == []
    with branch.read() as session:
        rows = session.scalars(select(Entry).where(Entry.source == ADJUSTED).order_by(Entry.id)).all()
    assert [(row.value, row.state) for row in rows] == [
        (500, EntryState.REVERSED),
        (-500, EntryState.REVERSED),
    ]
    assert total(branch, "李敏") == "60.0"


def test_an_adjustment_waits_for_review_like_other_entries(branch, people, held):
    settings.save(branch, settings.BranchSettings(auto_entry_state=EntryState.CHECKED))
    samples.correct(branch, held, people[1], Presence.PRESENT)
    assert booked(branch) == []
    assert total(branch, "李敏") == "60.0"
    assert total(branch, "李敏", include_unapproved=True) == "65.0"
    (waiting,) = list_entries(branch, EntryFilter(source=ADJUSTED))
    review.approve(branch, [waiting.id])
    assert total(branch, "李敏") == "65.0"
    # one that was never approved leaves nothing behind
    settings.save(branch, settings.BranchSettings(auto_entry_state=EntryState.DRAFT))
    samples.correct(branch, held, people[1], Presence.SICK)
    assert booked(branch, EntryState.DRAFT) == [("李敏", "-2 分", branch.today)]
    samples.correct(branch, held, people[1], Presence.PRESENT)
    assert booked(branch, EntryState.DRAFT) == []


def test_the_explanation_leads_to_the_corrected_record(branch, people, held):
    samples.correct(branch, held, people[1], Presence.PRESENT)
    told = totals.explain(branch, OPEN, people[1])
    (step,) = (step for section in told.sections for step in section.steps if step.stage is Stage.ADJUSTED)
    assert step.text == "以前季度调整（2026年第三季度）：8月9日“无故缺席”不再计，8月9日“参加主题党日”补计"
    assert (step.counted, step.running) == ("+5", "65.0")
    assert [(link.page, link.focus_id) for link in step.links] == [("activities", held)]


def test_the_table_has_a_column_only_where_something_is_adjusted(branch, people, held):
    assert "以前季度调整" not in [head.name for head in totals.period_totals(branch, OPEN).categories]
    samples.correct(branch, held, people[1], Presence.PRESENT)
    found = totals.period_totals(branch, OPEN)
    assert found.categories[-1].name == "以前季度调整"
    assert [row.categories[-1] for row in found.rows] == [0, 5, 0, 0, 0]


def test_a_make_up_finished_after_the_settlement(branch, people, held):
    samples.make_up(branch, held, people[1], date(2026, 9, 20), MakeupState.DONE)
    # 免除扣分 and the point of the make-up itself, whose day lies in the settled quarter as well
    assert booked(branch) == [("李敏", "+4 分", branch.today)]


def test_an_entry_by_hand_is_reversed(branch, people):
    entry_id = kit.earn(branch, people[0], "4")
    kit.lock(branch)
    review.reverse(branch, [entry_id], "算错了")
    assert booked(branch) == [("张伟#1", "-4 分", branch.today)]
    told = totals.explain(branch, OPEN, people[0])
    (step,) = (step for step in told.sections[0].steps if step.stage is Stage.ADJUSTED)
    assert [(link.page, link.focus_id) for link in step.links] == [("points", entry_id)]
    assert total(branch, "张伟#1") == "56.0"


def test_a_veto_keeps_an_adjustment_from_counting(branch, people, held):
    veto = entries.EntryDraft(
        people[1], happened_on=date(2026, 10, 9), veto_code="V1", document="纪检决定3号"
    )
    review.approve(branch, [entries.add(branch, veto).new_id])
    samples.correct(branch, held, people[1], Presence.PRESENT)
    assert total(branch, "李敏") == "0.0"


def test_points_that_a_veto_had_taken_are_not_adjusted(branch, people):
    activity = samples.hold(branch, DAY, {people[1]: Presence.UNEXCUSED})
    veto = entries.EntryDraft(people[1], happened_on=DAY, veto_code="V1", document="纪检决定3号")
    review.approve(branch, [entries.add(branch, veto).new_id])
    kit.lock(branch)
    samples.correct(branch, activity, people[1], Presence.PRESENT)
    assert booked(branch) == []


def test_the_year_counts_a_correction_once(branch, people, held):
    samples.correct(branch, held, people[1], Presence.PRESENT)
    table = year_end.year_table(branch, "2026")
    row = next(row for row in table.rows if row.member_id == people[1])
    # sum of the quarters: 60 + 60 + (60 + 4) + 60, and the quarters as they stand: 59 kept, 65 open
    assert row.total == "244.0"
    assert row.parts == ("60.0", "60.0", "59.0", "65.0")


def test_reopening_takes_the_adjustments_back_and_the_next_version_holds_the_correction(branch, people, held):
    samples.correct(branch, held, people[1], Presence.PRESENT)
    first = kept(branch).row.id
    closing.reopen(branch, first, "更正较多，重新结算")
    assert booked(branch) == []
    assert total(branch, "李敏") == "60.0"
    second = kit.lock(branch)
    assert total(branch, "李敏", kit.QUARTER) == "64.0"
    lines = closing_diff.diff(branch, first, second).lines
    assert ("李敏", "合计", "59.0", "64.0") in [(r.name, r.what, r.before, r.after) for r in lines]


def test_an_adjustment_in_a_settled_quarter_is_answered_by_its_opposite(branch, people):
    activity = samples.hold(branch, date(2026, 5, 9), {people[1]: Presence.UNEXCUSED})
    first = kit.lock(branch, "2026Q2")
    with branch.write("早些时候更正") as work:
        # booked in the third quarter, while that was open
        work.session.add(
            Entry(
                member_id=people[1],
                happened_on=date(2026, 8, 1),
                value=500,
                state=EntryState.APPROVED,
                source=ADJUSTED,
                adjusts="2026Q2",
                cause=SourceKind.ATTENDANCE,
                created_at=work.now,
            )
        )
    samples.correct(branch, activity, people[1], Presence.PRESENT)
    assert booked(branch) == [("李敏", "+5 分", date(2026, 8, 1))]
    kit.lock(branch)
    assert total(branch, "李敏", kit.QUARTER) == "67.0"
    closing.reopen(branch, first, "重新结算二季度")
    assert booked(branch) == [("李敏", "+5 分", date(2026, 8, 1)), ("李敏", "-5 分", branch.today)]
    assert total(branch, "李敏", kit.QUARTER) == "67.0"
    assert total(branch, "李敏") == "55.0"


def test_where_the_quarter_of_today_is_settled_the_next_one_takes_it(branch, people, held):
    with branch.write("本季度已结算") as work:
        former = work.session.scalars(select(Closing)).one()
        more = Closing(
            period=OPEN,
            version=1,
            rulebook_text=former.rulebook_text,
            content_hash="",
            closed_at=work.now,
            data=former.data,
        )
        work.session.add(more)
    samples.correct(branch, held, people[1], Presence.PRESENT)
    assert booked(branch) == [("李敏", "+5 分", date(2027, 1, 1))]


def test_a_member_who_left_keeps_his_adjustment_without_a_quarter_to_count_it(branch, people, held):
    members.mark_left(branch, people[1], date(2026, 9, 30), LeaveReason.TRANSFERRED, "调往省厅")
    samples.correct(branch, held, people[1], Presence.PRESENT)
    assert booked(branch) == [("李敏", "+5 分", branch.today)]
    assert "李敏" not in [row.name for row in totals.period_totals(branch, OPEN).rows]


def test_who_is_not_on_the_settled_sheet_has_nothing_to_adjust(branch, people, held):
    (late,) = samples.add_members(branch, ("赵新",))
    with pytest.raises(Refused, match="赵新不在这一期的积分表里"):
        samples.hold(branch, DAY, {late: Presence.UNEXCUSED})


def test_a_class_changed_since_moves_no_figure_that_was_signed(branch, people, held):
    with branch.write("退休") as work:
        work.session.get(Member, people[1]).klass = MemberClass.RETIRED
    samples.correct(branch, held, people[1], Presence.PRESENT)
    assert booked(branch) == [("李敏", "+5 分", branch.today)]


def test_undo_takes_a_correction_with_its_adjustment_back(branch, people, held):
    stack = UndoStack()
    with branch.write("更正考勤") as work:
        work.session.scalars(select(Attendance)).all()[-1].presence = Presence.PRESENT
        posting.post_activities_in(work, [held])
    stack.push(work.changes)
    assert len(booked(branch)) == 1
    stack.undo(branch)
    assert booked(branch) == []
    assert total(branch, "李敏") == "60.0"
    assert kept(branch).intact


def test_a_step_from_before_the_settlement_cannot_be_undone(branch, people):
    activity = samples.hold(branch, DAY, {people[1]: Presence.UNEXCUSED})
    stack = UndoStack()
    with branch.write("更正考勤") as work:
        work.session.scalars(select(Attendance)).all()[-1].presence = Presence.PRESENT
        posting.post_activities_in(work, [activity])
    stack.push(work.changes)
    kit.lock(branch)
    with pytest.raises(Refused, match="不能撤销之前的操作"):
        stack.undo(branch)
    assert kept(branch).intact


def test_an_adjustment_cannot_be_changed_or_reversed_by_hand(branch, people, held):
    samples.correct(branch, held, people[1], Presence.PRESENT)
    (row,) = list_entries(branch, EntryFilter(source=ADJUSTED))
    with pytest.raises(Refused, match="更正它的来源"):
        entries.remove(branch, [row.id])
    with pytest.raises(Refused, match="从来源更正"):
        review.reverse(branch, [row.id], "不要了")


def test_the_next_year_counts_it_only_where_the_former_year_was_settled_before(branch, people, held):
    samples.correct(branch, held, people[1], Presence.PRESENT)
    with branch.write("记到下一年") as work:
        work.session.scalars(select(Entry).where(Entry.source == ADJUSTED)).one().happened_on = date(
            2027, 1, 1
        )
    assert total(branch, "李敏", "2027Q1") == "65.0"
    assert total(branch, "李敏", "2027") == "60.0"


def test_a_settled_year_stays_and_the_next_one_counts_its_correction(branch, people, held, clock):
    clock.set(2027, 1, 5)
    for quarter in ("2026Q1", "2026Q2", OPEN):
        kit.lock(branch, quarter)
    year_end.confirm(branch, "2026", accept_open=True)
    before = kept(branch, "2026").snapshot
    clock.set(2027, 1, 6)

    samples.correct(branch, held, people[1], Presence.PRESENT)

    assert booked(branch) == [("李敏", "+5 分", date(2027, 1, 6))]
    assert kept(branch, "2026").snapshot == before
    assert total(branch, "李敏", "2027Q1") == "65.0"
    assert total(branch, "李敏", "2027") == "65.0"
    with branch.read() as session:
        adjustments.refuse_unbalanced_in(session, [(people[1], DAY), (people[1], date(2026, 12, 31))])
