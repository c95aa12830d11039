from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.activity import Attendance, MakeupTask
from app.models.kinds import ActivityKind, EntryState, MakeupState, Presence, SourceKind
from app.models.points import Entry
from app.services import settings
from app.services.errors import Refused
from app.services.points import posting, review, rulebooks, sources
from tests.services.points import samples

DAY = date(2026, 3, 12)
ATTENDANCE, MAKEUP = SourceKind.ATTENDANCE, SourceKind.MAKEUP


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


def test_attendance_posts_what_its_activity_and_presence_earn(branch, members):
    one, two, three, *_ = members
    samples.hold(branch, DAY, {one: Presence.PRESENT, two: Presence.UNEXCUSED, three: Presence.SICK})
    assert samples.live_entries(branch) == [(one, "A1", 100, ATTENDANCE), (two, "C1", 100, ATTENDANCE)]


def test_another_kind_of_activity_earns_nothing_but_absence_still_costs(branch, members):
    one, two, *_ = members
    samples.hold(branch, DAY, {one: Presence.PRESENT, two: Presence.UNEXCUSED}, kind=ActivityKind.LECTURE)
    assert samples.live_entries(branch) == [(two, "C1", 100, ATTENDANCE)]


def test_automatic_entries_start_in_the_state_the_branch_has_set(branch, members):
    settings.save(branch, settings.BranchSettings(auto_entry_state=EntryState.DRAFT))
    samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    with branch.read() as session:
        assert session.scalars(select(Entry.state)).one() is EntryState.DRAFT


def test_posting_twice_changes_nothing(branch, members):
    activity = samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    with branch.write("再次") as work:
        posting.post_activities_in(work, [activity])
    assert work.changes.rows == ()


def test_a_correction_replaces_what_was_never_approved(branch, members):
    activity = samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    samples.correct(branch, activity, members[0], Presence.UNEXCUSED)
    assert samples.live_entries(branch) == [(members[0], "C1", 100, ATTENDANCE)]
    with branch.read() as session:
        assert len(session.scalars(select(Entry.id)).all()) == 1


def test_a_correction_reverses_what_was_approved(branch, members):
    activity = samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    samples.approve_all(branch)
    samples.correct(branch, activity, members[0], Presence.UNEXCUSED)
    assert samples.live_entries(branch) == [(members[0], "C1", 100, ATTENDANCE)]
    with branch.read() as session:
        old, new = session.scalars(select(Entry).where(Entry.state == EntryState.REVERSED).order_by(Entry.id))
        assert (old.value, new.value, new.reversal_of_id) == (100, -100, old.id)


def test_correcting_back_after_a_reversal_posts_a_fresh_entry(branch, members):
    activity = samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    samples.approve_all(branch)
    samples.correct(branch, activity, members[0], Presence.SICK)
    assert samples.live_entries(branch) == []
    samples.correct(branch, activity, members[0], Presence.PRESENT)
    assert samples.live_entries(branch) == [(members[0], "A1", 100, ATTENDANCE)]


def test_a_returned_entry_stays_returned_while_its_source_says_the_same(branch, members):
    activity = samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    with branch.read() as session:
        entry_id = session.scalars(select(Entry.id)).one()
    review.send_back(branch, [entry_id], "再核实")
    with branch.write("再次") as work:
        posting.post_activities_in(work, [activity])
    with branch.read() as session:
        assert session.scalars(select(Entry.state)).one() is EntryState.RETURNED


def test_a_deleted_attendance_line_takes_its_entry_along(branch, members):
    activity = samples.hold(branch, DAY, {members[0]: Presence.PRESENT, members[1]: Presence.PRESENT})
    with branch.write("删除") as work:
        line = work.session.scalars(select(Attendance).where(Attendance.member_id == members[0])).one()
        work.session.delete(line)
        posting.post_activities_in(work, [activity])
    assert [row[0] for row in samples.live_entries(branch)] == [members[1]]


def test_a_settled_quarter_refuses_a_correction_that_changes_points(branch, members):
    activity = samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    samples.close(branch, "2026Q1")
    with pytest.raises(Refused, match="第一季度已经结算"):
        samples.correct(branch, activity, members[0], Presence.UNEXCUSED)
    assert samples.live_entries(branch) == [(members[0], "A1", 100, ATTENDANCE)]


def test_a_settled_quarter_lets_a_correction_pass_that_changes_no_points(branch, members):
    activity = samples.hold(branch, DAY, {members[0]: Presence.PRIVATE})
    samples.close(branch, "2026Q1")
    samples.correct(branch, activity, members[0], Presence.OFFICIAL)
    assert samples.live_entries(branch) == []


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ("none", [("A2", None, MAKEUP), ("C1", 100, ATTENDANCE)]),
        ("cancel", [("A2", None, MAKEUP)]),
        ("half", [("A1", 50, MAKEUP), ("A2", None, MAKEUP)]),
        ("full", [("A1", 100, MAKEUP), ("A2", None, MAKEUP)]),
    ],
)
def test_a_completed_make_up_acts_as_the_rulebook_says(branch, effect, expected):
    samples.adopt(branch, effect)
    (member,) = samples.add_members(branch, ("张伟",))
    activity = samples.hold(branch, DAY, {member: Presence.UNEXCUSED})
    samples.make_up(branch, activity, member, date(2026, 3, 20), MakeupState.DONE)
    assert [row[1:] for row in samples.live_entries(branch)] == expected


def test_an_open_make_up_does_not_lift_the_deduction(branch, members):
    activity = samples.hold(branch, DAY, {members[0]: Presence.UNEXCUSED})
    samples.make_up(branch, activity, members[0], date(2026, 3, 20), MakeupState.REPORTED)
    assert samples.live_entries(branch) == [(members[0], "C1", 100, ATTENDANCE)]


def test_one_task_for_two_absences_is_posted_once_and_lifts_both(branch, members):
    first = samples.hold(branch, DAY, {members[0]: Presence.UNEXCUSED})
    second = samples.hold(branch, date(2026, 3, 13), {members[0]: Presence.UNEXCUSED})
    task = samples.make_up(branch, first, members[0], date(2026, 3, 20), MakeupState.DONE)
    with branch.write("同一任务") as work:
        line = work.session.scalars(select(Attendance).where(Attendance.activity_id == second)).one()
        line.makeup_task_id = task
        posting.post_activities_in(work, [second])
    assert samples.live_entries(branch) == [(members[0], "A2", None, MAKEUP)]


def test_adopting_a_rulebook_posts_the_activities_since_then(branch):
    (member,) = samples.add_members(branch, ("张伟",))
    samples.hold(branch, DAY, {member: Presence.PRESENT})
    assert samples.live_entries(branch) == []
    version = samples.adopt(branch)
    assert samples.live_entries(branch) == [(member, "A1", 100, ATTENDANCE)]
    rulebooks.retire_version(branch, version)
    assert samples.live_entries(branch) == []


def test_the_source_is_told_with_its_page(branch, members):
    activity = samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    with branch.read() as session:
        entry_id = session.scalars(select(Entry.id)).one()
    assert sources.source_label(branch, entry_id) == "2026-03-12 主题党日《学党史》出勤"
    link = sources.source_link(branch, entry_id)
    assert (link.page, link.focus_id) == ("activities", activity)


def test_a_task_whose_limit_has_passed_costs_without_anybody_touching_it(branch, clock):
    text = samples.rulebook_text().replace(
        'source = "makeup"', 'source = "makeup"\nwhen = { makeup = ["逾期"] }'
    )
    rulebooks.import_toml(branch, text)
    (member,) = samples.add_members(branch, ("张伟",))
    activity = samples.hold(branch, DAY, {member: Presence.SICK})
    task = samples.make_up(branch, activity, member, date(2026, 3, 20), MakeupState.OPEN)
    with branch.write("期限") as work:
        row = work.session.get(MakeupTask, task)
        assert row is not None
        row.claim_due = date(2026, 3, 16)
    clock.set(2026, 3, 16)
    with branch.write("每日") as work:
        posting.post_overdue_in(work)
    assert samples.live_entries(branch) == []
    clock.set(2026, 3, 17)
    with branch.write("每日") as work:
        posting.post_overdue_in(work)
    assert samples.live_entries(branch) == [(member, "A2", None, MAKEUP)]
    with branch.write("每日") as work:
        posting.post_overdue_in(work)
    assert work.changes.rows == ()
