"""The check of a rulebook: what stops it and what is only doubtful."""

from __future__ import annotations

import pytest

from app.services.points.findings import Severity
from app.services.points.rulebook import read
from tests.services.points.kit import EARN, item

HEAD = 'schema = 1\ncode = "t"\n'
POINT = "points = 1"
GOOD = '[[grade]]\nname = "优"\nge = 60\n[[grade]]\nname = "良"\n'


def findings(body: str, categories: str = EARN) -> list[str]:
    _, found = read(HEAD + categories + body)
    return [f"{'错' if f.level is Severity.ERROR else '疑'} {f.line}" for f in found]


def test_sound_rulebook_has_no_finding():
    assert findings(item("X", "fixed", POINT)) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (item("X", "fixed", POINT) * 2, "积分项目 X：有 2 个积分项目用了同一个编码"),
        ('[[category]]\ncode = "A"\n', "类别 A：有 2 个类别用了同一个编码"),
        ('[[grade]]\nname = "优"\nge = 9\n[[grade]]\nname = "优"\nge = 5\n', "等次 优：有 2 个等次"),
        ('[[veto]]\ncode = "V"\neffect = "zero"\n' * 2, "一票否决 V：有 2 个"),
        (item("X", "fixed", POINT, "B"), "积分项目 X · category：类别“B”不存在"),
        ('[[category]]\ncode = "B"\nparent = "C"\n', "类别 B · parent：上级类别“C”不存在"),
        ('[[category]]\ncode = "B"\nparent = "B"\n', "类别 B：类别的上级关系形成了循环"),
        (
            '[[category]]\ncode = "B"\nparent = "C"\n[[category]]\ncode = "C"\nparent = "B"\n',
            "类别 C：类别的上级关系形成了循环",
        ),
        (item("X", "fixed", "points = 1; joint = 'J'"), "积分项目 X · joint：合并封顶“J”不存在"),
        ('[[joint]]\ncode = "J"\npoints = 5\nper = "day"\n', "合并封顶 J：没有积分项目使用它，封顶没有对象"),
        (item("X", "void", "scope = 'A'; cap = {points = 1, per = 'day'}"), "封顶没有对象，请删除封顶 cap"),
        (
            '[[joint]]\ncode = "J"\npoints = 5\nper = "day"\n'
            + item("X", "fixed", "points = 1; joint = 'J'")
            + item("Y", "bonus", "on = 'X'; points = 1; joint = 'J'"),
            "积分项目 Y · joint：“附加分”项目没有自己的分值，合并封顶没有对象",
        ),
        (item("X", "void", "scope = 'Q'"), "不得分的范围“Q”既不是积分项目，也不是类别"),
        (item("X", "cases", "start = 1; cases = {'a' = 'void'}; scope = 'Q'"), "不得分的范围“Q”"),
        (item("X", "bonus", "on = 'Q'; points = 1"), "所附的积分项目“Q”不存在"),
        (item("X", "bonus", "on = 'X'; points = 1"), "“X”是“附加分”项目，不能附加分或加倍"),
        (
            item("X", "target", "ge = 1; points = 1") + item("Y", "multiplier", "on = 'X'; factor = 2"),
            "“X”是“达标得分”项目",
        ),
        (
            item("X", "bands", "bands = [{ge = 60, lt = 80, points = 1}, {ge = 70, points = 2}]"),
            "[60, 80) 与 [70, 不限) 重叠",
        ),
        (
            item("X", "bands", "bands = [{ge = 60, points = 1}, {ge = 70, points = 2}]"),
            "[60, 不限) 与 [70, 不限) 重叠",
        ),
        (item("X", "bands", "bands = [{lt = 60, points = 1}, {lt = 70, points = 2}]"), "重叠"),
        (item("X", "bands", "bands = [{ge = 60, lt = 60, points = 1}]"), "下限不低于上限"),
        (
            item("X", "count_table", "table = [{from = 1, to = 2, points = 1}, {from = 2, points = 2}]"),
            "与 2 次及以上 重叠",
        ),
        (item("X", "count_table", "table = [{from = 3, to = 2, points = 1}]"), "起点大于终点"),
        (item("X", "manual", "min = 5; max = 1"), "最低分 min 高于最高分 max"),
        (item("X", "per_quantity", "points = 1; per = 0"), "per 应大于 0"),
        (item("X", "target", "ge = 1; le = 2; points = 1"), "应当只写一个"),
        (item("X", "target", "points = 1"), "应当只写一个"),
        ("[total]\ncap = 1\nfloor = 2\n", "总分的保底高于封顶"),
        ('[[category]]\ncode = "B"\ncap = 1\nfloor = 2\n', "类别的保底高于封顶"),
        ('[[category]]\ncode = "B"\nmode = "deduct"\nfull = -2\n', "满分 full 不能为负"),
        ('[[grade]]\nname = "优"\nge = 9\nlt = 5\n', "下限高于上限"),
        ('[[grade]]\nname = "优"\n[quota]\ngrade = "良"\nat_most = "1/3"\n', "等次“良”不在等次表中"),
    ],
)
def test_error_stops(body, expected):
    assert any(line.startswith("错") and expected in line for line in findings(body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '[[grade]]\nname = "优"\nge = 90\n' + item("X", "grade_map", "map = {'优' = 25}"),
            "要 90 分，而按本方案最多得 25 分",
        ),
        (
            '[[grade]]\nname = "优"\nge = 60\n[[grade]]\nname = "良"\nge = 50\nle = 60\n'
            + item("X", "fixed", POINT),
            "与“优”的分数段重叠",
        ),
        (
            '[[grade]]\nname = "优"\nge = 60\n[[grade]]\nname = "良"\nge = 70\n' + item("X", "fixed", POINT),
            "与“优”的分数段重叠",
        ),
        (
            '[[grade]]\nname = "优"\n[[grade]]\nname = "良"\nge = 70\n' + item("X", "fixed", POINT),
            "与“优”的分数段重叠",
        ),
        ('[[category]]\ncode = "B"\ncap = 5\n' + item("X", "fixed", POINT, "B"), "单项就可能超过：X"),
        (item("X", "fixed"), "没有写分值"),
        (item("X", "two_way"), "没有写分值"),
        (item("X", "level", "map = {}"), "没有写分值"),
        ('[[category]]\ncode = "B"\nmode = "deduct"\n', "没有写满分 full"),
        ('[[category]]\ncode = "B"\nfull = 5\n', "full 不起作用"),
        ('[[category]]\ncode = "B"\nparent = "A"\noutside_total_cap = true\n', "outside_total_cap 不起作用"),
        (
            '[period]\ncycle = "month"\n'
            + item("X", "fixed", "points = 1; cap = {points = 5, per = 'year'}"),
            "比积分周期（月）长",
        ),
        ('[period]\ncycle = "month"\nsub = "quarter"\n', "结算周期（季度）比积分周期（月）长"),
        (item("X", "fixed", "points = -1; cap = {points = 5, per = 'year'}"), "按最多扣到 -5 分计"),
        (item("X", "fixed", "points = 1; cap = {points = 0, per = 'year'}"), "封顶为 0 分"),
        (
            item("X", "bands", "bands = [{ge = 1, lt = 3, points = 1}, {ge = 5, points = 2}]"),
            "在 3 到 5 之间有空档",
        ),
        (
            item("X", "count_table", "table = [{from = 1, to = 2, points = 1}, {from = 4, points = 2}]"),
            "之间有空档",
        ),
        (item("X", "count_table", "table = [{from = 1, to = 2, points = 1}]"), "次数多于 2 时没有规定"),
        (item("X", "shortfall", "target = 5; points = 1"), "通常为负数"),
        (item("X", "two_way", "plus = 1; minus = 1"), "minus 通常为负数"),
        ('[base]\nmode = "carry_over"\n', "没有写结转比例"),
        ('[base]\nmode = "granted"\n', "没有写分值"),
        ('[[veto]]\ncode = "V"\neffect = "grade"\ngrade = "差"\n', "等次“差”不在等次表中"),
        (item("X", "fixed", "points = 1; when = {presence = ['出勤']}"), "没有写来源 source"),
        (
            item("X", "fixed", "points = 1; source = 'attendance'; when = {presence = ['到了']}"),
            "“到了”不是程序里的说法",
        ),
        (item("X", "fixed", "points = 1; colour = 'red'"), "不认识这个键"),
    ],
)
def test_doubt_is_only_a_warning(body, expected):
    lines = findings(body)
    assert any(line.startswith("疑") and expected in line for line in lines)
    assert not any(line.startswith("错") for line in lines)


@pytest.mark.parametrize(
    ("body", "reachable"),
    [
        (item("X", "manual", "max = 5; cap = {points = 5, per = 'quarter'}"), 20),
        (item("X", "allotment", "each = 'month'; max = 2"), 24),
        (item("X", "level", "map = {'a' = 7, 'b' = 3}; pick = 'highest'"), 7),
        (item("X", "cases", "start = 5; cases = {'a' = -1}"), 5),
        (item("X", "target", "le = 1; points = 4") + item("Y", "shortfall", "target = 1; points = -1"), 4),
        (item("X", "per_unit", "points = -1"), 0),
        ('[base]\nmode = "granted"\npoints = 60\n' + item("X", "grade_map", "map = {'a' = 30}"), 90),
        ("[total]\ncap = 50\n" + item("X", "fixed", POINT), 50),
        ('[period]\nannual = "sum"\n[total]\ncap = 25\n' + item("X", "fixed", POINT), 100),
        (
            '[period]\nannual = "average"\n'
            + item("X", "manual", "max = 5; cap = {points = 9, per = 'year'}"),
            9,
        ),
    ],
)
def test_highest_total_is_known(body, reachable):
    grade = '[[grade]]\nname = "优"\nge = {}\n'
    assert findings(grade.format(reachable) + body) == []
    assert len(findings(grade.format(reachable + 1) + body)) == 1


def test_grade_above_an_open_end_is_no_finding():
    ridden = item("X", "grade_map", "map = {'a' = 3}") + item("Y", "bonus", "on = 'X'; points = 1")
    carried = '[base]\nmode = "carry_over"\nfactor = 0.5\n'
    for body in (
        ridden,
        carried,
        item("X", "percent", "factor = 0.2"),
        item("X", "level", "map = {'a' = 1}"),
    ):
        assert findings('[[grade]]\nname = "优"\nge = 1000\n' + body) == []
