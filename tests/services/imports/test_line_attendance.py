from datetime import date

from app.models.kinds import ActivityKind, Presence
from app.services import activity_rows, attendance
from app.services.activities import ActivityDraft, add
from app.services.imports import engine
from app.services.imports.subject import Choices
from app.services.imports.table import Mode, Status
from tests.services.imports.lists import book, look_at, people, states, wrong


def marks(ctx, activity_id):
    return {row.name: (row.presence, row.note) for row in attendance.grid(ctx, activity_id).rows}


def test_a_flat_list_makes_activities_with_their_attendance(branch, tmp_path):
    people(branch)
    path = book(
        tmp_path / "考勤.xlsx",
        "日期|类型|主题|姓名|状态|备注",
        ["2026-10-09", "党员大会", "三季度总结", "张伟", "出勤", ""],
        ["2026-10-09", "党员大会", "三季度总结", "李娜", "病假", "住院"],
        ["2026.10.16", "", "主题党日：清洁家园", "张伟", "√", ""],
        ["2026.10.16", "", "主题党日：清洁家园", "王建国", "旷会", ""],
    )
    look = look_at(branch, "attendance", path)
    assert {state for _, state, _ in states(look)} == {Status.NEW}
    assert look.questions == ()
    done = engine.apply(branch, look)
    first, second = (activity_rows.get(branch, activity_id) for activity_id in done.new_ids)
    assert (first.kind, first.topic, first.held_on) == (
        ActivityKind.ASSEMBLY,
        "三季度总结",
        date(2026, 10, 9),
    )
    assert (second.kind, second.topic) == (ActivityKind.THEME_DAY, "主题党日：清洁家园")
    assert marks(branch, first.id) == {
        "张伟": (Presence.PRESENT, ""),
        "李娜": (Presence.SICK, "住院"),
        "王建国": (None, ""),
        "逄喆": (None, ""),
    }
    assert {state for _, state, _ in states(look_at(branch, "attendance", path))} == {Status.SAME}


def test_marks_of_an_activity_that_is_there_are_filled_or_changed(branch, tmp_path):
    ids = people(branch)
    made = add(branch, ActivityDraft(ActivityKind.LECTURE, "专题党课", date(2026, 10, 9))).new_id
    attendance.record(branch, made, {ids["张伟"]: attendance.AttendanceDraft(Presence.PRIVATE)})
    path = book(
        tmp_path / "考勤.xlsx",
        "日期|类型|主题|姓名|状态",
        ["2026-10-09", "党课", "专题党课", "张伟", "出勤"],
        ["2026-10-09", "党课", "专题党课", "李娜", "出勤"],
    )
    look = look_at(branch, "attendance", path)
    assert [state for _, state, _ in states(look)] == [Status.UPDATE, Status.UPDATE]
    engine.apply(branch, look, mode=Mode.FILL)
    assert marks(branch, made)["张伟"][0] is Presence.PRIVATE
    assert marks(branch, made)["李娜"][0] is Presence.PRESENT


def test_the_sign_in_sheet_of_one_activity(branch, tmp_path):
    people(branch)
    path = book(
        tmp_path / "签到.xlsx",
        "序号|姓名|身份|状态|备注",
        [1, "张伟", "正式党员", "☑出勤 □请假 □缺勤", ""],
        [2, "李娜", "正式党员", "□出勤 ☑请假 □缺勤", "事假"],
        [3, "王建国", "正式党员", "□出勤 □请假 ☑缺勤", ""],
        [4, "逄喆", "正式党员", "□出勤 □请假 □缺勤", ""],
        ["应到人数：4  实到人数：1", "", "", "", ""],
        above=[
            ["【学习新修订的条例】考勤表"],
            ["时间：2026年10月9日 14:30", "地点：三楼会议室"],
            ["类型：□支委会 □大会 □党小组会 ☑党课"],
        ],
    )
    look = look_at(branch, "attendance", path)
    assert wrong(look) == [("状态", "没有写明出勤、请假还是缺席。")]
    done = engine.apply(branch, look)
    activity = activity_rows.get(branch, done.new_ids[0])
    assert (activity.kind, activity.topic, activity.held_on) == (
        ActivityKind.LECTURE,
        "学习新修订的条例",
        date(2026, 10, 9),
    )
    found = marks(branch, activity.id)
    assert [found[name][0] for name in ("张伟", "李娜", "王建国")] == [
        Presence.PRESENT,
        Presence.PRIVATE,
        Presence.UNEXCUSED,
    ]


def test_a_list_of_who_took_part_asks_for_the_kind(branch, tmp_path):
    people(branch)
    path = book(
        tmp_path / "汇总.xlsx",
        "时间|活动名称|姓名|参与角色|具体工作|备注",
        ["2026-09-05", "迎中秋走访慰问", "张伟", "组织者", "联系社区", ""],
        ["2026-09-05", "迎中秋走访慰问", "李娜", "参与者", "", ""],
    )
    look = look_at(branch, "attendance", path)
    (question,) = look.questions
    assert (question.label, question.value) == ("没有写类型的活动是", ActivityKind.OTHER)
    look = engine.look_again(branch, look, Choices(answers={question.key: ActivityKind.THEME_DAY.value}))
    (made,) = engine.apply(branch, look).new_ids
    assert activity_rows.get(branch, made).kind is ActivityKind.THEME_DAY
    assert marks(branch, made)["张伟"] == (Presence.PRESENT, "联系社区")


def test_a_book_of_meetings_with_lists_of_names(branch, tmp_path):
    people(branch)
    path = book(
        tmp_path / "会议.xlsx",
        "时间|会议名称|应到人员|实到人员|缺席原因",
        ["2026-08-14", "支部党员大会", "张伟、李娜、王建国、逄喆", "张伟、李娜", "王建国（出差）；逄喆病假"],
        ["2026-09-14", "支部党员大会", "张伟、李娜、王建国、逄喆", "张伟、李娜、王建国、逄喆", ""],
    )
    look = look_at(branch, "attendance", path)
    first, _ = engine.apply(branch, look).new_ids
    found = marks(branch, first)
    assert {name: mark[0] for name, mark in found.items()} == {
        "张伟": Presence.PRESENT,
        "李娜": Presence.PRESENT,
        "王建国": Presence.OFFICIAL,
        "逄喆": Presence.SICK,
    }


def test_what_cannot_be_entered_is_told(branch, tmp_path):
    people(branch)
    path = book(
        tmp_path / "考勤.xlsx",
        "日期|类型|主题|姓名|状态",
        ["2026-12-09", "党课", "下月党课", "张伟", "出勤"],
        ["2026-10", "党课", "某月党课", "李娜", "出勤"],
        ["2026-10-09", "党课", "党课", "王建国", "免于参加"],
        ["2026-10-09", "茶话会", "茶话会", "逄喆", "出勤"],
    )
    look = look_at(branch, "attendance", path)
    assert wrong(look) == [
        ("日期", "“2026-10”没有写到日，请写成 2026-03-05。"),
        ("类型", "活动类型“茶话会”无法识别，请写党员大会、党课、主题党日等。"),
    ]
    assert [reason for _, _, reason in states(look)] == [
        "活动还没有举行，只能登记请假或免于参加。",
        "免于参加要有批准，请加上“批准人”和“批准日期”两列。",
    ]


def test_a_groups_meeting_is_held_by_the_group_of_its_people(branch, tmp_path):
    people(branch)
    path = book(
        tmp_path / "小组.xlsx", "日期|类型|主题|姓名|状态", ["2026-10-09", "党小组会", "学习", "张伟", "出勤"]
    )
    (made,) = engine.apply(branch, look_at(branch, "attendance", path)).new_ids
    assert activity_rows.get(branch, made).org_name == "第一党小组"
