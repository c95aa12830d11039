from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.activity import Attendance, MakeupTask
from app.models.audit import Action
from app.models.kinds import MakeupState, Presence, RecordKind
from app.models.member import Member
from app.models.points import Entry
from app.services import (
    attendance,
    audit,
    member_bulk,
    member_duplicates,
    member_merge,
    members,
    photos,
    records,
    recycle,
)
from app.services.attachments import Paper, PaperChanges
from app.services.attendance import AttendanceDraft
from app.services.errors import BadInput, Refused
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from app.services.undo import UndoStack
from tests.life_helpers import make_activity
from tests.services.points import closing_kit as kit
from tests.services.points import samples

OLD, NEW = "342501850612031", "342501198506120318"
PNG = b"\x89PNG\r\n\x1a\n rest"


@pytest.fixture
def twice(branch):
    """One person entered twice: with the old number, and in full."""
    one = members.add(branch, MemberDraft("张三", birth="1985-06-12", joined="2009-07", note="老")).new_id
    two = members.add(branch, MemberDraft("张三", id_number=NEW, joined="2009-07-01", unit="水利局")).new_id
    return one, two


def rows(ctx, table):
    with ctx.read() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def attend(ctx, activity_id, presences):
    drafts = {member_id: AttendanceDraft(presence) for member_id, presence in presences.items()}
    attendance.record(ctx, activity_id, drafts)


def snapshot(ctx):
    with ctx.read() as session:
        return {
            table: [tuple(row) for row in session.execute(select(table.__table__).order_by(table.id))]
            for table in (Member, Attendance, MakeupTask, Entry)
        }


def test_pairs_are_found_by_number_and_by_name_with_birthday(branch, twice):
    (pair,) = member_duplicates.pairs(branch)
    assert (pair.kept_id, pair.other_id) == twice
    assert pair.why == "读音相同、出生日期都是1985年6月12日"


def test_preview_shows_where_they_differ_and_what_is_filled(branch, twice):
    plan = member_merge.plan(branch, *twice)

    told = {field.label: (field.kept, field.other) for field in plan.fields}
    assert told["入党日期"] == ("2009年7月", "2009年7月1日")
    assert told["工作单位"] == ("", "水利局")
    assert plan.usual == {"id_number", "sex", "unit"}
    assert "备注" not in told
    assert plan.refused == ""


def test_chosen_values_win_and_everything_moves_with_one_undo(branch, twice):
    one, two = twice
    records.add(
        branch, two, RecordDraft(RecordKind.AWARD, "嘉奖", "2024"), PaperChanges((Paper("证书.png", PNG),))
    )
    members_both = RecordDraft(RecordKind.POST, "科长", "2015")
    records.add(branch, one, members_both)
    records.add(branch, two, members_both)
    member_bulk.change(branch, [one, two], member_bulk.TAG_ADD, "骨干")
    before = snapshot(branch)

    stack = UndoStack()
    changes = member_merge.merge(branch, one, two, {"id_number", "unit", "joined", "sex"})
    stack.push(changes)

    now = members.draft_of(branch, one)
    assert (now.id_number, now.unit, now.joined, now.note) == (NEW, "水利局", "2009-07-01", "老")
    assert [line.title for line in records.list_records(branch, one)] == ["科长", "嘉奖"]
    assert [row.id for row in members.list_members(branch)] == [one]
    removed = [(row.kind.value, row.title) for row in recycle.list_removed(branch)]
    assert ("党员", "张三") in removed
    assert audit.first_broken_line(branch) is None
    assert [a.label for a in rows(branch, Action)][-1] == "合并重复档案 张三"

    stack.undo(branch)
    assert snapshot(branch) == before
    assert [line.title for line in records.list_records(branch, two)] == ["科长", "嘉奖"]


def test_line_that_says_most_for_the_member_stands_where_both_were_expected(branch, twice):
    one, two = twice
    samples.adopt(branch)
    meeting = make_activity(branch, date(2026, 11, 2))
    attend(branch, meeting, {one: Presence.UNEXCUSED, two: Presence.PRESENT})
    assert [(row[0], row[1]) for row in samples.live_entries(branch)] == [(one, "C1"), (two, "A1")]
    assert [task.state for task in rows(branch, MakeupTask)] == [MakeupState.WAITING]

    plan = member_merge.plan(branch, one, two)
    assert [(c.kept, c.other, c.stands) for c in plan.clashes] == [("无故缺席", "出勤", "出勤")]
    before = snapshot(branch)
    stack = UndoStack()
    stack.push(member_merge.merge(branch, one, two, plan.usual))

    assert [(line.member_id, line.presence) for line in rows(branch, Attendance)] == [(one, Presence.PRESENT)]
    assert [task.state for task in rows(branch, MakeupTask)] == [MakeupState.CANCELLED]
    assert [(row[0], row[1]) for row in samples.live_entries(branch)] == [(one, "A1")]
    stack.undo(branch)
    assert snapshot(branch) == before


def test_absence_of_the_other_brings_its_task_along(branch, twice):
    one, two = twice
    with branch.write("入册") as work:
        members.get_in(work.session, one).entered_on = date(2026, 11, 10)
    meeting = make_activity(branch, date(2026, 11, 2))
    attend(branch, meeting, {two: Presence.SICK})
    member_merge.merge(branch, one, two, {"id_number", "sex"})

    assert [(line.member_id, line.presence) for line in rows(branch, Attendance)] == [(one, Presence.SICK)]
    assert [(task.member_id, task.state) for task in rows(branch, MakeupTask)] == [(one, MakeupState.WAITING)]


def test_photo_goes_over_where_it_is_taken(branch, twice):
    one, two = twice
    photos.set_photo(branch, two, b"\xff\xd8\xff photo")
    assert member_merge.PHOTO in member_merge.plan(branch, one, two).usual
    member_merge.merge(branch, one, two, {member_merge.PHOTO})
    assert photos.photo(branch, one) == b"\xff\xd8\xff photo"


def test_values_that_do_not_go_together_are_refused_and_nothing_is_written(branch, twice):
    one, two = twice
    with branch.write("改") as work:
        members.get_in(work.session, one).joined = "1980-01-01"
    with pytest.raises(BadInput):
        member_merge.merge(branch, one, two, {"id_number"})
    assert len(members.list_members(branch)) == 2
    with pytest.raises(BadInput, match="两份不同"):
        member_merge.plan(branch, one, one)


def test_archive_with_a_line_in_a_settled_quarter_must_be_the_one_that_is_kept(branch):
    people = kit.settle(branch)
    late = members.add(branch, MemberDraft("李敏", entered_on=date(2026, 11, 1))).new_id
    kit.lock(branch)

    refused = member_merge.plan(branch, late, people[1]).refused
    assert refused == "“李敏#1”已列入2026年第三季度的结算，结算不能改动：请改为保留这一份。"
    with pytest.raises(Refused):
        member_merge.merge(branch, late, people[1], ())
    assert "须先在积分管理里重新打开" in member_merge.plan(branch, people[0], people[1]).refused
    assert member_merge.plan(branch, people[1], late).refused == ""
