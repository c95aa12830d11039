"""Lists sort, keep what is selected, copy as a table, remember their widths and say what to do while empty."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from app.ui.widgets.data_table import DataTable
from app.ui.widgets.table_model import TableModel


def names(table) -> list[str]:
    return [person.name for person in table.rows()]


def click_head(table, qtbot, column: int) -> None:
    head = table.horizontalHeader()
    where = QPoint(head.sectionViewportPosition(column) + 20, head.height() // 2)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=where)


def click_row(table, qtbot, row: int, keys=Qt.KeyboardModifier.NoModifier) -> None:
    where = table.visualRect(table.model().index(row, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, keys, pos=where)


def test_model_keeps_qts_rules(columns, people, qtmodeltester):
    model = TableModel(columns)
    qtmodeltester.check(model)
    model.set_rows(people)
    model.sort(0)
    qtmodeltester.check(model)


def test_head_sorts_by_pinyin_and_back_to_the_services_order(table, qtbot):
    click_head(table, qtbot, 0)
    rising = names(table)
    click_head(table, qtbot, 0)
    falling = names(table)

    assert rising == ["㛃䶮", "欧阳喆", "逄翀", "王伟"]
    assert falling == rising[::-1]


def test_numbers_sort_as_numbers_and_empty_cells_stay_last(table):
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    rising = names(table)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)

    assert rising == ["㛃䶮", "王伟", "欧阳喆", "逄翀"]
    assert names(table) == ["欧阳喆", "王伟", "㛃䶮", "逄翀"]


def test_chosen_order_holds_for_the_next_rows(table, people):
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    table.set_rows(people[::-1])

    assert names(table) == ["㛃䶮", "欧阳喆", "逄翀", "王伟"]


def test_selection_moves_with_its_row_when_sorted(table, qtbot):
    click_row(table, qtbot, 0)
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)

    assert [person.name for person in table.selected_rows()] == ["王伟"]
    assert table.current_row().name == "王伟"


def test_clicked_row_is_told(table, qtbot):
    told = []
    table.current_changed.connect(told.append)

    click_row(table, qtbot, 2)

    assert [person.name for person in told] == ["欧阳喆"]


def test_double_click_and_enter_open_a_row(table, qtbot):
    opened = []
    table.opened.connect(lambda person: opened.append(person.name))
    click_row(table, qtbot, 1)
    where = table.visualRect(table.model().index(1, 0)).center()

    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.keyClick(table, Qt.Key.Key_Return)

    assert opened == ["逄翀", "逄翀"]


def test_refresh_keeps_what_was_selected(table, people, qtbot):
    click_row(table, qtbot, 1)
    click_row(table, qtbot, 3, Qt.KeyboardModifier.ControlModifier)

    table.set_rows(people[1:])

    assert [person.name for person in table.selected_rows()] == ["逄翀", "㛃䶮"]
    assert table.current_row().name == "㛃䶮"


def test_copy_gives_a_table_with_heads(table, qtbot):
    click_row(table, qtbot, 0)
    click_row(table, qtbot, 1, Qt.KeyboardModifier.ShiftModifier)

    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "姓名\t积分\n王伟\t87.5\n逄翀\t"


def test_widths_and_order_are_remembered(columns, people, window_state, show):
    first = show(DataTable(columns, name="people", settings=window_state))
    first.set_rows(people)
    first.setColumnWidth(0, 222)
    first.sortByColumn(0, Qt.SortOrder.AscendingOrder)

    second = show(DataTable(columns, name="people", settings=window_state))
    second.set_rows(people)

    assert second.columnWidth(0) == 222
    assert names(second)[0] == "㛃䶮"


def test_widths_of_other_columns_are_not_taken_over(columns, people, window_state, show):
    first = show(DataTable(columns, name="people", settings=window_state))
    first.setColumnWidth(0, 222)

    second = show(DataTable(columns[:1], name="people", settings=window_state))

    assert second.columnWidth(0) == 120


def test_empty_list_says_what_to_do(table, qtbot):
    pressed = []
    table.set_empty(
        "还没有党员",
        "从 Excel 名册导入，或逐个新增。",
        icon="users",
        action="导入名册",
        slot=lambda: pressed.append(1),
    )
    assert not table.empty.isVisible()

    table.set_rows([])
    qtbot.mouseClick(table.empty.button, Qt.MouseButton.LeftButton)

    assert table.empty.isVisible()
    assert pressed == [1]


def test_context_menu_offers_the_pages_acts_and_copy(table, qtbot):
    pressed = []
    table.add_menu_action(
        "打开档案", lambda: pressed.append(table.current_row().name), icon_name="id-badge-2"
    )
    click_row(table, qtbot, 3)
    table.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()

    assert isinstance(menu, QMenu)
    assert [act.text() for act in menu.actions() if act.text()] == ["打开档案", "复制所选行"]
    menu.actions()[0].trigger()
    menu.close()
    assert pressed == ["㛃䶮"]


def test_select_where_shows_the_row(table):
    assert table.select_where(lambda person: person.name == "㛃䶮")
    assert table.current_row().number == 4
    assert not table.select_where(lambda person: person.name == "没有")


def test_text_that_looks_like_markup_is_shown_as_it_is(columns, people, show):
    from dataclasses import replace

    table = show(DataTable(columns))
    table.set_rows([replace(people[0], name="<b>王</b>")])

    assert table.model().index(0, 0).data() == "<b>王</b>"
    assert not table.grab().isNull()
