"""The commands `export-points` and `print-archive` on a data folder."""

from __future__ import annotations

import pytest

from app import bootstrap
from app.__main__ import main
from tests import report_helpers as reports


@pytest.fixture
def folder(tmp_path, clock, monkeypatch):
    with bootstrap.command_context(tmp_path / "data", clock) as ctx:
        reports.found_branch(ctx)
        reports.settle(ctx)
    monkeypatch.setattr("app.__main__.COMMANDS", ("export_points", "print_archive"))
    return tmp_path / "data"


@pytest.fixture
def run(folder, capsys):
    def call(*words: object) -> tuple[int, str, str]:
        status = main(["--data", str(folder), *map(str, words)])
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_the_point_sheet_is_written_and_named(run, tmp_path):
    path = tmp_path / "三季度.xlsx"
    status, out, _ = run("export-points", "2026Q3", path)
    assert (status, out) == (0, f"已导出：{path}\n")
    rows = next(iter(reports.sheets(path).values()))
    assert [row[1] for row in rows if row[1] in reports.NAMES] == reports.NAMES


def test_all_archives_or_one(run, tmp_path):
    status, out, _ = run("print-archive", tmp_path / "全部.pdf", "--year", "2026")
    assert (status, out) == (0, f"已保存 4 名党员的档案：{tmp_path / '全部.pdf'}\n")
    text = reports.pdf_text(tmp_path / "全部.pdf")
    assert all(name.partition("#")[0] in text for name in reports.NAMES)
    status, out, _ = run("print-archive", "--member", "张伟#2", "--year", "2026", tmp_path / "一人.pdf")
    assert status == 0
    one = reports.pdf_text(tmp_path / "一人.pdf")
    assert "A-03" in one
    assert "A-01" not in one


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("export-points", "2026Q9", "{}.xlsx"), "周期“2026Q9”无法识别"),
        (("export-points", "2026Q3", "{}.xls"), "应以 .xlsx 结尾"),
        (("print-archive", "{}.txt"), "应以 .pdf 结尾"),
        (("print-archive", "--member", "无人", "{}.pdf"), "没有名为“无人”的党员"),
        (("print-archive", "--member", "张伟", "{}.pdf"), "有 2 名党员叫“张伟”"),
        (("print-archive", "--year", "2999", "{}.pdf"), "年度请填写到"),
    ],
)
def test_bad_input_is_one_line_and_status_two(run, tmp_path, words, sentence):
    target = tmp_path / "输出"
    status, out, err = run(*(word.format(target) for word in words))
    assert (status, out) == (2, "")
    assert sentence in err
    assert err.count("\n") == 1
    assert not list(tmp_path.glob("输出*"))


@pytest.mark.parametrize("words", [("export-points", "2026Q3", "x.xlsx"), ("print-archive", "x.pdf")])
def test_a_folder_without_data_is_refused_and_not_made(tmp_path, folder, capsys, words):
    status = main(["--data", str(tmp_path / "别处"), *words])
    assert status == 2
    assert "还没有数据" in capsys.readouterr().err
    assert not (tmp_path / "别处").exists()
