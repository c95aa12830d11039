from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.activity import Attendance, Away, MakeupTask
from app.models.archive import CustomField
from app.models.kinds import AwayKind, CustomKind, LeaveReason, MemberKind, Presence, RecordKind, Sex
from app.models.points import ClosingLine, Entry
from app.services import doctor, members, records
from app.services.doctor import Severity
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from tests.life_helpers import make_activity, make_member, mark
from tests.services.points import closing_kit as kit
from tests.services.points import samples

ID = "342501198506120318"


def told(ctx):
    return [(finding.severity, finding.about, finding.text) for finding in doctor.examine(ctx)]


def only(ctx):
    (finding,) = doctor.examine(ctx)
    return finding


def test_sound_data_have_no_finding(branch):
    members.add(branch, MemberDraft("张三", id_number=ID, joined="2009-07-01", regular="2010-07-01"))
    mark(branch, make_activity(branch), 张三=Presence.SICK)
    assert told(branch) == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"id_number": "342501198506120319"}, "校验"),
        ({"id_number": ID, "sex": Sex.FEMALE, "birth": "1985-06-12"}, "性别与身份证号不符"),
        ({"joined": "2010-07-01", "regular": "2009-07-01"}, "转正日期早于入党日期"),
    ],
)
def test_what_no_form_would_take_is_wrong(branch, values, words):
    make_member(branch, "张三", **values)
    finding = only(branch)
    assert finding.severity is Severity.WRONG
    assert words in finding.text
    assert finding.page == "members"


def test_birthday_other_than_the_number_says_is_to_be_checked(branch):
    make_member(branch, "张三", id_number=ID, sex=Sex.MALE, birth="1986-06-12")
    finding = only(branch)
    assert (finding.severity, finding.about) == (Severity.CHECK, "张三")
    assert "号码表示1985年6月12日" in finding.text


@pytest.mark.parametrize(
    ("joined", "regular", "count"),
    [
        ("2009-07-01", "2010-07-01", 0),
        ("2009-07-01", "2010-06-30", 1),
        ("2009-07", "2010-07", 0),
        ("2009", "2010", 0),
        ("2009-07", "2010-05", 1),
        ("1970-07-01", "1970-07-01", 0),
        ("1977-08-11", "1977-08-11", 0),
        ("1977-08-12", "1978-03-01", 1),
    ],
)
def test_regular_membership_follows_a_year_after_admission(branch, joined, regular, count):
    make_member(branch, "张三", joined=joined, regular=regular)
    assert len([line for line in told(branch) if "不满一年" in line[2]]) == count


@pytest.mark.parametrize(
    ("joined", "severity", "words"),
    [
        ("2025-11-01", Severity.CHECK, "2026年11月1日满一年，还没有登记转正"),
        ("2026-01-10", Severity.SOON, "2027年1月10日"),
        ("2026-06-01", None, ""),
    ],
)
def test_probation_that_ends_is_told_of(branch, joined, severity, words):
    make_member(branch, "张三", kind=MemberKind.PROBATIONARY, joined=joined)
    found = doctor.examine(branch)
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    assert all(words in finding.text for finding in found)


def test_one_person_entered_twice_is_found_by_sound_and_birthday(branch):
    make_member(branch, "张炜", birth="1985-06-12")
    make_member(branch, "张伟", birth="1985-06-12")
    make_member(branch, "张伟", birth="1985-07")
    assert [line[1:] for line in told(branch)] == [
        ("张炜", "与“张伟#1”读音相同、出生日期都是1985年6月12日，可能重复录入；打开后可以逐项比较、合并。")
    ]
    assert only(branch).focus == {"member_id": 1, "merge_with": 2}


def test_old_and_new_form_of_one_number_are_one_person(branch):
    make_member(branch, "张三", id_number="342501850612031")
    make_member(branch, "张叁", id_number=ID, sex=Sex.MALE, birth="1985-06-12")
    assert "与“张叁”身份证号相同" in [line[2] for line in told(branch)][-1]


def test_full_member_without_the_day_of_becoming_one_is_to_be_checked(branch):
    make_member(branch, "张三", joined="2009-07-01")
    assert only(branch).text == "是正式党员，但没有转正日期，请补填。"


def test_extended_probation_counts_to_its_own_end(branch):
    make_member(branch, "张三", kind=MemberKind.PROBATIONARY, joined="2025-11-01", extended_to="2027-05-01")
    assert told(branch) == []
    make_member(branch, "李四", kind=MemberKind.PROBATIONARY, joined="2025-06-01", extended_to="2026-12-01")
    assert only(branch).text == "预备期将于2026年12月1日延长期满，请提前准备转正。"


def test_value_that_does_not_fit_an_own_field_is_to_be_checked(branch):
    make_member(branch, "张三", extra={"入户走访": "三次"})
    with branch.write("字段") as work:
        work.session.add(CustomField(name="入户走访", kind=CustomKind.NUMBER, choices=[]))
    assert only(branch).text == "入户走访请填写数字，最多四位小数。现在是“三次”。"


def test_second_secretary_and_shared_archive_number_are_to_be_checked(branch):
    make_member(branch, "张三", party_post="党支部书记", archive_no="A-1")
    make_member(branch, "李四", party_post="党支部书记", archive_no="A-1")
    assert {line[2] for line in told(branch)} == {
        "与“张三”都登记为党支部书记，请核对党内职务。",
        "与“李四”的档案编号都是“A-1”。",
    }


@pytest.mark.parametrize(
    ("starts", "ends", "count"), [("2018-03", "", 1), ("2019-01", "", 0), ("2012", "2014", 0)]
)
def test_same_post_twice_at_one_time_is_found(branch, starts, ends, count):
    member = make_member(branch, "张三")
    records.add(branch, member, RecordDraft(RecordKind.POST, "办公室主任", "2015-01", "2019-01"))
    records.add(branch, member, RecordDraft(RecordKind.POST, "办公室主任", starts, ends))
    records.add(branch, member, RecordDraft(RecordKind.POST, "副局长", "2016-01"))

    found = doctor.examine(branch)

    assert len(found) == count
    asked = {"member_id": member, "tab": "records", "record_id": 2}
    assert all(finding.focus == asked for finding in found)


def test_make_up_without_absence_is_wrong(branch):
    make_member(branch, "张三")
    mark(branch, make_activity(branch), 张三=Presence.SICK)
    with branch.write("损坏") as work:
        work.session.scalars(select(Attendance)).one().presence = Presence.PRESENT
    with branch.read() as session:
        task = session.scalars(select(MakeupTask.id)).one()

    finding = only(branch)

    assert (finding.severity, finding.page, finding.focus) == (Severity.WRONG, "makeup", {"task_id": task})


def test_absence_that_calls_for_a_make_up_and_has_none_is_wrong(branch):
    make_member(branch, "张三")
    activity = make_activity(branch)
    with branch.write("损坏") as work:
        work.session.scalars(select(Attendance)).one().presence = Presence.SICK

    finding = only(branch)

    assert (finding.severity, finding.focus) == (Severity.WRONG, {"activity_id": activity})
    assert "却没有补学任务" in finding.text


def test_two_times_away_at_one_time_are_to_be_checked(branch):
    member = make_member(branch, "张三")
    with branch.write("损坏") as work:
        for start, back in ((date(2026, 3, 1), date(2026, 3, 9)), (date(2026, 3, 5), None)):
            work.session.add(
                Away(member_id=member, kind=AwayKind.TRIP, starts_on=start, back_on=back, created_at=work.now)
            )
    assert "2026年3月1日和2026年3月5日开始的两次离岗时间重叠" in only(branch).text


def test_automatic_points_that_no_longer_follow_attendance_are_wrong(branch):
    make_member(branch, "张三")
    samples.adopt(branch)
    activity = make_activity(branch)
    mark(branch, activity, 张三=Presence.PRESENT)
    assert told(branch) == []
    with branch.write("损坏") as work:
        work.session.scalars(select(Attendance)).one().presence = Presence.EXEMPT
    finding = only(branch)
    assert (
        finding.text == "2026年11月12日由考勤、补学自动产生的积分记录多了 1 条，重新保存当天的考勤即可更正。"
    )
    assert finding.focus == {"activity_id": activity}


def test_settled_total_that_entries_do_not_give_and_touched_content_are_wrong(branch):
    people = kit.settle(branch)
    kit.earn(branch, people[0], "1")
    kit.lock(branch)
    assert [line for line in told(branch) if line[0] is Severity.WRONG] == []
    with branch.write("损坏") as work:
        work.session.scalars(
            select(ClosingLine).where(ClosingLine.member_id == people[0])
        ).one().total = "999"
    words = [line[2] for line in told(branch) if line[0] is Severity.WRONG]
    assert words == [
        "2026年第三季度的结算内容与锁定时的校验码不符，可能被本程序以外的工具改动过；请从备份恢复。",
        "2026年第三季度的结算总分与积分记录、调整合计不相等，请查看积分由来。",
    ]


def test_attendance_after_leaving_is_to_be_checked(branch):
    member = make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 11, 12)), 张三=Presence.PRESENT)
    members.mark_left(branch, member, date(2026, 11, 1), LeaveReason.TRANSFERRED)

    assert told(branch) == [
        (
            Severity.CHECK,
            "张三",
            "2026年11月12日“水利工程现场学习”有考勤，但2026年11月1日已离开本支部，请核对。",
        )
    ]


def test_points_of_unknown_items_and_of_days_without_rules_are_wrong(branch):
    member = make_member(branch, "张三")
    samples.adopt(branch)
    with branch.write("录入") as work:
        for code, day in (("nowhere", date(2026, 3, 1)), ("nowhere", date(2024, 3, 1))):
            work.session.add(Entry(member_id=member, item_code=code, happened_on=day, created_at=work.now))
        work.session.add(
            Entry(member_id=member, veto_code="nowhere", happened_on=date(2026, 4, 1), created_at=work.now)
        )

    found = doctor.examine(branch)

    assert [finding.text for finding in found] == [
        "2024年3月1日的积分记录：当天没有施行中的积分方案，不会计分。",
        "2026年3月1日的积分记录：当天的方案里没有项目“nowhere”，不会计分。",
        "2026年4月1日的积分记录：当天的方案里没有否决情形“nowhere”。",
    ]
    assert {finding.page for finding in found} == {"points"}
