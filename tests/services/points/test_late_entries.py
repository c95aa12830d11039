"""补记: an entry by hand that is found after its quarter was settled."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import EntryState, SourceKind
from app.services import doctor_points
from app.services.errors import Refused
from app.services.points import adjustments, entries, review, settlements, totals
from app.services.points.entries import EntryDraft
from app.services.points.entry_list import EntryFilter, list_entries
from tests.services.points import closing_kit as kit
from tests.services.points import samples

DAY = date(2026, 8, 20)


@pytest.fixture
def people(branch):
    found = kit.settle(branch)
    kit.lock(branch)
    return found


def late(branch, member, points="3"):
    return entries.add(branch, EntryDraft(member, "B2", DAY, points, reason="防汛值守后补报")).new_id


def total(branch, name, period):
    return next(row.total for row in totals.period_totals(branch, period).rows if row.name == name)


def adjusted(branch):
    wanted = EntryFilter(source=SourceKind.ADJUSTMENT, states=(EntryState.APPROVED,))
    return [(row.member_name, row.value_text, row.reason) for row in list_entries(branch, wanted)]


def test_it_is_said_what_becomes_of_it(branch, people):
    assert adjustments.late_words(branch, DAY) == (
        "2026年第三季度已经结算。补记的内容审定以后，已结算的表不变，"
        "差额以调整分录计入2026年第四季度（记账日 2026-11-22）；一票否决只计入年度。"
    )
    assert adjustments.late_words(branch, date(2026, 10, 9)) == ""


def test_a_late_entry_waits_as_a_draft_and_is_booked_when_approved(branch, people):
    sheet = settlements.settled(branch, kit.QUARTER).snapshot
    entry = late(branch, people[1])
    assert adjusted(branch) == []
    review.check(branch, [entry])
    review.approve(branch, [entry])
    assert adjusted(branch) == [("李敏", "+3 分", "补记：防汛值守后补报")]
    assert settlements.settled(branch, kit.QUARTER).snapshot == sheet
    assert total(branch, "李敏", "2026Q4") == 63


def test_a_late_draft_is_changed_sent_back_and_removed(branch, people):
    entry = late(branch, people[1])
    entries.change(branch, entry, EntryDraft(people[1], "B2", DAY, "2", reason="更正分值"))
    review.send_back(branch, [entry], "请附证明")
    entries.remove(branch, [entry])
    assert list_entries(branch, EntryFilter(source=SourceKind.MANUAL)) == []


def test_who_is_not_on_the_sheet_gets_no_late_entry(branch, people):
    (newcomer,) = samples.add_members(branch, ("陈新",))
    with pytest.raises(Refused, match="陈新不在这一期的积分表里") as refusal:
        late(branch, newcomer)
    assert refusal.value.field == "member_id"


def test_a_veto_decided_after_the_settlement_acts_on_the_year_alone(branch, people):
    veto = EntryDraft(people[1], happened_on=DAY, veto_code="V1", document="纪检决定3号")
    entry = entries.add(branch, veto).new_id
    review.check(branch, [entry])
    review.approve(branch, [entry])
    assert adjusted(branch) == []
    assert total(branch, "李敏", "2026Q4") == 60
    assert total(branch, "李敏", "2026") == 0
    with branch.read() as session:
        assert list(doctor_points.examine_in(session, branch.today)) == []
