"""The workbench's second part: what is due, who is to be thought of, how the points are spread."""

from __future__ import annotations

from datetime import date

from app.models.kinds import ActivityKind, MemberKind, Presence
from app.services import decisions, due_lines, first_steps, overview, workbench
from app.services.decisions import Decision
from app.services.overview import OpenSheet
from app.services.points import closing, objections
from app.services.points.settlements import PublicationOptions
from tests.life_helpers import make_activity, make_member, mark
from tests.services.points import closing_kit, samples


def kinds(lines) -> list[str]:
    return [line.kind for line in lines]


def test_an_empty_branch_has_missing_meetings_and_six_steps(branch):
    seen = workbench.load(branch)

    assert (seen.lines, seen.people, seen.spread) == ((), (), None)
    assert {line.what.split("（")[0] for line in seen.meetings} >= {"党员大会", "主题党日"}
    assert [step.done for step in seen.steps] == [False] * 6


def test_a_publication_and_its_open_objection_are_due_on_its_last_day(branch):
    members = closing_kit.settle(branch)
    version = closing_kit.lock(branch)
    closing.publish(branch, version, branch.today, PublicationOptions())
    draft = objections.ObjectionDraft("张三", branch.today, "防汛加分没有计入", members[0])
    objections.raise_objection(branch, version, draft)

    lines = {line.kind: line for line in workbench.load(branch).lines}

    assert lines["公示截止"].what == "2026年第三季度积分公示"
    assert lines["异议待答复"].who == "张三"
    assert lines["公示截止"].due == lines["异议待答复"].due is not None
    assert lines["公示截止"].focus == (("tab", "closing"), ("period", "2026Q3"))


def test_a_decision_is_followed_up_until_it_is_carried_out(branch):
    make_member(branch, "张三")
    items = (
        Decision("公示结果", "张三", date(2026, 11, 20)),
        Decision("联系帮扶户", "李四"),
        Decision("学习文件"),
    )
    meeting = make_activity(branch, kind=ActivityKind.ASSEMBLY, decisions=items)

    first, second = [line for line in workbench.load(branch).lines if line.kind == "决议办结"]
    assert (first.who, first.what, first.due, first.tone) == ("张三", "公示结果", date(2026, 11, 20), "warn")
    assert (second.what, second.due, second.note) == ("联系帮扶户", None, "11月12日议定")
    assert dict(first.focus) == {"activity_id": meeting, "details": True}

    decisions.finish(branch, meeting, 0, date(2026, 11, 21))
    assert [line.what for line in workbench.load(branch).lines if line.kind == "决议办结"] == ["联系帮扶户"]


def test_points_to_be_reviewed_are_counted_by_step(branch):
    samples.adopt(branch)
    members = samples.add_members(branch)
    samples.hold(branch, date(2026, 10, 9), dict.fromkeys(members, Presence.PRESENT))

    (line,) = [line for line in workbench.load(branch).lines if line.kind == "积分审核"]

    assert line.what == f"{len(members)} 条待审定"
    assert line.focus == (("tab", "review"),)


def test_probation_that_ends_soon_is_named_with_its_day(branch):
    make_member(branch, "李青", kind=MemberKind.PROBATIONARY, joined="2025-12-10")
    make_member(branch, "刘远", kind=MemberKind.PROBATIONARY, joined="2026-09-01")
    make_member(branch, "王正", kind=MemberKind.FULL, joined="2025-12-10")

    found = [line for line in workbench.load(branch).people if line.kind == "转正"]

    assert [(line.who, line.due) for line in found] == [("李青", date(2026, 12, 10))]


def test_political_birthdays_of_the_month_are_in_the_order_of_days(branch):
    make_member(branch, "三十日", joined="1986-11-30")
    make_member(branch, "只有月", joined="2001-11")
    make_member(branch, "二日", joined="2016-11-02")
    make_member(branch, "别的月", joined="2016-12-02")
    make_member(branch, "今年", joined="2026-11-02")

    found = [line for line in workbench.load(branch).people if line.kind == "政治生日"]

    assert [(line.who, line.what, line.note) for line in found] == [
        ("只有月", "入党 25 周年", "11月"),
        ("二日", "入党 10 周年", "11月2日"),
        ("三十日", "入党 40 周年", "11月30日"),
    ]


def test_who_has_less_than_the_quarters_ask_for_is_behind_in_study_hours(branch):
    make_member(branch, "张三")
    make_member(branch, "李四")
    lecture = make_activity(branch, date(2026, 3, 5), ActivityKind.STUDY, study_hours=2_450)
    mark(branch, lecture, 张三=Presence.PRESENT, 李四=Presence.EXEMPT)

    found = [line for line in workbench.load(branch).people if line.kind == "学时不足"]

    assert [(line.who, line.what, line.note) for line in found] == [
        ("李四", "已学 0，全年 32 学时", "应满 24")
    ]


def test_no_step_of_the_spread_is_left_out(branch):
    members = closing_kit.settle(branch)
    closing_kit.earn(branch, members[0], "3", date(2026, 10, 20))

    spread = workbench.load(branch).spread

    assert spread is not None
    assert spread.open
    assert sum(number for _, _, number in spread.steps) == len(members)
    assert all(one[1] == other[0] for one, other in zip(spread.steps, spread.steps[1:], strict=False))
    assert len(spread.steps) <= 8


def test_steps_are_ticked_by_facts_and_the_list_can_be_put_away(branch):
    closing_kit.settle(branch)
    assert [step.done for step in first_steps.load(branch)] == [True] * 5 + [False]

    first_steps.put_away(branch)

    assert first_steps.load(branch) == ()


def test_days_are_said_as_people_say_them(branch):
    today = date(2026, 11, 18)
    line = due_lines.DueLine("补学认领", "warn", "张三", "党课", today, "", "makeup")

    def said(day: date | None, note: str = "") -> str:
        return due_lines.day_words(line._replace(due=day, note=note), today)

    assert said(today) == "今天 11月18日"
    assert said(date(2026, 11, 20)) == "周五 11月20日"
    assert said(date(2026, 11, 23), "暂定") == "11月23日（暂定）"
    assert said(date(2026, 11, 17)) == "11月17日 已逾期"
    assert said(date(2027, 1, 4)) == "2027年1月4日"
    assert said(None, "等待核验") == "等待核验"


def test_the_first_figures_name_unfinished_sheets_before_missing_meetings(branch):
    make_member(branch, "张三")
    make_activity(branch)

    lines = due_lines.of_meetings(overview.load(branch))

    assert kinds(lines)[0] == "考勤未录完"
    assert set(kinds(lines)[1:]) == {"待召开"}


def test_attendance_is_due_within_the_hours_the_branch_has_set(branch):
    seen = overview.load(branch)
    sheet = OpenSheet(1, ActivityKind.LECTURE, "党课", date(2026, 11, 18), 3)

    (line,) = due_lines.of_sheets(seen._replace(open_sheets=(sheet,)), 24)

    assert line.due == date(2026, 11, 19)
    assert due_lines.hours_after(date(2026, 11, 18), 48) == date(2026, 11, 20)
    assert due_lines.hours_after(date(2026, 11, 18), 25) == date(2026, 11, 20)


def test_who_was_simply_absent_is_to_be_told_within_the_hours_set(branch):
    make_member(branch, "逄翀")
    make_member(branch, "李敏")
    activity = make_activity(branch)
    mark(branch, activity, 逄翀=Presence.UNEXCUSED, 李敏=Presence.SICK)

    (line,) = [line for line in workbench.load(branch).lines if line.kind == "补学待通知"]

    assert (line.who, line.due) == ("1 人", date(2026, 11, 14))
    assert dict(line.focus) == {"activity_id": activity}
