"""What cannot be scored: exit status 2, place and reason in Chinese, and no output, one test for each kind of mistake."""

from __future__ import annotations

import json

import pytest

from app.__main__ import main

HEAD = 'schema = 1\ncode = "jg"\ntitle = "试"\n[[category]]\ncode = "A"\nname = "会"\n'
ITEM = '[[item]]\ncode = "A1"\ncategory = "A"\ntext = "会议"\nkind = "per_unit"\npoints = 1\n'


@pytest.fixture
def refused(tmp_path, capsys):
    """Score, and return the lines on standard error of a refusal."""

    def run(rulebook: str = HEAD + ITEM, period: str = "2026", **fact: object) -> list[str]:
        facts = {
            "period": period,
            "members": [{"name": "张三"}],
            "facts": [{"id": 7, "member": "张三", "item": "A1", "date": "2026-03-12", **fact}],
        }
        (tmp_path / "r.toml").write_text(rulebook, encoding="utf-8")
        (tmp_path / "f.json").write_text(json.dumps(facts), encoding="utf-8")
        status = main(["score", "--rulebook", str(tmp_path / "r.toml"), "--facts", str(tmp_path / "f.json")])
        told = capsys.readouterr()
        assert status == 2
        assert told.out == ""
        return told.err.splitlines()

    return run


def test_broken_toml_is_placed_by_line_and_column(refused):
    assert refused(HEAD + 'title = "两次"\n[[item]\n') == ["第 8 行第 7 列：不是有效的 TOML：语法有误。"]


def test_unknown_kind_is_named_with_its_item(refused):
    (line,) = refused(HEAD + ITEM.replace("per_unit", "formula"))
    assert line.startswith("积分项目 A1 · kind：“formula”不在可选范围内，可选：fixed、per_unit、")


def test_cap_on_nothing_is_named_with_its_item(refused):
    text = HEAD + ITEM + '[[item]]\ncode = "N"\ncategory = "A"\nkind = "void"\nscope = "A"\n'
    assert refused(text + 'cap = { points = 3, per = "year" }\n') == [
        "积分项目 N：“不得分”项目没有分值，封顶没有对象，请删除封顶 cap。"
    ]


def test_joint_cap_that_nobody_uses_is_named(refused):
    text = HEAD + ITEM + '[[joint]]\ncode = "答题"\npoints = 6\nper = "day"\n'
    assert refused(text) == ["合并封顶 答题：没有积分项目使用它，封顶没有对象。"]


def test_overlapping_bands_are_named_with_both(refused):
    bands = "bands = [{ ge = 60, lt = 85, points = 1 }, { ge = 80, points = 3 }]\n"
    text = HEAD + '[[item]]\ncode = "A1"\ncategory = "A"\nkind = "bands"\n' + bands
    assert refused(text, value=90) == ["积分项目 A1 · bands：分段 [60, 85) 与 [80, 不限) 重叠。"]


def test_unknown_category_of_an_item_is_named(refused):
    assert refused(HEAD + ITEM.replace('category = "A"', 'category = "Z"')) == [
        "积分项目 A1 · category：类别“Z”不存在。"
    ]


def test_value_that_does_not_fit_its_kind_is_named_with_the_facts_id(refused):
    assert refused(value="优秀") == ["记录 7：次数“优秀”不是数字或过大。"]


def test_date_outside_the_period_is_named_with_the_period(refused):
    assert refused(period="2026Q2") == [
        "记录 7：日期 2026-03-12 不在周期 2026Q2（2026-04-01 至 2026-06-30）之内。"
    ]


def test_unknown_member_is_named(refused):
    assert refused(member="李四") == ["记录 7：党员“李四”不在名单 members 中。"]


def test_unknown_item_is_named(refused):
    assert refused(item="A9") == ["记录 7：积分项目“A9”不在方案中。"]


def test_unknown_veto_is_named(refused):
    assert refused(item=None, veto="V9") == ["记录 7：一票否决“V9”不在方案中。"]
