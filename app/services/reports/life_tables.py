"""Tables of organisational life on A4: the 补学登记表 (landscape) and the reports, by one template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

from app.services.reports.blocks import cell, soft
from app.services.reports.documents import PROVISIONAL_NOTE, MakeupRow, SheetHead
from app.services.reports.life_documents import RegisterPaper, ReportColumn, ReportTable, Value
from app.services.reports.life_sheets import Sheet
from app.services.reports.words import DASH, day_text, points_text

_TEMPLATE = "register.typ"
_PROVISIONAL = "*"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SIGNED = "　"  # a cell for a signature stays empty: a dash would have to be crossed out


@dataclass(frozen=True, slots=True)
class _Type:
    """Sizes in points: of the text, and of the room around it."""

    size: float
    inset: float
    pad: float


_REGISTER_TYPE = _Type(7.5, 1.6, 4.5)
_REPORT_TYPE = _Type(9.5, 4, 5)

_REGISTER_COLUMNS = (
    ReportColumn("序号", 6.5),
    ReportColumn("日期", 13, "活动"),
    ReportColumn("类型", 12.5, "活动"),
    ReportColumn("主题", 24, "活动", "l"),
    ReportColumn("姓名", 13),
    ReportColumn("党小组", 11),
    ReportColumn("类别", 8, "未参加"),
    ReportColumn("批准人\n及时间", 13, "未参加"),
    ReportColumn("返岗\n日期", 13, "认领"),
    ReportColumn("认领\n期限", 13, "认领"),
    ReportColumn("认领\n日期", 13, "认领"),
    ReportColumn("任务", 22, "补学", "l"),
    ReportColumn("形式", 12, "补学"),
    ReportColumn("完成\n期限", 13, "补学"),
    ReportColumn("完成\n日期", 13, "补学"),
    ReportColumn("材料", 12, "补学"),
    ReportColumn("核验人", 10.5, "核验"),
    ReportColumn("日期", 13, "核验"),
    ReportColumn("结论", 10, "核验"),
    ReportColumn("积分\n影响", 12.5),
    ReportColumn("本人\n签字", 13),
    ReportColumn("支部书记\n签字", 13),
)


def register_sheet(doc: RegisterPaper) -> Sheet:
    """Return the 补学登记表 of a period, with 应补 · 已补 · 逾期 at its foot."""
    sheet = doc.sheet
    rows = [
        {"cells": _register_row(number, row, doc.year), "tone": "bad" if row.overdue else ""}
        for number, row in enumerate(sheet.rows, start=1)
    ]
    done = sum(row.outcome == "已补" for row in sheet.rows)
    late = sum(row.overdue for row in sheet.rows)
    notes = [f"合计：登记 {len(rows)} 人次，已补 {done} 人次，逾期 {late} 人次。"]
    if any(row.provisional for row in sheet.rows):
        notes.append(f"{_PROVISIONAL} {PROVISIONAL_NOTE}")
    toned = next(at for at, column in enumerate(_REGISTER_COLUMNS) if column.head == "结论")
    return _sheet(
        sheet.branch,
        f"{sheet.period}补学登记表",
        sheet.head,
        _REGISTER_COLUMNS,
        rows,
        _REGISTER_TYPE,
        landscape=True,
        empty="本期没有需要补学的缺席。",
        notes=notes,
        signs=["填表人签字", "核验人签字", "党支部书记签字"],
        toned=toned,
    )


def report_sheet(report: ReportTable) -> Sheet:
    """Return a report, portrait or landscape as it asks."""
    rows = [
        {
            "cells": [
                text_of(value, column) or DASH
                for value, column in zip(row.cells, report.columns, strict=True)
            ],
            "tone": row.tone,
        }
        for row in report.rows
    ]
    foot = [text_of(value, column) for value, column in zip(report.foot, report.columns, strict=False)]
    return _sheet(
        report.branch,
        f"{report.period}{report.title}",
        report.head,
        report.columns,
        rows,
        _REPORT_TYPE,
        landscape=report.landscape,
        empty=report.empty,
        notes=report.notes,
        foot=foot,
        toned=report.toned,
    )


def text_of(value: Value, column: ReportColumn) -> str:
    """Return a value as paper and screen show it; an empty text where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return soft(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, Fraction) or column.decimals:
        return points_text(value, column.decimals)
    return str(value)


def _sheet(
    whose: str,
    title: str,
    head: SheetHead,
    columns: Sequence[ReportColumn],
    rows: Sequence[dict[str, Any]],
    sizes: _Type,
    *,
    landscape: bool,
    empty: str,
    notes: Sequence[str],
    toned: int,
    foot: Sequence[str] = (),
    signs: Sequence[str] = (),
) -> Sheet:
    heads = [
        {"head": column.head, "group": column.group, "width": column.width, "align": column.align}
        for column in columns
    ]
    spans = []
    for group, found in groupby(
        columns, key=lambda column: (column.group, "" if column.group else column.head)
    ):
        spans.append({"group": group[0], "head": group[1], "count": len(list(found))})
    data = {
        "whose": soft(whose),
        "title": soft(title),
        "unit_line": _unit_line(head),
        "heads": heads,
        "spans": spans,
        "rows": list(rows),
        "foot": list(foot),
        "empty": empty,
        "notes": [soft(note) for note in notes],
        "signs": list(signs),
        "toned": toned,
        "landscape": landscape,
        "size": sizes.size,
        "inset": sizes.inset,
        "pad": sizes.pad,
    }
    return Sheet(_TEMPLATE, f"{whose}{title}", data)


def _unit_line(head: SheetHead) -> list[str]:
    return [
        f"单位（盖章）：{soft(head.unit)}",
        f"填表人：{soft(head.prepared_by) or '　　　'}",
        f"审核人：{soft(head.checked_by) or '　　　'}",
        f"填表日期：{day_text(head.filled_on) or '　　年　月　日'}",
    ]


def _register_row(number: int, row: MakeupRow, year: int) -> list[str]:
    due = _day(row.claim_due, year)
    outcome = f"{row.outcome}\n逾期".strip() if row.overdue else row.outcome
    return [
        str(number),
        _day(row.held_on, year),
        row.activity_kind,
        cell(row.topic),
        cell(row.name),
        cell(row.group),
        cell(row.absence),
        cell(_approved(row.approved_by, year)),
        _day(row.returned_on, year),
        f"{due}{_PROVISIONAL}" if row.provisional else due,
        _day(row.claimed_on, year),
        cell(row.task),
        cell(row.form),
        _day(row.due, year),
        _day(row.done_on, year),
        cell(row.material),
        cell(row.verified_by),
        _day(row.verified_on, year),
        cell(outcome),
        cell(row.effect),
        _SIGNED,
        _SIGNED,
    ]


def _day(day: date | None, year: int) -> str:
    """Return 3月5日 of the title's year; another year is written out."""
    if day is None:
        return DASH
    return f"{day.month}月{day.day}日" if day.year == year else f"{day.year}年\n{day.month}月{day.day}日"


def _approved(text: str, year: int) -> str:
    """Return who approved a leave and when, a line each: the register writes 王建国 2026-10-08 09:30 事后补假."""
    return "\n".join(_day_or_word(part, year) for part in text.split())


def _day_or_word(part: str, year: int) -> str:
    return _day(date.fromisoformat(part), year) if _ISO.fullmatch(part) else part
