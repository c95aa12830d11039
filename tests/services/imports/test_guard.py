import io
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services.errors import AppError, BadFile
from app.services.imports import guard, roster
from tests.services.imports import workbooks
from tests.services.imports.workbooks import TODAY, person, repacked

SHEET = "xl/worksheets/sheet1.xml"
BOMB_DTD = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.fixture
def good(tmp_path) -> Path:
    return workbooks.national(tmp_path / "good.xlsx", [person("张伟"), person("李娜", order=102)])


def _refused(path: Path) -> str:
    started = time.perf_counter()
    with pytest.raises(BadFile) as caught:
        roster.read(path, TODAY)
    assert time.perf_counter() - started < 1
    assert caught.value.message.endswith(("。", "）。"))
    return caught.value.message


def _with_cell(xml: bytes, cell: bytes) -> bytes:
    return xml.replace(b"</sheetData>", b"<row>" + cell + b"</row></sheetData>")


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c r="XFD5"><v>1</v></c><c r="A199999"><v>1</v></c>',
        b'<c r="A1048576"><v>1</v></c>',
        b"<c s='0' r='XFD1048576'><v>1</v></c>",
        b'<c\tr="XFD1048576"><v>1</v></c>',
        b'<x:c r="XFD1048576"><v>1</v></x:c>',
        b'<c r="xfd1048576"><v>1</v></c>',
    ],
)
def test_one_cell_far_away_is_refused_before_a_reader_fills_the_space_between(good, tmp_path, cell):
    path = repacked(good, tmp_path / "far.xlsx", {SHEET: lambda xml: _with_cell(xml, cell)})
    assert "范围过大" in _refused(path)


def test_cells_without_places_are_counted(good, tmp_path):
    rows = b"<row><c><v>1</v></c></row>" * 100_000 + b"<row>" + b"<c><v>1</v></c>" * 20_000 + b"</row>"
    path = repacked(
        good, tmp_path / "wide.xlsx", {SHEET: lambda xml: _with_cell(xml, b"</row>" + rows + b"<row>")}
    )
    assert "过大" in _refused(path)


def test_a_merge_over_everything_is_refused(good, tmp_path):
    merge = b'<mergeCell ref="A1:XFD1048576"/></mergeCells>'
    path = repacked(good, tmp_path / "m.xlsx", {SHEET: lambda xml: xml.replace(b"</mergeCells>", merge)})
    assert "合并单元格" in _refused(path)


def test_many_empty_parts_a_high_ratio_and_names_that_climb_are_refused(good, tmp_path):
    many = {f"xl/media/{i}.bin": (lambda _: b"") for i in range(2001)}
    assert "过大" in _refused(repacked(good, tmp_path / "many.xlsx", many))
    zeros = {"xl/media/zeros.bin": lambda _: bytes(30 * 2**20)}
    assert "过大" in _refused(repacked(good, tmp_path / "zeros.xlsx", zeros))
    assert "损坏" in _refused(repacked(good, tmp_path / "climb.xlsx", {"../../x.xml": lambda _: b"<x/>"}))


def test_a_short_file_of_very_many_cells_is_refused(good, tmp_path):
    row = b"<row>" + b"<c/>" * 6000 + b"</row>"
    path = repacked(
        good, tmp_path / "cells.xlsx", {SHEET: lambda xml: _with_cell(xml, b"</row>" + row * 1000 + b"<row>")}
    )
    assert "过大" in _refused(path)


def test_a_long_text_repeated_in_every_cell_is_refused(good, tmp_path):
    text = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"x" * 300_000
        + b"</t></si></sst>"
    )
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % row for row in range(10, 2000))
    path = repacked(
        good,
        tmp_path / "s.xlsx",
        {SHEET: lambda xml: _with_cell(xml, cells), "xl/sharedStrings.xml": lambda _: text},
    )
    assert "文字展开后过大" in _refused(path)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/hidden/odd.dat"])
def test_entity_declarations_are_refused_in_any_part(good, tmp_path, part):
    def hostile(xml: bytes) -> bytes:
        return b'<?xml version="1.0"?>' + BOMB_DTD + (xml.split(b"?>", 1)[-1] or b"<x/>")

    assert "实体定义" in _refused(repacked(good, tmp_path / "dtd.xlsx", {part: hostile}))


def test_another_encoding_cannot_hide_a_declaration(good, tmp_path):
    def hidden(xml: bytes) -> bytes:
        return ('<?xml version="1.0" encoding="utf-16"?>' + BOMB_DTD.decode() + xml.decode()).encode("utf-16")

    assert "损坏" in _refused(repacked(good, tmp_path / "u.xlsx", {SHEET: hidden}))
    named = repacked(
        good, tmp_path / "n.xlsx", {SHEET: lambda xml: b'<?xml version="1.0" encoding="UTF-7"?>' + xml}
    )
    assert "损坏" in _refused(named)


def test_a_dimension_that_lies_loses_no_row(good, tmp_path):
    lies = {SHEET: lambda xml: xml.replace(b"<sheetData>", b'<dimension ref="A1:B2"/><sheetData>')}
    found = roster.read(repacked(good, tmp_path / "d.xlsx", lies), TODAY)
    assert [row.name for row in found.rows] == ["张伟", "李娜"]


def test_a_sheet_in_an_unusual_place_is_looked_at_as_well(good, tmp_path):
    def moved(xml: bytes) -> bytes:
        return xml.replace(b"/xl/worksheets/sheet1.xml", b"/xl/odd.dat")

    far = (
        zipfile.ZipFile(good)
        .read(SHEET)
        .replace(b"</sheetData>", b'<row><c r="XFD1048576"/></row></sheetData>')
    )
    path = repacked(
        good, tmp_path / "o.xlsx", {"xl/_rels/workbook.xml.rels": moved, "xl/odd.dat": lambda _: far}
    )
    assert "范围过大" in _refused(path)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("empty.xlsx", b"", "空的"),
        ("text.xlsx", b"hello", "不是 Excel 工作簿"),
        ("page.xls", b"<html><table><tr><td>x</td></tr></table></html>", "网页"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "打不开"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("cut.xlsx", b"PK\x03\x04" + b"x" * 100, "损坏"),
        ("picture.csv", b"\x89PNG\r\n\0\0", "不是 Excel 工作簿"),
    ],
)
def test_what_is_no_workbook_is_told_in_one_sentence(tmp_path, name, content, word):
    path = tmp_path / name
    path.write_bytes(content)
    assert word in _refused(path)


def test_missing_truncated_and_other_zip_files(good, tmp_path):
    assert "找不到文件" in _refused(tmp_path / "gone.xlsx")
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(good.read_bytes()[:-200])
    assert "损坏" in _refused(cut)
    other = tmp_path / "doc.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "不是 Excel 工作簿" in _refused(other)
    large = tmp_path / "large.xlsx"
    with large.open("wb") as stream:
        stream.truncate(guard.MAX_FILE + 1)
    assert "超过 20 MB" in _refused(large)


def test_a_folder_instead_of_a_file(tmp_path):
    assert "无法读取" in _refused(tmp_path)


def test_marks_name_formulas_and_error_values(good):
    with zipfile.ZipFile(good) as archive:
        xml = archive.read(SHEET)
    cells = b'<row><c r="B9" s="1"><f>1+1</f><v>2</v></c><c r="AA9" t="e"><v>#N/A</v></c></row></sheetData>'
    out = io.BytesIO()
    repacked(good, good, {SHEET: lambda _: xml.replace(b"</sheetData>", cells)})
    out.write(good.read_bytes())
    marks = guard.inspect(out.getvalue())[SHEET]
    assert marks.formulas == {(8, 1)}
    assert marks.errors == {(8, 26)}


def test_an_error_value_in_a_known_column_is_wrong(good):
    cell = b'<row r="9"><c r="B9" t="inlineStr"><is><t>\xe7\x8e\x8b\xe4\xba\x94</t></is></c><c r="D9" t="e"><v>#N/A</v></c></row>'
    repacked(good, good, {SHEET: lambda xml: xml.replace(b"</sheetData>", cell + b"</sheetData>")})
    ((row, column, reason),) = workbooks.reasons(roster.read(good, TODAY))
    assert (row, column) == (9, "公民身份证号")
    assert "错误值" in reason


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_bytes_are_read_or_refused_and_nothing_else(good, data):
    whole = good.read_bytes()
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = good.with_name("fuzz.xlsx")
    path.write_bytes(bytes(broken))
    try:
        found = roster.read(path, TODAY)
    except AppError:
        return
    assert found.total == len(found.rows) + len(found.wrong_rows)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_sheet_xml_is_read_or_refused_and_nothing_else(good, data):
    def change(xml: bytes) -> bytes:
        changed = bytearray(xml)
        for _ in range(data.draw(st.integers(1, 5))):
            place = data.draw(st.integers(0, len(changed) - 1))
            changed[place : place + data.draw(st.integers(0, 3))] = data.draw(st.sampled_from(
                [b"<", b">", b'"', b"9", b"A", b"<c ", b"<row>", b"</c>", b"NaN", b"1e999", b"\xff", b"&#0;", b"=", b"t"]
            ))  # fmt: skip
        return bytes(changed)

    path = repacked(good, good.with_name("fuzz.xlsx"), {SHEET: change})
    try:
        found = roster.read(path, TODAY)
    except AppError:
        return
    assert found.total == len(found.rows) + len(found.wrong_rows)


def test_looking_through_a_file_takes_no_more_memory_than_its_parts(good):
    tracemalloc.start()
    guard.inspect(good.read_bytes())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * 2**20
