"""`score`: JSON on standard output, or one Chinese line for each mistake and exit status 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import main
from app.services.locations import resource

PROJECT = Path(__file__).parents[2]
RULEBOOK = """schema = 1
code = "jg-2026"
title = "试"
[base]
mode = "granted"
points = 60
[[category]]
code = "B"
name = "奖"
[[category]]
code = "A"
name = "会"
cap = 10
parent = "B"
[[item]]
code = "A1"
category = "A"
text = "参加会议"
kind = "per_unit"
points = 1.25
cap = { points = 12, per = "year" }
[[item]]
code = "A1p"
category = "A"
text = "发言"
kind = "bonus"
on = "A1"
points = 2
[[item]]
code = "N"
category = "B"
text = "未到"
kind = "void"
scope = "A"
[[grade]]
name = "合格"
ge = 62
[[veto]]
code = "V1"
text = "处分"
effect = "zero"
"""
FACTS = {
    "as_of": "2026-12-31",
    "period": "2026",
    "members": [{"name": name, "class": "在职"} for name in ("张三", "李四", "王五", "㛃䶮")],
    "facts": [
        {"id": 1, "member": "张三", "item": "A1", "date": "2026-03-12", "value": 2},
        {"id": 2, "member": "张三", "item": "A1p", "date": "2026-03-12", "on": 1},
        {"id": 3, "member": "李四", "item": "A1", "date": "2026-03-12", "value": 2},
        {"id": 4, "member": "李四", "item": "N", "date": "2026-03-13"},
        {"id": 5, "member": "㛃䶮", "item": "A1", "date": "2026-03-12", "value": 20},
        {"id": 6, "member": "㛃䶮", "veto": "V1", "date": "2026-09-01"},
    ],
}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "r.toml").write_text(RULEBOOK, encoding="utf-8")
    (tmp_path / "f.json").write_text(json.dumps(FACTS, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def run(folder: Path, *more: str) -> int:
    return main(["score", "--rulebook", str(folder / "r.toml"), "--facts", str(folder / "f.json"), *more])


def test_scores_are_printed_in_the_order_given(files, capsys):
    assert run(files) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert json.loads(printed.out) == {
        "rulebook": "jg-2026",
        "period": "2026",
        "members": [
            {
                "name": "张三", "total": "64.5", "base": "60", "categories": {"B": "4.5", "A": "4.5"},
                "items": {"A1": "4.5", "A1p": "0", "N": "0"}, "grade": "合格", "rank": 1, "void": [], "veto": None,
            },
            {
                "name": "李四", "total": "60", "base": "60", "categories": {"B": "0", "A": "0"},
                "items": {"A1": "0", "A1p": "0", "N": "0"}, "grade": None, "rank": 2, "void": ["A"], "veto": None,
            },
            {
                "name": "王五", "total": "60", "base": "60", "categories": {"B": "0", "A": "0"},
                "items": {"A1": "0", "A1p": "0", "N": "0"}, "grade": None, "rank": 2, "void": [], "veto": None,
            },
            {
                "name": "㛃䶮", "total": "0", "base": "60", "categories": {"B": "10", "A": "10"},
                "items": {"A1": "12", "A1p": "0", "N": "0"}, "grade": None, "rank": 4, "void": [], "veto": "V1",
            },
        ],
    }  # fmt: skip
    assert "张三" in printed.out


def test_explanation_adds_up(files, capsys):
    assert run(files, "--explain") == 0
    for member in json.loads(capsys.readouterr().out)["members"]:
        steps = member["steps"]
        assert steps[-1]["running"] == member["total"]
        assert sum(float(step["value"]) for step in steps) == float(member["total"])
        assert all(
            set(step) == {"stage", "code", "text", "facts", "value", "not_counted", "running"}
            for step in steps
        )


def test_year_of_quarters_explains_each_of_them(files, capsys):
    text = RULEBOOK.replace("[base]", '[period]\nannual = "sum"\n[base]')
    (files / "r.toml").write_text(text, encoding="utf-8")
    assert run(files, "--explain") == 0
    first = json.loads(capsys.readouterr().out)["members"][0]
    assert first["total"] == "244.5"
    assert [step["code"] for step in first["steps"]] == ["2026Q1", "2026Q2", "2026Q3", "2026Q4"]
    assert first["steps"][0]["steps"][-1]["running"] == "64.5"


def test_endless_decimals_are_rounded_at_the_end_only(files, capsys):
    text = RULEBOOK.replace('kind = "per_unit"', 'kind = "per_quantity"\nper = 3').replace("1.25", "1")
    (files / "r.toml").write_text(text, encoding="utf-8")
    assert run(files) == 0
    assert json.loads(capsys.readouterr().out)["members"][0]["total"] == "62.666667"


def wrong(folder: Path, capsys) -> list[str]:
    assert run(folder, "--explain") == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    return printed.err.splitlines()


def test_every_mistake_in_the_facts_is_one_line(files, capsys):
    facts = [{**fact, "member": "赵六"} if fact["id"] == 1 else fact for fact in FACTS["facts"]]
    facts[2] = {**facts[2], "date": "2027-01-01"}
    facts[4] = {**facts[4], "value": "很多\n次"}
    (files / "f.json").write_text(json.dumps({**FACTS, "facts": facts}), encoding="utf-8")
    lines = wrong(files, capsys)
    assert [line.split("：")[0] for line in lines] == ["记录 1", "记录 3", "记录 5", "记录 2"]


def test_every_mistake_in_the_rulebook_is_one_line(files, capsys):
    text = RULEBOOK.replace('"per_unit"', '"per_year"').replace('scope = "A"', 'scope = "Z"')
    (files / "r.toml").write_text(text, encoding="utf-8")
    lines = wrong(files, capsys)
    assert [line.split("：")[0] for line in lines] == ["积分项目 A1 · kind", "积分项目 N · scope"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("r.toml", b"schema = \n", "TOML"),
        ("r.toml", "code = '试'".encode("gb18030"), "UTF-8"),
        ("f.json", b"{", "JSON"),
        ("f.json", b"\xff\xfe", "UTF-8"),
        ("r.toml", None, "不存在"),
        ("f.json", None, "不存在"),
    ],
)
def test_file_that_cannot_be_read_is_one_line(files, capsys, name, content, expected):
    if content is None:
        (files / name).unlink()
    else:
        (files / name).write_bytes(content)
    (line,) = wrong(files, capsys)
    assert expected in line


def test_half_a_character_is_no_crash(files, capsys):
    (files / "f.json").write_text('{"period": "2026", "members": [{"name": "\\ud800"}]}', encoding="utf-8")
    assert run(files) == 0
    assert json.loads(capsys.readouterr().out)["members"][0]["name"] == "?"


def test_folder_instead_of_a_file_is_refused(files, capsys):
    (files / "f.json").unlink()
    (files / "f.json").mkdir()
    (line,) = wrong(files, capsys)
    assert "无法读取" in line


def test_command_runs_by_itself_with_a_preset(tmp_path):
    facts = {"period": "2026Q1", "members": [{"name": "张三"}], "facts": []}
    (tmp_path / "f.json").write_text(json.dumps(facts), encoding="utf-8")
    preset = resource("rulebooks", "qiye.toml")
    done = subprocess.run(
        [sys.executable, "-m", "app", "score", "--rulebook", str(preset), "--facts", str(tmp_path / "f.json")],
        cwd=PROJECT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["members"][0]["total"] == "100"
