"""报表打印 driven by clicks: files read back by other readers, print-outs on a real (PDF) printer."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from app.models.kinds import AuditKind
from app.services.fonts import find_fonts
from app.services.reports.archive_documents import ArchiveSection, ArchiveStyle
from app.ui.reports import catalogue
from app.ui.reports.page import ReportsPage
from app.ui.reports.saved_bar import SavedBar
from tests import report_helpers as reports


@pytest.fixture
def people(branch):
    return reports.settle(branch)


@pytest.fixture
def page(desk, people, show):
    made = ReportsPage(desk)
    show(made)
    return made


@pytest.fixture
def idle(desk, qtbot):
    def wait() -> None:
        qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=60_000)

    return wait


@pytest.fixture
def go_on():
    """Read what should be known before printing (a replaced font) and go on; nothing where all fonts are there."""

    def accept(page: ReportsPage) -> None:
        page._accepted.update(find_fonts().warnings)

    return accept


def click(qtbot, button) -> None:
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def short(page: ReportsPage) -> None:
    """Print the first section only."""
    page.archives.sections.set_value([ArchiveSection.BASICS])


def test_a_quarter_is_looked_over_and_exported(page, qtbot, tmp_path, choose_file, idle, messages):
    page.focus(report="points", period="2026Q3")
    pane = page.sheets[catalogue.POINTS]
    assert pane.picker.label() == "2026年第三季度"
    assert [line.row.name for line in pane.table.rows()] == reports.NAMES
    assert "参加 4 人" in pane.summary.text()
    assert all("参加组织生活" in line.parts for line in pane.table.rows())
    path = tmp_path / "三季度.xlsx"
    choose_file(path)
    click(qtbot, page.export_button)
    idle()
    rows = next(iter(reports.sheets(path).values()))
    assert [row[1] for row in rows if row[1] in reports.NAMES] == reports.NAMES
    assert messages[-1] == (f"已导出：{path}", "ok")
    assert page.saved.isVisible()
    assert page.saved.text.text() == f"已导出：{path}"


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (catalogue.YEAR, "2026年度党员积分汇总表"),
        (catalogue.ROSTER, "党员基本信息汇总表"),
        (catalogue.MAKEUP, "补学登记表"),
    ],
)
def test_every_sheet_of_the_list_is_written(page, qtbot, tmp_path, choose_file, idle, report, words):
    page.list.choose(report)
    choose_file(tmp_path / "表.xlsx")
    click(qtbot, page.export_button)
    idle()
    rows = next(iter(reports.sheets(tmp_path / "表.xlsx").values()))
    assert words in str(rows[0][0])


def test_every_column_of_every_sheet_can_be_drawn(page):
    for key, pane in page.sheets.items():
        page.focus(report=key, period="" if key == catalogue.YEAR else "2026Q3")
        model = pane.table.model()
        texts = {model.cell(0, column)[0] for column in range(model.columnCount())}
        assert texts - {""}


def test_a_refused_file_is_told_and_nothing_is_said_to_be_saved(
    page, qtbot, tmp_path, choose_file, idle, messages
):
    (tmp_path / "文件").write_bytes(b"")
    choose_file(tmp_path / "文件" / "表.xlsx")
    click(qtbot, page.export_button)
    idle()
    assert messages[-1][1] == "bad"
    assert not page.saved.isVisible()


def test_without_a_rulebook_the_page_says_what_to_do(desk, show):
    made = ReportsPage(desk)
    show(made)
    assert not made.export_button.isEnabled()
    assert made.sheets[catalogue.POINTS].table.empty.button.text() == "去启用方案"
    made.list.choose(catalogue.ROSTER)
    assert made.export_button.isEnabled()


def test_arrows_move_through_the_list(page, qtbot):
    page.list._cards[catalogue.POINTS].setFocus()
    qtbot.keyClick(page.list._cards[catalogue.POINTS], Qt.Key.Key_Down)
    assert page.list.current() == catalogue.YEAR
    assert page.stack.currentWidget() is page.sheets[catalogue.YEAR]


def test_a_period_given_by_another_page_is_chosen(page):
    page.focus(report="points", period="2026")
    assert page.list.current() == catalogue.YEAR
    page.focus(report="makeup", period="2026Q1")
    assert page.sheets[catalogue.MAKEUP].period() == "2026Q1"
    assert page.sheets[catalogue.MAKEUP].table.rows() == []


def test_ticks_stay_while_the_list_is_narrowed(page, people, qtbot):
    page.list.choose(catalogue.ARCHIVES)
    choice = page.archives.members
    assert not page.print_button.isEnabled()
    choice.filters.set_value("group", page.archives.members._rows[1].group_id)
    choice.tick_all()
    choice.filters.set_value("text", "zw")
    assert [row.shown_name for row in choice.table.rows()] == ["张伟#2"]
    choice.filters.clear()
    assert choice.chosen() == [people[1], people[2]]
    assert choice.count.text() == "已选 2 人"
    row = choice.table.visualRect(choice.table.model().index(0, 1)).center()
    qtbot.mouseClick(choice.table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert choice.chosen() == people[:3]
    assert page.print_button.isEnabled()


def test_one_archive_is_saved_after_the_warnings_were_read(
    page, people, qtbot, tmp_path, choose_file, idle, in_dialog
):
    page.focus(member_id=people[1])
    page._accepted.clear()
    short(page)
    told: list[str] = []

    def read(dialog) -> None:
        told.append(dialog.informativeText())
        next(b for b in dialog.buttons() if b.text() == "继续").click()

    if find_fonts().warnings:
        in_dialog(read)
    choose_file(tmp_path / "一人.pdf")
    click(qtbot, page.pdf_button)
    idle()
    qtbot.waitUntil(lambda: page.saved.isVisible(), timeout=60_000)
    assert "逄翀" in reports.pdf_text(tmp_path / "一人.pdf")
    assert told == [text for text in ["\n".join(find_fonts().warnings)] if text]


def test_each_member_gets_a_file(page, people, go_on, qtbot, tmp_path, choose_file, idle, messages):
    go_on(page)
    page.list.choose(catalogue.ARCHIVES)
    page.archives.members.tick_all()
    short(page)
    page.archives.files.set_value(True)
    choose_file(tmp_path)
    click(qtbot, page.pdf_button)
    qtbot.waitUntil(lambda: page.saved.isVisible(), timeout=60_000)
    assert len(list(tmp_path.glob("机关第一党支部-*.pdf"))) == 4
    assert messages[-1] == (f"已保存 4 个 PDF：{tmp_path}", "ok")
    assert not page.saved.open_button.isVisible()


def test_showing_the_id_number_is_confirmed_and_logged(
    page, people, branch, go_on, qtbot, tmp_path, choose_file, press
):
    go_on(page)
    page.focus(member_id=people[0])
    short(page)
    press("取消")
    page.archives.show_id.box.click()
    assert not page.archives.show_id.value()
    press("显示身份证号")
    page.archives.show_id.box.click()
    choose_file(tmp_path / "全.pdf")
    click(qtbot, page.pdf_button)
    qtbot.waitUntil(lambda: page.saved.isVisible(), timeout=60_000)
    assert reports.ID_NUMBER in reports.pdf_text(tmp_path / "全.pdf")
    assert len(reports.log(branch, AuditKind.REVEAL)) == 1


def test_no_section_is_refused_beside_the_sections(page, people, qtbot, idle):
    page.focus(member_id=people[0])
    page.archives.sections.set_value(())
    click(qtbot, page.preview_button)
    idle()
    assert page.archives.form.errors() == {"sections": "请至少选择一项打印内容。"}


def test_the_preview_shows_pages_and_leaves_by_escape(page, people, qtbot, idle):
    page.focus(member_id=people[0])
    short(page)
    click(qtbot, page.preview_button)
    qtbot.waitUntil(lambda: page.preview is not None, timeout=60_000)
    dialog = page.preview
    qtbot.waitExposed(dialog)
    assert dialog.page_count == 1
    assert dialog.place.text().startswith("第 1 / 1 页")
    width = dialog.view.sheets[0].width()
    dialog.view.zoom_by(1)
    assert dialog.view.sheets[0].width() > width
    assert dialog.zoom_text.text() == "125%"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.preview is None)


def test_archives_go_to_the_printer_page_by_page(
    page, people, branch, go_on, qtbot, tmp_path, monkeypatch, messages, idle
):
    def to_file(dialog: QPrintDialog) -> int:
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "打印.pdf"))
        return int(QPrintDialog.DialogCode.Accepted)

    monkeypatch.setattr(QPrintDialog, "exec", to_file)
    go_on(page)
    page.list.choose(catalogue.ARCHIVES)
    page.archives.members.tick_all()
    page.archives.two_sided.set_value(True)
    short(page)
    click(qtbot, page.print_button)
    qtbot.waitUntil(
        lambda: messages[-1:] == [("已送往打印机：张伟#1等 4 人，共 4 页。", "ok")], timeout=60_000
    )
    idle()
    assert _pages(tmp_path / "打印.pdf") == 8
    assert len(reports.log(branch, AuditKind.PRINT)) == 1


def test_a_cancelled_printer_dialog_prints_and_logs_nothing(
    page, people, branch, go_on, qtbot, monkeypatch, idle
):
    asked: list[QPrintDialog] = []

    def cancel(dialog: QPrintDialog) -> int:
        asked.append(dialog)
        return int(QPrintDialog.DialogCode.Rejected)

    monkeypatch.setattr(QPrintDialog, "exec", cancel)
    go_on(page)
    page.focus(member_id=people[0])
    short(page)
    click(qtbot, page.print_button)
    qtbot.waitUntil(lambda: bool(asked), timeout=60_000)
    idle()
    assert reports.log(branch, AuditKind.PRINT) == []


def test_what_was_saved_is_opened_by_the_system(qtbot, tmp_path):
    opened: list[Path] = []
    bar = SavedBar(opened.append)
    qtbot.addWidget(bar)
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"")
    bar.show_saved("已导出", path)
    bar.open_button.click()
    bar.folder_button.click()
    bar.show_saved("已保存 2 个", tmp_path)
    bar.folder_button.click()
    assert opened == [path, tmp_path, tmp_path]


def _pages(path: Path) -> int:
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    return int(next(line.split()[-1] for line in told.splitlines() if line.startswith("Pages")))


def test_labels_of_all_are_one_file_and_ask_for_no_sections(
    page, people, go_on, qtbot, tmp_path, choose_file, idle
):
    go_on(page)
    page.list.choose(catalogue.ARCHIVES)
    pane = page.archives
    pane.members.tick_all()
    pane.files.set_value(True)
    pane.style_choice.set_value(ArchiveStyle.LABEL)
    pane.style_choice.edited.emit()
    assert not pane.sections.inner.isEnabled()
    assert not pane.one_file_each()

    choose_file(tmp_path / "标签.pdf")
    click(qtbot, page.pdf_button)
    qtbot.waitUntil(lambda: page.saved.isVisible(), timeout=60_000)

    assert all(name.partition("#")[0] in reports.pdf_text(tmp_path / "标签.pdf") for name in reports.NAMES)
