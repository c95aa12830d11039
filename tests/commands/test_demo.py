"""The demo: a whole year by the real services, every file it promises, and figures read back from the store."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from app import bootstrap
from app.__main__ import main
from app.models.kinds import ClosingState, SourceKind
from app.services import audit, backup, members
from app.services.points import settlements
from app.services.points.entry_list import EntryFilter, list_entries
from app.services.sample import plan

pytestmark = pytest.mark.timeout(300)
RARE = ("逄翀", "隋喆", "陈堃", "欧阳㛃", "刘䶮", "阿依古丽·买买提江")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One run of the command as a person would start it, with no display."""
    folder = tmp_path_factory.mktemp("demo") / "演示 100%"
    done = subprocess.run(
        [sys.executable, "-m", "app", "demo", str(folder)], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def summary(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))
    return found


def test_the_summary_has_exactly_its_keys(summary: dict[str, Any]) -> None:
    assert list(summary) == [
        "members",
        "activities",
        "attendance",
        "makeup",
        "entries",
        "points",
        "files",
        "seconds",
    ]
    assert set(summary["makeup"]) == {"due", "claimed", "reported", "done", "overdue", "exempt"}
    assert list(summary["points"]) == ["2026Q1", "2026Q2", "2026Q3", "2026Q4", "2026"]


def test_the_year_is_the_one_that_was_planned(summary: dict[str, Any]) -> None:
    assert summary["members"] == len(plan.people().members) == 32
    # three groups hold each of the twelve group meetings
    assert summary["activities"] == 58 + 2 * 12
    assert summary["makeup"]["due"] > summary["makeup"]["done"] > 100
    assert {"张伟#1", "张伟#2", *RARE} <= set(summary["points"]["2026"])


def test_every_file_that_is_named_is_there(out: Path, summary: dict[str, Any]) -> None:
    assert all((out / name).stat().st_size > 0 for name in summary["files"])
    assert sum(name.startswith("screens/") for name in summary["files"]) == 8
    assert sum(name.endswith(".xlsx") for name in summary["files"]) == 7


def test_the_sheet_says_what_the_summary_says_and_nobody_s_number(out: Path, summary: dict[str, Any]) -> None:
    book = CalamineWorkbook.from_path(out / "2026年第三季度积分表.xlsx")
    rows = book.get_sheet_by_index(0).to_python()
    head = next(row for row in rows if "合计" in row)
    column = head.index("合计")
    found = {row[1]: row[column] for row in rows if isinstance(row[0], float) and row[1]}

    assert found == {name: float(points) for name, points in summary["points"]["2026Q3"].items()}
    numbers = [person.id_number for person in plan.people().members]
    for name in (sheet for sheet in summary["files"] if sheet.endswith("积分表.xlsx")):
        cells = {
            str(cell)
            for sheet in CalamineWorkbook.from_path(out / name).sheet_names
            for row in CalamineWorkbook.from_path(out / name).get_sheet_by_name(sheet).to_python()
            for cell in row
        }
        assert not cells & {*numbers, *(person.phone for person in plan.people().members)}


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_archives_name_every_member(out: Path) -> None:
    text = subprocess.run(
        ["pdftotext", str(out / "2026年党员档案.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout

    assert [person.name for person in plan.people().members if person.name not in text] == []
    assert not any(person.id_number in text for person in plan.people().members)


def test_the_data_open_again_and_are_sound(out: Path) -> None:
    with bootstrap.command_context(out / "data") as ctx:
        assert len(members.list_members(ctx)) == 32
        assert audit.first_broken_line(ctx) is None
    assert backup.examine(out / "data" / "xianfeng.db").problems == ()


def test_three_quarters_are_settled_and_a_correction_of_one_is_an_adjustment(out: Path) -> None:
    with bootstrap.command_context(out / "data") as ctx:
        found = [settlements.versions(ctx, f"2026Q{number}") for number in (1, 2, 3, 4)]
        states = [[(row.version, row.state) for row in rows] for rows in found]
        assert states == [[(1, ClosingState.FINAL)]] * 3 + [[]]
        assert all(settlements.load(ctx, rows[0].id).intact for rows in found[:3])
        booked = list_entries(ctx, EntryFilter(source=SourceKind.ADJUSTMENT))
        assert "第一季度调整（2026年）" in [row.item_text for row in booked]


def test_a_folder_that_holds_something_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "我的文件.txt").write_text("重要", encoding="utf-8")

    assert main(["demo", str(tmp_path)]) == 2

    assert "不是空文件夹" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["我的文件.txt"]
