from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from app.models.kinds import ClosingState, EntryState, LeaveReason, ObjectionResult, Presence
from app.models.points import ClosingLine, Entry
from app.services import exports, members
from app.services.context import Context
from app.services.errors import BadInput, NotFound, Refused
from app.services.points import closing, closing_diff, entries, objections, review, settlements, totals
from app.services.points.settlements import Content, Order, PublicationOptions
from tests.services.points import closing_kit as kit
from tests.services.points import samples


@pytest.fixture
def people(branch: Context) -> list[int]:
    return kit.settle(branch)


def test_locking_makes_the_first_version_with_the_rulebooks_text(branch, people):
    kit.lock(branch)
    (row,) = settlements.versions(branch, kit.QUARTER)
    assert (row.version, row.state, row.members, row.locked_by) == (1, ClosingState.LOCKED, 5, "王书记")
    settled = settlements.settled(branch, kit.QUARTER)
    assert settled is not None
    assert settled.snapshot.rulebook_text == samples.rulebook_text()
    assert settled.intact
    assert [line.name for line in settled.snapshot.lines] == ["张伟#1", "李敏", "王芳", "张伟#2", "逄喆"]
    assert settled.snapshot.lines[0].entries[0].source.endswith("主题党日《学党史》出勤")


def test_a_quarter_that_runs_or_has_unreviewed_entries_cannot_be_locked(branch, people):
    with pytest.raises(Refused, match="2026-12-31 才结束"):
        closing.lock(branch, "2026Q4", accept_open=True)
    draft = entries.EntryDraft(people[0], "B2", date(2026, 8, 3), "2", reason="突出")
    entries.add(branch, draft)
    with pytest.raises(Refused, match="1 条积分记录还没有审定"):
        closing.lock(branch, kit.QUARTER, accept_open=True)
    assert settlements.versions(branch, kit.QUARTER) == []


def test_warnings_must_be_accepted_and_stay_with_the_version(branch, people):
    samples.hold(branch, date(2026, 7, 20), {people[1]: Presence.SICK})
    absent = samples.hold(branch, date(2026, 7, 21), {people[1]: Presence.SICK})
    samples.make_up(branch, absent, people[1], date(2026, 7, 25), samples.MakeupState.CLAIMED)
    with pytest.raises(Refused, match="1 项提醒"):
        closing.lock(branch, kit.QUARTER)
    closing.lock(branch, kit.QUARTER, accept_open=True)
    (row,) = settlements.versions(branch, kit.QUARTER)
    assert row.accepted == ("有 1 项补学还没有完成。",)


def test_a_settled_quarter_keeps_its_sheet_whatever_is_corrected_or_found_late(branch, people):
    activity = samples.hold(branch, date(2026, 8, 9), {people[1]: Presence.PRESENT})
    samples.approve_all(branch)
    entry_id = kit.earn(branch, people[0], "1")
    kit.lock(branch)
    late = entries.EntryDraft(people[0], "B2", date(2026, 8, 3), "2", reason="突出")
    before = settlements.settled(branch, kit.QUARTER).snapshot
    review.approve(branch, [entries.add(branch, late).new_id])
    review.reverse(branch, [entry_id], "算错了")
    samples.correct(branch, activity, people[1], Presence.UNEXCUSED)
    assert settlements.settled(branch, kit.QUARTER).snapshot == before


def test_a_period_is_not_locked_twice(branch, people):
    kit.lock(branch)
    with pytest.raises(Refused, match="已经结算"):
        kit.lock(branch)


# Mistakes of other systems


def test_who_leaves_later_stays_on_the_signed_sheet(branch, people):
    """A quarter recomputed with today's list would lose everybody who left since."""
    kit.lock(branch)
    before = exports.point_sheet(branch, kit.QUARTER)
    members.mark_left(branch, people[1], date(2026, 11, 1), LeaveReason.TRANSFERRED, "调往省厅")
    members.mark_left(branch, people[2], date(2026, 7, 1), LeaveReason.DIED, "")
    with branch.write("改名") as work:
        work.session.get(members.Member, people[0]).name = "张为"
    after = exports.point_sheet(branch, kit.QUARTER)
    assert [(row.name, row.total, row.note) for row in after.rows] == [
        (row.name, row.total, row.note) for row in before.rows
    ]
    assert after.roster_count == before.roster_count == 5


def test_settling_again_keeps_the_former_version(branch, people):
    """A former snapshot that is silently replaced would take the signed paper's ground away."""
    first = kit.lock(branch)
    closing.reopen(branch, first, "漏记李敏防汛加分")
    kit.earn(branch, people[1], "3")
    second = kit.lock(branch)
    newest, oldest = settlements.versions(branch, kit.QUARTER)
    assert (newest.id, newest.version, oldest.id, oldest.version) == (second, 2, first, 1)
    assert (oldest.state_text, oldest.reopened_reason) == ("已重开", "漏记李敏防汛加分")
    old, new = settlements.load(branch, first), settlements.load(branch, second)
    assert old.intact
    assert new.intact
    assert new.snapshot.lines[1].total - old.snapshot.lines[1].total == 3
    assert exports.point_sheet(branch, kit.QUARTER).seal == newest.seal


def test_the_sheet_agrees_with_the_ledger_it_lists(branch, people):
    """A sheet whose lines do not add up to its totals is not trusted."""
    for day in (10, 11, 12):
        samples.hold(branch, date(2026, 7, day), {people[0]: Presence.PRESENT})
    samples.approve_all(branch)
    kit.lock(branch)
    settled = settlements.settled(branch, kit.QUARTER)
    assert settled is not None
    for line in settled.snapshot.lines:
        assert line.base + sum(entry.counted for entry in line.entries) == line.total
    assert [entry.counted for entry in settled.snapshot.lines[0].entries] == [2, 2, 0, 0]


# Hash


def test_equal_content_has_the_same_hash_whenever_it_is_locked(branch, people, clock):
    first = kit.lock(branch)
    closing.reopen(branch, first, "核对")
    clock.set(2026, 12, 1)
    second = kit.lock(branch)
    old, new = settlements.load(branch, first).row, settlements.load(branch, second).row
    assert old.content_hash == new.content_hash
    assert len(old.content_hash) == 64


@pytest.mark.parametrize("change", ["total", "grade", "entry"])
def test_a_changed_line_no_longer_has_its_hash(branch, people, change):
    kit.earn(branch, people[0], "1")
    closing_id = kit.lock(branch)
    with branch.store.write() as session:
        line = session.scalars(select(ClosingLine).where(ClosingLine.member_id == people[0])).one()
        if change == "total":
            line.total = "99"
        elif change == "grade":
            line.grade = "优秀"
        else:
            line.data = {**line.data, "entries": line.data["entries"][:1]}
    assert not settlements.load(branch, closing_id).intact


def test_a_third_of_a_point_is_kept_exactly(branch, people):
    closing_id = kit.lock(branch)
    with branch.store.write() as session:
        session.execute(update(ClosingLine).values(total="271/3"))
    (line, *_) = settlements.load(branch, closing_id).snapshot.lines
    assert line.total * 3 == 271


# Publication


@pytest.mark.parametrize(
    ("workdays", "start", "last", "provisional"),
    [
        (3, date(2026, 9, 30), date(2026, 10, 10), False),
        (3, date(2026, 12, 28), date(2026, 12, 31), False),
        (5, date(2026, 9, 30), date(2026, 10, 13), False),
        (5, date(2026, 12, 28), date(2027, 1, 4), True),
    ],
)
def test_the_last_day_counts_working_days_after_the_first(branch, people, workdays, start, last, provisional):
    closing_id = kit.lock(branch)
    with branch.store.write() as session:
        found = settlements.get_in(session, closing_id)
        found.data = {**found.data, "workdays": workdays}
    end = closing.publication_end(branch, closing_id, start)
    assert (end.date, end.provisional) == (last, provisional)
    assert ("2027年的放假调休安排尚未录入" in end.warning) is provisional


def test_a_publication_runs_and_then_becomes_final(branch, people, clock):
    closing_id = kit.lock(branch)
    with pytest.raises(Refused, match="还没有公示"):
        closing.finish(branch, closing_id)
    wanted = PublicationOptions(Order.STROKES, Content.POINTS, ranking=True)
    closing.publish(branch, closing_id, date(2026, 11, 23), wanted)
    (row,) = settlements.versions(branch, kit.QUARTER)
    assert (row.state, row.last_day, row.publication) == (
        ClosingState.PUBLISHED,
        date(2026, 11, 26),
        wanted,
    )
    clock.set(2026, 11, 26)
    with pytest.raises(Refused, match="公示到 2026-11-26 为止"):
        closing.finish(branch, closing_id)
    clock.set(2026, 11, 27)
    closing.finish(branch, closing_id)
    (row,) = settlements.versions(branch, kit.QUARTER)
    assert (row.state, row.final_on) == (ClosingState.FINAL, date(2026, 11, 27))
    with pytest.raises(Refused, match="已经定稿"):
        closing.publish(branch, closing_id, date(2026, 11, 28), wanted)


def test_a_publication_does_not_begin_before_the_locking_or_next_year(branch, people):
    closing_id = kit.lock(branch)
    for day in (date(2026, 11, 21), date(2027, 11, 23)):
        with pytest.raises(BadInput) as caught:
            closing.publish(branch, closing_id, day, PublicationOptions())
        assert caught.value.field == "start"


def test_a_quarter_without_grades_cannot_publish_grades_alone(branch, people):
    closing_id = kit.lock(branch)
    with pytest.raises(BadInput, match="还没有等次") as caught:
        closing.publish(branch, closing_id, date(2026, 11, 23), PublicationOptions(content=Content.GRADE))
    assert caught.value.field == "content"


def test_objections_keep_a_version_from_being_final(branch, people, clock):
    closing_id = kit.lock(branch)
    closing.publish(branch, closing_id, date(2026, 11, 22), PublicationOptions())
    draft = objections.ObjectionDraft("李敏", date(2026, 11, 22), "漏记一次志愿服务", people[1])
    objection = objections.raise_objection(branch, closing_id, draft).new_id
    clock.set(2026, 12, 1)
    with pytest.raises(Refused, match="1 条异议没有答复"):
        closing.finish(branch, closing_id)
    upheld = objections.AnswerDraft(ObjectionResult.UPHELD, "属实", "王书记", date(2026, 11, 24))
    objections.answer(branch, objection, upheld)
    with pytest.raises(Refused, match="有异议成立"):
        closing.finish(branch, closing_id)
    dismissed = objections.AnswerDraft(
        ObjectionResult.DISMISSED, "已记在第二季度", "王书记", date(2026, 11, 25)
    )
    objections.answer(branch, objection, dismissed)
    closing.finish(branch, closing_id)
    (row,) = objections.list_objections(branch, closing_id)
    assert (row.about, row.state_text, row.answer) == ("李敏", "不成立", "已记在第二季度")


def test_objections_are_dated_complete_and_about_a_published_sheet(branch, people):
    closing_id = kit.lock(branch)
    draft = objections.ObjectionDraft("李敏", date(2026, 11, 22), "漏记", people[1])
    with pytest.raises(Refused, match="还没有公示"):
        objections.raise_objection(branch, closing_id, draft)
    closing.publish(branch, closing_id, date(2026, 11, 22), PublicationOptions())
    wrong = [
        ("raised_by", objections.ObjectionDraft(" ", date(2026, 11, 22), "漏记")),
        ("content", objections.ObjectionDraft("李敏", date(2026, 11, 22), "")),
        ("raised_on", objections.ObjectionDraft("李敏", date(2026, 11, 23), "漏记")),
        ("raised_on", objections.ObjectionDraft("李敏", date(2026, 11, 21), "漏记")),
        ("raised_on", objections.ObjectionDraft("李敏", None, "漏记")),
        ("member_id", objections.ObjectionDraft("李敏", date(2026, 11, 22), "漏记", 999)),
    ]
    for field, each in wrong:
        with pytest.raises(BadInput) as caught:
            objections.raise_objection(branch, closing_id, each)
        assert caught.value.field == field
    assert objections.list_objections(branch, closing_id) == []


# Reopening


def test_reopening_needs_a_reason_and_frees_the_days(branch, people):
    closing_id = kit.lock(branch)
    with pytest.raises(BadInput, match="原因") as caught:
        closing.reopen(branch, closing_id, "  ")
    assert caught.value.field == "reason"
    closing.reopen(branch, closing_id, "补记")
    kit.earn(branch, people[0], "2")
    with pytest.raises(Refused, match="已经重新打开过"):
        closing.reopen(branch, closing_id, "再来")
    with pytest.raises(Refused, match="不能再公示"):
        closing.publish(branch, closing_id, date(2026, 11, 23), PublicationOptions())
    with pytest.raises(NotFound):
        closing.reopen(branch, 99, "补记")


def test_the_difference_of_two_versions_names_members_and_categories(branch, people):
    first = kit.lock(branch)
    assert closing_diff.diff_to_former(branch, first) is None
    closing.reopen(branch, first, "更正")
    kit.earn(branch, people[1], "3")
    members.mark_left(branch, people[4], date(2026, 6, 1), LeaveReason.DIED, "")
    second = kit.lock(branch)
    found = closing_diff.diff_to_former(branch, second)
    assert found is not None
    assert found.summary == "第 2 版与第 1 版相比，2 人变化。"
    assert found.reason == "更正"
    assert [(line.name, line.what, line.before, line.after) for line in found.lines] == [
        ("李敏", "作用发挥", "0.0", "3.0"),
        ("李敏", "合计", "62.0", "65.0"),
        ("李敏", "记录", "1 条", "2 条"),
        ("逄喆", "名单", "62.0 分", "不再列入"),
    ]


def test_what_is_locked_is_what_the_totals_showed(branch, people):
    kit.earn(branch, people[3], "4.5")
    shown = totals.period_totals(branch, kit.QUARTER)
    kit.lock(branch)
    settled = settlements.settled(branch, kit.QUARTER)
    assert settled is not None
    assert [(line.name, line.total, line.rank) for line in settled.snapshot.lines] == [
        (row.name, row.total, row.rank) for row in shown.rows
    ]
    with branch.read() as session:
        assert set(session.scalars(select(Entry.state))) == {EntryState.APPROVED}
