from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import ActivityKind, MakeupState, Presence
from app.models.member import Attachment
from app.services import life_papers, makeup
from app.services.decisions import Decision
from app.services.errors import BadInput, NotFound
from tests import life_helpers as life

DECIDED = (
    Decision("1.组织参观治水展览馆", "李记录", date(2026, 11, 20), date(2026, 11, 19)),
    Decision("（二）修订补学补领办法"),
    Decision("2026年底前总结"),
)


@pytest.fixture
def people(branch):
    return [life.make_member(branch, name) for name in ("逄翀", "欧阳㛃", "张伟", "张伟")]


def test_an_activity_paper_counts_what_the_grid_holds(branch, people):
    activity = life.make_activity(
        branch,
        decisions=DECIDED,
        joint="滨河社区党支部",
        observers="王敏（区水利站站长、书记），李强",
        minutes="王书记主持会议。",
        study_hours=150,
    )
    absent = {"欧阳㛃": Presence.SICK, "张伟#2": Presence.UNEXCUSED}
    life.mark(branch, activity, **{"逄翀": Presence.LATE, "张伟#1": Presence.EXEMPT}, **absent)

    doc = life_papers.activity_paper(branch, activity)

    assert [person.name for person in doc.people] == ["逄翀", "欧阳㛃", "张伟#1", "张伟#2"]
    assert (doc.expected, len(doc.present), doc.on_leave, doc.unexcused) == (3, 1, 1, 1)
    assert doc.marked
    first, *others = doc.decisions
    assert (first.text, first.owner) == ("组织参观治水展览馆", "李记录")
    assert (first.due, first.done) == ("2026年11月20日", "2026年11月19日")
    assert [line.text for line in others] == ["修订补学补领办法", "2026年底前总结"]
    assert doc.joint == "滨河社区党支部"
    assert doc.observers == ("王敏（区水利站站长、书记）", "李强")
    assert (doc.branch, doc.body, doc.study_hours) == ("机关第一党支部", "机关第一党支部", 150)


def test_a_group_meeting_names_branch_and_group(branch, people):
    group = life.group_id(branch, "第一党小组")
    activity = life.make_activity(branch, kind=ActivityKind.GROUP, org_id=group)
    assert life_papers.activity_paper(branch, activity).body == "机关第一党支部第一党小组"


def test_what_is_kept_with_an_activity_is_named(branch, people):
    activity = life.make_activity(branch)
    with branch.write("附件") as work:
        work.session.add(
            Attachment(
                owner="activity", owner_id=activity, name="现场照片.jpg", mime="image/jpeg", sha256="0",
                content=b"x", created_at=work.now,
            )
        )  # fmt: skip
    assert life_papers.activity_paper(branch, activity).attachments == ("现场照片.jpg",)


def test_a_made_up_absence_says_when(branch, people):
    activity = life.make_activity(branch)
    life.mark(branch, activity, 逄翀=Presence.SICK)
    life.complete(branch, life.only_task(branch).id, date(2026, 11, 16), date(2026, 11, 18))
    (person,) = [p for p in life_papers.activity_paper(branch, activity).people if p.name == "逄翀"]
    assert (person.made_up, person.made_up_on) == (True, date(2026, 11, 18))


def test_no_paper_of_an_activity_that_is_gone(branch):
    with pytest.raises(NotFound):
        life_papers.activity_paper(branch, 99)


def test_each_member_gets_one_slip_for_all_that_is_owed(branch, people):
    for day, topic in ((date(2026, 11, 12), "水利工程现场学习"), (date(2026, 11, 5), "参观治水展览馆")):
        life.mark(
            branch, life.make_activity(branch, day, topic=topic), 欧阳㛃=Presence.SICK, 逄翀=Presence.OFFICIAL
        )
    first = life.only_task(branch, member_id=people[1], since=date(2026, 11, 12))
    makeup.set_return_date(branch, [first.id], date(2026, 11, 13))

    sheet = life_papers.reminder_paper(branch)

    assert [slip.name for slip in sheet.slips] == ["逄翀", "欧阳㛃"]
    old, new = sheet.slips[1].missed
    assert (old.topic, old.state, old.limit) == ("参观治水展览馆", MakeupState.WAITING, None)
    assert (new.limit, new.overdue, new.days_left) == (date(2026, 11, 17), True, -3)
    assert sheet.claim_days == 2


def test_slips_can_be_for_chosen_tasks_only(branch, people):
    life.mark(branch, life.make_activity(branch), 欧阳㛃=Presence.SICK, 逄翀=Presence.OFFICIAL)
    task = life.only_task(branch, member_id=people[0])
    assert [slip.name for slip in life_papers.reminder_paper(branch, [task.id]).slips] == ["逄翀"]
    with pytest.raises(BadInput, match="没有需要提醒"):
        life_papers.reminder_paper(branch, [])


def test_nobody_is_reminded_of_what_is_done(branch, people):
    life.mark(branch, life.make_activity(branch), 逄翀=Presence.OFFICIAL)
    life.complete(branch, life.only_task(branch).id, date(2026, 11, 16), date(2026, 11, 18))
    with pytest.raises(BadInput, match="没有需要提醒"):
        life_papers.reminder_paper(branch)


def test_a_deadline_in_a_year_without_calendar_is_said_to_be_provisional(branch, people, clock):
    clock.set(2026, 12, 31)
    life.mark(branch, life.make_activity(branch, date(2026, 12, 30)), 逄翀=Presence.OFFICIAL)
    makeup.set_return_date(branch, [life.only_task(branch).id], date(2026, 12, 31))

    (slip,) = life_papers.reminder_paper(branch).slips
    register = life_papers.register_paper(branch, "2026Q4")

    assert slip.missed[0].provisional
    assert slip.warning.startswith("2027年的放假调休安排尚未录入")
    assert [row.provisional for row in register.sheet.rows] == [True]


def test_a_claimed_task_is_no_longer_offered_others(branch, people):
    life.mark(branch, life.make_activity(branch), 逄翀=Presence.OFFICIAL)
    task = life.only_task(branch).id
    makeup.set_return_date(branch, [task], date(2026, 11, 19))
    life.claim(branch, task, date(2026, 11, 20))
    (slip,) = life_papers.reminder_paper(branch).slips
    assert slip.offered == ()
    assert slip.missed[0].state is MakeupState.CLAIMED
