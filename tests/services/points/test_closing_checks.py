from __future__ import annotations

from datetime import date

import pytest

from app.models.activity import Activity, Attendance
from app.models.kinds import ActivityKind, ActivityState, MakeupState, MemberClass, Presence
from app.models.member import Member
from app.services.points import closing_checks, entries, exemptions, review, rulebooks
from app.services.points.closing_checks import Level
from app.services.points.facts import NoRulebook
from tests.services.points import closing_kit as kit
from tests.services.points import samples


@pytest.fixture
def people(branch):
    return kit.settle(branch)


def lines(ctx, period=kit.QUARTER):
    return {line.key: line for line in closing_checks.check_list(ctx, period)}


def test_a_clean_quarter_passes_every_line(branch, people):
    found = lines(branch)
    assert {line.level for line in found.values()} == {Level.DONE}
    assert all(line.count == 0 and line.text for line in found.values())


def test_a_quarter_is_over_on_its_last_day(branch, people, clock):
    assert lines(branch, "2026Q4")["ended"].level is Level.STOP
    clock.set(2026, 12, 31)
    assert lines(branch, "2026Q4")["ended"].level is Level.DONE


def test_unreviewed_and_returned_entries_lead_to_the_review(branch, people):
    first, second = (
        entries.add(branch, entries.EntryDraft(member, "B2", date(2026, 8, 3), "2", reason="突出")).new_id
        for member in people[:2]
    )
    review.send_back(branch, [second], "缺依据")
    found = lines(branch)
    assert (found["unreviewed"].level, found["returned"].level) == (Level.STOP, Level.WARN)
    (record,) = found["unreviewed"].records
    assert (record.page, dict(record.focus)) == ("points", {"entry_id": first})
    assert record.text == "张伟#1　2026-08-03　急难险重表现（草稿）"
    assert dict(found["returned"].records[0].focus) == {"entry_id": second}


def test_missing_evidence_names_the_entry(branch, people):
    entry_id = entries.add(branch, entries.EntryDraft(people[0], "B3", date(2026, 8, 3), "市级")).new_id
    review.approve(branch, [entry_id], without_proof="原件在机关党委")
    found = lines(branch)["proof"]
    assert (found.level, found.count) == (Level.WARN, 1)
    assert dict(found.records[0].focus) == {"entry_id": entry_id}


def test_open_makeups_lead_to_their_tasks(branch, people):
    activity = samples.hold(branch, date(2026, 8, 12), {people[1]: Presence.SICK})
    task = samples.make_up(branch, activity, people[1], date(2026, 8, 20), MakeupState.CLAIMED)
    found = lines(branch)["makeups"]
    assert found.text == "有 1 项补学还没有完成。"
    assert (found.records[0].page, dict(found.records[0].focus)) == ("makeup", {"task_id": task})
    assert found.records[0].text == "李敏　2026-08-12 缺席（已认领）"


def test_blank_attendance_and_forgotten_plans_lead_to_the_activities(branch, people):
    with branch.write("计划") as work:
        held = Activity(
            kind=ActivityKind.LECTURE, topic="党课", held_on=date(2026, 9, 2), created_at=work.now
        )
        plan = Activity(
            kind=ActivityKind.ASSEMBLY,
            topic="大会",
            held_on=date(2026, 9, 3),
            state=ActivityState.PLANNED,
            created_at=work.now,
        )
        work.session.add_all([held, plan])
        work.session.flush()
        work.session.add(Attendance(activity_id=held.id, member_id=people[0], presence=None))
        ids = held.id, plan.id
    found = lines(branch)
    assert dict(found["attendance"].records[0].focus) == {"activity_id": ids[0]}
    assert found["attendance"].records[0].text == "2026-09-02　党课《党课》"
    assert dict(found["planned"].records[0].focus) == {"activity_id": ids[1]}


def test_members_without_a_class_are_named(branch, people):
    with branch.write("分类") as work:
        work.session.get(Member, people[2]).klass = MemberClass.OTHER
    found = lines(branch)["class"]
    assert (found.level, found.records[0].text) == (Level.WARN, "王芳")
    assert (found.records[0].page, dict(found.records[0].focus)) == ("members", {"member_id": people[2]})


def test_a_year_asks_for_its_quarters(branch, people, clock):
    clock.set(2026, 12, 31)
    kit.lock(branch)
    found = lines(branch, "2026")["parts"]
    assert [record.text for record in found.records] == ["2026年第一季度", "2026年第二季度", "2026年第四季度"]
    assert dict(found.records[2].focus) == {"tab": "closing", "period": "2026Q4"}


def test_without_a_rulebook_nothing_can_be_checked(branch):
    with pytest.raises(NoRulebook):
        closing_checks.check_list(branch, kit.QUARTER)


def test_who_takes_no_part_is_named_and_who_waits_for_an_approval(branch, people):
    rules = samples.rulebook_text() + '\n[exempt]\nclasses = ["离退休"]\nneeds_approval = true\n'
    rulebooks.import_toml(branch, rules.replace("2026-01-01", "2026-07-01"))
    waiting = lines(branch)["exempt"]
    assert (waiting.level, waiting.text) == (Level.WARN, "1 名党员可以不参加，还没有批准，照常计分。")
    (record,) = waiting.records
    assert (record.text, record.page, record.focus) == (
        "逄喆　离退休党员",
        "members",
        (("member_id", people[-1]),),
    )
    exemptions.approve_exemption(branch, people[-1], 2026, "支部委员会 2026-01-08 决定")
    allowed = lines(branch)["exempt"]
    assert (allowed.level, allowed.text) == (Level.DONE, "1 名党员不参加积分管理。")
    assert [record.text for record in allowed.records] == ["逄喆　支部委员会 2026-01-08 决定"]
