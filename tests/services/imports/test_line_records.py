from app.models.kinds import RecordKind
from app.services import records
from app.services.imports import engine
from app.services.imports.table import Mode, Status
from tests.services.imports.lists import book, look_at, people, states, wrong

HEADS = "序号|姓名|服务项目|服务日期|服务时长（小时）|组织单位|备注"


def test_volunteer_hours_become_records_and_the_same_file_changes_nothing(branch, tmp_path):
    ids = people(branch)
    path = book(
        tmp_path / "志愿.xlsx",
        HEADS,
        [1, "张 伟", "清洁家园", "2026.03.05", "2.5小时", "社区", "雨天"],
        [2, "李娜", "护学岗", "2026年9月", 3, "", ""],
        ["合计", "", "", "", 5.5, "", ""],
        above=[["志愿服务登记表"], ["单位：某市水利局   填表人：李记录"]],
    )
    look = look_at(branch, "volunteer", path)
    assert states(look) == [("张伟", Status.NEW, ""), ("李娜", Status.NEW, "")]
    engine.apply(branch, look)
    (line,) = records.list_records(branch, ids["张伟"], RecordKind.VOLUNTEER)
    assert (line.title, line.starts, float(line.quantity or 0), line.issuer, line.note) == (
        "清洁家园",
        "2026-03-05",
        2.5,
        "社区",
        "雨天",
    )
    (line,) = records.list_records(branch, ids["李娜"], RecordKind.VOLUNTEER)
    assert (line.starts, line.quantity) == ("2026-09", 3)
    assert [state for _, state, _ in states(look_at(branch, "volunteer", path))] == [Status.SAME] * 2


def test_changed_hours_update_and_blanks_are_filled_only_where_wanted(branch, tmp_path):
    ids = people(branch)
    engine.apply(
        branch,
        look_at(
            branch,
            "volunteer",
            book(tmp_path / "a.xlsx", HEADS, [1, "张伟", "护学岗", "2026-03-05", 2, "", ""]),
        ),
    )
    more = look_at(
        branch,
        "volunteer",
        book(tmp_path / "b.xlsx", HEADS, [1, "张伟", "护学岗", "2026-03-05", 3, "社区", ""]),
    )
    assert states(more) == [("张伟", Status.UPDATE, "")]
    engine.apply(branch, more, mode=Mode.FILL)
    (line,) = records.list_records(branch, ids["张伟"], RecordKind.VOLUNTEER)
    assert (line.quantity, line.issuer) == (2, "社区")
    engine.apply(branch, engine.look_again(branch, more, more.choices))
    (line,) = records.list_records(branch, ids["张伟"], RecordKind.VOLUNTEER)
    assert line.quantity == 3


def test_wrong_cells_and_unknown_people_are_told(branch, tmp_path):
    people(branch)
    path = book(
        tmp_path / "志愿.xlsx",
        HEADS,
        [1, "赵无名", "护学岗", "2026-03-05", 2, "", ""],
        [2, "张伟", "护学岗", "2026-03-05", "很久", "", ""],
        [3, "李娜", "", "2026-03-05", 2, "", ""],
        [4, "王建国", "护学岗", "2027-03-05", 2, "", ""],
        [5, "逄喆", "护学岗", "2026-03-05", 2, "", ""],
        [6, "逄喆", "护学岗", "2026-03-05", 3, "", ""],
    )
    look = look_at(branch, "volunteer", path)
    assert wrong(look) == [
        ("服务时长（小时）", "“很久”不是时长，请填数字，如 2 或 1.5。"),
        ("服务项目", "缺少项目。"),
        ("服务日期", "日期晚于今天，请核对。"),
    ]
    assert states(look) == [
        ("赵无名", Status.CONFLICT, "“赵无名”不在党员名册中，请先核对或导入花名册。"),
        ("逄喆", Status.NEW, ""),
        ("逄喆", Status.CONFLICT, "与第6行重复，请只留一行。"),
    ]


def test_two_of_one_name_are_told_apart_by_hand_or_by_the_sheet(branch, tmp_path):
    first = people(branch, ["张伟"])["张伟"]
    second = people(branch, ["张伟"])["张伟"]
    path = book(
        tmp_path / "荣誉.xlsx",
        "姓名|荣誉名称|授予日期|授予机关",
        ["张伟", "优秀共产党员", "2026.06", "局党委"],
        ["张伟#2", "记三等功", "2026.05", "局党委"],
    )
    look = look_at(branch, "honours", path)
    seen = look.preview.rows[0]
    assert seen.status is Status.CONFLICT
    assert [candidate.id for candidate in seen.candidates] == [first, second]
    choices = type(look.choices)(picks={seen.row.number: second})
    look = engine.look_again(branch, look, choices)
    assert [state for _, state, _ in states(look)] == [Status.NEW, Status.NEW]
    engine.apply(branch, look)
    titles = [line.title for line in records.list_records(branch, second, RecordKind.AWARD)]
    assert titles == ["记三等功", "优秀共产党员"]


def test_penalties_are_told_from_awards(branch, tmp_path):
    ids = people(branch)
    path = book(
        tmp_path / "奖惩.xlsx",
        "姓名|类型|名称|日期|决定机关|文号|影响期满",
        ["张伟", "惩", "党内警告", "2026-02-01", "纪委", "宣纪2026第3号", "2027-02-01"],
        ["李娜", "", "严重警告处分", "2026-02-01", "纪委", "", ""],
        ["王建国", "奖", "嘉奖", "2026-01", "局党委", "", ""],
    )
    engine.apply(branch, look_at(branch, "honours", path))
    (line,) = records.list_records(branch, ids["张伟"], RecordKind.PENALTY)
    assert (line.document_no, line.ends) == ("宣纪2026第3号", "2027-02-01")
    assert len(records.list_records(branch, ids["李娜"], RecordKind.PENALTY)) == 1
    assert len(records.list_records(branch, ids["王建国"], RecordKind.AWARD)) == 1
