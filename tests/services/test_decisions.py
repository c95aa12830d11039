from __future__ import annotations

from datetime import date

import pytest

from app.models.activity import Activity
from app.models.kinds import ActivityKind
from app.services import activities, activity_rows, decisions
from app.services.activities import ActivityDraft
from app.services.attachments import Owner, Paper, PaperChanges, list_attachments
from app.services.decisions import Decision
from app.services.errors import BadFile, BadInput, NotFound
from tests.life_helpers import make_activity

HELD = date(2026, 11, 12)
PUBLISH = Decision("公示评议结果", "李秀兰", date(2026, 11, 20))
REPAIR = Decision("整改", "王建国", date(2026, 12, 1))


@pytest.fixture
def meeting(branch):
    return make_activity(
        branch,
        HELD,
        ActivityKind.ASSEMBLY,
        "支部大会",
        subkind="换届大会",
        joint="水文中心党支部",
        decisions=(PUBLISH, Decision(""), REPAIR),
    )


def row(ctx, activity_id):
    return activity_rows.get(ctx, activity_id)


def test_activity_keeps_decisions_with_owner_and_day_and_the_joint_branches(branch, meeting):
    kept = row(branch, meeting)
    assert kept.resolved == (PUBLISH, REPAIR)
    assert kept.decisions == "公示评议结果\n整改"
    assert (kept.subkind, kept.joint) == ("换届大会", "水文中心党支部")


def test_decisions_written_as_plain_text_are_a_line_each(branch, meeting):
    with branch.write("旧数据") as work:
        activity = work.session.get(Activity, meeting)
        activity.data = {}
        activity.decisions = "第一项\n\n 第二项 "
    assert [item.text for item in row(branch, meeting).resolved] == ["第一项", "第二项"]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (Decision("", "李秀兰"), "没有写内容"),
        (Decision("整改", due=date(2026, 11, 11)), "早于活动日期"),
        (Decision("整改", done_on=date(2026, 11, 23)), "办结日期"),
        (Decision("整改", done_on=date(2026, 11, 1)), "办结日期"),
    ],
)
def test_what_cannot_be_is_said_beside_the_decisions(branch, item, reason):
    with pytest.raises(BadInput, match=reason) as caught:
        activities.add(branch, ActivityDraft(ActivityKind.STUDY, "学习", HELD, decisions=(item,)))
    assert caught.value.field == "decisions"


def test_more_decisions_than_a_meeting_can_take_are_refused(branch):
    many = tuple(Decision(f"第{number}项") for number in range(41))
    with pytest.raises(BadInput, match="最多记 40 项"):
        activities.add(branch, ActivityDraft(ActivityKind.STUDY, "学习", HELD, decisions=many))


def test_open_decisions_stand_by_their_limit_and_finishing_takes_them_off(branch, meeting):
    found = decisions.list_open(branch)
    assert [(line.decision.text, line.overdue) for line in found] == [("公示评议结果", True), ("整改", False)]

    decisions.finish(branch, meeting, 0, date(2026, 11, 20))
    assert [line.decision.text for line in decisions.list_open(branch)] == ["整改"]
    decisions.finish(branch, meeting, 0, None)
    assert len(decisions.list_open(branch)) == 2


def test_finishing_before_the_meeting_or_of_an_unknown_decision_is_refused(branch, meeting):
    with pytest.raises(BadInput):
        decisions.finish(branch, meeting, 0, date(2026, 11, 1))
    with pytest.raises(NotFound):
        decisions.finish(branch, meeting, 7, HELD)
    with pytest.raises(NotFound):
        decisions.finish(branch, 999, 0, HELD)


def test_changing_an_activity_keeps_who_was_added_by_hand(branch, meeting):
    with branch.write("手工") as work:
        activity = work.session.get(Activity, meeting)
        activity.data = dict(activity.data) | {"added": [5]}
    activities.change(branch, meeting, ActivityDraft(ActivityKind.ASSEMBLY, "支部大会", HELD))
    with branch.read() as session:
        assert session.get(Activity, meeting).data["added"] == [5]


def test_papers_hang_on_an_activity_and_are_taken_off(branch, meeting):
    activities.change_papers(branch, meeting, PaperChanges(added=(Paper("签到表.pdf", b"%PDF-1.7 "),)))
    (paper,) = list_attachments(branch, Owner.ACTIVITY, meeting)
    assert paper.name == "签到表.pdf"

    activities.change_papers(branch, meeting, PaperChanges(removed=(paper.id,)))
    assert list_attachments(branch, Owner.ACTIVITY, meeting) == []
    with pytest.raises(BadFile):
        activities.change_papers(branch, meeting, PaperChanges(added=(Paper("a.exe", b"MZ"),)))
