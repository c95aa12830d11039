from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import MakeupState, Presence, RecordKind
from app.services import activities, attachments, makeup_rows, member_history, members, records, recycle
from app.services.attachments import Owner, Paper, PaperChanges
from app.services.errors import NotFound, Refused
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from app.services.recycle import Removed
from app.services.undo import UndoStack
from tests.life_helpers import make_activity, make_member, mark

ID = "342501198506120318"


@pytest.fixture
def member(branch):
    return members.add(branch, MemberDraft("张三", id_number=ID)).new_id


def binned(ctx):
    return [(row.kind, row.title) for row in recycle.list_removed(ctx)]


def names(ctx):
    return [row.name for row in members.list_members(ctx)]


def test_member_entered_by_mistake_goes_and_comes_back(branch, member):
    recycle.remove_member(branch, member)
    assert names(branch) == []
    assert binned(branch) == [(Removed.MEMBER, "张三")]

    recycle.restore(branch, Removed.MEMBER, member)

    assert names(branch) == ["张三"]
    assert binned(branch) == []


def test_expected_but_unmarked_member_leaves_no_gap_in_the_sheet(branch, member):
    make_activity(branch)
    undo = UndoStack()
    undo.push(recycle.remove_member(branch, member))
    undo.undo(branch)

    assert names(branch) == ["张三"]


def test_member_with_attendance_is_no_mistake(branch, member):
    mark(branch, make_activity(branch), 张三=Presence.PRESENT)
    with pytest.raises(Refused, match=r"已有考勤.*登记离开"):
        recycle.remove_member(branch, member)
    assert names(branch) == ["张三"]


def test_number_given_to_another_keeps_a_member_in_the_bin(branch, member):
    recycle.remove_member(branch, member)
    members.add(branch, MemberDraft("李四", id_number=ID))

    with pytest.raises(Refused, match="已属于“李四”"):
        recycle.restore(branch, Removed.MEMBER, member)
    assert binned(branch) == [(Removed.MEMBER, "张三")]


def test_record_comes_back_with_its_papers(branch, member):
    paper = PaperChanges((Paper("证书.pdf", b"%PDF-1.7 x"),))
    award = records.add(branch, member, RecordDraft(RecordKind.AWARD, "嘉奖", "2024"), paper).new_id
    records.remove(branch, award)
    assert binned(branch) == [(Removed.RECORD, "张三：嘉奖")]

    recycle.restore(branch, Removed.RECORD, award)

    assert [line.title for line in records.list_records(branch, member)] == ["嘉奖"]
    assert len(attachments.list_attachments(branch, Owner.RECORD, award)) == 1


def test_record_waits_for_its_member(branch, member):
    award = records.add(branch, member, RecordDraft(RecordKind.AWARD, "嘉奖", "2024")).new_id
    records.remove(branch, award)
    recycle.remove_member(branch, member)

    with pytest.raises(Refused, match="先恢复这名党员"):
        recycle.restore(branch, Removed.RECORD, award)


def test_activity_comes_back_with_its_make_ups(branch, member):
    activity = make_activity(branch, date(2026, 11, 12))
    mark(branch, activity, 张三=Presence.SICK)
    activities.remove(branch, activity)
    assert binned(branch) == [(Removed.ACTIVITY, "水利工程现场学习")]

    recycle.restore(branch, Removed.ACTIVITY, activity)

    states = [task.state for task in makeup_rows.list_tasks(branch, makeup_rows.TaskFilter())]
    assert states == [MakeupState.WAITING]


def test_what_is_not_in_the_bin_cannot_come_back(branch, member):
    with pytest.raises(NotFound):
        recycle.restore(branch, Removed.MEMBER, member)
    with pytest.raises(NotFound):
        recycle.restore(branch, Removed.ACTIVITY, 99)


def test_paper_that_was_taken_off_lies_in_the_bin_and_comes_back(branch):
    member = make_member(branch, "张三")
    record = records.add(branch, member, RecordDraft(RecordKind.AWARD, "嘉奖", "2024")).new_id
    added = PaperChanges((Paper("证书.png", b"\x89PNG\r\n\x1a\n rest"),))
    attachments.change(branch, Owner.RECORD, record, added)
    (paper,) = attachments.list_attachments(branch, Owner.RECORD, record)

    attachments.change(branch, Owner.RECORD, record, PaperChanges(removed=(paper.id,)))

    assert attachments.counts(branch, Owner.RECORD) == {}
    (row,) = recycle.list_removed(branch)
    assert (row.kind, row.title, row.hint) == (Removed.PAPER, "证书.png", "档案记录的附件")
    told = [(line.field, line.before, line.after) for line in member_history.history(branch, member)]
    assert told[:2] == [("奖励附件", "证书.png", ""), ("奖励附件", "", "证书.png")]
    # the same file may be attached anew meanwhile
    attachments.change(branch, Owner.RECORD, record, added)

    recycle.restore(branch, Removed.PAPER, row.id)
    assert attachments.counts(branch, Owner.RECORD) == {record: 2}
    with pytest.raises(NotFound):
        recycle.restore(branch, Removed.PAPER, row.id)


def test_paper_of_a_record_that_is_gone_stays_in_the_bin(branch):
    member = make_member(branch, "张三")
    paper = PaperChanges((Paper("证书.png", b"\x89PNG\r\n\x1a\n rest"),))
    record = records.add(branch, member, RecordDraft(RecordKind.AWARD, "嘉奖", "2024"), paper).new_id
    (kept,) = attachments.list_attachments(branch, Owner.RECORD, record)
    attachments.remove(branch, kept.id)
    records.remove(branch, record)
    with pytest.raises(NotFound):
        recycle.restore(branch, Removed.PAPER, kept.id)
