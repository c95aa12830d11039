"""打印本列表: any list of the screen as a report on A4, its columns as wide as what they hold."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.context import Context
from app.services.exports import sheet_head
from app.services.reports.life_documents import ReportColumn, ReportRow, ReportTable

_UPRIGHT_ROOM = 46
"""So many Chinese characters stand side by side on an upright page before a list is laid on its side."""
_AROUND = 1
_NARROWEST, _WIDEST = 3, 18


def list_report(ctx: Context, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> ReportTable:
    """Return a list as it stands on the screen, with numbered rows, ready for preview and print."""
    widths = [_width(head, [row[at] for row in rows]) for at, head in enumerate(heads)]
    head = sheet_head(ctx)
    return ReportTable(
        key="list",
        title=title,
        branch=head.unit,
        period="",
        head=head,
        columns=(
            ReportColumn("序号", _NARROWEST),
            *(ReportColumn(text, width, align="l" if width > 8 else "c") for text, width in zip(heads, widths, strict=True)),
        ),
        rows=tuple(ReportRow((number, *row)) for number, row in enumerate(rows, start=1)),
        summary=f"共 {len(rows)} 行",
        empty="没有内容",
        landscape=sum(widths) > _UPRIGHT_ROOM,
    )  # fmt: skip


def _width(head: str, cells: Sequence[str]) -> float:
    """Return how wide a column should be, in Chinese characters; nine in ten cells fit on one line."""
    longest = sorted(_length(cell) for cell in cells)
    usual = longest[int(len(longest) * 0.9)] if longest else 0
    return min(_WIDEST, max(_NARROWEST, _length(head), usual) + _AROUND)


def _length(text: str) -> float:
    return sum(0.55 if char.isascii() else 1 for char in text)
