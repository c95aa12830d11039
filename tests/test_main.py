"""The command line: help in Chinese, one line for what is wrong, exit status 2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app import bootstrap
from app.__main__ import COMMANDS, main
from app.services import orgs
from app.services.datalock import DataLock


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words], capture_output=True, text=True, encoding="utf-8"
    )


def _make_branch(data: Path) -> None:
    with bootstrap.command_context(data) as ctx, ctx.write("建立支部") as work:
        orgs.set_branch_in(work, "一支部")


def test_help_names_every_command() -> None:
    done = _run("--help")

    assert done.returncode == 0
    assert "先锋档案" in done.stdout
    for name in COMMANDS:
        assert name.replace("_", "-") in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no-such-command"], "没有这个选项"),
        (["workdays"], "还缺少"),
        (["workdays", "2026-02-30", "2"], "不是有效日期"),
        (["export-points", "2026Q9", "x.xlsx"], "2026Q9"),
        (["import-roster", "没有这个文件.xlsx"], "没有这个文件.xlsx"),
        (["restore", "没有这个文件.db"], "没有这个文件.db"),
    ],
)
def test_bad_input_is_one_chinese_line_and_status_2(words: list[str], said: str, tmp_path: Path) -> None:
    _make_branch(tmp_path / "data")
    done = _run("--data", str(tmp_path / "data"), *words)

    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_workdays_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["workdays", "2026-11-20", "2", "--json"]) == 0

    assert capsys.readouterr().out == '{"date": "2026-11-24", "provisional": false}\n'


def test_backup_restore_and_check_work_without_a_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "数据")]
    assert main([*data, "check"]) == 1
    assert "不存在" in capsys.readouterr().out
    _make_branch(tmp_path / "数据")

    assert main([*data, "backup", str(tmp_path / "备份.db")]) == 0
    assert main([*data, "check"]) == 0
    assert main([*data, "restore", str(tmp_path / "备份.db")]) == 0
    assert "恢复前的数据" in capsys.readouterr().out


def test_a_command_is_refused_while_a_window_uses_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _make_branch(tmp_path / "data")
    paths = bootstrap.locations(tmp_path / "data")
    with DataLock(paths.lock):
        assert main(["--data", str(paths.data), "export-points", "2026Q1", str(tmp_path / "x.xlsx")]) == 2

    assert "正被另一个" in capsys.readouterr().err
    assert not (tmp_path / "x.xlsx").exists()
