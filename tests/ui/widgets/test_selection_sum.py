"""The status line counts what is selected and adds up what can be added, as in Excel."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt

from app.ui.main_window import MainWindow
from app.ui.page import Page
from app.ui.registry import PageSpec
from app.ui.widgets import selection_sum
from app.ui.widgets.columns import Column
from app.ui.widgets.data_table import DataTable
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import GridColumn, GridRow, points_column


class Line(NamedTuple):
    name: str
    points: str


COLUMNS: list[Column[Line]] = [
    Column("name", "姓名", lambda row: row.name),
    Column("points", "积分", lambda row: row.points, align="right", sums=True),
]
LINES = [Line("王伟", "12.5"), Line("李娜", "-2"), Line("逄翀", "—"), Line("欧阳喆", "0.50")]


def test_one_row_says_everything_itself():
    assert selection_sum.words(COLUMNS, LINES[:1]) == ""


def test_figures_are_added_as_they_are_shown_and_a_dash_counts_as_none():
    assert selection_sum.words(COLUMNS, LINES) == "已选 4 行，积分合计 11"
    assert selection_sum.words(COLUMNS, LINES[2:3] * 2) == "已选 2 行"


class ListPage(Page):
    """A page with a list and a grid on it."""

    TITLE = "列表"

    def _build(self) -> None:
        self.table = DataTable[Line](COLUMNS)
        self.table.set_rows(LINES)
        self.grid = EditableGrid([GridColumn("name", "姓名", 90), points_column()])
        self.grid.set_rows(
            [GridRow(at, {"name": name, "points": 100 * at}) for at, name in enumerate("甲乙丙")]
        )
        self.set_body(self.table, side=None)
        self.grid.setParent(self)


@pytest.fixture
def window(desk, show):
    pages = [PageSpec(key, key, "users", __name__, "ListPage") for key in ("one", "two")]
    made = MainWindow(desk, pages)
    show(made)
    made.ready(desk.ctx)
    return made


def test_the_status_line_tells_it_and_forgets_it_on_another_page(window, qtbot):
    table = window.page("one").table

    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert "已选 4 行，积分合计 11" in window.foot.texts()

    window.show_page("two")
    assert window.foot.texts()[-1] == ""


def test_a_grid_tells_the_sum_of_its_cells(window):
    grid = window.page("one").grid
    block = QItemSelection(grid.grid.index(0, 1), grid.grid.index(2, 1))
    grid.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    assert window.foot.texts()[-1] == "已选 3 格，合计 3"
