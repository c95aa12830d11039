"""The grid has Excel's habits: one key a person, blocks both ways, fill down, named undo, reasons for what is wrong."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from app.models.kinds import Presence
from app.ui.widgets.grid import EditableGrid
from app.ui.widgets.grid_model import GridColumn, GridModel, GridRow, points_column

CHOICES = (Presence.PRESENT, Presence.LATE, Presence.SICK)
COLUMNS = [
    GridColumn("name", "姓名", editable=False),
    GridColumn(
        "presence", "考勤", choices=tuple((p, p.label) for p in CHOICES),
        keys={"1": Presence.PRESENT, "2": Presence.LATE, "B": Presence.SICK},
    ),
    points_column(),
    GridColumn("note", "说明", 0),
]  # fmt: skip
NAMES = ("王伟", "逄翀", "欧阳喆", "㛃䶮")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def grid(show) -> EditableGrid:
    made = EditableGrid(COLUMNS)
    made.set_rows(GridRow(at, {"name": name}) for at, name in enumerate(NAMES))
    show(made)
    made.setFocus()
    return made


@pytest.fixture
def said(grid) -> list[str]:
    heard: list[str] = []
    grid.status.connect(heard.append)
    grid.installEventFilter(Tips(heard, grid))
    return heard


class Tips(QObject):
    """Hears what goes to the status line."""

    def __init__(self, heard: list[str], parent: QObject) -> None:
        super().__init__(parent)
        self._heard = heard

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QStatusTipEvent):
            self._heard.append(event.tip())
        return False


def column(grid: EditableGrid, key: str) -> list:
    return [values[key] for values in grid.values().values()]


def select(grid: EditableGrid, top: int, left: int, bottom: int, right: int) -> None:
    grid.go_to(top, left)
    block = QItemSelection(grid.grid.index(top, left), grid.grid.index(bottom, right))
    grid.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def paste(grid: EditableGrid, qtbot, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(grid, Qt.Key.Key_V, CONTROL)


def test_model_keeps_qts_rules(qtmodeltester):
    model = GridModel(COLUMNS)
    model.set_rows(GridRow(at, {"name": name}) for at, name in enumerate(NAMES))
    qtmodeltester.check(model)


def test_one_key_a_person_moves_down(grid, qtbot):
    grid.go_to(0, 1)
    qtbot.keyClicks(grid, "12b")

    assert column(grid, "presence") == [Presence.PRESENT, Presence.LATE, Presence.SICK, None]
    assert grid.currentIndex().row() == 3


def test_typing_opens_the_editor_and_enter_goes_on(grid, qtbot):
    grid.go_to(0, 2)
    qtbot.keyClicks(grid, "2")
    editor = grid.findChild(QLineEdit)
    qtbot.keyClicks(editor, ".5")
    qtbot.keyClick(editor, Qt.Key.Key_Return)

    # the editor's text arrives by a queued call
    qtbot.waitUntil(lambda: column(grid, "points")[0] == 250)


def test_names_cannot_be_typed_over(grid, qtbot):
    grid.go_to(0, 0)
    qtbot.keyClicks(grid, "x")
    qtbot.keyClick(grid, Qt.Key.Key_Delete)

    assert column(grid, "name") == list(NAMES)


def test_block_from_excel_is_pasted(grid, qtbot, said):
    grid.go_to(1, 1)
    paste(grid, qtbot, "迟到\t1.5\t晚到十分钟\r\n病假\t-2\t\r\n")

    assert column(grid, "presence") == [None, Presence.LATE, Presence.SICK, None]
    assert column(grid, "points") == [None, 150, -200, None]
    assert column(grid, "note") == [None, "晚到十分钟", None, None]
    assert said[-1] == "已粘贴 6 格。"


def test_quoted_cell_keeps_its_line_break(grid, qtbot):
    grid.go_to(0, 3)
    paste(grid, qtbot, '"第一行\n第二行"\t')

    assert column(grid, "note")[0] == "第一行\n第二行"


def test_wrong_cells_keep_their_text_and_say_why(grid, qtbot, said):
    grid.go_to(0, 1)
    paste(grid, qtbot, "旷课\t很多")

    assert grid.grid.text(0, 1) == "旷课"
    assert [(row, title) for row, title, _ in grid.grid.problems()] == [(1, "考勤"), (1, "分值")]
    assert grid.grid.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) == (
        "“旷课”不在可选范围内，可填：出勤、迟到、病假。"
    )
    assert said[-1] == "已粘贴 2 格，2 格有误，已标红。"
    assert column(grid, "points")[0] is None


def test_cells_beyond_the_grid_are_told_not_lost_silently(grid, qtbot, said):
    grid.go_to(3, 1)
    paste(grid, qtbot, "出勤\n迟到\n病假")

    assert column(grid, "presence")[3] == Presence.PRESENT
    assert said[-1] == "已粘贴 1 格，2 格超出可填范围，没有粘贴。"


def test_one_value_fills_the_whole_selection(grid, qtbot):
    select(grid, 0, 2, 3, 2)
    paste(grid, qtbot, "3")

    assert column(grid, "points") == [300] * 4


def test_copied_block_goes_back_in(grid, qtbot):
    grid.grid.set_cells("", {(0, 1): Presence.LATE, (0, 2): 250, (0, 3): '说"话\n换行'})
    select(grid, 0, 1, 0, 3)
    qtbot.keyClick(grid, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == '迟到\t2.5\t"说""话\n换行"'

    grid.go_to(2, 1)
    qtbot.keyClick(grid, Qt.Key.Key_V, CONTROL)
    assert grid.values()[2] == {**grid.values()[0], "name": "欧阳喆"}


def test_fill_down_takes_the_first_row_or_the_one_above(grid, qtbot):
    grid.grid.set_cells("", {(0, 1): Presence.LATE})
    select(grid, 0, 1, 2, 1)
    qtbot.keyClick(grid, Qt.Key.Key_D, CONTROL)
    grid.go_to(3, 1)
    qtbot.keyClick(grid, Qt.Key.Key_D, CONTROL)

    assert column(grid, "presence") == [Presence.LATE] * 4


def test_undo_and_redo_name_their_step(grid, qtbot, said):
    grid.fill_column("presence", Presence.PRESENT, "全部出勤")
    grid.go_to(1, 1)
    qtbot.keyClicks(grid, "2")

    qtbot.keyClick(grid, Qt.Key.Key_Z, CONTROL)
    assert column(grid, "presence") == [Presence.PRESENT] * 4
    assert said[-1] == "已撤销：填写考勤"
    qtbot.keyClick(grid, Qt.Key.Key_Z, CONTROL)
    assert column(grid, "presence") == [None] * 4
    assert said[-1] == "已撤销：全部出勤"
    qtbot.keyClick(grid, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert column(grid, "presence") == [Presence.PRESENT] * 4
    assert said[-1] == "已重做：全部出勤"


def test_delete_clears_the_selection(grid, qtbot):
    grid.fill_column("points", 100, "")
    select(grid, 1, 2, 2, 2)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)

    assert column(grid, "points") == [100, None, None, 100]


def test_selection_tells_count_and_sum(grid, said):
    grid.grid.set_cells("", {(0, 2): 250, (1, 2): 125})
    select(grid, 0, 2, 2, 2)
    assert said[-1] == "已选 3 格，合计 3.75"

    select(grid, 0, 1, 1, 2)
    assert said[-1] == "已选 4 格"


def test_only_changed_rows_are_saved(grid):
    grid.grid.set_cells("", {(2, 2): 50})

    assert grid.grid.changed_rows() == {2: {"name": "欧阳喆", "presence": None, "points": 50, "note": None}}


def test_what_a_service_refused_is_marked(grid):
    grid.grid.set_cells("", {(2, 2): 99900})
    grid.grid.set_problem(2, "points", "单项最多 10 分。")

    assert grid.grid.problems() == [(3, "分值", "单项最多 10 分。")]
    assert grid.grid.text(2, 2) == "999"


def test_choices_open_as_a_menu_with_their_keys(grid, qtbot):
    select(grid, 0, 1, 1, 1)
    qtbot.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = QApplication.activePopupWidget()

    assert [act.text() for act in menu.actions()] == ["出勤\t1", "迟到\t2", "病假\tB"]
    menu.actions()[1].trigger()
    menu.close()
    assert column(grid, "presence") == [Presence.LATE, Presence.LATE, None, None]


def test_context_menu_names_the_step_it_takes_back(grid):
    grid.fill_column("presence", Presence.PRESENT, "全部出勤")
    grid.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()

    assert [act.text() for act in menu.actions() if act.text()][-1] == "撤销：全部出勤"
    menu.close()


def test_a_page_may_take_keys_itself(grid, qtbot):
    grid.on_key(lambda text, place: Presence.SICK if text == "s" else None)
    grid.go_to(0, 1)
    qtbot.keyClicks(grid, "s")

    assert column(grid, "presence")[0] == Presence.SICK
