from datetime import date

import pytest

from app.models.kinds import EntryState, SourceKind
from app.services.imports import engine
from app.services.imports.subject import Choices
from app.services.imports.table import Status
from app.services.points import entry_list, rulebooks
from tests.services.imports.lists import book, look_at, people, states


@pytest.fixture
def ruled(branch):
    rulebooks.adopt_preset(branch, "jiguan", date(2026, 1, 1))
    people(branch)
    return branch


def items(ctx, form):
    return [item for item in rulebooks.items_on(ctx, date(2026, 11, 22)) if item.form == form]


def stored(ctx):
    return entry_list.list_entries(ctx)


def test_rows_become_drafts_marked_as_imported(ruled, tmp_path):
    (item, *_) = items(ruled, "count")
    path = book(
        tmp_path / "积分.xlsx",
        "姓名|日期|项目|分值|事由",
        ["张伟", "2026-10-09", item.text, 1, "参加宣讲"],
        ["李娜", "2026年10月9日", item.code, "2", "参加宣讲"],
    )
    look = look_at(ruled, "entries", path)
    assert [state for _, state, _ in states(look)] == [Status.NEW, Status.NEW]
    changes = engine.apply(ruled, look)
    assert len(changes.new_ids) == 2
    rows = stored(ruled)
    assert {row.state for row in rows} == {EntryState.DRAFT}
    assert {row.source for row in rows} == {SourceKind.IMPORT}
    assert [state for _, state, _ in states(look_at(ruled, "entries", path))] == [Status.SAME] * 2


def test_a_word_the_rulebook_does_not_have_is_asked_for_and_remembered(ruled, tmp_path):
    (item, *_) = items(ruled, "count")
    path = book(tmp_path / "积分.xlsx", "姓名|日期|项目|次数", ["张伟", "2026-10-09", "突出贡献", 1])
    look = look_at(ruled, "entries", path)
    assert states(look) == [
        ("张伟", Status.CONFLICT, "积分方案中没有“突出贡献”这一项，请在上方选择记入哪一项。")
    ]
    (question,) = look.questions
    assert question.label == "“突出贡献”记入"
    look = engine.look_again(ruled, look, Choices(answers={question.key: item.code}))
    assert [state for _, state, _ in states(look)] == [Status.NEW]
    engine.apply(ruled, look)
    again = book(tmp_path / "下月.xlsx", "姓名|日期|项目|次数", ["李娜", "2026-11-09", "突出贡献", 1])
    assert [state for _, state, _ in states(look_at(ruled, "entries", again))] == [Status.NEW]


def test_what_the_points_refuse_is_told_in_the_preview(ruled, tmp_path):
    (item, *_) = items(ruled, "count")
    path = book(
        tmp_path / "积分.xlsx",
        "姓名|日期|项目|次数",
        ["张伟", "2026-12-09", item.text, 1],
        ["李娜", "2026-10-09", item.text, "两次"],
    )
    reasons = [reason for _, _, reason in states(look_at(ruled, "entries", path))]
    assert "还没有到" in reasons[0]
    assert "不是数字" in reasons[1]


def test_the_quarters_export_becomes_a_line_for_each_kind_of_points(ruled, tmp_path):
    path = book(
        tmp_path / "季度导出.xlsx",
        "党支部名称|姓名|基础分扣分|基础分备注|履职分|履职分备注|合计得分|填写日期|具体季度",
        ["一支部", "张伟", 2, "迟到", 10, "", 108, "", "2026年第三季度"],
        ["一支部", "李娜", 0, "", 5, "值班", 105, "2026-09-28", "2026年第三季度"],
    )
    look = look_at(ruled, "entries", path)
    table = look.preview.table
    assert [table.grid.shown(row.row.number) for row in look.preview.rows] == ["2-1", "2-2", "3-2"]
    assert [(row.row.values["item"], str(row.row.values["happened_on"])) for row in look.preview.rows] == [
        ("基础分扣分", "2026-09-30"),
        ("履职分", "2026-09-30"),
        ("履职分", "2026-09-28"),
    ]
    assert [question.label for question in look.questions] == ["“基础分扣分”记入", "“履职分”记入"]
    left_out = {question.key: "-" for question in look.questions}
    assert engine.look_again(ruled, look, Choices(answers=left_out)).preview.rows == ()


def test_one_members_record_sheet_becomes_lines(ruled, tmp_path):
    path = book(
        tmp_path / "记录表.xlsx",
        "登记时间|加扣分事由|加分|扣分|支部书记审核签名",
        ["2026.10.9", "抗洪抢险", 5, "", ""],
        ["2026.10.20", "无故迟到", "", 1, ""],
        above=[
            ["党员积分制管理考核记录表（2026年度）"],
            ["支部：一支部  姓名：王建国  类别：在职  基础分：60"],
        ],
    )
    look = look_at(ruled, "entries", path)
    assert [(row.row.name, row.row.values["item"], row.row.values["value"]) for row in look.preview.rows] == [
        ("王建国", "加分", "5"),
        ("王建国", "扣分", "-1"),
    ]


def test_exam_scores_go_to_the_item_that_was_chosen(ruled, tmp_path):
    path = book(
        tmp_path / "成绩.xlsx",
        "序号|姓名|考试名称|考试日期|成绩",
        [1, "张伟", "党章知识测试", "2026-10-15", 92.5],
        [2, "李娜", "党章知识测试", "2026-10-15", "缺考"],
    )
    look = look_at(ruled, "exams", path)
    assert [finding.reason for finding in look.preview.wrong] == ["“缺考”不是分数，请填数字。"]
    (question,) = look.questions
    assert question.label == "成绩记入"
    offered = [code for code, _ in question.choices if code != "-"]
    assert offered
    done = engine.look_again(ruled, look, Choices(answers={question.key: offered[0]}))
    assert [row.row.values["item_code"] for row in done.preview.rows] == [offered[0]]
