"""Every chart's figures, its table and where it leads, counted on a real ledger."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from app.models.kinds import MemberClass, Presence
from app.models.member import Member
from app.models.org import Org
from app.services.points import entries, review
from app.services.points.entries import EntryDraft
from app.services.points.facts import NoRulebook
from app.services.trends.answer import NothingToDraw
from app.services.trends.answers import answer
from app.services.trends.asking import SPLITS, Chart, Question, Split
from app.services.trends.reading import Reader
from tests.life_helpers import make_activity, make_member, mark
from tests.services.points import closing_kit, samples


@pytest.fixture
def people(branch):
    """五名党员: two with points in spring, the first quarter settled."""
    samples.adopt(branch)
    people = samples.add_members(branch)
    for member, hours, day in (
        (people[0], "4", date(2026, 3, 12)),
        (people[1], "10", date(2026, 1, 12)),
        (people[0], "20", date(2026, 5, 12)),
    ):
        review.approve(branch, entries.add(branch, EntryDraft(member, "B1", day, hours)).new_ids)
    closing_kit.lock(branch, "2026Q1")
    return people


@pytest.fixture
def ask(branch, people):
    reader = Reader(branch)

    def asking(chart, **filters):
        return answer(reader, Question(chart, **{"period": "2026Q1", "year": 2026, **filters}))

    return asking


def group(branch, name):
    with branch.read() as session:
        return session.scalars(select(Org.id).where(Org.name == name)).one()


def test_members_are_shown_with_their_parts_and_lead_to_the_explanation(ask, people):
    found = ask(Chart.MEMBERS)
    assert found.heads == ("姓名", "合计", "基础分", "组织生活", "作用发挥", "纪律扣分")
    assert found.lines[1].cells == ("李敏", "65.0", "60.0", "0.0", "5.0", "0.0")
    assert found.lines[1].goal == ("points", (("period", "2026Q1"), ("member_id", people[1])))
    assert found.told[1, 0].tip == "李敏：65.0 分（基础分 60.0，作用发挥 5.0）"
    assert found.summary == "参加 5 人　平均 61.4 分　最高 65.0 分　中位 60.0 分　最低 60.0 分"
    assert found.closed


def test_a_settled_quarter_is_not_hatched_and_an_open_one_is(ask):
    found = ask(Chart.QUARTERS)
    assert found.data.unsettled == {(1, 0), (2, 0), (3, 0)}
    assert [line.cells[-1] for line in found.lines] == ["已结算", "未结算", "未结算", "未结算"]
    assert found.lines[0].cells[:2] == ("2026年一季度", "61.4")
    assert not found.closed


def test_quarters_follow_group_and_class(ask, branch):
    second = ask(Chart.QUARTERS, group_id=group(branch, "第二党小组"))
    assert second.lines[0].cells[1] == "62.5"
    assert second.data.title.endswith("（第二党小组）")
    retired = ask(Chart.QUARTERS, klass=MemberClass.RETIRED)
    assert retired.lines[0].cells[1] == "60.0"


def test_a_settled_quarter_keeps_the_groups_of_its_day(ask, branch, people):
    with branch.write("调组") as work:
        work.session.get(Member, people[1]).group_id = group(branch, "第一党小组")
    found = answer(
        Reader(branch), Question(Chart.MEMBERS, period="2026Q1", group_id=group(branch, "第二党小组"))
    )
    assert [line.cells[0] for line in found.lines] == ["李敏", "张伟#2"]


def test_a_members_line_tells_the_difference(ask, people):
    found = ask(Chart.LINE, member_id=people[1])
    assert found.lines[0].cells == ("第一季度", "65.0", "61.4", "+3.6", "已结算")
    assert found.told[1, 0].tip == "2026年第二季度：本人 60.0 分，平均 62.0 分，相差 -2.0 分（未结算）"
    with pytest.raises(NothingToDraw):
        ask(Chart.LINE, member_id=None)


def test_the_spread_counts_everybody_once(ask):
    found = ask(Chart.SPREAD)
    assert sum(int(line.cells[1]) for line in found.lines) == 5
    assert found.lines[0].cells == ("60", "3", "60.0%", "王芳、张伟#2、逄喆")
    assert "李敏" in found.told[5, 0].tip


def test_the_heat_map_sums_what_each_month_brought(ask, people):
    found = ask(Chart.HEAT)
    assert found.data.labels[-1] == "11月"
    assert found.data.values[0][2] == Fraction(2)
    assert found.data.values[1][0] == Fraction(5)
    assert found.data.unsettled == frozenset(range(3, 11))
    assert found.lines[0].cells[-1] == "12.0"
    assert found.told[0, 4].tip == "张伟#1　2026年5月：+10.0 分（未结算）"
    assert found.told[0, 4].goal == ("points", (("period", "2026Q2"), ("member_id", people[0])))


def test_groups_are_compared_in_their_order_and_lead_to_their_members(ask, branch):
    found = ask(Chart.GROUPS, split=Split.GROUP)
    assert [line.cells[:2] for line in found.lines] == [("第一党小组", "60.7"), ("第二党小组", "62.5")]
    chosen = dict(found.lines[1].goal[1])
    assert chosen == {"chart": "members", "period": "2026Q1", "group": group(branch, "第二党小组")}
    classes = ask(Chart.GROUPS, split=Split.KLASS)
    assert [line.cells[0] for line in classes.lines] == ["在职", "离退休"]


def test_years_stand_side_by_side(ask):
    found = ask(Chart.YEARS)
    assert [part.label for part in found.data.series] == ["2026年"]
    assert found.data.unsettled == {(1, 0), (2, 0), (3, 0)}
    assert found.lines[0].goal == ("points", (("period", "2026Q1"),))


def test_grades_are_shares_of_the_year_and_marked_while_it_is_open(ask):
    found = ask(Chart.GRADES)
    assert found.heads == ("年度", "优秀", "合格", "不合格", "状态")
    assert found.lines[0].cells[-1] == "未结算"
    assert sum(part.values[0] for part in found.data.series) == 100
    assert dict(found.lines[0].goal[1]) == {"period": "2026", "tab": "year"}


def test_without_a_rulebook_or_anybody_the_reason_is_said(ask, branch):
    with pytest.raises(NoRulebook):
        ask(Chart.QUARTERS, year=2020)
    with pytest.raises(NothingToDraw, match="没有符合条件的党员"):
        ask(Chart.MEMBERS, klass=MemberClass.STUDENT)
    for chart in (Chart.ATTENDANCE, Chart.MAKEUP):
        with pytest.raises(NothingToDraw):
            ask(chart)


@pytest.fixture
def meetings(branch):
    """张三 came twice, 李四 once and made nothing up."""
    make_member(branch, "张三")
    make_member(branch, "李四")
    mark(branch, make_activity(branch, date(2026, 7, 9)), 张三=Presence.PRESENT, 李四=Presence.PRESENT)
    mark(branch, make_activity(branch, date(2026, 8, 6)), 张三=Presence.PRESENT, 李四=Presence.UNEXCUSED)
    return Reader(branch)


@pytest.mark.parametrize("split", SPLITS[Chart.ATTENDANCE])
def test_attendance_adds_up_however_it_is_broken_down(meetings, split):
    found = answer(meetings, Question(Chart.ATTENDANCE, period="2026Q3", split=split))
    assert sum(int(line.cells[1]) for line in found.lines) == 4
    assert sum(int(line.cells[2]) for line in found.lines) == 3
    assert found.summary == "应到 4 人次　出勤率 75.0%　补后 75.0%"
    assert not found.closed


def test_a_month_of_attendance_leads_to_its_activities(meetings):
    found = answer(meetings, Question(Chart.ATTENDANCE, period="2026Q3"))
    assert [line.cells[0] for line in found.lines] == ["7月", "8月"]
    assert found.lines[1].goal == ("activities", (("year", 2026), ("quarter", 3)))


@pytest.mark.parametrize("split", SPLITS[Chart.MAKEUP])
def test_coverage_counts_what_is_owed(meetings, split):
    found = answer(meetings, Question(Chart.MAKEUP, period="2026Q3", split=split))
    (line,) = found.lines
    assert line.cells[1:] == ("1", "0", "0", "0.0%")
    assert line.goal[0] == "makeup"
