"""公示通知 on A4: the notice with the published names, as PDF or as page pictures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.services.fonts import find_fonts
from app.services.reports.blocks import soft
from app.services.reports.publication_documents import Publication, PublishedRow
from app.services.reports.typeset import typesetter
from app.services.reports.words import DASH, day_text, points_text

TEMPLATE = "notice.typ"
_SIDE_BY_SIDE = 16
"""From this many members on the table has two halves."""
_OBJECTING = (
    "公示期间，党员对公示内容有异议的，请实名向党支部反映，说明具体事项并提供依据。党支部将核实并答复本人。"
)
_NUMERALS = "〇一二三四五六七八九十"


def notice_pdf(publication: Publication, made_at: datetime) -> bytes:
    """Return the notice as PDF.

    Raises:
        Refused: There is no Chinese font on this computer.
        BadFile: The template was changed and no longer compiles.
    """
    return typesetter().pdf(TEMPLATE, _data(publication), made_at=made_at)


def notice_pages(publication: Publication, ppi: float) -> list[bytes]:
    """Return one PNG a page.

    Raises:
        Refused: There is no Chinese font on this computer.
        BadFile: The template was changed and no longer compiles.
    """
    return typesetter().pages(TEMPLATE, _data(publication), ppi=ppi)


def notice_warnings(publication: Publication) -> tuple[str, ...]:
    """Return what should be said before printing: the last day, fonts, and characters no font draws."""
    fonts = find_fonts()
    texts = [publication.branch, *(row.name for row in publication.rows)]
    missing = fonts.missing_glyphs(texts) if fonts.usable else ()
    found = [publication.warning, *fonts.warnings]
    if missing:
        found.append(f"字体中没有这些字，打印会显示为方框：{'、'.join(missing)}。请安装生僻字字体后再打印。")
    return tuple(text for text in found if text)


def _data(publication: Publication) -> dict[str, Any]:
    heads, shares = _columns(publication)
    halves = 2 if len(publication.rows) >= _SIDE_BY_SIDE else 1
    cells = [_cells(publication, number, row) for number, row in enumerate(publication.rows, start=1)]
    cells += [[""] * len(heads)] * (-len(cells) % halves)
    return {
        "title": publication.notice_title,
        "body": _body(publication),
        "remarks": list(publication.remarks),
        "branch": soft(publication.branch),
        "day": day_text(publication.starts),
        "mark": f"{publication.branch}{publication.period}　{publication.seal.mark}",
        "sheet_title": publication.sheet_title,
        "heads": heads * halves,
        "shares": shares * halves,
        "cells": [text for row in cells for text in row],
    }


def _body(publication: Publication) -> list[str]:
    days = publication.workdays
    word = _NUMERALS[days] if days < len(_NUMERALS) else str(days)
    subject = f"{publication.branch}{publication.period}{publication.subject}"
    first, last = day_text(publication.starts), day_text(publication.last_day)
    order = f"名单附后，按{publication.order}排列"
    return [
        f"根据《{publication.rulebook}》，{subject}已经支部审核认定，现予公示（{order}）。",
        f"公示期为{word}个工作日：{first}至{last}。",
        _OBJECTING,
    ]


def _columns(publication: Publication) -> tuple[list[str], list[float]]:
    found = [("序号", 1.1), ("姓名", 2.2), ("党小组", 2.6)]
    if publication.shows_points:
        found.append(("积分", 1.6))
    if publication.shows_grades:
        found.append(("等次", 1.8))
    if publication.shows_ranks:
        found.append(("排名", 1.2))
    return [head for head, _ in found], [share for _, share in found]


def _cells(publication: Publication, number: int, row: PublishedRow) -> list[str]:
    cells = [str(number), soft(row.name), row.group or DASH]
    if publication.shows_points:
        cells.append(DASH if row.total is None else points_text(row.total, publication.decimals))
    if publication.shows_grades:
        cells.append(row.grade or DASH)
    if publication.shows_ranks:
        cells.append(DASH if row.rank is None else str(row.rank))
    return cells
