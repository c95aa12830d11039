"""The native chart of Excel refers to the figures beside it, and hatches what is not settled."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from app.services.reports.documents import SheetHead
from app.services.reports.excel_figures import figure_book_bytes
from app.services.reports.figures_data import Columns, Heat, Series

HEAD = SheetHead(unit="机关第一党支部")
FOOT = "单位：某市水利局　内部事项 注意保管"


def book_of(data):
    made = figure_book_bytes(data, HEAD, FOOT)
    return made, openpyxl.load_workbook(BytesIO(made))["图表"]


def chart_xml(made: bytes) -> str:
    with ZipFile(BytesIO(made)) as parts:
        return parts.read("xl/charts/chart1.xml").decode()


def texts(sheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_bars_are_stacked_from_their_categories_with_the_total_beside(bars):
    made, sheet = book_of(bars)
    xml = chart_xml(made)
    assert xml.count("<ser>") == len(bars.categories)
    assert 'grouping val="stacked"' in xml
    assert "pattFill" not in xml
    heads = [cell.value for cell in sheet[4]]
    assert heads[0] == "项目"
    assert heads[-1] == "合计" or "合计" in heads
    assert texts(sheet)[-1] == FOOT


def test_what_is_not_settled_is_named_and_hatched():
    data = Columns(
        title="各季度平均积分",
        source="审定的积分记录",
        labels=("一季度", "二季度"),
        series=(Series("基础分", (Fraction(60), Fraction(60))), Series("加分", (Fraction(5), Fraction(3)))),
        unsettled=frozenset({(1, 0)}),
    )
    made, sheet = book_of(data)
    assert "各季度平均积分（未结算）" in texts(sheet)
    assert "二季度（未结算）" in texts(sheet)
    assert "一季度" in texts(sheet)
    assert chart_xml(made).count("<dPt>") == 2
    assert sheet["C6"].value == 3


def test_a_members_line_has_the_branch_beside_it(line):
    made, sheet = book_of(line)
    xml = chart_xml(made)
    assert "<lineChart>" in xml
    assert xml.count("<ser>") == 4
    assert any(text.endswith("（未结算）") for text in texts(sheet))


def test_a_heat_map_is_a_coloured_table():
    data = Heat(
        title="每月得分", source="记录", names=("张伟",), labels=("1月", "2月"), values=((Fraction(1), None),)
    )
    made, sheet = book_of(data)
    assert sheet.conditional_formatting
    with pytest.raises(KeyError):
        chart_xml(made)
