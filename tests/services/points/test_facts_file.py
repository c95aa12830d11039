"""The facts file: read exactly, and every mistake told with the fact's id."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.services.points.facts_file import read_facts
from app.services.points.findings import BadFacts
from app.services.points.scoring_facts import Fact, Member
from tests.services.points.kit import book, item

BODY = (
    '[[veto]]\ncode = "V1"\neffect = "zero"\n'
    + item("A1", "per_unit", "points = 1")
    + item("A2", "manual", "min = 0; max = 5")
    + item("A3", "two_way", "plus = 1; minus = -1")
    + item("R", "range", "min = -5; max = 0")
    + item("A1p", "bonus", "on = 'A1'; points = 3")
)
BOOK = book(BODY)
GOOD = {"id": 1, "member": "张三", "item": "A1", "date": "2026-03-12"}


def sheet(*facts: Any, **more: Any) -> str:
    data = {"period": "2026", "members": [{"name": "张三"}, {"name": "李四"}], "facts": list(facts), **more}
    return json.dumps(data, ensure_ascii=False)


def lines(text: str) -> list[str]:
    with pytest.raises(BadFacts) as caught:
        read_facts(text, BOOK)
    return [finding.line for finding in caught.value.findings]


def test_everything_is_read():
    text = sheet(
        {**GOOD, "value": 2, "note": "会后补记"},
        {"id": 2, "member": "张三", "item": "A1p", "date": "2026-03-12", "on": 1},
        {"id": 3, "member": "李四", "veto": "V1", "date": "2026-09-01"},
        {"id": 4, "member": "李四", "item": "A2", "date": "2026-12-31", "value": 4.1},
        {"id": 5, "member": "李四", "item": "A3", "date": "2026-01-01", "value": {"plus": 2, "minus": 0}},
        {
            "id": 6,
            "member": "李四",
            "item": "R",
            "date": "2026-01-01",
            "value": -2,
            "reason": "态度",
            "approver": "支委会",
        },
        as_of="2026-12-31",
        last_year={"张三": 92.5},
        members=[{"name": "张三", "class": "在职"}, {"name": "李四", "exempt": True}],
    )
    trial = read_facts("\ufeff" + text, BOOK)
    assert trial.period.code == "2026"
    assert trial.as_of == date(2026, 12, 31)
    assert trial.members == (Member("张三", "在职"), Member("李四", None, True))
    assert trial.last_year == {"张三": Fraction(185, 2)}
    assert trial.facts == (
        Fact(1, "张三", date(2026, 3, 12), "A1", 2),
        Fact(2, "张三", date(2026, 3, 12), "A1p", None, 1),
        Fact(3, "李四", date(2026, 9, 1), veto="V1"),
        Fact(4, "李四", date(2026, 12, 31), "A2", Fraction(41, 10)),
        Fact(5, "李四", date(2026, 1, 1), "A3", (2, 0)),
        Fact(6, "李四", date(2026, 1, 1), "R", -2),
    )


def test_numbers_of_facts_may_be_texts():
    assert read_facts(sheet({**GOOD, "id": "甲-1"}), BOOK).facts[0].id == "甲-1"
    assert lines(sheet({**GOOD, "id": "甲-1"}, GOOD)) == [
        "数据文件 · facts：记录编号 id 应全部是数字，或全部是文字。"
    ]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"member": "王五"}, "党员“王五”不在名单"),
        ({"member": None}, "缺少党员"),
        ({"item": "Z9"}, "积分项目“Z9”不在方案中"),
        ({"item": None}, "应当写明积分项目 item 或一票否决 veto"),
        ({"item": ["A1"]}, "不在方案中"),
        ({"veto": "V1"}, "二者只能有一个"),
        ({"item": None, "veto": "V9"}, "一票否决“V9”不在方案中"),
        ({"item": None, "veto": "V1", "value": 3}, "一票否决不带数值"),
        ({"date": "2025-12-31"}, "日期 2025-12-31 不在周期 2026（2026-01-01 至 2026-12-31）之内"),
        ({"date": "2026-02-30"}, "日期“2026-02-30”无效"),
        ({"date": "20260312"}, "日期“20260312”无效"),
        ({"date": "2026/3/12"}, "无效"),
        ({"date": None}, "缺少日期"),
        ({"value": "两次"}, "次数“两次”不是数字"),
        ({"value": 1.5}, "次数“1.5”应为不小于 0 的整数"),
        ({"value": -1}, "应为不小于 0 的整数"),
        ({"value": float("nan")}, "不是数字"),
        ({"value": 10**30}, "不是数字或过大"),
        ({"value": True}, "次数“true”不是数字"),
        ({"item": "A2", "value": 5.5}, "分值 5.5 超出范围，应为 0 至 5"),
        ({"item": "A2"}, "缺少分值"),
        ({"on": 1}, "只有附加分和加倍项目可以写 on"),
        ({"vaule": 3}, "不认识的键“vaule”，是不是“value”？"),
    ],
)
def test_mistake_is_told_with_the_id(wrong, reason):
    bad = {**GOOD, "id": 7, **wrong}
    (line,) = lines(sheet(GOOD, {key: value for key, value in bad.items() if value is not None}))
    assert line.startswith("记录 7：")
    assert reason in line


@pytest.mark.parametrize(
    ("rider", "reason"),
    [
        ({}, "缺少 on"),
        ({"on": 9}, "on 指向的记录“9”不存在"),
        ({"on": [1]}, "不存在"),
        ({"on": 2}, "不是项目“A1”的记录"),
        ({"on": 1, "member": "李四"}, "是另一名党员的"),
    ],
)
def test_rider_needs_its_fact(rider, reason):
    other = {"id": 2, "member": "张三", "item": "A2", "date": "2026-03-12", "value": 1}
    (line,) = lines(sheet(GOOD, other, {**GOOD, "id": 3, "item": "A1p", **rider}))
    assert line.startswith("记录 3：")
    assert reason in line


@pytest.mark.parametrize("broken", [{}, {"id": None}, {"id": True}, {"id": 1.5}, {"id": ""}, "文字", 5, None])
def test_fact_without_an_id_is_counted(broken):
    assert lines(sheet(GOOD, broken)) == ["第 2 条记录：缺少编号 id（整数）。"]


def test_number_given_twice_is_told():
    assert lines(sheet(GOOD, GOOD)) == ["记录 1：编号重复。"]


def test_date_must_lie_in_the_sub_period():
    assert "不在周期 2026Q1" in lines(sheet({**GOOD, "date": "2026-04-01"}, period="2026Q1"))[0]
    assert read_facts(sheet(GOOD, period="2026Q1"), BOOK).period.code == "2026Q1"


def test_all_mistakes_are_told_at_once():
    found = lines(
        sheet({**GOOD, "member": "王五", "value": "x"}, {**GOOD, "id": 2, "item": "Z"}, period="26")
    )
    assert [line.split("：")[0] for line in found] == ["数据文件 · period", "记录 1", "记录 1", "记录 2"]


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"period": None}, "数据文件 · period"),
        ({"period": 2026}, "数据文件 · period"),
        ({"as_of": "2026-13-01"}, "数据文件 · as_of"),
        ({"as_of": 20261231}, "数据文件 · as_of"),
        ({"members": None}, "数据文件 · members"),
        ({"members": ["张三"]}, "第 1 名党员"),
        ({"members": [{"name": " "}]}, "第 1 名党员"),
        ({"members": [{"name": "张三"}, {"name": "张三"}]}, "党员 张三"),
        ({"members": [{"name": "张三", "class": 1}]}, "党员 张三"),
        ({"members": [{"name": "张三", "exempt": "是"}]}, "党员 张三"),
        ({"members": [{"name": "张三", "calss": "在职"}]}, "党员 张三"),
        ({"facts": {}}, "数据文件 · facts"),
        ({"last_year": [1]}, "数据文件 · last_year"),
        ({"last_year": {"王五": 90}}, "数据文件 · last_year · 王五"),
        ({"last_year": {"张三": "90"}}, "数据文件 · last_year · 张三"),
    ],
)
def test_mistake_outside_the_facts_is_placed(more, place):
    assert lines(sheet(**more))[0].startswith(f"{place}：")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", "5", '{"a": }', "[" * 100_000],
    ids=["empty", "open", "list", "number", "gap", "deep"],
)
def test_file_that_is_no_object_is_refused(text):
    (line,) = lines(text)
    assert line.startswith("数据文件")
