"""Reading a sheet file into a plain grid (读取表格): .xlsx, .xls and .csv, merged cells filled in.

The grid holds values as the file has them (text, numbers, dates); nothing is interpreted here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.errors import BadFile
from app.services.imports import guard
from app.services.imports.guard import Marks

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Value = str | int | float | bool | date | datetime | time | timedelta

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
# the name of the stream that holds an encrypted .xlsx, as the directory of the outer file writes it
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED = "文件设有密码，请在 Excel 或 WPS 中取消密码另存后再导入。"
_BROKEN = "文件已损坏或不完整，请用 Excel 或 WPS 打开后另存为 .xlsx，再导入。"
_BROKEN_OLD = (
    "打不开这个文件：可能设有密码，或者已损坏；请用 Excel 或 WPS 打开后另存为不带密码的 .xlsx，再导入。"
)
_SAMPLE = 20
_NO_WORKBOOK = "这个文件不是 Excel 工作簿，请用 Excel 或 WPS 打开后另存为 .xlsx，再导入。"


@dataclass(slots=True)
class Grid:
    """One sheet: rows of values, both counted from 0; an empty cell is "".

    `filled` are the cells that show the value of the merged cell they belong to; `labels` are the file's own
    row numbers where the rows were rearranged.
    """

    name: str
    rows: list[list[Value]]
    marks: Marks = field(default_factory=Marks)
    filled: set[tuple[int, int]] = field(default_factory=set)
    labels: list[str] | None = None

    def shown(self, number: int) -> str:
        """Return what the file calls the row of this number (from 1)."""
        return str(number) if self.labels is None else self.labels[number - 1]


def read(path: Path) -> Iterator[Grid]:
    """Give the visible sheets of a file, one after the other.

    Raises:
        BadFile: The file is missing, too large, encrypted, broken, or no sheet at all.

    """
    data = _bytes_of(path)
    if data.startswith(ZIP):
        yield from _read_xlsx(data)
    elif data.startswith(OLE):
        if _ENCRYPTED_PART in data:
            raise BadFile(_ENCRYPTED)
        yield from _grids(data, {}, broken=_BROKEN_OLD)
    elif path.suffix.lower() in (".csv", ".txt", ".tsv") or _is_text_table(data):
        yield Grid(path.stem, _read_csv(data))
    elif data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise BadFile("这个文件其实是网页，只是改了后缀名；请用 Excel 或 WPS 打开后另存为 .xlsx，再导入。")
    else:
        raise BadFile(_NO_WORKBOOK)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > guard.MAX_FILE:
            raise BadFile(f"文件超过 {guard.MAX_FILE // 2**20} MB，不像一份名册；请只留名册一张表后再导入。")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadFile(f"找不到文件“{path.name}”，请检查文件是否被移走或改名。") from error
    except OSError as error:
        raise BadFile(f"无法读取文件“{path.name}”，请检查权限或先关闭正在打开它的程序。") from error
    if not data:
        raise BadFile("文件是空的（0 字节），请重新导出或另选文件。")
    return data


def _read_xlsx(data: bytes) -> Iterator[Grid]:
    marks = guard.inspect(data)
    parts = _parts_by_sheet(data)
    yield from _grids(data, {sheet: marks.get(part, Marks()) for sheet, part in parts.items()})


def _grids(data: bytes, marks: dict[str, Marks], broken: str = _BROKEN) -> Iterator[Grid]:
    from python_calamine import CalamineError, PasswordError, SheetVisibleEnum, load_workbook

    try:
        book: CalamineWorkbook = load_workbook(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible and str(sheet.typ).endswith("WorkSheet"):
                yield _grid(book.get_sheet_by_name(sheet.name), marks.get(sheet.name, Marks()))
    except PasswordError as error:
        raise BadFile(_ENCRYPTED) from error
    except CalamineError as error:
        raise BadFile(broken) from error


def _grid(sheet: CalamineSheet, marks: Marks) -> Grid:
    if sheet.total_height * sheet.total_width > guard.MAX_AREA:
        raise BadFile("表格范围过大，很远处可能有误填的单元格，请另存为 .xlsx 后再导入。")
    grid = Grid(sheet.name, sheet.to_python(skip_empty_area=False), marks)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        _fill(grid, top, left, bottom, right)
    return grid


def _fill(grid: Grid, top: int, left: int, bottom: int, right: int) -> None:
    if top >= len(grid.rows) or left >= len(grid.rows[top]):
        return
    value = grid.rows[top][left]
    for number in range(top, min(bottom + 1, len(grid.rows))):
        row = grid.rows[number]
        for column in range(left, min(right + 1, len(row))):
            if (number, column) != (top, left):
                row[column] = value
                grid.filled.add((number, column))


def _parts_by_sheet(data: bytes) -> dict[str, str]:
    """Return the part of the file that holds each sheet, by the sheet's name."""
    import zipfile

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            book = fromstring(archive.read("xl/workbook.xml"))
            links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        except (ParseError, DefusedXmlException, KeyError) as error:
            raise BadFile(_BROKEN) from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts = {}
    for sheet in book.findall(".//{*}sheet"):
        # the strict and the usual flavour of the format differ in the names of their spaces only
        link = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        target = targets.get(link, "")
        parts[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _read_csv(data: bytes) -> list[list[Value]]:
    text = _decoded(data)
    sample = text[:4096]
    delimiter = max("\t,;", key=sample.count)
    try:
        lines: Sequence[list[str]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadFile("文本表格的格式有误，请用 Excel 或 WPS 打开后另存为 .xlsx，再导入。") from error
    width = max(map(len, lines), default=0)
    if len(lines) * width > guard.MAX_AREA:
        raise BadFile("表格范围过大，请只留名册内容后再导入。")
    return [[*line, *[""] * (width - len(line))] for line in lines]


def _is_text_table(data: bytes) -> bool:
    """Tell whether a file under another name is a text table: lines of the same many fields, nothing unprintable."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return False
    try:
        text = _decoded(data)
    except BadFile:
        return False
    lines = [line for line in text.splitlines()[:_SAMPLE] if line.strip()]
    if len(lines) < 2 or not all(char.isprintable() or char in "\t\r\n\ufeff" for char in text[:4096]):
        return False
    separator = max("\t,;", key=lines[0].count)
    fields = {line.count(separator) for line in lines}
    return len(fields) == 1 and min(fields) > 0


def _decoded(data: bytes) -> str:
    # Guessing by statistics takes Chinese for Korean; the order of strict trials does not.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise BadFile(_NO_WORKBOOK)
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile("文本表格的编码无法识别，请用 Excel 或 WPS 打开后另存为 .xlsx，再导入。")
