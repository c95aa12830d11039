from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.activity import Attendance, MakeupTask
from app.models.kinds import LeaveReason, MemberKind, Presence, RecordKind, Sex
from app.models.points import Entry
from app.services import doctor, members, records
from app.services.doctor import Severity
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from tests.life_helpers import make_activity, make_member, mark
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
        ("张炜", "与“张伟”读音相同、出生日期都是1985年6月12日，请核对是否重复录入。")
    ]


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
    assert all(finding.focus == {"member_id": member, "tab": "records"} for finding in found)


def test_make_up_without_absence_is_wrong(branch):
    make_member(branch, "张三")
    mark(branch, make_activity(branch), 张三=Presence.SICK)
    with branch.write("损坏") as work:
        work.session.scalars(select(Attendance)).one().presence = Presence.PRESENT
    with branch.read() as session:
        task = session.scalars(select(MakeupTask.id)).one()

    finding = only(branch)

    assert (finding.severity, finding.page, finding.focus) == (Severity.WRONG, "makeup", {"task_id": task})


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
