from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.kinds import EntryState, Presence
from app.models.member import Member
from app.models.points import Entry
from app.services import attachments
from app.services.attachments import Owner, PaperChanges
from app.services.errors import AppError, BadInput, NotFound, Refused
from app.services.periods import Period
from app.services.points import entries, entry_list, review
from app.services.points.entries import BadBatch, EntryDraft
from app.services.points.entry_list import EntryFilter
from tests.services.points import samples

DAY = date(2026, 3, 12)
Q1 = Period.parse("2026Q1")


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


def add(ctx, member, item="B1", value="4", **more):
    return entries.add(ctx, EntryDraft(member, item, more.pop("day", DAY), value, **more)).new_id


def test_an_entry_is_a_draft_with_its_value_in_hundredths(branch, members):
    entry_id = add(branch, members[0], value="2.5", reason="社区清扫")
    with branch.read() as session:
        entry = session.get(Entry, entry_id)
        assert entry is not None
        assert (entry.value, entry.state, entry.created_by) == (250, EntryState.DRAFT, "王书记")
    (row,) = entry_list.list_entries(branch)
    assert (row.member_name, row.item_text, row.value_text, row.category_name) == (
        "张伟#1",
        "志愿服务",
        "2.5 小时",
        "作用发挥",
    )
    assert not row.proof_missing


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("A1", "", (100, None)),
        ("A1", "\uff13", (300, None)),
        ("A2", "", (None, None)),
        ("B1", "0.25", (25, None)),
        ("B3", "市级", (None, "市级")),
    ],
)
def test_the_value_takes_the_form_of_its_kind(branch, members, item, value, expected):
    entry_id = add(branch, members[0], item, value)
    with branch.read() as session:
        entry = session.get(Entry, entry_id)
        assert entry is not None
        assert (entry.value, entry.value_text) == expected


@pytest.mark.parametrize(
    ("item", "value", "field", "words"),
    [
        ("A1", "0", "value", "大于 0"),
        ("A1", "1.5", "value", "整数"),
        ("A2", "3", "value", "留空"),
        ("B1", "", "value", "请填写数值"),
        ("B1", "-1", "value", "不能为负"),
        ("B1", "两小时", "value", "不是数字"),
        ("B1", "0.125", "value", "两位小数"),
        ("B2", "5.5", "value", "超出范围"),
        ("B3", "省级", "value", "市级、局级"),
        ("Z9", "1", "item_code", "选择项目"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_beside_its_field(branch, members, item, value, field, words):
    with pytest.raises(BadInput, match=words) as refusal:
        add(branch, members[0], item, value, reason="有据")
    assert refusal.value.field == field
    assert entry_list.list_entries(branch) == []


@pytest.mark.parametrize(
    ("draft", "field", "words"),
    [
        ({"day": date(2026, 11, 23)}, "happened_on", "还没有到"),
        ({"day": date(2025, 12, 31)}, "happened_on", "没有施行中"),
        ({"day": date(2026, 4, 1), "period": Q1}, "happened_on", "不在2026年第一季度"),
        ({"day": None}, "happened_on", "请填写日期"),
    ],
)
def test_a_day_that_does_not_fit_is_refused_beside_its_field(branch, members, draft, field, words):
    with pytest.raises(BadInput, match=words) as refusal:
        add(branch, members[0], **draft)
    assert refusal.value.field == field


def test_a_settled_quarter_takes_no_entry_of_who_is_not_on_its_sheet(branch, members):
    samples.close(branch, "2026Q1")
    with pytest.raises(Refused, match="第一季度已经结算，张伟#1不在这一期的积分表里") as refusal:
        add(branch, members[0])
    assert refusal.value.field == "member_id"


def test_a_member_must_belong_to_the_branch_on_the_day(branch, members):
    with branch.write("转出") as work:
        left = work.session.get(Member, members[0])
        assert left is not None
        left.left_on = date(2026, 2, 28)
        came = work.session.get(Member, members[1])
        assert came is not None
        came.entered_on = date(2026, 4, 1)
    for member in members[:2]:
        with pytest.raises(BadInput) as refusal:
            add(branch, member)
        assert refusal.value.field == "member_id"
    assert add(branch, members[0], day=date(2026, 2, 28))


def test_an_item_of_another_class_is_refused(branch, members):
    retired = members[-1]
    with pytest.raises(BadInput, match="只适用于在职党员") as refusal:
        add(branch, retired, "B3", "市级")
    assert refusal.value.field == "member_id"


def test_points_at_discretion_need_a_reason(branch, members):
    with pytest.raises(BadInput, match="事由") as refusal:
        add(branch, members[0], "B2", "3")
    assert refusal.value.field == "reason"


def test_a_bonus_rides_on_an_entry_of_the_same_member(branch, members):
    carrier = add(branch, members[0])
    with pytest.raises(BadInput) as refusal:
        add(branch, members[1], "B4", "", rides_on_id=carrier)
    assert refusal.value.field == "rides_on_id"
    rider = add(branch, members[0], "B4", "", rides_on_id=carrier)
    with pytest.raises(Refused, match="附加记录"):
        entries.remove(branch, [carrier])
    entries.remove(branch, [rider, carrier])
    assert entry_list.list_entries(branch) == []


def test_a_veto_needs_its_document(branch, members):
    with pytest.raises(BadInput, match="文号") as refusal:
        entries.add(branch, EntryDraft(members[0], happened_on=DAY, veto_code="V1"))
    assert refusal.value.field == "document"
    entries.add(branch, EntryDraft(members[0], happened_on=DAY, veto_code="V1", document="纪检 2026 年 3 号"))
    (row,) = entry_list.list_entries(branch)
    assert (row.is_veto, row.item_text) == (True, "一票否决：受到党纪处分")


def test_a_batch_is_saved_whole_or_not_at_all(branch, members):
    drafts = [EntryDraft(member, "B1", DAY, "4") for member in members]
    drafts[2] = EntryDraft(members[2], "B1", DAY, "四")
    with pytest.raises(BadBatch) as refusal:
        entries.add_batch(branch, drafts)
    assert [(e.index, e.field) for e in refusal.value.errors] == [(2, "value")]
    assert entry_list.list_entries(branch) == []
    drafts[2] = EntryDraft(members[2], "B1", DAY, "2")
    changes = entries.add_batch(branch, drafts)
    assert len(changes.new_ids) == len(members)
    with pytest.raises(BadInput):
        entries.add_batch(branch, [])


def test_a_draft_can_be_changed_and_removed(branch, members):
    entry_id = add(branch, members[0])
    draft = entries.draft_of(branch, entry_id)
    assert (draft.value, draft.item_code) == ("4", "B1")
    entries.change(branch, entry_id, EntryDraft(members[0], "B2", DAY, "3", "抗洪"))
    (row,) = entry_list.list_entries(branch)
    assert (row.item_code, row.value_text) == ("B2", "3 分")
    entries.remove(branch, [entry_id])
    assert entry_list.list_entries(branch) == []


def test_what_is_under_review_or_came_by_itself_is_not_changed(branch, members):
    entry_id = add(branch, members[0])
    review.check(branch, [entry_id])
    with pytest.raises(Refused, match="已初审"):
        entries.remove(branch, [entry_id])
    samples.hold(branch, DAY, {members[0]: Presence.PRESENT})
    (automatic,) = entry_list.list_entries(branch, EntryFilter(item_code="A1"))
    with pytest.raises(Refused, match="更正考勤"):
        entries.change(branch, automatic.id, EntryDraft(members[0], "B1", DAY, "1"))


def test_lists_are_narrowed(branch, members):
    first = add(branch, members[0])
    second = add(branch, members[1], "B2", "1", reason="值守", day=date(2026, 5, 1))
    review.check(branch, [second])

    def ids(**by):
        return [row.id for row in entry_list.list_entries(branch, EntryFilter(**by))]

    assert ids() == [second, first]
    assert ids(start=Q1.start, end=Q1.end) == [first]
    assert ids(member_id=members[1]) == [second]
    assert ids(item_code="B1") == [first]
    assert ids(states=(EntryState.CHECKED,)) == [second]
    assert entry_list.count_by_state(branch, Q1.start, Q1.end)[EntryState.DRAFT] == 1


def test_a_refusal_leaves_no_trace(branch, members):
    with pytest.raises(AppError):
        add(branch, members[0], value="x")
    with branch.read() as session:
        assert session.scalars(select(Entry.id)).all() == []


def test_evidence_is_kept_with_its_entry(branch, members, tmp_path):
    path = tmp_path / "表彰决定.pdf"
    path.write_bytes(b"%PDF-1.4 decision")
    paper = attachments.read_paper(path)
    entry_id = entries.add(
        branch, EntryDraft(members[0], "B3", DAY, "市级", papers=PaperChanges((paper,)))
    ).new_id
    (row,) = entry_list.list_entries(branch)
    assert (row.papers, row.proof_missing) == (1, False)
    (kept,) = attachments.list_attachments(branch, Owner.ENTRY, entry_id)
    entries.change_papers(branch, entry_id, PaperChanges((), (kept.id,)))
    assert entry_list.list_entries(branch)[0].proof_missing
    with pytest.raises(NotFound):
        entries.change_papers(branch, 999, PaperChanges((paper,)))
