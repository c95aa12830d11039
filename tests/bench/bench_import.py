"""A roster read, checked, compared and stored, beside calamine and raw inserts: of its cells, and of all that is stored."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from app.bootstrap import command_context, locations
from tests.bench.sample import MORNING, SURNAMES, branch_of
from tests.bench.timing import compare

_ROWS = 10_000
_ROUNDS = 3
_TABLES = ("member", "action", "audit_event")
_CHARACTERS = "建国秀英志强桂兰海燕晓明丽华德胜喆翀伟芳娜敏静磊军洋勇艳杰娟涛霞平刚玲超"
_HEADS = (
    "姓名",
    "公民身份证号",
    "性别",
    "民族",
    "出生日期",
    "人员类别",
    "加入党组织日期",
    "转为正式党员日期",
)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        book = folder / "roster.xlsx"
        write_roster(book, _ROWS)
        made = iter(range(1000))
        empty = folder / "empty"
        branch_of(0, empty)

        def own() -> Path:
            target = folder / f"own{next(made)}"
            shutil.copytree(empty, target)
            import_roster(book, target)
            return target

        def bare() -> None:
            _import_bare(book, folder / f"bare{next(made)}.db")

        stored = _stored_rows(own())

        def same() -> None:
            target = folder / f"same{next(made)}"
            shutil.copytree(empty, target)
            _store_bare(book, stored, target)

        title = f"import: roster of {_ROWS} rows"
        compare(f"{title}, its cells", bare, own, bar=1.6, rounds=_ROUNDS)
        compare(f"{title}, all it stores", same, own, bar=1.6, rounds=_ROUNDS)
        compare(f"{title}, read by openpyxl", lambda: _read_by_openpyxl(book), own, bar=3, rounds=_ROUNDS)


def import_roster(book: Path, folder: Path) -> None:
    """Read, check and store a roster by the services."""
    from app.services.imports import engine

    with command_context(folder, clock=lambda: MORNING) as ctx:
        look = engine.open_file(ctx, "roster", book)
        changes = engine.apply(ctx, look)
        assert look.preview is not None
        assert len(changes.new_ids) == look.preview.table.total, "every row of the bench's roster is good"


def write_roster(path: Path, count: int) -> None:
    """Write an invented roster with valid ID numbers."""
    from openpyxl import Workbook

    from app.services import id_numbers

    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(_HEADS)
    for at in range(count):
        name = (
            SURNAMES[at % 16]
            + _CHARACTERS[at // 16 % len(_CHARACTERS)]
            + _CHARACTERS[at // 16 // len(_CHARACTERS) % len(_CHARACTERS)]
        )
        birth = date(1960, 1, 1) + timedelta(days=at % 12_000)
        body = f"341802{birth:%Y%m%d}{at // 12_000 * 2 + 101:03d}"
        number = body + id_numbers.check_digit(body)
        sheet.append((name, number, "男", "汉族", birth.isoformat(), "正式党员", "2009-07-01", "2010-07-01"))
    book.save(path)


def _import_bare(book: Path, path: Path) -> None:
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"CREATE TABLE member ({', '.join(f'c{at} TEXT' for at in range(len(_HEADS)))})")
    connection.executemany(f"INSERT INTO member VALUES ({', '.join('?' * len(_HEADS))})", rows[1:])
    connection.execute("COMMIT")
    connection.close()


def _stored_rows(folder: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Return every row an import leaves behind, with the statement that stores it again."""
    database = locations(folder).database
    found = []
    with closing(sqlite3.connect(database)) as connection:
        for table in _TABLES:
            # what the database computes by itself is not listed here
            columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))
            rows = connection.execute(f"SELECT {columns} FROM {table}").fetchall()
            places = ", ".join("?" * len(rows[0]))
            found.append((f"INSERT INTO {table} ({columns}) VALUES ({places})", rows))
    return found


def _store_bare(book: Path, stored: list[tuple[str, list[tuple[object, ...]]]], folder: Path) -> None:
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    connection = sqlite3.connect(locations(folder).database, isolation_level=None)
    for setting in ("synchronous=FULL", "journal_mode=TRUNCATE", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN IMMEDIATE")
    for table in reversed(_TABLES):
        connection.execute(f"DELETE FROM {table}")
    for statement, rows in stored:
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
    connection.close()


def _read_by_openpyxl(book: Path) -> None:
    from openpyxl import load_workbook

    for _ in load_workbook(book, read_only=True).worksheets[0].iter_rows(values_only=True):
        pass
