"""What an explanation says, sentence by sentence."""

from __future__ import annotations

from app.services.points.scoring_cards import Stage
from tests.services.points.kit import book, card, fact, item


def texts(answer) -> list[str]:
    return [step.text for step in answer.steps]


def test_explanation_reads_from_fact_to_total():
    categories = '[[category]]\ncode = "A"\nname = "学习"\ncap = 6\n'
    body = '[base]\nmode = "granted"\npoints = 60\n[total]\ncap = 65\n' + item(
        "A1", "per_unit", "text = '集中学习'; points = 2; unit = '次'; cap = {points = 8, per = 'year'}"
    )
    answer = card(book(body, categories=categories), [fact(1, "A1", 3), fact(2, "A1", 2, "2026-05-01")])
    assert texts(answer) == [
        "3月12日 集中学习：3次 × 2，6 分",
        "5月1日 集中学习：2次 × 2，4 分",
        "集中学习：每年最多 8 分，不记入 2 分",
        "类别“学习”：合计 8 分，封顶计 6 分",
        "基础分 60 分",
        "总分封顶：合计 66 分，计 65 分",
    ]
    assert [step.running for step in answer.steps] == [6, 10, 8, 6, 66, 65]
    assert [step.facts for step in answer.steps][:3] == [(1,), (2,), (2,)]
    assert [step.cut for step in answer.steps] == [0, 0, 2, 2, 0, 1]


def test_each_kind_says_how_it_counts():
    body = (
        item("f", "fixed", "text = '未订党报'; points = -2")
        + item("q", "per_quantity", "text = '视听'; points = 2; per = 10; unit = '分钟'; round = 'down'")
        + item("b", "bands", "text = '测试'; bands = [{ge = 60, points = 1}]")
        + item("g", "grade_map", "text = '考核'; map = {'优秀' = 30}")
        + item("w", "two_way", "text = '值班'; plus = 2; minus = -2")
        + item("p", "percent", "text = '评议'; factor = 0.2")
        + item("m", "manual", "text = '其他'")
        + item("s", "shortfall", "text = '笔记'; target = 100; points = -0.1")
        + item("t", "target_linear", "text = '建议'; target = 4; over = 1; under = -1")
        + item("c", "cases", "text = '守纪'; start = 5; cases = {'迟交' = -2}")
        + item("n", "count_table", "text = '缺席'; table = [{from = 1, points = -3}]")
    )
    facts = [
        fact(1, "f"), fact(2, "q", 35), fact(3, "b", 88), fact(4, "g", "优秀"), fact(5, "w", -1), fact(6, "p", 88),
        fact(7, "m", 4), fact(8, "s", 97), fact(9, "t", 6), fact(10, "c", "迟交"), fact(11, "n"),
        fact(12, "w", {"plus": 1, "minus": 2}),
    ]  # fmt: skip
    assert texts(card(book(body), facts)) == [
        "3月12日 未订党报：固定分值，-2 分",
        "3月12日 视听：35分钟 ÷ 10（舍去零头） × 2，6 分",
        "3月12日 测试：数值 88，1 分",
        "3月12日 考核：“优秀”，30 分",
        "3月12日 值班：-1次，-2 分",
        "3月12日 值班：加 1 次、减 2 次，-2 分",
        "3月12日 评议：88 × 0.2，17.6 分",
        "3月12日 其他：评定 4 分，4 分",
        "笔记：累计 97，差 3，-0.3 分",
        "建议：累计 6，比 4 多 2，2 分",
        "守纪：起始 5 分，最重情形“迟交”，3 分",
        "3月12日 缺席：累计 1 次，-3 分",
    ]


def test_superseded_facts_stay_visible():
    body = item("g", "grade_map", "text = '考核'; map = {'优秀' = 30, '合格' = 20}")
    answer = card(book(body), [fact(1, "g", "优秀"), fact(2, "g", "合格", "2026-12-01")])
    assert texts(answer)[0] == "3月12日 考核：“优秀”，有更近的记录，以最近一次为准，不记入"
    assert [step.value for step in answer.steps] == [0, 20]


def test_riders_void_and_deductions_say_why():
    categories = '[[category]]\ncode = "A"\nname = "会议"\nmode = "deduct"\nfull = 15\n'
    body = (
        item("x", "per_unit", "text = '缺席'; points = -5; cap = {points = -12, per = 'month'}")
        + item("xx", "multiplier", "text = '屡犯'; on = 'x'; factor = 2")
        + item("v", "void", "text = '全年未参加'; scope = 'A'")
    )
    rulebook = book(body, categories=categories)
    facts = [fact(1, "x"), fact(2, "x"), fact(3, "xx", on=1)]
    assert texts(card(rulebook, facts)) == [
        "类别“会议”满分 15 分",
        "3月12日 缺席：1次 × -5，-5 分",
        "屡犯（附于 3月12日 的记录）：× 2，-5 分",
        "3月12日 缺席：1次 × -5，-5 分",
        "缺席：每月最多扣到 -12 分，不记入 -3 分",
    ]
    voided = card(rulebook, [*facts, fact(4, "v")])
    assert texts(voided)[-2:] == ["缺席：因“全年未参加”不得分，不记入 -12 分", "类别“会议”本期不得分"]
    assert voided.total == 0


def test_full_marks_are_used_up():
    categories = '[[category]]\ncode = "A"\nname = "会议"\nmode = "deduct"\nfull = 15\n'
    answer = card(book(item("x", "per_unit", "points = -5"), categories=categories), [fact(1, "x", 4)])
    assert texts(answer)[-1] == "类别“会议”：合计 -5 分，扣完为止，计 0 分"


def test_veto_is_the_last_step():
    body = '[[veto]]\ncode = "V"\ntext = "处分"\neffect = "zero"\n' + item("x", "manual")
    answer = card(book(body), [fact(1, "x", 9), fact(2, None, veto="V")])
    last = answer.steps[-1]
    assert (last.stage, last.text, last.value, last.facts) == (
        Stage.VETO,
        "一票否决“处分”：总分计 0 分",
        -9,
        (2,),
    )


def test_year_of_parts_names_each_part_and_keeps_its_steps():
    rulebook = book('[period]\nannual = "average"\n' + item("x", "manual"))
    answer = card(rulebook, [fact(1, "x", 8, "2026-05-01")])
    assert texts(answer)[1] == "2026年第二季度合计 8 分，按 4 期平均"
    assert [step.value for step in answer.steps] == [0, 2, 0, 0]
    assert texts(answer.parts[1]) == ["5月1日 x：评定 8 分，8 分"]
