"""公示表 as a workbook: names in the published order, with what the branch publishes and nothing else."""

from __future__ import annotations

from app.services.reports.excel_kit import Book, Value, foot_mark
from app.services.reports.excel_table import Column, Table
from app.services.reports.publication_documents import Publication, PublishedRow
from app.services.reports.words import DASH, day_text

_PAGE_WIDTH = 88


def publication_bytes(publication: Publication) -> bytes:
    """Return the workbook with one sheet."""
    book = Book(publication.sheet_title)
    rows = [_row(publication, number, row) for number, row in enumerate(publication.rows, start=1)]
    table = Table(book, "公示表", _columns(publication), page_width=_PAGE_WIDTH, row_height=21)
    table.measure(rows)
    table.sheet.page_setup.orientation = "portrait"
    foot_mark(table.sheet, f"{publication.sheet_title}　{publication.seal.mark}")
    table.title(publication.sheet_title)
    table.note(f"单位（盖章）：{publication.head.unit}　　　填表人：{publication.head.prepared_by}")
    table.heads(frozen_columns=2)
    table.rows(rows)
    for text in _notes(publication):
        table.note(text)
    table.sign_line("党支部书记（签字）：", "监督人（签字）：")
    return book.save()


def _notes(publication: Publication) -> list[str]:
    first, last = day_text(publication.starts), day_text(publication.last_day)
    term = f"公示期：{first}至{last}（{publication.workdays} 个工作日）"
    return [
        f"{term}；按{publication.order}排列；积分办法为{publication.rulebook}；{publication.seal.mark}。",
        "对公示内容有异议的，请在公示期内实名向党支部反映。",
        *publication.remarks,
    ]


def _columns(publication: Publication) -> list[Column]:
    found = [
        Column("序号", least=6, most=8),
        Column("姓名", least=12, most=18, stretch=0.3),
        Column("党小组", least=14, most=24, stretch=0.3),
    ]
    if publication.shows_points:
        found.append(Column("积分", align="right", least=10, most=14, decimals=publication.decimals))
    if publication.shows_grades:
        found.append(Column("等次", least=10, most=14))
    if publication.shows_ranks:
        found.append(Column("排名", least=8, most=10))
    return [*found, Column("备注", align="left", least=12, most=30, stretch=1)]


def _row(publication: Publication, number: int, row: PublishedRow) -> list[Value]:
    cells: list[Value] = [number, row.name, row.group or DASH]
    if publication.shows_points:
        cells.append(DASH if row.total is None else row.total)
    if publication.shows_grades:
        cells.append(row.grade or DASH)
    if publication.shows_ranks:
        cells.append(DASH if row.rank is None else row.rank)
    return [*cells, ""]
