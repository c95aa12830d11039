from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import ActivityKind, EntryState, Presence
from app.services import attachments, settings
from app.services.attachments import Owner
from app.services.context import Context
from app.services.errors import BadInput, NotFound, Refused
from app.services.points import entries, entry_list, review
from app.services.points.entries import EntryDraft
from tests.services.points import samples

DAY = date(2026, 3, 12)


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


@pytest.fixture
def drafts(branch, members):
    return list(entries.add_batch(branch, [EntryDraft(m, "B1", DAY, "4") for m in members[:3]]).new_ids)


def states(ctx):
    return [row.state for row in reversed(entry_list.list_entries(ctx))]


def test_two_steps_lead_to_approval_with_name_and_day(branch, drafts):
    review.check(branch, drafts)
    assert states(branch) == [EntryState.CHECKED] * 3
    meeting = samples.hold(branch, date(2026, 4, 2), {}, topic="审定积分")
    review.approve(branch, drafts, meeting)
    rows = entry_list.list_entries(branch)
    assert {(row.state, row.checked_by, row.approved_by) for row in rows} == {
        (EntryState.APPROVED, "王书记", "王书记")
    }


def test_a_small_branch_checks_and_approves_in_one_act(branch, drafts):
    review.approve(branch, drafts)
    assert states(branch) == [EntryState.APPROVED] * 3


def test_nobody_reviews_his_own_entries_unless_the_branch_allows_it(branch, drafts):
    settings.save(branch, settings.BranchSettings(allow_self_review=False))
    with pytest.raises(Refused, match="本人录入"):
        review.check(branch, drafts)
    other = Context(branch.store, branch.clock, "李委员", branch.paths)
    with pytest.raises(Refused, match="通过初审"):
        review.approve(other, drafts)
    review.check(other, drafts)
    review.approve(other, drafts)
    assert states(branch) == [EntryState.APPROVED] * 3


def test_what_is_sent_back_carries_its_reason_and_can_be_corrected(branch, members, drafts):
    with pytest.raises(BadInput, match="原因"):
        review.send_back(branch, drafts[:1], "  ")
    review.send_back(branch, drafts[:1], "缺证明")
    row = next(row for row in entry_list.list_entries(branch) if row.id == drafts[0])
    assert (row.state, row.returned_reason) == (EntryState.RETURNED, "缺证明")
    entries.change(branch, drafts[0], EntryDraft(members[0], "B1", DAY, "2"))
    assert states(branch) == [EntryState.DRAFT] * 3


def test_a_checked_entry_can_be_reopened(branch, drafts):
    review.check(branch, drafts)
    review.reopen(branch, drafts[:2])
    assert states(branch) == [EntryState.DRAFT, EntryState.DRAFT, EntryState.CHECKED]


def test_an_approved_entry_is_reversed_by_a_second_one(branch, drafts):
    review.approve(branch, drafts)
    with pytest.raises(Refused, match="冲正"):
        review.send_back(branch, drafts[:1], "记错")
    review.reverse(branch, drafts[:1], "记错")
    rows = entry_list.list_entries(branch)
    assert sorted(row.state for row in rows) == [
        EntryState.APPROVED,
        EntryState.APPROVED,
        EntryState.REVERSED,
        EntryState.REVERSED,
    ]
    (second,) = [row for row in rows if row.is_reversal]
    assert (second.reason, second.value_text) == ("记错", "-4 小时")


def test_automatic_entries_are_reversed_at_their_source(branch, members):
    samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    (row,) = entry_list.list_entries(branch)
    assert row.state is EntryState.CHECKED
    review.approve(branch, [row.id])
    with pytest.raises(Refused, match="从来源更正"):
        review.reverse(branch, [row.id], "记错")


def test_a_selection_that_does_not_fit_is_refused_whole(branch, drafts):
    review.check(branch, drafts[:1])
    with pytest.raises(Refused, match="3 条中有 1 条不符"):
        review.check(branch, drafts)
    assert states(branch) == [EntryState.CHECKED, EntryState.DRAFT, EntryState.DRAFT]


def test_what_was_never_approved_is_reviewed_in_a_settled_quarter_too(branch, drafts):
    samples.close(branch, "2026Q1", "published")
    review.check(branch, drafts[:2])
    review.send_back(branch, drafts[1:], "事由不清")
    assert states(branch) == [EntryState.CHECKED, EntryState.RETURNED, EntryState.RETURNED]


def test_nothing_selected_and_nothing_there_are_told(branch, drafts):
    with pytest.raises(BadInput, match="请先选择"):
        review.check(branch, [])
    with pytest.raises(NotFound):
        review.approve(branch, [999])
    with pytest.raises(NotFound, match="会议"):
        review.approve(branch, drafts, 999)


def test_what_asks_for_evidence_is_approved_with_it_or_with_a_reason(branch, members, tmp_path):
    first, second = (
        entries.add(branch, EntryDraft(member, "B3", DAY, "市级", reason="先进工作者")).new_id
        for member in members[:2]
    )
    path = tmp_path / "决定.pdf"
    path.write_bytes(b"%PDF-1.4")
    attachments.attach(branch, Owner.ENTRY, first, path)
    with pytest.raises(review.ProofMissing, match="有 1 条记录须附证明材料") as refusal:
        review.approve(branch, [first, second])
    assert refusal.value.entry_ids == (second,)
    review.approve(branch, [first, second], without_proof="原件在机关党委")
    reasons = {row.id: row.reason for row in entry_list.list_entries(branch)}
    assert reasons == {first: "先进工作者", second: "先进工作者；未附证明：原件在机关党委"}


def test_the_meetings_of_the_last_weeks_are_offered(branch, members):
    for day, kind in (
        (date(2026, 11, 10), ActivityKind.COMMITTEE),
        (date(2026, 11, 12), ActivityKind.THEME_DAY),
        (date(2026, 6, 1), ActivityKind.COMMITTEE),
    ):
        samples.hold(branch, day, {}, kind, "审定积分")
    (meeting,) = review.recent_meetings(branch)
    assert meeting.label == "2026-11-10 支委会《审定积分》"


def test_what_asks_for_evidence_is_checked_with_it_or_with_a_reason(branch, members):
    (made,) = entries.add(branch, EntryDraft(members[0], "B3", DAY, "市级")).new_ids
    with pytest.raises(Refused, match="须附证明材料"):
        review.check(branch, [made])
    review.check(branch, [made], without_proof="原件已核对")
    # who has said why at the first step is not asked again at the second
    review.approve(branch, [made])
    (row,) = entry_list.list_entries(branch)
    assert (row.state, row.reason) == (EntryState.APPROVED, "未附证明：原件已核对")
