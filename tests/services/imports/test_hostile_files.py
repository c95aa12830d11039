"""Each hostile or broken file that could come in a mail: refused or read exactly, quickly and in little memory."""

from __future__ import annotations

import io
import itertools
import os
import pickle
import re
import resource
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.services.errors import BadFile
from app.services.imports import engine, reading, reading_child
from app.services.imports.engine import Look
from tests.services.imports import workbooks
from tests.services.imports.workbooks import person, repacked

SHEET = "xl/worksheets/sheet1.xml"
SECONDS, MEGABYTES = 1.0, 300


@pytest.fixture
def good(tmp_path) -> Path:
    return workbooks.national(tmp_path / "good.xlsx", [person("张伟"), person("李娜", order=102)])


@contextmanager
def within_limits() -> Iterator[None]:
    """Count the work of the processor, here and in the reading process: a busy machine changes nothing.

    The reading process has its limit of memory from the system; here the peak must not have grown.
    """
    work, peak = os.times(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert sum(os.times()[:4]) - sum(work[:4]) < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < MEGABYTES * 1024


def refused(ctx, path: Path) -> str:
    with within_limits(), pytest.raises(BadFile) as caught:
        engine.open_file(ctx, "roster", path)
    assert caught.value.message.endswith("。")
    return caught.value.message


def taken(ctx, path: Path) -> Look:
    """Open a file and check that no row is lost: each is imported or reported."""
    with within_limits():
        look = engine.open_file(ctx, "roster", path)
    assert look.preview is not None, look.problem
    counts = look.preview.counts
    assert sum(counts.values()) == look.preview.table.total
    return look


def part(source: Path, target: Path, change) -> Path:
    return repacked(source, target, {SHEET: change})


def test_one_cell_in_the_last_corner(branch, good, tmp_path):
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    path = part(good, tmp_path / "far.xlsx", lambda xml: xml.replace(b"</sheetData>", cell))
    assert "范围过大" in refused(branch, path)


def test_a_merge_over_the_whole_sheet(branch, good, tmp_path):
    merge = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    path = part(good, tmp_path / "merge.xlsx", lambda xml: xml.replace(b"</worksheet>", merge))
    assert "合并" in refused(branch, path)


def test_millions_of_cells_in_a_small_file(branch, good, tmp_path):
    row = b"<row>" + b"<c><v>1</v></c>" * 60 + b"</row>"
    path = part(
        good,
        tmp_path / "many.xlsx",
        lambda xml: xml.replace(b"</sheetData>", row * 110_000 + b"</sheetData>"),
    )
    assert path.stat().st_size < 500_000
    assert "过大" in refused(branch, path)


def test_billion_laughs(branch, good, tmp_path):
    names = "abcdefghij"
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise(names))
    bomb = f'<!DOCTYPE x [<!ENTITY a "哈">{entities}]>'.encode()
    path = part(
        good, tmp_path / "laughs.xlsx", lambda xml: xml.replace(b"<worksheet", bomb + b"<worksheet", 1)
    )
    assert "不安全" in refused(branch, path)


def test_an_entity_that_reads_a_file(branch, good, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'.encode()
    path = part(
        good, tmp_path / "xxe.xlsx", lambda xml: xml.replace(b"<worksheet", entity + b"<worksheet", 1)
    )
    assert "不安全" in refused(branch, path)


def test_a_dtd_hidden_in_utf_16(branch, good, tmp_path):
    def hide(xml: bytes) -> bytes:
        text = xml.decode().replace("UTF-8", "UTF-16").replace("<worksheet", "<!DOCTYPE x []><worksheet", 1)
        return text.encode("utf-16")

    assert "损坏" in refused(branch, part(good, tmp_path / "u16.xlsx", hide))


@pytest.mark.parametrize("lie", [b"A1:B2", b"A1", b"A1:XFD1048576"])
def test_a_dimension_that_lies(branch, good, tmp_path, lie):
    path = part(
        good,
        tmp_path / "lie.xlsx",
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + lie + b'"', xml),
    )
    assert taken(branch, path).preview.counts["new"] == 2


@pytest.mark.parametrize("number", [0, -1, 59, 60, 2958466, 1e300, "NaN"])
def test_day_numbers_that_are_no_days(branch, tmp_path, number):
    people = [person("张伟", 加入党组织日期=12345), person("李娜", order=102)]
    path = workbooks.national(tmp_path / "days.xlsx", people)
    path = part(
        path, tmp_path / "odd.xlsx", lambda xml: xml.replace(b"<v>12345</v>", f"<v>{number}</v>".encode())
    )
    look = taken(branch, path)
    assert look.preview.counts["wrong"] == 1
    assert look.preview.counts["new"] == 1
    (finding,) = look.preview.wrong
    assert finding.column == "加入党组织日期"


def test_formulas_for_names_and_numbers(branch, tmp_path):
    people = [person("张伟"), person('=HYPERLINK("http","李娜")', order=102)]
    look = taken(branch, workbooks.national(tmp_path / "formula.xlsx", people))
    assert (look.preview.counts["new"], look.preview.counts["wrong"]) == (1, 1)
    assert look.preview.wrong[0].reason == "单元格是公式，请改成直接填写的文字。"


def test_texts_that_begin_like_formulas_stay_texts(branch, tmp_path):
    notes = ["-1+1", "+cmd", "@SUM(A1)"]
    people = [
        person(name, order=101 + 2 * at, 家庭住址=notes[at])
        for at, name in enumerate(("张伟", "李明", "王强"))
    ]
    look = taken(branch, workbooks.national(tmp_path / "plus.xlsx", people))
    assert [row.row.address for row in look.preview.rows] == notes


def test_control_signs_and_endless_texts(branch, tmp_path):
    people = [
        person("张伟", 家庭住址="某路\u202e1号\u200f"),
        person("李娜", order=102, 家庭住址="长" * 30_000),
        person("王\ue000强", order=103),
    ]
    look = taken(branch, workbooks.national(tmp_path / "signs.xlsx", people))
    assert look.preview.rows[0].row.address == "某路1号"
    assert [finding.column for finding in look.preview.wrong] == ["家庭住址", "姓名"]


def test_markup_is_a_name_like_any_other_text(branch, tmp_path):
    people = [person('<img src="file:///secret.png">'), person("李娜", order=102, 家庭住址="<b>&lt;x&gt;")]
    look = taken(branch, workbooks.national(tmp_path / "markup.xlsx", people))
    assert look.preview.counts["wrong"] == 1
    assert look.preview.rows[0].row.address == "<b>&lt;x&gt;"


@pytest.mark.parametrize("ending", ["xlsx", "xls", "et", "csv"])
def test_web_pages_and_texts_renamed(branch, tmp_path, ending):
    page = tmp_path / f"网页.{ending}"
    page.write_bytes("<html><table><tr><td>姓名</td></tr></table></html>".encode())
    refused(branch, page)


def test_a_workbook_under_another_name_is_read_by_its_content(branch, good, tmp_path):
    for ending in ("xls", "et", "csv", "dat"):
        renamed = tmp_path / f"名册.{ending}"
        renamed.write_bytes(good.read_bytes())
        assert taken(branch, renamed).preview.counts["new"] == 2


def test_other_zip_files(branch, tmp_path):
    path = tmp_path / "文档.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "不是 Excel 工作簿" in refused(branch, path)


def test_names_that_climb_out(branch, good, tmp_path):
    path = repacked(good, tmp_path / "climb.xlsx", {"../../evil.xml": lambda _: b"<x/>"})
    assert "损坏" in refused(branch, path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_truncated(branch, good, tmp_path, share):
    data = good.read_bytes()
    path = tmp_path / "half.xlsx"
    path.write_bytes(data[: int(len(data) * share)])
    assert "损坏" in refused(branch, path)


def test_empty(branch, tmp_path):
    path = tmp_path / "empty.xlsx"
    path.write_bytes(b"")
    assert "空的" in refused(branch, path)


def test_encrypted(branch, tmp_path):
    path = tmp_path / "locked.xlsx"
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    path.write_bytes(header + "EncryptedPackage".encode("utf-16-le") + bytes(2000))
    assert "密码" in refused(branch, path)


def test_an_old_workbook_of_nonsense(branch, tmp_path):
    path = tmp_path / "old.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(20_000))
    assert refused(branch, path).startswith("打不开这个文件")


def test_a_reader_that_wants_too_much_memory_is_ended(branch, good, tmp_path):
    row = b"<row>" + b'<c t="inlineStr"><is><t>%s</t></is></c>' % (b"x" * 400) * 30 + b"</row>"
    path = part(
        good, tmp_path / "fat.xlsx", lambda xml: xml.replace(b"</sheetData>", row * 14_000 + b"</sheetData>")
    )
    with pytest.raises(BadFile, match="内存过多"):
        reading.read(path)


def test_a_reader_that_takes_too_long_is_ended(good, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "_SECONDS", 0)
    monkeypatch.setattr(reading, "_is_small", lambda _: False)
    with pytest.raises(BadFile, match="时间过长"):
        reading.read(good)


def test_the_reading_process_can_hand_over_nothing_but_values():
    data = pickle.dumps(("rows", [os.system]))
    stream = io.BytesIO(struct.pack(">I", len(data)) + data)
    with pytest.raises(pickle.UnpicklingError, match="no plain value"):
        reading._taken(stream)


def test_a_file_read_apart_is_the_same_as_one_read_here(good, monkeypatch):
    here = reading.read(good)
    monkeypatch.setattr(reading, "_is_small", lambda _: False)
    assert reading.read(good) == here
    assert reading_child.COMMAND in reading._command(good)
