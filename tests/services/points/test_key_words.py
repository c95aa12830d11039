"""What the window says of a rulebook names no key of its file; the command line may say both."""

from __future__ import annotations

import re

import pytest

from app.services.points import drafting
from app.services.points.rulebook import read

HEAD = 'schema = 1\ncode = "试"\ntitle = "试"\n'
A = '[[category]]\ncode = "甲"\nname = "甲类"\n'
ITEM = '[[item]]\ncode = "乙"\ncategory = "甲"\n'
WRONG = {
    "下限高于上限": A + ITEM + 'kind = "manual"\nmin = 5\nmax = 1\n',
    "每多少": A + ITEM + 'kind = "per_quantity"\npoints = 1\nper = 0\n',
    "达标两个条件": A + ITEM + 'kind = "target"\npoints = 1\nge = 1\nle = 2\n',
    "双向计分": A + ITEM + 'kind = "two_way"\nplus = 1\nminus = 1\n',
    "没有来源": A + ITEM + 'kind = "fixed"\npoints = 1\nwhen = { presence = ["到了"] }\n',
    "条件的说法": A + ITEM + 'kind = "fixed"\npoints = 1\nsource = "attendance"\nwhen = { presence = ["到了"] }\n',
    "不得分的封顶": A + ITEM + 'kind = "void"\nscope = "甲"\ncap = { points = 1, per = "year" }\njoint = "丙"\n'
    + '[[joint]]\ncode = "丙"\npoints = 1\nper = "day"\n',
    "满分": '[[category]]\ncode = "甲"\nfull = -1\nparent = "甲"\noutside_total_cap = true\n',
    "扣分无满分": '[[category]]\ncode = "甲"\nmode = "deduct"\n',
    "结转": '[base]\nmode = "carry_over"\n' + A,
    "缺少": "[[category]]\n" + '[[item]]\nkind = "count_table"\n' + "[[grade]]\n[[veto]]\n[quota]\n[base]\n",
    "格式": 'decimals = 9\neffective_from = "去年"\n[period]\nstarts = "13-01"\ncycle = "周"\n[total]\ncap = "百"\n'
     '[publication]\nworkdays = 0\n[exempt]\nclasses = "在职"\nneeds_approval = "是"\n[makeup]\neffect = "无"\n'
    + A + ITEM + 'kind = "grade_map"\nmap = { "优" = "十" }\nproof = "是"\nclasses = 3\nsource = "无"\ncap = 3\n',
    "表": A + ITEM + 'kind = "count_table"\ntable = [{ points = "无" }]\n',
    "段": A + ITEM + 'kind = "bands"\nbands = [{ ge = "一" }]\n',
    "未知": A + ITEM + 'kind = "无此类"\n',
    "名额": A + '[quota]\ngrade = "优秀"\nat_most = "三分之一"\n',
    "清单": "category = 3\nitem = 4\n",
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG.values(), ids=list(WRONG))
def test_no_line_of_the_window_names_a_key_of_the_file(text):
    rulebook, found = read(HEAD + text)
    assert found
    for finding in found:
        for line in (drafting.line_of(rulebook, finding), finding.plain_line):
            assert not re.search(r"[A-Za-z_]{2,}", line), line


def test_the_command_line_says_word_and_key():
    found = read(HEAD + WRONG["下限高于上限"])[1]
    assert "积分项目 乙 · min：最低分 min 高于最高分 max。" in [finding.line for finding in found]
    assert "积分项目 乙 · 最低分：最低分高于最高分。" in [finding.plain_line for finding in found]


def test_a_key_that_nobody_knows_is_named_as_it_was_written():
    (finding,) = [f for f in read(HEAD + 'colour = "红"\n')[1] if "不认识" in f.text]
    assert finding.plain_line == "方案 · colour：不认识这个键，没有使用。"
