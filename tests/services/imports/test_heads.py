import pytest

from app.services.imports import heads
from app.services.imports.roster_heads import ROSTER, SYNONYMS
from app.services.imports.sheet import Grid, Value


def found(*rows: list[Value]) -> heads.Heads:
    whole = heads.find(Grid("表", list(rows)), ROSTER)
    assert whole is not None
    return whole


def fields(*names: Value) -> list[str | None]:
    row: list[Value] = ["姓名", "性别", "学历", *names]
    return [column.field for column in found(row).columns][3:]


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("入党时间", "joined"),
        ("入党日期", "joined"),
        ("入党年月", "joined"),
        ("转正时间", "regular"),
        ("转正日期", "regular"),
        ("身份证", "id_number"),
        ("身份证号", "id_number"),
        ("身份证号码", "id_number"),
        ("公民身份证号", "id_number"),
        ("公民身份号码", "id_number"),
        ("联系电话", "phone"),
        ("手机号码", "phone"),
        ("电话", "phone"),
        ("党支部", "branch"),
        ("所在党支部", "branch"),
        ("支部名称", "branch"),
        ("预/正", "kind"),
        ("人员类别", "kind"),
        ("党籍状态", "status"),
        ("入 党\n时 间", "joined"),
        ("*出生年月：", "birth"),
        ("出生年月（以档案为准）", "birth"),
        ("民族(全称)", "ethnicity"),
        ("政审材料", "paper"),
        ("工作/学习单位", "unit"),
        ("QQ号", None),
        (2026, None),
    ],
)
def test_the_words_of_real_sheets(written, field):
    assert fields(written) == [field]


def test_every_synonym_stands_for_one_field_only():
    said = [word for words in SYNONYMS.values() for word in words.split()]
    assert len(said) == len(set(said))


def test_the_first_of_two_columns_of_one_meaning_counts():
    assert fields("联系电话", "手机号码") == ["phone", None]
    assert fields("入党介绍人1", "入党介绍人2") == ["introducers", "introducers"]


def test_title_rows_above_are_passed_over():
    whole = found(["党员名册", "", ""], ["单位：", "填表人：", ""], ["序号", "姓名", "性别", "学历"])
    assert whole.last_row == 2
    assert [column.field for column in whole.columns] == ["serial", "name", "sex", "education"]


def test_two_levels_without_merged_cells():
    whole = found(
        ["姓名", "性别", "入党", "", "学历"], ["", "", "时间", "地点", ""], ["张伟", "男", "2009", "", "大学"]
    )
    assert whole.last_row == 1
    assert [(c.head, c.field) for c in whole.columns] == [
        ("姓名", "name"),
        ("性别", "sex"),
        ("入党时间", "joined"),
        ("地点", None),
        ("学历", "education"),
    ]


def test_people_whose_values_look_like_heads_do_not_move_the_head_row():
    assert (
        found(["姓名", "性别", "学历", "备注"], ["张伟", "男", "大学", "党员"], ["备注", "", "", ""]).last_row
        == 0
    )


def test_too_few_known_heads_are_no_roster():
    assert heads.find(Grid("表", [["姓名", "性别", "得分"]]), ROSTER) is None
    assert heads.find(Grid("表", [["性别", "学历", "民族"]]), ROSTER) is None
    assert heads.find(Grid("空", []), ROSTER) is None
