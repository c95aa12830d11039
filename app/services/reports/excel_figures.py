"""A chart as Excel draws it itself (原生图表), beside the figures it is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

from app.services.reports.documents import MemberLine, QuarterBars, SheetHead
from app.services.reports.excel_kit import (
    HEAD,
    LINE,
    NOTE,
    TITLE,
    Book,
    Look,
    number_format,
    set_widths,
)
from app.services.reports.excel_kit import text_width as width_of
from app.services.reports.figures_data import Columns, FigureData, Heat, Spot

_FIRST = 5  # row of the first figures: title, unit, state and heads stand above
_COLOURS = ("B3261E", "DA8E82", "C8A063", "8F8175", "5F6B73", "B9AFA3", "7D5A4F", "A3A88F")
_COMMON, _BASE = "CFC6BB", "基础分"
_OPEN = "未结算"
_LONG = 12


def figure_book_bytes(data: FigureData, head: SheetHead, foot: str) -> bytes:
    """Return the workbook: one sheet with the figures and the chart; what is not settled says so."""
    book = Book(data.title)
    sheet = book.sheet("图表")
    closed = all(data.closed) if isinstance(data.closed, tuple) else data.closed
    table = _figures(data)
    last = len(table.heads) + 1
    width = max(last + bool(table.totals), 6)
    title = data.title if closed else f"{data.title}（{_OPEN}）"
    book.merged(sheet, (1, 1, 1, width), title, TITLE)
    # not merged: what a narrow table cannot hold runs on over the empty cells beside it
    running = replace(NOTE, wrap=False)
    book.put(sheet, 2, 1, f"单位：{head.unit}", LINE)
    book.put(sheet, 3, 1, f"数据来源：{data.source}", running)
    sheet.row_dimensions[1].height = 32
    heads = ("项目", *table.heads, *(["合计"] if table.totals else []))
    for at, text in enumerate(heads, start=1):
        book.put(sheet, _FIRST - 1, at, text, HEAD)
    look = Look(number_format=number_format(data.decimals))
    for at, (label, values) in enumerate(zip(table.labels, table.rows, strict=True), start=_FIRST):
        book.put(sheet, at, 1, label, Look(align="left"))
        own = [table.totals[at - _FIRST]] if table.totals else []
        for column, value in enumerate([*values, *own], start=2):
            book.put(sheet, at, column, value, look)
    end = _FIRST + len(table.rows) - 1
    book.put(sheet, end + 1, 1, foot, running)
    first = max(width_of(text) for text in (*table.labels, "项目")) + 3
    set_widths(
        sheet, [float(min(each, 28)) for each in (first, *(max(width_of(text) + 3, 9) for text in heads[1:]))]
    )
    if isinstance(data, Heat):
        _colour_scale(sheet, end, last)
    elif table.rows:
        line = isinstance(data, MemberLine)
        chart = _line(sheet, end, last) if line else _bars(data, sheet, end, last, table.open_)
        _dress(chart, data)
        # a long table keeps its chart in view at its side
        long = len(table.rows) > _LONG
        sheet.add_chart(chart, f"{get_column_letter(width + 2)}{_FIRST - 1}" if long else f"A{end + 3}")
    return book.save()


class _Table(NamedTuple):
    """The figures: `rows` and `totals`, which no chart shows, run parallel to the labels.

    `open_` are the (row, series) that are not settled.
    """

    labels: list[str]
    heads: list[str]
    rows: list[list[Fraction | None]]
    open_: frozenset[Spot] = frozenset()
    totals: tuple[Fraction | None, ...] = ()


def _figures(data: FigureData) -> _Table:
    match data:
        case QuarterBars():
            return _of_bars(data)
        case MemberLine():
            return _of_line(data)
        case Heat():
            heads = [f"{label}*" if at in data.unsettled else label for at, label in enumerate(data.labels)]
            return _Table(list(data.names), heads, [list(values) for values in data.values])
        case Columns():
            return _of_columns(data)


def _of_bars(data: QuarterBars) -> _Table:
    heads = [part.label for part in data.categories] or ["合计"]
    rows: list[list[Fraction | None]] = [
        [part.values[at] for part in data.categories] if data.categories and total is not None else [total]
        for at, total in enumerate(data.totals)
    ]
    rows = [row + [None] * (len(heads) - len(row)) for row in rows]
    spots = frozenset((at, part) for at in range(len(rows)) for part in range(len(heads)))
    totals = data.totals if data.categories else ()
    return _Table(list(data.names), heads, rows, frozenset() if data.closed else spots, totals)


def _of_line(data: MemberLine) -> _Table:
    columns = (data.totals, data.averages, data.lows, data.highs)
    closed = data.closed or (True,) * len(data.quarters)
    labels = [
        quarter if done or data.totals[at] is None else f"{quarter}（{_OPEN}）"
        for at, (quarter, done) in enumerate(zip(data.quarters, closed, strict=True))
    ]
    rows = [[column[at] for column in columns] for at in range(len(data.quarters))]
    return _Table(labels, [data.name or "本人", "支部平均", "支部最低", "支部最高"], rows)


def _of_columns(data: Columns) -> _Table:
    heads = [part.label for part in data.series]
    marked = {column for column, _ in data.unsettled}
    labels = [f"{label}（{_OPEN}）" if at in marked else label for at, label in enumerate(data.labels)]
    rows = [[part.values[at] for part in data.series] for at in range(len(data.labels))]
    whole = frozenset((column, part) for column in marked for part in range(len(heads)))
    return _Table(labels, heads, rows, whole if data.stacked else data.unsettled)


def _bars(data: Any, sheet: Any, end: int, last: int, open_: frozenset[Spot]) -> Any:
    from openpyxl.chart import BarChart, Reference

    chart = BarChart()
    chart.type = "bar" if isinstance(data, QuarterBars) else "col"
    stacked = last > 2 and (isinstance(data, QuarterBars) or data.stacked)
    if stacked:
        chart.grouping, chart.overlap = "stacked", 100
    chart.gapWidth = 50
    chart.add_data(
        Reference(sheet, min_col=2, max_col=last, min_row=_FIRST - 1, max_row=end), titles_from_data=True
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=_FIRST, max_row=end))
    heads = [str(sheet.cell(_FIRST - 1, column).value) for column in range(2, last + 1)]
    for series, colour in zip(chart.series, _colours(heads), strict=True):
        series.graphicalProperties.solidFill = colour
        series.graphicalProperties.line.solidFill = colour
    _hatch(chart, open_, _colours(heads))
    if isinstance(data, QuarterBars):
        chart.x_axis.scaling.orientation = "maxMin"  # the first name on top, as in the list
        chart.height = max(8.0, 2.5 + 0.55 * len(data.names))
    if isinstance(data, Columns) and data.limit:
        chart.y_axis.scaling.max = data.limit
    return chart


def _hatch(chart: Any, open_: frozenset[Spot], colours: Sequence[str]) -> None:
    """Hatch what is not settled, so that it never looks like a result."""
    from openpyxl.chart.marker import DataPoint
    from openpyxl.drawing import fill as fills

    for row, part in sorted(open_):
        point = DataPoint(idx=row)
        choice: Any = fills.ColorChoice  # type: ignore[attr-defined]
        fill = fills.PatternFillProperties(prst="wdUpDiag")
        fill.fgClr, fill.bgClr = choice(srgbClr=colours[part]), choice(srgbClr="FFFFFF")
        point.graphicalProperties.pattFill = fill
        point.graphicalProperties.line.solidFill = colours[part]
        chart.series[part].dPt.append(point)


def _line(sheet: Any, end: int, last: int) -> Any:
    from openpyxl.chart import LineChart, Reference

    chart = LineChart()
    chart.add_data(
        Reference(sheet, min_col=2, max_col=last, min_row=_FIRST - 1, max_row=end), titles_from_data=True
    )
    chart.set_categories(Reference(sheet, min_col=1, min_row=_FIRST, max_row=end))
    for series, colour, dash in zip(
        chart.series,
        ("B3261E", "7A7068", "CFC6BB", "CFC6BB"),
        ("solid", "dash", "solid", "solid"),
        strict=True,
    ):
        series.graphicalProperties.line.solidFill = colour
        series.graphicalProperties.line.dashStyle = dash
        series.marker.symbol = "circle" if colour == "B3261E" else "none"
        series.smooth = False
    return chart


def _dress(chart: Any, data: FigureData) -> None:
    chart.title = None  # it stands above the table
    chart.width = 24.0
    if not isinstance(data, QuarterBars):
        chart.height = 10.5
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "0"
    chart.y_axis.title = data.unit if isinstance(data, Columns) else "分"
    chart.legend.position = "b"


def _colour_scale(sheet: Any, end: int, last: int) -> None:
    from openpyxl.formatting.rule import ColorScaleRule

    make: Any = ColorScaleRule  # untyped in openpyxl
    rule = make(
        start_type="min", start_color="8D979D", mid_type="num", mid_value=0, mid_color="FFFFFF",
        end_type="max", end_color="D0594F",
    )  # fmt: skip
    sheet.conditional_formatting.add(f"B{_FIRST}:{get_column_letter(last)}{end}", rule)


def _colours(heads: Sequence[str]) -> list[str]:
    others = iter(_COLOURS * (len(heads) // len(_COLOURS) + 1))
    return [_COMMON if head == _BASE else next(others) for head in heads]
