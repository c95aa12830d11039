"""Reading rulebook files: what stands in them, and every mistake with its place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from app.services.periods import Opening, Span, Window
from app.services.points.findings import BadRulebook
from app.services.points.rulebook import content_hash, parse, read
from app.services.points.rules import Annual, BaseMode, Cap, MakeupEffect, Mode, Source, VetoEffect
from app.services.points.rules_items import PerUnit

HEAD = 'schema = 1\ncode = "t"\n'
WHOLE = """schema = 1
code = "jg"
title = "机关积分办法"
version = "2026"
basis = "支部党员大会通过"
effective_from = 2026-01-01
decimals = 2

[period]
cycle = "year"
starts = "12-01"
sub = "half-year"
annual = "average"

[base]
mode = "carry_over"
points = 60
factor = 0.2
newcomer = "branch_average"

[total]
cap = 100
floor = 0

[[category]]
code = "D"
name = "德"
[[category]]
code = "A"
name = "勤"
mode = "deduct"
full = 20
parent = "D"
[[category]]
code = "E"
name = "奖"
cap = 10.5
floor = -1
outside_total_cap = true

[[joint]]
code = "J"
points = 6
per = "day"

[[item]]
code = "A1"
category = "A"
text = "参加会议"
kind = "per_unit"
points = -0.1
unit = "次"
cap = { points = -12, per = "half-year" }
joint = "J"
classes = ["在职", "流动"]
proof = true
approval = "支部委员会"
source = "attendance"
when = { activity = ["主题党日"], presence = ["出勤"] }

[[grade]]
name = "优秀"
ge = 90
[[grade]]
name = "不合格"

[[veto]]
code = "V1"
text = "处分"
effect = "grade"
grade = "不合格"

[quota]
grade = "优秀"
at_most = "1/3"

[publication]
workdays = 3

[exempt]
classes = ["离退休"]
needs_approval = true

[makeup]
effect = "half"
"""


def errors(text: str) -> list[str]:
    with pytest.raises(BadRulebook) as caught:
        parse(text)
    return [finding.line for finding in caught.value.findings]


def test_everything_is_read():
    rulebook = parse(WHOLE)
    assert (rulebook.code, rulebook.title, rulebook.version) == ("jg", "机关积分办法", "2026")
    assert (rulebook.basis, rulebook.effective_from, rulebook.decimals) == (
        "支部党员大会通过",
        date(2026, 1, 1),
        2,
    )
    calendar = rulebook.calendar
    assert (calendar.cycle, calendar.opening, calendar.sub) == (Span.YEAR, Opening(12, 1), Span.HALF)
    assert calendar.annual is Annual.AVERAGE
    base = rulebook.base
    assert (base.mode, base.points, base.factor) == (BaseMode.CARRY_OVER, 60, Fraction(1, 5))
    assert base.newcomer == "branch_average"
    assert (rulebook.total_cap, rulebook.total_floor) == (100, 0)
    d, a, e = rulebook.categories
    assert (a.mode, a.full, a.parent, d.parent) == (Mode.DEDUCT, 20, "D", None)
    assert (e.cap, e.floor, e.outside_total_cap) == (Fraction(21, 2), -1, True)
    (item,) = rulebook.items
    assert item.rule == PerUnit(Fraction(-1, 10), "次")
    assert item.cap == Cap(-12, Window.HALF)
    assert (item.joint, item.classes, item.proof, item.approval) == (
        "J",
        ("在职", "流动"),
        True,
        "支部委员会",
    )
    assert (item.source, item.when) == (Source.ATTENDANCE, {"activity": ("主题党日",), "presence": ("出勤",)})
    assert [(veto.effect, veto.grade) for veto in rulebook.vetoes] == [(VetoEffect.GRADE, "不合格")]
    assert rulebook.quota is not None
    assert rulebook.quota.at_most == Fraction(1, 3)
    assert (rulebook.publication_workdays, rulebook.makeup) == (3, MakeupEffect.HALF)
    assert (rulebook.exempt.classes, rulebook.exempt.needs_approval) == (("离退休",), True)
    assert rulebook.items_from(Source.ATTENDANCE) == (item,)


def test_what_is_absent_has_a_default():
    rulebook = parse(HEAD)
    assert (rulebook.title, rulebook.decimals, rulebook.makeup) == ("t", 1, MakeupEffect.CANCEL)
    assert (rulebook.calendar.cycle, rulebook.calendar.sub) == (Span.YEAR, Span.QUARTER)
    assert parse("code = 't'") == rulebook
    assert parse(HEAD + "effective_from = '2026-01-01'").effective_from == date(2026, 1, 1)
    assert parse(HEAD + '[period]\ncycle = "month"\n').calendar.sub is Span.MONTH


def test_byte_order_mark_and_windows_line_ends_are_read():
    assert parse("\ufeff" + WHOLE.replace("\n", "\r\n")) == parse(WHOLE)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("a = 1\nb = 甲\n", "第 2 行第 5 列", "文字要加引号"),
        ('a = "甲\n', "第 1 行第 7 列", "不允许的字符"),
        ("a = 1\na = 2\n", "第 2 行第 6 列", "同一个键写了两次"),
        ("[a]\n[a]\n", "第 2 行第 3 列", "同一个表写了两次"),
        ("a\n", "第 1 行第 2 列", "缺少等号"),
        ("a = [1", "文件末尾", "括号没有成对"),
        ("a = 2026-13-40\n", "第 1 行", "TOML"),
    ],
)
def test_broken_toml_is_placed(text, place, reason):
    (line,) = errors(text)
    assert line.startswith(place)
    assert reason in line


def test_deep_nesting_is_refused():
    (line,) = errors("a = " + "[" * 100_000)
    assert "方案" in line or "文件末尾" in line


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("schema = 2\ncode = 't'", "方案 · schema"),
        ("schema = 1", "方案 · code"),
        ("schema = 1\ncode = ''", "方案 · code"),
        ("schema = 1\ncode = 5", "方案 · code"),
        (HEAD + "effective_from = '2026-02-30'", "方案 · effective_from"),
        (HEAD + "effective_from = 2026", "方案 · effective_from"),
        (HEAD + "effective_from = 2026-01-01T00:00:00", "方案 · effective_from"),
        (HEAD + "decimals = 9", "方案 · decimals"),
        (HEAD + "period = 5", "方案 · period"),
        (HEAD + "[period]\ncycle = 'week'", "方案 · period · cycle"),
        (HEAD + "[period]\nstarts = '02-30'", "方案 · period · starts"),
        (HEAD + "[base]\npoints = 5", "方案 · base · mode"),
        (HEAD + "[base]\nmode = 'zero'\nnewcomer = 'avg'", "方案 · base · newcomer"),
        (HEAD + "[total]\ncap = nan", "方案 · total · cap"),
        (HEAD + "[total]\ncap = 1e400", "方案 · total · cap"),
        (HEAD + "[total]\ncap = 0.0000000001", "方案 · total · cap"),
        (HEAD + "[total]\ncap = true", "方案 · total · cap"),
        (HEAD + "[total]\ncap = 99999999999", "方案 · total · cap"),
        (HEAD + "category = 5", "方案 · category"),
        (HEAD + "category = [1]", "方案 · category"),
        (HEAD + "[[category]]\nname = '无编码'", "第 1 个类别 · code"),
        (HEAD + "[[category]]\ncode = 'A'\nmode = 'add'", "类别 A · mode"),
        (HEAD + "[[category]]\ncode = 'A'\noutside_total_cap = 'yes'", "类别 A · outside_total_cap"),
        (HEAD + "[[grade]]\nge = 90", "第 1 个等次 · name"),
        (HEAD + "[[veto]]\ncode = 'V'", "一票否决 V · effect"),
        (HEAD + "[[veto]]\ncode = 'V'\neffect = 'grade'", "一票否决 V · grade"),
        (HEAD + "[quota]\ngrade = '优秀'\nat_most = '三分之一'", "方案 · quota · at_most"),
        (HEAD + "[quota]\ngrade = '优秀'\nat_most = '1/0'", "方案 · quota · at_most"),
        (HEAD + "[quota]\ngrade = '优秀'\nat_most = '150%'", "方案 · quota · at_most"),
        (HEAD + "[quota]\ngrade = '优秀'", "方案 · quota · at_most"),
        (HEAD + "[publication]\nworkdays = 0", "方案 · publication · workdays"),
        (HEAD + "[exempt]\nclasses = '离退休'", "方案 · exempt · classes"),
        (HEAD + "[makeup]\neffect = 'double'", "方案 · makeup · effect"),
    ],
)
def test_mistake_is_named_with_its_place(body, place):
    assert any(line.startswith(f"{place}：") for line in errors(body))


ITEM = HEAD + "[[category]]\ncode = 'A'\n[[item]]\ncode = 'X'\ncategory = 'A'\n"


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        ("points = 1", "积分项目 X · kind"),
        ("kind = 'per_units'\npoints = 1", "积分项目 X · kind"),
        ("kind = 'fixed'\npoints = '1'", "积分项目 X · points"),
        ("kind = 'fixed'\npoints = 1\ncap = 12", "积分项目 X · cap"),
        ("kind = 'fixed'\npoints = 1\ncap = {per = 'year'}", "积分项目 X · cap · points"),
        ("kind = 'fixed'\npoints = 1\ncap = {points = 5}", "积分项目 X · cap · per"),
        ("kind = 'fixed'\npoints = 1\ncap = {points = 5, per = 'week'}", "积分项目 X · cap · per"),
        ("kind = 'fixed'\npoints = 1\nsource = 'magic'", "积分项目 X · source"),
        ("kind = 'fixed'\npoints = 1\nwhen = {presence = '出勤'}", "积分项目 X · when · presence"),
        ("kind = 'per_quantity'\npoints = 1\nround = 'up'", "积分项目 X · round"),
        ("kind = 'allotment'\nmax = 5", "积分项目 X · each"),
        ("kind = 'grade_map'", "积分项目 X · map"),
        ("kind = 'grade_map'\nmap = {'优' = '十'}", "积分项目 X · map.优"),
        ("kind = 'grade_map'\nmap = 5", "积分项目 X · map"),
        ("kind = 'level'\nmap = {'市' = 'void'}", "积分项目 X · map.市"),
        ("kind = 'level'\nmap = {'市' = 1}\npick = 'best'", "积分项目 X · pick"),
        ("kind = 'bands'", "积分项目 X · bands"),
        ("kind = 'bands'\nbands = [{ge = 1}]", "积分项目 X · 第 1 个分段 · points"),
        ("kind = 'bands'\nbands = [{ge = 1, le = 5, points = 1}]", "积分项目 X · 第 1 个分段 · le"),
        (
            "kind = 'count_table'\ntable = [{from = 1, to = 1.5, points = 1}]",
            "积分项目 X · 第 1 个次数段 · to",
        ),
        (
            "kind = 'count_table'\ntable = [{from = 1, points = 'zero'}]",
            "积分项目 X · 第 1 个次数段 · points",
        ),
        ("kind = 'shortfall'\npoints = -1", "积分项目 X · target"),
        ("kind = 'percent'", "积分项目 X · factor"),
        ("kind = 'void'", "积分项目 X · scope"),
        ("kind = 'bonus'\npoints = 1", "积分项目 X · on"),
        ("kind = 'multiplier'\non = 'X'", "积分项目 X · factor"),
    ],
)
def test_mistake_in_an_item_is_named_with_its_place(rest, place):
    assert any(line.startswith(f"{place}：") for line in errors(ITEM + rest))


def test_all_mistakes_are_told_at_once_and_each_place_once():
    lines = errors(
        ITEM + "kind = 'foo'\ncap = {points = 1}\n[[item]]\ncode = 'X'\ncategory = 'Z'\nkind = 'fixed'\n"
    )
    assert [line.split("：")[0] for line in lines] == [
        "积分项目 X · kind", "积分项目 X · cap · per", "积分项目 X", "积分项目 X · category"
    ]  # fmt: skip


def test_message_counts_the_mistakes():
    with pytest.raises(BadRulebook, match="共 2 处"):
        parse("schema = 3")


def test_unknown_keys_are_warnings():
    rulebook, findings = read(ITEM + "kind = 'fixed'\npoints = 1\nponits = 2\n[mystery]\na = 1\n")
    assert rulebook.unknown_keys == ("积分项目 X · ponits", "方案 · mystery")
    assert [finding.place for finding in findings] == ["积分项目 X · ponits", "方案 · mystery"]


def test_hash_follows_the_text():
    assert content_hash(WHOLE) == content_hash(WHOLE)
    assert content_hash(WHOLE) != content_hash(WHOLE + "\n")
    assert len(content_hash("")) == 64
