"""积分表: a branch's points of a quarter or year as a workbook; numbers of ID cards and phones are never in it."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from app.services.reports.excel_kit import Book, Value, foot_mark
from app.services.reports.excel_table import Column, Table
from app.services.reports.words import DASH, day_text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from app.services.reports.documents import PointRow, PointSheet

_PAGE_WIDTH = 138
_LABEL_COLUMNS = 4
_ACCENT = "B3261E"


def point_sheet_bytes(sheet: PointSheet) -> bytes:
    """Return the workbook: the sheet to be signed, a chart of the totals, and 明细.

    Args:
        sheet: The branch's period; fractions are written as numbers with the rulebook's places.
    """
    book = Book(sheet.title)
    first, last = _main(book, sheet)
    if sheet.rows:
        _chart(book, sheet, first, last)
    _details(book, sheet)
    return book.save()


def cross_check(sheet: PointSheet) -> str:
    """Return the 表间关系 line: members counted on the roster against the rows, and grades against the rows."""
    taking, excused = len(sheet.rows), len(sheet.excused)
    verdict = _verdict(sheet.roster_count == taking + excused)
    parts = [
        f"党员总数 {sheet.roster_count} 人 = 参加积分管理 {taking} 人 + 不参加 {excused} 人（{verdict}）"
    ]
    if sheet.yearly:
        counted = Counter(row.grade for row in sheet.rows)
        grades = " + ".join(f"{grade} {counted[grade]} 人" for grade in sheet.grades)
        graded = sum(counted[grade] for grade in sheet.grades)
        parts.append(f"参加积分管理党员数 {taking} 人 = {grades}（{_verdict(graded == taking)}）")
    return "表间关系：" + "；".join(parts) + "。"


def _verdict(agrees: bool) -> str:
    return "相符" if agrees else "不符，请核对"


def _state(sheet: PointSheet) -> str:
    if sheet.seal is None:
        grades = "等次按分数暂列，名额、并列和一票否决以年度评定为准；" if sheet.yearly else ""
        return f"{grades}本期尚未结算，积分仍可能变动，不作公示和评定依据"
    return f"本期已于{day_text(sheet.seal.closed_on)}结算，{sheet.seal.mark}"


def _seal(table: Table, sheet: PointSheet) -> None:
    if sheet.seal is not None:
        foot_mark(table.sheet, f"{sheet.title}　{sheet.seal.mark}")


def _columns(sheet: PointSheet) -> list[Column]:
    group = "分类得分" if len(sheet.categories) > 1 else ""
    points = [
        Column(label, group=group, align="right", least=8, most=12, decimals=sheet.decimals, stretch=0.2)
        for label in sheet.categories
    ]
    grade = [Column("等次", least=8, most=12)] if sheet.yearly else []
    return [
        Column("序号", least=6, most=8),
        Column("姓名", least=10, most=15),
        Column("党小组", least=10, most=22),
        Column("人员类别", least=10, most=10),
        *points,
        Column("合计", align="right", least=9, most=12, decimals=sheet.decimals),
        *grade,
        Column("备注", align="left", least=14, most=24, stretch=1),
        Column("本人签字", least=15, most=24, stretch=0.3),
    ]


def _main(book: Book, sheet: PointSheet) -> tuple[int, int]:
    """Write the sheet; return the first and last row of the members with points."""
    columns = _columns(sheet)
    rows = [_row(number, row, sheet) for number, row in enumerate(sheet.rows, start=1)]
    excused = _excused_rows(sheet, len(columns))
    table = Table(book, "积分表", columns, page_width=_PAGE_WIDTH, row_height=25)
    table.measure([*rows, *excused])
    _seal(table, sheet)
    table.title(sheet.title + ("" if sheet.seal else "（未结算）"))
    table.unit_line(sheet.head)
    table.heads(frozen_columns=2)
    first = table.row
    table.rows(rows)
    last = table.row - 1
    table.rows(excused)
    _feet(table, sheet)
    table.wide_row(cross_check(sheet))
    table.note(f"说明：积分办法为{sheet.rulebook}；{_state(sheet)}。")
    table.sign_line("党支部书记（签字）：", "纪检委员（签字）：", "公示日期：    年  月  日至    年  月  日")
    return first, last


def _row(number: int, row: PointRow, sheet: PointSheet) -> list[Value]:
    grade: list[Value] = [row.grade or DASH] if sheet.yearly else []
    return [
        number,
        row.name,
        row.group or DASH,
        row.member_kind or DASH,
        *row.categories,
        row.total,
        *grade,
        row.note,
        "",
    ]


def _excused_rows(sheet: PointSheet, width: int) -> list[list[Value]]:
    blanks = width - _LABEL_COLUMNS - 2
    return [
        [
            number,
            row.name,
            row.group or DASH,
            row.member_kind or DASH,
            *[DASH] * blanks,
            f"不参加积分管理：{row.reason}",
            "",
        ]
        for number, row in enumerate(sheet.excused, start=len(sheet.rows) + 1)
    ]


def _feet(table: Table, sheet: PointSheet) -> None:
    columns = [*zip(*(row.categories for row in sheet.rows), strict=True)] or [()] * len(sheet.categories)
    sums = [sum(values, Fraction()) for values in [*columns, [row.total for row in sheet.rows]]]
    people = max(len(sheet.rows), 1)
    rest: list[Value] = [DASH] * (3 if sheet.yearly else 2)
    table.foot("合计", _LABEL_COLUMNS, [*sums, *rest])
    table.foot("平均", _LABEL_COLUMNS, [*(total / people for total in sums), *rest])


def _details(book: Book, sheet: PointSheet) -> None:
    columns = [
        Column("序号", least=6, most=8),
        Column("姓名", least=10, most=20),
        Column("日期", least=17, most=17),
        Column("类别", least=10, most=20),
        Column("事项", align="left", least=24, most=50, stretch=1),
        Column("分值", align="right", least=8, most=12, decimals=sheet.decimals),
        Column("是否记入", least=10, most=10),
        Column("来源", align="left", least=22, most=40, stretch=1),
        Column("备注", align="left", least=12, most=40, stretch=1),
    ]
    rows: list[list[Value]] = [
        [
            number,
            line.name,
            line.happened_on,
            line.category or DASH,
            line.item,
            line.points,
            "记入" if line.counted else "不记入",
            line.source,
            line.note,
        ]
        for number, line in enumerate(sheet.details, start=1)
    ]
    table = Table(book, "明细", columns, page_width=_PAGE_WIDTH, row_height=20)
    table.measure(rows)
    _seal(table, sheet)
    table.title(f"{sheet.branch}{sheet.period}党员积分明细")
    table.unit_line(sheet.head)
    head_row = table.row
    table.heads(frozen_columns=2)
    table.rows(rows)
    if rows:
        table.sheet.auto_filter.ref = f"A{head_row}:I{table.row - 1}"
    else:
        table.wide_row("本期没有积分记录。")
    table.note("说明：“不记入”的记录不计入合计，原因见备注。")


def _chart(book: Book, sheet: PointSheet, first: int, last: int) -> None:
    from openpyxl.chart import BarChart, Reference
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

    source: Worksheet = book.worksheet("积分表")
    total_column = _LABEL_COLUMNS + len(sheet.categories) + 1
    chart = BarChart()
    chart.type = "col"
    chart.style = 10
    chart.title = None
    chart.legend = None
    chart.gapWidth = 60
    chart.add_data(Reference(source, min_col=total_column, min_row=first, max_row=last))
    chart.set_categories(Reference(source, min_col=2, min_row=first, max_row=last))
    chart.series[0].graphicalProperties.solidFill = _ACCENT
    chart.y_axis.number_format = "0"
    chart.x_axis.delete = chart.y_axis.delete = False
    if min(row.total for row in sheet.rows) >= 0:
        chart.y_axis.scaling.min = 0  # bars cut off at the bottom exaggerate small differences
    assert chart.y_axis.majorGridlines is not None
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill="D9D4CE"))
    columns = [Column("", least=11, most=11)] * 13
    table = Table(book, "柱状图", columns, page_width=130)
    table.measure([])
    _seal(table, sheet)
    table.title(f"{sheet.branch}{sheet.period}党员积分柱状图" + ("" if sheet.seal else "（未结算）"))
    table.note(f"数据来源：本工作簿“积分表”合计列；{_state(sheet)}。")
    corner, end = AnchorMarker(col=0, row=table.row - 1), AnchorMarker(col=len(columns), row=table.row + 27)
    chart.anchor = TwoCellAnchor(_from=corner, to=end)  # type: ignore[assignment]
    table.sheet.add_chart(chart)
