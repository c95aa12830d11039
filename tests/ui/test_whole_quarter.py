"""One whole quarter in the window, from an empty folder to the printed sheet, and everything is there the next morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from python_calamine import CalamineWorkbook

from app import bootstrap
from app.models.kinds import ActivityKind, EntryState, MakeupForm, MakeupState, Presence
from app.services import attendance, audit, makeup_rows, members
from app.services.locations import Locations
from app.services.points import entry_list
from app.services.points.totals import period_totals
from app.services.undo import UndoStack
from app.ui.assistant.dialog import Assistant
from app.ui.desk import Desk
from app.ui.imports.dialog import ImportDialog
from app.ui.main_window import MainWindow
from tests.ui.members.roster_files import person, write_roster

NOW = datetime(2026, 11, 22, 9, 0)
PEOPLE = ("王建国", "逄翀", "欧阳㛃", "刘䶮", "张伟", "张伟")


@pytest.fixture
def open_window(tmp_path: Path, qtbot) -> Iterator[Callable[[], MainWindow]]:
    """Open the program's window on the folder, as often as the program is started."""
    opened: list[tuple[MainWindow, Desk]] = []

    def start() -> MainWindow:
        ctx = bootstrap.make_context(Locations(tmp_path / "数据"), lambda: NOW)
        desk = Desk()
        window = MainWindow(desk)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        window.ready(ctx, UndoStack())
        opened.append((window, desk))
        return window

    yield start
    for window, desk in opened:
        window.close()
        desk.close()
        desk.ctx.store.close()


def _close(window: MainWindow) -> None:
    window.close()
    window.desk.jobs.close()
    window.desk.ctx.store.close()


def _press(qtbot, where, text: str) -> None:
    def found() -> list[QPushButton]:
        return [
            b
            for b in where.findChildren(QPushButton)
            if b.text().startswith(text) and b.isVisible() and b.isEnabled()
        ]

    qtbot.waitUntil(lambda: bool(found()))
    qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def _found_branch(window: MainWindow, qtbot) -> None:
    assistant = Assistant(window.desk, window)
    qtbot.addWidget(assistant)
    assistant.show()
    for key, text in (
        ("unit", "某市水利局"),
        ("branch", "机关第一党支部"),
        ("secretary", "王建国"),
        ("recorder", "李记录"),
    ):
        assistant.branch.form.field(key).edit.insert(text)
    qtbot.mouseClick(assistant.next_button, Qt.MouseButton.LeftButton)
    assistant.members.hand_card.choose()
    qtbot.mouseClick(assistant.next_button, Qt.MouseButton.LeftButton)
    assistant.rulebook.cards["jiguan"].choose()
    qtbot.mouseClick(assistant.next_button, Qt.MouseButton.LeftButton)
    assistant.accept()


def _import_roster(window: MainWindow, qtbot, path: Path) -> None:
    rows = [
        person(
            name,
            性别="男",
            入党时间="2010.07",
            转正时间="2011.07",
            手机号码=f"1380000000{n}",
            党小组="第一党小组",
        )
        for n, name in enumerate(PEOPLE)
    ]
    rows[4][HEAD_BIRTH], rows[5][HEAD_BIRTH] = _ids()
    write_roster(path, *rows, person("错行", 身份证号="4.4E+17"))
    dialog = ImportDialog(window.desk, "roster", parent=window)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.read(path)
    qtbot.waitUntil(dialog.import_button.isEnabled)
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(members.list_members(window.desk.ctx)) == len(PEOPLE))
    dialog.accept()


HEAD_BIRTH = 2  # 身份证号 stands third in a row without its number


def _go_on() -> None:
    box = QApplication.activeModalWidget()
    if isinstance(box, QMessageBox):
        next(button for button in box.buttons() if button.text() == "继续").click()


def _ids() -> tuple[str, str]:
    from tests.ui.members.roster_files import id_number

    return id_number("34180219790101101"), id_number("34180219910909103")


def _hold_activity(window: MainWindow, qtbot, in_dialog) -> int:
    window.show_page("activities")
    page = window.page("activities")

    def fill(dialog) -> None:
        dialog.form.field("topic").edit.setText("走进水库查隐患")
        dialog.form.field("kind").set_value(ActivityKind.THEME_DAY)
        dialog.form.field("held_on").set_value("2026-11-12")
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    in_dialog(fill)
    _press(qtbot, page, "新建活动")
    _press(qtbot, page, "全部出勤")
    page.panel.grid.selectRow(1)
    page.panel.grid.setFocus()
    qtbot.keyClicks(page.panel.grid, "8")
    _press(qtbot, page, "保存考勤")
    activity_id = page.panel.activity_id
    assert activity_id is not None
    return activity_id


def _make_up(window: MainWindow, qtbot, in_dialog, press) -> None:
    window.show_page("makeup")
    page = window.page("makeup")
    assert page.table.select_where(lambda row: row.name == "逄翀")
    steps = (
        ("登记返岗", {"returned_on": "2026-11-13"}),
        ("认领", {"task_text": "自学会议材料", "form": MakeupForm.SELF_STUDY, "claimed_on": "2026-11-16"}),
        ("上报", {"reported_on": "2026-11-18", "material": "心得 1 篇"}),
        ("核验", {}),
    )
    for button, values in steps:

        def fill(dialog, values=values) -> None:
            dialog.form.set_values(values)
            if "returned_on" in values:
                # the deadlines are shown before they are written
                press("登记返岗")
            dialog.submit()

        in_dialog(fill)
        _press(qtbot, page.panel, button)
        page.table.select_where(lambda row: row.name == "逄翀")


def test_a_quarter_from_a_roster_to_the_sheet_and_the_next_morning(
    open_window, qtbot, in_dialog, press, choose_file, tmp_path: Path
) -> None:
    window = open_window()
    ctx = window.desk.ctx
    _found_branch(window, qtbot)
    _import_roster(window, qtbot, tmp_path / "名册.xlsx")
    activity_id = _hold_activity(window, qtbot, in_dialog)
    sheet = attendance.grid(ctx, activity_id)
    assert [row.presence for row in sheet.rows].count(Presence.PRESENT) == 5
    assert [row.name for row in sheet.rows][-2:] == ["张伟#1", "张伟#2"]

    _make_up(window, qtbot, in_dialog, press)
    (task,) = makeup_rows.list_tasks(ctx)
    assert (task.state, task.claim_due) == (MakeupState.DONE, date(2026, 11, 17))

    # the absence's deduction is cancelled, attendance of the others counts; all of it waits for the review
    waiting = entry_list.list_entries(ctx)
    assert {row.item_code for row in waiting} == {"A2", "A4"}
    window.show_page("points")
    points = window.page("points")
    points.focus(tab="review", period="2026Q4")
    tab = points.tab("review")
    tab.table.selectAll()
    in_dialog(lambda dialog: dialog.submit())
    _press(qtbot, tab, "审定")
    assert {row.state for row in entry_list.list_entries(ctx)} == {EntryState.APPROVED}
    totals = {row.name: row.total_text for row in period_totals(ctx, "2026Q4").rows}
    assert totals == {
        "王建国": "70.5",
        "逄翀": "70.2",
        "欧阳㛃": "70.5",
        "刘䶮": "70.5",
        "张伟#1": "70.5",
        "张伟#2": "70.5",
    }

    _charts(window, qtbot, choose_file, tmp_path)
    _sheets(window, qtbot, choose_file, tmp_path)
    assert audit.first_broken_line(ctx) is None
    _close(window)

    again = open_window()
    assert {row.name: row.total_text for row in period_totals(again.desk.ctx, "2026Q4").rows} == totals
    assert again.page("home").cards["coverage"].value.text() == "1 / 1"


def _charts(window: MainWindow, qtbot, choose_file, folder: Path) -> None:
    window.show_page("trends")
    page = window.page("trends")
    qtbot.waitUntil(lambda: page.figure.answer is not None and not window.desk.jobs.busy, timeout=60_000)
    choose_file(folder / "图.png")
    _press(qtbot, page, "保存 PNG")
    qtbot.waitUntil((folder / "图.png").exists, timeout=60_000)
    choose_file(folder / "图.svg")
    next(act for act in page.findChildren(QAction) if act.text().startswith("保存为 SVG")).trigger()
    qtbot.waitUntil((folder / "图.svg").exists, timeout=60_000)
    assert (folder / "图.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (folder / "图.svg").read_text("utf-8")
    _press(qtbot, page, "复制图")
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull(), timeout=60_000)


def _sheets(window: MainWindow, qtbot, choose_file, folder: Path) -> None:
    window.show_page("reports")
    page = window.page("reports")
    page.focus(report="points", period="2026Q4")
    target = folder / "四季度.xlsx"
    choose_file(target)
    _press(qtbot, page, "导出 Excel…")
    qtbot.waitUntil(target.exists, timeout=60_000)
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    cells = [str(cell) for row in rows for cell in row]
    assert {"逄翀", "欧阳㛃", "刘䶮", "张伟#2"} <= set(cells)
    assert 70.2 in [cell for row in rows for cell in row]
    assert not any("3418021979" in cell for cell in cells)
    page.focus(member_id=members.list_members(window.desk.ctx)[1].id)
    pdf = folder / "逄翀.pdf"
    choose_file(pdf)
    # where a printing font is missing on this computer, the page says so before it goes on
    answer = QTimer(interval=20)
    answer.timeout.connect(_go_on)
    answer.start()
    _press(qtbot, page, "另存为 PDF…")
    qtbot.waitUntil(pdf.exists, timeout=60_000)
    answer.stop()
    assert pdf.read_bytes().startswith(b"%PDF")
