"""A rulebook read from its workbook (积分方案工作簿): every finding names the cell it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.services.errors import BadFile
from app.services.imports.sheet import Grid, Value, read
from app.services.points.findings import Finding, Severity, error, warning
from app.services.points.rulebook import WHOLE_FILE, read_data
from app.services.points.rulebook_columns import (
    AVERAGE,
    GENERAL,
    GENERAL_FIELDS,
    NO,
    SHEETS,
    TABLE_FIELDS,
    TABLE_KEYS,
    TABLES,
    VOID,
    YES,
    Field,
    Sheet,
)
from app.services.points.rules import BRANCH_AVERAGE, Rulebook
from app.services.points.rules_edit import Part
from app.services.points.rules_items import ItemKind
from app.services.points.rules_numbers import exact

_OPTIONAL = ("合并封顶", "等次", "一票否决", TABLES)
_HEAD_ROWS = 5
_SEPARATORS = str.maketrans(dict.fromkeys(",，;；/ \n", "、"))
_ROW_WORDS = {"bands": "分段", "table": "次数段"}
_UNUSED = "这种计分办法用不到这一格，没有使用。"


class _NotThat(ValueError):
    """A cell that does not hold what its column takes; the message says what it takes."""


def read_book(path: Path) -> tuple[Rulebook, tuple[Finding, ...]]:
    """Read a rulebook as far as it can be read, with all findings, placed by cell ("项目!F7").

    Raises:
        BadFile: The file is no workbook.

    """
    grids = {grid.name.strip(): grid for grid in read(path)}
    if GENERAL not in grids and "项目" not in grids:
        raise BadFile(
            f"“{path.name}”不是积分方案工作簿：没有“{GENERAL}”和“项目”两张表。请先导出一份，在其中修改。"
        )
    return _Reader(grids).result()


class _Reader:
    """Turns the sheets into the exchange file's form and remembers which cell said what."""

    def __init__(self, grids: Mapping[str, Grid]) -> None:
        self._grids = grids
        self._found: list[Finding] = []
        self._cells: dict[str, list[str]] = defaultdict(list)
        self._items: dict[str, tuple[str, dict[str, Any]]] = {}

    def result(self) -> tuple[Rulebook, tuple[Finding, ...]]:
        raw: dict[str, Any] = {"schema": 1}
        self._general(raw)
        for sheet in SHEETS:
            raw[sheet.key] = self._list(sheet)
        self._tables()
        self._empty_tables()
        rulebook, findings = read_data(raw)
        told = [self._placed(finding) for finding in findings]
        spoken = {finding.place for finding in self._found}
        # what a cell does not hold often makes an error of meaning there: one line is enough
        return rulebook, (*self._found, *(finding for finding in told if finding.place not in spoken))

    # Sheets

    def _general(self, raw: dict[str, Any]) -> None:
        grid = self._grid(GENERAL)
        if grid is None:
            return
        known = {field.title: field for field in GENERAL_FIELDS}
        seen: set[str] = set()
        for at, row in enumerate(grid.rows):
            field = known.get(_text(row[0])) if row else None
            if field is None:
                continue
            seen.add(field.title)
            cell = f"{GENERAL}!B{at + 1}"
            self._cells[_place(WHOLE_FILE, field.path)].append(cell)
            self._cells[_place(WHOLE_FILE, field.path[:1])].append(cell)
            self._take(grid, at, 1, field, raw)
        for title in ("方案编号", "名称"):
            if title not in seen:
                self._found.append(error(f"{GENERAL}表", f"缺少“{title}”这一行。"))

    def _list(self, sheet: Sheet) -> list[dict[str, Any]]:
        grid = self._grid(sheet.name)
        head = None if grid is None else self._head(grid, sheet.fields)
        if grid is None or head is None:
            return []
        top, columns = head
        lines: list[dict[str, Any]] = []
        by = "name" if sheet.part is Part.GRADE else "code"
        for at in range(top + 1, len(grid.rows)):
            if not any(_text(grid.rows[at][column]) for column in columns):
                continue
            line: dict[str, Any] = {}
            for column, field in columns.items():
                self._take(grid, at, column, field, line)
            lines.append(line)
            code = line.get(by)
            place = f"{sheet.part.label} {code}" if code else f"第 {len(lines)} 个{sheet.part.label}"
            self._note(place, sheet.name, at, columns)
            if sheet.part is Part.ITEM and isinstance(code, str):
                self._items[code] = (place, line)
        return lines

    def _tables(self) -> None:
        grid = self._grid(TABLES)
        head = None if grid is None else self._head(grid, TABLE_FIELDS)
        if grid is None or head is None:
            return
        top, columns = head
        for at in range(top + 1, len(grid.rows)):
            if not any(_text(grid.rows[at][column]) for column in columns):
                continue
            line: dict[str, Any] = {}
            for column, field in columns.items():
                self._take(grid, at, column, field, line)
            self._table_line(line, at, columns)

    def _empty_tables(self) -> None:
        """Give an item without lines its empty table, as its file would have it; the check tells of it."""
        for _, item in self._items.values():
            key = _table_key(item)
            if key is not None:
                item.setdefault(key, [] if key in _ROW_WORDS else {})

    def _table_line(self, line: dict[str, Any], at: int, columns: Mapping[int, Field]) -> None:
        code = line.pop("item", "")
        cell = f"{TABLES}!A{at + 1}"
        if code not in self._items:
            self._found.append(error(cell, f"项目编码“{code}”不在“项目”表里。" if code else "缺少项目编码。"))
            return
        place, item = self._items[code]
        key = _table_key(item)
        if key is None:
            self._found.append(warning(cell, f"项目“{code}”的计分办法不用分值表，没有使用。"))
            return
        self._cells[f"{place} · {key}"].append(cell)
        if key in _ROW_WORDS:
            rows = item.setdefault(key, [])
            rows.append({name: value for name, value in line.items() if name != "name"})
            self._note(f"{place} · 第 {len(rows)} 个{_ROW_WORDS[key]}", TABLES, at, columns)
            return
        name = line.get("name", "")
        table = item.setdefault(key, {})
        if not name or name in table:
            text = f"“{name}”写了两次。" if name else "缺少等次、级别或情形的名称。"
            self._found.append(error(f"{TABLES}!B{at + 1}", text))
        elif "points" not in line:
            self._found.append(error(f"{TABLES}!{_letter(_column(columns, 'points'))}{at + 1}", "缺少分值。"))
        else:
            table[name] = line["points"]
            self._cells[f"{place} · {key}.{name}"].append(cell)

    # Cells

    def _grid(self, name: str) -> Grid | None:
        grid = self._grids.get(name)
        if grid is None and name not in _OPTIONAL:
            self._found.append(error(f"{name}表", f"缺少工作表“{name}”，请从导出的工作簿里补上。"))
        return grid

    def _head(self, grid: Grid, fields: Sequence[Field]) -> tuple[int, dict[int, Field]] | None:
        known = {field.title: field for field in fields}
        for at, row in enumerate(grid.rows[:_HEAD_ROWS]):
            heads = {column: _text(value) for column, value in enumerate(row)}
            columns = {column: known[head] for column, head in heads.items() if head in known}
            if len(columns) < min(2, len(fields)):
                continue
            first = fields[0].title
            if first not in heads.values():
                break
            strange = [(c, h) for c, h in heads.items() if h and h not in known]
            self._found += [
                warning(f"{grid.name}!{_letter(column)}{at + 1}", f"不认识“{head}”这一列，没有使用。")
                for column, head in strange
            ]
            self._missing(grid, at, fields, columns)
            return at, columns
        self._found.append(error(f"{grid.name}表", f"找不到表头，第一行应有“{fields[0].title}”等列名。"))
        return None

    def _missing(self, grid: Grid, at: int, fields: Iterable[Field], columns: Mapping[int, Field]) -> None:
        for field in fields:
            if field.path in (("kind",), ("category",), ("points",)) and field not in columns.values():
                self._found.append(error(f"{grid.name}!{at + 1} 行", f"缺少“{field.title}”一列。"))

    def _note(self, place: str, sheet: str, at: int, columns: Mapping[int, Field]) -> None:
        first = min(columns)
        self._cells[place].append(f"{sheet}!{_letter(first)}{at + 1}")
        for column, field in columns.items():
            cell = f"{sheet}!{_letter(column)}{at + 1}"
            self._cells[_place(place, field.path)].append(cell)

    def _take(self, grid: Grid, at: int, column: int, field: Field, target: dict[str, Any]) -> None:
        row = grid.rows[at]
        value: Value = row[column] if column < len(row) else ""
        cell = f"{grid.name}!{_letter(column)}{at + 1}"
        if (at, column) in grid.filled:
            self._found.append(error(cell, "单元格是合并的，请取消合并后逐格填写。"))
            return
        if not _text(value):
            return
        try:
            found = _value(field, value)
        except _NotThat as wrong:
            self._found.append(error(cell, str(wrong)))
            return
        for key in field.path[:-1]:
            target = target.setdefault(key, {})
        target[field.path[-1]] = found

    def _placed(self, finding: Finding) -> Finding:
        """Return the finding with the cells it is about."""
        place = finding.place
        while place not in self._cells and " · " in place:
            place = place.rpartition(" · ")[0]
        cells = list(dict.fromkeys(self._cells.get(place, ())))
        if not cells:
            return finding
        unused = finding.level is Severity.WARNING and finding.text.startswith("不认识这个键")
        shown = "、".join(cells[:3])
        words = _UNUSED if unused else finding.plain
        return Finding(finding.level, shown, words, words)


def _table_key(item: Mapping[str, Any]) -> str | None:
    """Return the key of the table that an item's kind has; None where it has none."""
    kinds = {kind.value: kind for kind in ItemKind}
    return TABLE_KEYS.get(kinds[item["kind"]]) if item.get("kind") in kinds else None


def _place(head: str, path: Sequence[str]) -> str:
    return " · ".join((head, *path))


def _letter(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _column(columns: Mapping[int, Field], key: str) -> int:
    return next((column for column, field in columns.items() if field.path[-1] == key), 0)


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _value(field: Field, value: Value) -> Any:
    text = _text(value)
    match field.shape:
        case "number":
            return _number(value)
        case "points":
            return "void" if text == VOID else _number(value, f"，或写“{VOID}”")
        case "base":
            return BRANCH_AVERAGE if text == AVERAGE else _number(value, f"，或写“{AVERAGE}”")
        case "flag":
            return _flag(text)
        case "choice" if field.choices is not None:
            member = field.choices.by_label(text)
            if member is None:
                words = "、".join(member.label for member in field.choices)
                raise _NotThat(f"“{text}”不在可选范围内，可填：{words}。")
            return member.value
        case "words":
            return [word for word in text.translate(_SEPARATORS).split("、") if word]
        case "day":
            return _day(value)
        case _:
            return text


def _number(value: Value, more: str = "") -> Any:
    # a sheet keeps binary fractions: 0.1 + 0.2 is written back as the 0.3 that was meant
    text = repr(round(value, 9)) if isinstance(value, float) else _text(value)
    number = None if isinstance(value, bool) else exact(text)
    if number is None:
        raise _NotThat(f"“{_text(value)}”不是数字，请填写如 2、0.5 或 -3 的数{more}。")
    return number


def _flag(text: str) -> bool:
    if text in (YES, "√", "Y", "y", "1"):
        return True
    if text in (NO, "×", "N", "n", "0"):
        return False
    raise _NotThat(f"请填“{YES}”或“{NO}”，现为“{text}”。")


def _day(value: Value) -> Any:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value).replace("/", "-").replace(".", "-")
    parts = text.split("-")
    try:
        return date(*map(int, parts)) if len(parts) == 3 else text
    except ValueError as broken:
        raise _NotThat(f"“{text}”不是日期，请写成 2026-01-01。") from broken
