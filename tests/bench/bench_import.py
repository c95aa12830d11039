"""A roster read, checked, compared and stored, beside calamine and raw inserts of the same cells."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import date, timedelta
from pathlib import Path

from tests.bench.sample import MORNING, branch_of, names
from tests.bench.timing import compare

_ROWS = 10_000
_ROUNDS = 1
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

        def bare() -> None:
            _import_bare(book, folder / f"bare{next(made)}.db")

        def own() -> None:
            target = folder / f"own{next(made)}"
            branch_of(0, target)
            import_roster(book, target)

        compare(f"import: roster of {_ROWS} rows", bare, own, bar=1.6, rounds=_ROUNDS)


def import_roster(book: Path, folder: Path) -> None:
    """Read, check and store a roster by the services."""
    from app.bootstrap import command_context
    from app.services.imports import roster, roster_match, roster_store

    with command_context(folder, clock=lambda: MORNING) as ctx:
        read = roster.read(book, ctx.today)
        seen = roster_match.preview(read, roster_store.known_members(ctx))
        changes = roster_store.apply(ctx, seen)
        assert len(changes.new_ids) == read.total, "every row of the bench's roster is good"


def write_roster(path: Path, count: int) -> None:
    """Write an invented roster with valid ID numbers."""
    from openpyxl import Workbook

    from app.services import id_numbers

    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(_HEADS)
    for at, name in enumerate(names(count)):
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
