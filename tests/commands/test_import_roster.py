"""The command `import-roster`: JSON as agreed, sentences for people, the file of wrong rows."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.commands import import_roster
from app.services.errors import BadFile
from tests.services.imports import workbooks
from tests.services.imports.workbooks import number_for, person

PEOPLE = [
    person("张伟", "1985-06-01", 101, 出生日期="1985.06"),
    person(
        "李娜", "1990-03-05", 102, 人员类别="预备党员", 加入党组织日期="2026-07-01", 转为正式党员日期=None
    ),
    person("王强", "1985-06-01", 103, 公民身份证号=4.4e17),
    person("张　伟", "1985-06-01", 101),
]


@pytest.fixture
def roster_file(tmp_path):
    return workbooks.national(tmp_path / "名册.xlsx", PEOPLE)


@pytest.fixture
def run(tmp_path, capsys):
    def call(*arguments: object) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        parser.add_argument("--data", type=Path)
        import_roster.add_parser(parser.add_subparsers())
        words = ["--data", str(tmp_path / "data"), "import-roster", *map(str, arguments)]
        args = parser.parse_args(words)
        status = args.run(args)
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_json_has_exactly_the_agreed_keys(run, roster_file, tmp_path):
    status, out, err = run(roster_file, "--dry-run", "--json")

    told = json.loads(out)
    assert (status, err) == (0, "")
    assert list(told) == ["rows", "new", "update", "same", "conflict", "wrong", "members"]
    assert {key: told[key] for key in ("rows", "new", "update", "same", "conflict")} == {
        "rows": 4,
        "new": 2,
        "update": 0,
        "same": 0,
        "conflict": 0,
    }
    assert [(w["row"], w["column"]) for w in told["wrong"]] == [(7, "公民身份证号"), (8, "公民身份证号")]
    assert told["wrong"][1]["reason"] == "与第5行是同一个人（身份证号相同），请只留一行。"
    assert told["members"] == [
        {
            "name": "张伟",
            "sex": "男",
            "birth": "1985-06",
            "id_number": number_for("19850601"),
            "joined": "2009-07-01",
            "regular": "2010-07-01",
            "kind": "正式党员",
        },
        {
            "name": "李娜",
            "sex": "女",
            "birth": "1990-03-05",
            "id_number": number_for("19900305", 102),
            "joined": "2026-07-01",
            "regular": None,
            "kind": "预备党员",
        },
    ]
    assert not (tmp_path / "data").exists()


def test_members_are_written_and_met_again(run, roster_file):
    assert json.loads(run(roster_file, "--json")[1])["new"] == 2
    again = json.loads(run(roster_file, "--json")[1])
    assert (again["new"], again["same"]) == (0, 2)
    dry = json.loads(run(roster_file, "--dry-run", "--json")[1])
    assert dry["same"] == 2


def test_people_read_sentences(run, roster_file):
    status, out, _ = run(roster_file, "--dry-run")
    assert status == 0
    assert (
        out.splitlines()[0] == "工作表“党员基本信息汇总表”：共 4 行，新增 2，更新 0，相同 0，冲突 0，有误 2。"
    )
    assert "第8行 公民身份证号有误：与第5行是同一个人" in out
    assert out.splitlines()[-1] == "仅预览，没有写入。"


def test_conflicts_are_told(run, roster_file, tmp_path):
    run(roster_file)
    other = workbooks.national(tmp_path / "二.xlsx", [person("张玮")])
    assert "第5行 冲突：身份证号与已有党员“张伟”相同，但姓名不同，请核对。" in run(other, "--dry-run")[1]


def test_wrong_rows_are_saved_beside(run, roster_file, tmp_path):
    run(roster_file, "--dry-run", "--wrong-rows", tmp_path / "错误行.xlsx")
    page = load_workbook(tmp_path / "错误行.xlsx").worksheets[0]
    assert page.max_row == 3


def test_a_bad_file_is_one_sentence_and_makes_no_data_folder(run, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"<html></html>")
    with pytest.raises(BadFile, match=r"^[^\n]*网页[^\n]*。$"):
        run(tmp_path / "x.xlsx", "--json")
    assert not (tmp_path / "data").exists()
