"""The look at a workbook before any parser gets it (导入前检查): bombs and broken files are refused here.

A file of some kilobytes can ask a reader for gigabytes: by compression, by one cell in the last column,
by a merge over everything, by a long shared text repeated in each cell. All of it shows in the zip
directory and in one scan of the sheets' bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass

from app.services.errors import BadFile

MAX_FILE = 20 * 2**20
"""Bytes of a file as it lies on the disk."""
MAX_UNPACKED = 200 * 2**20
"""Bytes of all its parts together; also of all texts its cells repeat."""
_SMALL = 2 * 2**20
"""Bytes of all parts of a file that is looked into twice."""
_MAX_PARTS = 2000
_MAX_RATIO = 200
_MAX_ROWS = 200_000
MAX_AREA = 6_500_000
"""Cells between the first and the last used one, filled or not: a reader holds them all."""
_MAX_MERGES = 20_000
_MAX_MERGED_AREA = 2_000_000

_TOO_BIG = "请删去多余内容，只留名册一张表，另存为 .xlsx 后再导入。"
_BROKEN = "文件已损坏或不完整，请用 Excel 或 WPS 打开后另存为 .xlsx，再导入。"

# Beyond column AF or row 199 999; sheets without such a cell are small enough whatever else they hold.
_FAR = re.compile(rb"""<c r="(?:[A-Za-z]{3}|[B-Zb-z][A-Za-z]|[Aa][G-Zg-z]|[A-Za-z]*(?:[2-9]\d{5}|\d{7}))""")
_REF = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,9})(\d{1,19})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b""")
_CELL = re.compile(rb"""<(?:\w+:)?c[\s/>]""")
_MERGE = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Za-z]+)(\d+)(?::([A-Za-z]+)(\d+))?["']"""
)
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'][^>/]*>\s*<(?:\w+:)?f[\s/>]"""
)
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'][^>]*?\bt\s*=\s*["']e["']"""
)
_SHARED = re.compile(rb"""\st\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
_TEXT_END = re.compile(rb"</(?:\w+:)?si>")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")
_XML = (".xml", ".rels", ".vml")


@dataclass(frozen=True, slots=True)
class Marks:
    """What a reader of values does not tell: cells (row, column; from 0) that hold a formula or an error."""

    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: frozenset[tuple[int, int]] = frozenset()


def inspect(data: bytes) -> dict[str, Marks]:
    """Look through an .xlsx file and return the marks of each of its sheets by part name.

    Raises:
        BadFile: The file is broken, not an Excel workbook, or would ask too much of a reader.

    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive, len(data))
            return _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise BadFile(_BROKEN) from error


def area(data: bytes) -> int:
    """Return the cells between the first and the last used one of a file's largest sheet; far too many where unsure."""
    largest = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _SMALL:
                return MAX_AREA
            for name in archive.namelist():
                xml = archive.read(name)
                if b"sheetData" in xml:
                    largest = max(largest, _area_of(xml))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        return 0  # broken: refused before any parser sees it
    return largest


def _area_of(xml: bytes) -> int:
    places = _REF.findall(xml)
    if len(places) < len(_CELL.findall(xml)):
        return MAX_AREA  # cells without a place of their own
    rows = max((int(row) for _, row in places), default=0)
    return rows * max(
        (column_number(letters) + 1 for letters in {letters for letters, _ in places}), default=0
    )


def column_number(letters: bytes | str) -> int:
    """Return the number of a column, from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper() if isinstance(letters, str) else letters.upper().decode("ascii"):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _check_directory(archive: zipfile.ZipFile, packed: int) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > _MAX_RATIO * packed:
        raise BadFile(f"文件展开后过大（{unpacked // 2**20} MB），不像一份名册。{_TOO_BIG}")
    if len(set(names)) != len(names) or any(_escapes(name) for name in names):
        raise BadFile(_BROKEN)
    if any(part.flag_bits & 1 for part in parts):
        raise BadFile("文件设有密码，请在 Excel 或 WPS 中取消密码另存后再导入。")
    if "xl/workbook.xml" not in names:
        raise BadFile("这个文件不是 Excel 工作簿（.xlsx），请用 Excel 或 WPS 另存为 .xlsx 后再导入。")


def _escapes(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def _check_parts(archive: zipfile.ZipFile) -> dict[str, Marks]:
    marks = {}
    longest, shared = 0, b""
    repeats: Counter[bytes] = Counter()
    names = sorted(archive.namelist(), key=lambda name: "sharedstrings" not in name.lower())
    for name in names:
        xml = archive.read(name)
        if not (name.lower().endswith(_XML) or xml.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")):
            continue
        _check_xml(xml)
        if "sharedstrings" in name.lower():
            shared = xml
            longest = max(map(len, _TEXT_END.split(xml)), default=0)
        elif b"sheetData" in xml:  # a sheet, wherever in the file it lies
            _check_extent(xml)
            _check_merges(xml)
            if longest * xml.count(b'"s"') > MAX_UNPACKED:
                repeats.update(_SHARED.findall(xml))
            marks[name] = _marks(xml)
    _check_repeats(shared, repeats)
    return marks


def _check_xml(xml: bytes) -> None:
    encoding = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf")[:200])
    foreign = encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")
    # in UTF-16 a declaration would not be seen by a search for its bytes
    if foreign or xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in xml[:64]:
        raise BadFile(_BROKEN)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise BadFile(
            "文件里有不安全的内容（实体定义），已拒绝打开。请用 Excel 或 WPS 另存为 .xlsx 后再导入。"
        )


def _check_extent(xml: bytes) -> None:
    rows = xml.count(b"<row")
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData")
    usual = start >= 0 and xml.count(b"<c", start, end) == xml.count(b'<c r="', start, end)
    if usual and xml.find(b":c", start, end) < 0:
        if rows > _MAX_ROWS or _FAR.search(xml):
            _check_places(xml, rows, 0)
        return
    # cells without a place of their own (or with it further behind) count on from their neighbours
    pieces = _ROW.split(xml)
    widest = max(len(_CELL.findall(piece)) for piece in pieces)
    _check_area(len(pieces), widest)
    _check_places(xml, len(pieces), widest)


def _check_places(xml: bytes, rows: int, width: int) -> None:
    # the set is small: its elements repeat in every row and every column
    places = _REF.findall(xml)
    last_row = max((int(row) for row in {row for _, row in places}), default=0)
    last_column = max(
        (column_number(letters) + 1 for letters in {letters for letters, _ in places}), default=0
    )
    _check_area(last_row + rows if width else last_row, last_column + width)


def _check_area(rows: int, columns: int) -> None:
    if rows > _MAX_ROWS or rows * columns > MAX_AREA:
        raise BadFile(f"表格范围过大（{rows} 行 × {columns} 列），很远处可能有误填的单元格。{_TOO_BIG}")


def _check_merges(xml: bytes) -> None:
    first = xml.find(b"mergeCells")
    if first < 0:
        return
    merges = _MERGE.findall(xml, first)
    area = 0
    for left, top, right, bottom in merges:
        width = column_number(right or left) - column_number(left) + 1
        area += abs(width) * abs(int(bottom or top) - int(top) + 1)
    if len(merges) > _MAX_MERGES or area > _MAX_MERGED_AREA:
        raise BadFile(f"合并单元格的范围过大，请取消整行整列的合并。{_TOO_BIG}")


def _check_repeats(shared: bytes, repeats: Counter[bytes]) -> None:
    if not repeats:
        return
    lengths = list(map(len, _TEXT_END.split(shared)))
    total = sum(lengths[int(index)] * count for index, count in repeats.items() if int(index) < len(lengths))
    if total > MAX_UNPACKED:
        raise BadFile(f"文件中的文字展开后过大（{total // 2**20} MB），不像一份名册。{_TOO_BIG}")


def _marks(xml: bytes) -> Marks:
    start = max(xml.find(b"sheetData"), 0)
    has_formulas = xml.find(b"<f", start) >= 0 or xml.find(b":f", start, start + 100_000) >= 0
    return Marks(
        frozenset(map(_place, _FORMULA.findall(xml))) if has_formulas else frozenset(),
        frozenset(map(_place, _ERROR.findall(xml))) if b't="e"' in xml else frozenset(),
    )


def _place(match: tuple[bytes, bytes]) -> tuple[int, int]:
    return int(match[1]) - 1, column_number(match[0])
