"""The small papers of a member: 一卡一表 on one page, the member's card (党员卡片), the label of a file (档案标签)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from app.models.kinds import RecordKind
from app.services.id_numbers import mask
from app.services.reports.archive_basics import basics_block, photo_svg
from app.services.reports.archive_documents import (
    ArchiveDoc,
    ArchiveStyle,
    PointsOfYear,
    PrintMeta,
    RecordRow,
)
from app.services.reports.blocks import cell
from app.services.reports.words import DASH, NOTHING, day_text, percent, plain_number, points_text

_SHOWN_RECORDS = 3
"""So many of a kind fit on the page; the archive has them all."""


def small_doc(doc: ArchiveDoc, meta: PrintMeta) -> dict[str, Any]:
    """Return what the template of `meta.style` takes of one member."""
    if meta.style is ArchiveStyle.LEAF:
        return {
            "name": doc.name,
            "number": cell(doc.number),
            "branch": doc.branch,
            "year": str(meta.year),
            "basics": basics_block(doc, meta),
            "life": _life(doc),
            "points": _points(doc.points),
            "facts": _facts(doc, meta),
        }
    joined = day_text(doc.basics.joined)
    return {
        "name": doc.name,
        "number": doc.number,
        "branch": cell(doc.branch),
        "group": cell(doc.group),
        "kind": cell(doc.basics.member_kind),
        "sex": cell(doc.basics.sex),
        "joined": cell(joined),
        "regular": cell(day_text(doc.basics.regular)),
        "id_number": (doc.basics.id_number if meta.show_id else mask(doc.basics.id_number)) or DASH,
        "photo": photo_svg(doc.photo),
        "year": str(meta.year),
    }


def _life(doc: ArchiveDoc) -> list[list[str]]:
    """Return the rows of organisational life (组织生活) by kind, and their sum."""
    counts = [(row.expected, row.present, row.on_leave, row.unexcused, row.made_up) for row in doc.life]
    rows = [_life_row(row.kind, *count) for row, count in zip(doc.life, counts, strict=True)]
    total = [sum(column) for column in zip(*counts, strict=True)] or [0] * 5
    return [*rows, _life_row("合计", *total)]


def _life_row(
    kind: str, expected: int, present: int, on_leave: int, unexcused: int, made_up: int
) -> list[str]:
    figures = (expected, present, on_leave, unexcused, made_up)
    return [kind, *map(str, figures), percent(present + made_up, expected)]


def _points(points: PointsOfYear | None) -> list[list[str]]:
    """Return pairs of a period and its points (积分)."""
    if points is None:
        return [["全年积分", DASH], ["等次", DASH]]
    quarters = [
        [
            quarter.period + ("" if quarter.closed else "（未结算）"),
            quarter.note or DASH if quarter.total is None else points_text(quarter.total, points.decimals),
        ]
        for quarter in points.quarters
    ]
    total = DASH if points.total is None else points_text(points.total, points.decimals)
    return [*quarters, ["全年积分", total], ["等次", points.grade or DASH]]


def _facts(doc: ArchiveDoc, meta: PrintMeta) -> list[list[str]]:
    hours = sum((value for _, value in doc.study.rows), Fraction())
    done = sum(row.done_on is not None for row in doc.makeups)
    year = str(meta.year)
    return [
        ["学习培训", f"{plain_number(hours)} 学时（年度要求 {plain_number(doc.study.target)} 学时）"],
        ["补学补领", f"应补 {len(doc.makeups)} 次，已补 {done} 次" if doc.makeups else NOTHING],
        ["党费交至", day_text(doc.paid_to) or DASH],
        ["民主评议", _records(doc, RecordKind.APPRAISAL, year)],
        ["奖励", _records(doc, RecordKind.AWARD, year)],
        ["惩处", _records(doc, RecordKind.PENALTY, year)],
        ["志愿服务", _records(doc, RecordKind.VOLUNTEER, year)],
    ]


def _records(doc: ArchiveDoc, kind: RecordKind, year: str) -> str:
    rows = [row for row in doc.records.get(kind, ()) if year in (row.started[:4], row.ended[:4])]
    words = [_record(row) for row in rows[:_SHOWN_RECORDS]]
    more = len(rows) - len(words)
    return "；".join([*words, *([f"另有 {more} 项"] if more else [])]) or NOTHING


def _record(row: RecordRow) -> str:
    return "　".join(part for part in (day_text(row.started), row.title, row.amount) if part)
