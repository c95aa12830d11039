from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.kinds import EntryState, RecordKind, SourceKind
from app.models.points import Entry
from app.services import attachments, daily, doctor_points, records, recycle, undo
from app.services.errors import Refused
from app.services.points import entries, entry_list, preview, review, rulebooks, sources, totals
from app.services.points.rulebook import parse
from app.services.records import RecordDraft
from app.services.recycle import Removed
from tests.services.points import closing_kit as kit
from tests.services.points import samples

ITEMS = """
[[item]]
code = "D1"
category = "B"
text = "理论测试"
kind = "bands"
bands = [{ ge = 60, lt = 90, points = 1 }, { ge = 90, points = 2 }]
source = "exam"

[[item]]
code = "D2"
category = "B"
text = "志愿服务时长"
kind = "per_quantity"
points = 1
per = 2
unit = "小时"
round = "down"
source = "volunteer"

[[item]]
code = "D3"
category = "B"
text = "护河志愿服务"
kind = "per_unit"
points = 1
unit = "次"
source = "volunteer"
when = { name = ["护河"] }

[[item]]
code = "D4"
category = "B"
text = "获得表彰"
kind = "level"
map = { "市级" = 5, "县级" = 2 }
pick = "each"
source = "honour"

[[item]]
code = "D5"
category = "C"
text = "受到处分"
kind = "fixed"
points = -10
source = "honour"

[[item]]
code = "D6"
category = "B"
text = "民主评议优秀"
kind = "fixed"
points = 3
source = "appraisal"
when = { grade = ["优秀"] }

[[item]]
code = "D7"
category = "B"
text = "按月交纳党费"
kind = "fixed"
points = 1
source = "dues"
when = { way = ["按月交纳", "工资代扣"] }

[[item]]
code = "D8"
category = "B"
text = "完成任务"
kind = "cases"
start = 0
cases = { "超期完成" = -1, "未完成" = -3 }
source = "assignment"
"""


BOOK = samples.rulebook_text() + ITEMS


@pytest.fixture
def member(branch):
    rulebooks.import_toml(branch, BOOK)
    return samples.add_members(branch)[0]


def file(branch, member, kind, title, starts="2026-10-10", **more):
    return records.add(branch, member, RecordDraft(kind, title, starts, **more)).new_id


def posted(branch):
    query = select(Entry.item_code, Entry.value, Entry.value_text).where(Entry.state != EntryState.REVERSED)
    with branch.read() as session:
        return [tuple(row) for row in session.execute(query.order_by(Entry.item_code))]


@pytest.mark.parametrize(
    ("kind", "title", "more", "expected"),
    [
        (RecordKind.EXAM, "党章测试", {"quantity": "92.5"}, [("D1", 9250, None)]),
        (RecordKind.EXAM, "党章测试", {}, []),
        (RecordKind.VOLUNTEER, "社区义诊", {"quantity": "5"}, [("D2", 500, None)]),
        (RecordKind.VOLUNTEER, "护河清淤", {"quantity": "3"}, [("D2", 300, None), ("D3", 100, None)]),
        (RecordKind.AWARD, "优秀共产党员", {"amount": "市级"}, [("D4", None, "市级")]),
        (RecordKind.AWARD, "县级先进工作者", {}, [("D4", None, "县级")]),
        (RecordKind.AWARD, "先进工作者", {"amount": "本单位"}, []),
        (RecordKind.PENALTY, "警告", {}, [("D5", None, None)]),
        (RecordKind.APPRAISAL, "优秀", {}, [("D6", None, None)]),
        (RecordKind.APPRAISAL, "合格", {}, []),
        (RecordKind.DUES, "工资代扣", {"ends": "2026-12"}, [("D7", None, None)]),
        (RecordKind.DUES, "补交", {"ends": "2026-12"}, []),
        (RecordKind.ASSIGNMENT, "走访困难群众", {"detail": "超期完成"}, [("D8", None, "超期完成")]),
        (RecordKind.TRAINING, "党员轮训", {"quantity": "8"}, []),
    ],
)
def test_a_record_posts_what_its_kind_and_condition_say(branch, member, kind, title, more, expected):
    file(branch, member, kind, title, **more)
    assert posted(branch) == expected


def test_a_record_that_is_corrected_taken_off_and_brought_back_takes_its_entry_along(branch, member):
    record = file(branch, member, RecordKind.VOLUNTEER, "社区义诊", quantity="5")
    records.change(branch, record, RecordDraft(RecordKind.VOLUNTEER, "社区义诊", "2026-10-11", quantity="6"))
    assert posted(branch) == [("D2", 600, None)]
    records.remove(branch, record)
    assert posted(branch) == []
    recycle.restore(branch, Removed.RECORD, record)
    assert posted(branch) == [("D2", 600, None)]


def test_undo_takes_record_and_entry_back_together(branch, member):
    steps = undo.UndoStack()
    draft = RecordDraft(RecordKind.VOLUNTEER, "社区义诊", "2026-10-11", quantity="6")
    steps.push(records.add(branch, member, draft))
    assert posted(branch) == [("D2", 600, None)]
    steps.undo(branch)
    assert posted(branch) == []


def test_an_approved_entry_is_reversed_when_its_record_changes(branch, member):
    record = file(branch, member, RecordKind.VOLUNTEER, "社区义诊", quantity="5")
    samples.approve_all(branch)
    records.remove(branch, record)
    with branch.read() as session:
        old, new = session.scalars(select(Entry).order_by(Entry.id))
        assert (old.state, new.value, new.reversal_of_id) == (EntryState.REVERSED, -500, old.id)


def test_an_entry_leads_to_its_record_and_is_corrected_there(branch, member):
    record = file(branch, member, RecordKind.EXAM, "党章测试", quantity="92", detail="合格")
    with branch.read() as session:
        entry_id = session.scalars(select(Entry.id)).one()
    link = sources.source_link(branch, entry_id)
    assert (link.text, link.page, link.focus_id, link.kind) == (
        "2026年10月10日 测试成绩《党章测试》合格",
        "members",
        record,
        SourceKind.EXAM,
    )
    assert sources.focus_of(link.page, link.focus_id, member) == {"member_id": member, "record_id": record}
    with pytest.raises(Refused, match="请到党员档案里更正这条测试记录"):
        entries.remove(branch, [entry_id])


def test_the_explanation_leads_to_the_record(branch, member):
    record = file(branch, member, RecordKind.VOLUNTEER, "社区义诊", quantity="4")
    samples.approve_all(branch)
    told = totals.explain(branch, "2026Q4", member)
    links = [link for section in told.sections for step in section.steps for link in step.links]
    assert [(link.page, link.focus_id) for link in links] == [("members", record)]


def test_the_papers_of_a_record_prove_its_entry(branch, member):
    rulebooks.import_toml(branch, BOOK.replace('source = "honour"', 'source = "honour"\nproof = true', 1))
    bare = file(branch, member, RecordKind.AWARD, "市级优秀共产党员")
    (row,) = entry_list.list_entries(branch)
    assert (row.proof_missing, row.papers) == (True, 0)
    with pytest.raises(review.ProofMissing):
        review.approve(branch, [row.id])
    paper = attachments.Paper("证书.pdf", b"%PDF-1.7 ")
    draft = RecordDraft(RecordKind.AWARD, "市级优秀共产党员", "2026-10-10")
    records.change(branch, bare, draft, attachments.PaperChanges(added=(paper,)))
    (row,) = entry_list.list_entries(branch)
    assert (row.proof_missing, row.papers) == (False, 1)
    review.approve(branch, [row.id])


@pytest.mark.parametrize(
    ("starts", "day"),
    [
        ("2026-10", "2026-10-31"),
        ("2026-11", "2026-11-22"),
        ("2026", "2026-11-22"),
        ("2026-10-08", "2026-10-08"),
    ],
)
def test_of_a_partial_date_the_last_possible_day_counts_but_none_after_its_entry(branch, member, starts, day):
    file(branch, member, RecordKind.APPRAISAL, "优秀", starts)
    with branch.read() as session:
        assert session.scalars(select(Entry.happened_on)).one() == date.fromisoformat(day)


def test_a_record_entered_ahead_counts_from_its_day_on(branch, clock, member):
    file(branch, member, RecordKind.VOLUNTEER, "社区义诊", "2026-11-25", quantity="4")
    assert posted(branch) == []
    clock.set(2026, 11, 26)
    daily.catch_up(branch)
    assert posted(branch) == [("D2", 400, None)]


def test_a_record_of_a_settled_quarter_is_booked_as_an_adjustment(branch, member):
    kit.lock(branch)
    file(branch, member, RecordKind.VOLUNTEER, "社区义诊", "2026-09-10", quantity="4")
    with branch.read() as session:
        late, adjustment = session.scalars(select(Entry).order_by(Entry.id))
        assert (late.state, late.value) == (EntryState.APPROVED, 400)
        assert (adjustment.adjusts, adjustment.value, adjustment.cause) == (
            "2026Q3",
            200,
            SourceKind.VOLUNTEER,
        )
        assert "补计" in (adjustment.reason or "")
        link = sources.source_labels_in(session, [adjustment.id])[adjustment.id]
    assert link.page == "members"


def test_an_archive_is_never_refused_for_points_of_a_sheet_that_lacks_the_member(branch, member):
    kit.lock(branch)
    (newcomer,) = samples.add_members(branch, ("陈新",))
    file(branch, newcomer, RecordKind.VOLUNTEER, "社区义诊", "2026-09-10", quantity="4")
    assert posted(branch) == []


def test_a_rulebook_that_comes_into_force_posts_the_records_there_are(branch):
    member = samples.add_members(branch)[0]
    file(branch, member, RecordKind.VOLUNTEER, "社区义诊", quantity="4")
    assert posted(branch) == []
    rulebooks.import_toml(branch, BOOK)
    assert posted(branch) == [("D2", 400, None)]


def test_the_preview_counts_what_records_would_earn(branch, member):
    file(branch, member, RecordKind.VOLUNTEER, "社区义诊", quantity="4")
    file(branch, member, RecordKind.AWARD, "市级优秀共产党员")
    samples.approve_all(branch)
    other = parse(BOOK.replace('"市级" = 5', '"省级" = 9'))
    seen = preview.preview(branch, other, "2026Q4")
    (row,) = seen.rows
    assert row.entries == ("取消 1 条“获得表彰”",)
    assert row.difference == -5


def test_the_doctor_tells_of_entries_that_no_longer_say_what_the_archive_says(branch, member):
    record = file(branch, member, RecordKind.VOLUNTEER, "社区义诊", quantity="4")
    with branch.write("动手脚") as work:
        work.session.delete(work.session.scalars(select(Entry)).one())
    with branch.read() as session:
        found = list(doctor_points.examine_in(session, branch.today))
    assert [(each.page, each.focus["record_id"]) for each in found] == [("members", record)]
    assert "志愿服务记录自动产生的积分记录少了 1 条" in found[0].text
