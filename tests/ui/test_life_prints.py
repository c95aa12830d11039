from __future__ import annotations

import subprocess
from datetime import date

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from app.models.kinds import AuditKind, Presence
from app.services.reports.life_documents import LifePaper
from app.ui.life_prints import LifePrints
from tests import life_helpers as life
from tests import report_helpers as reports


@pytest.fixture
def activity(desk):
    for name in ("逄翀", "欧阳㛃"):
        life.make_member(desk.ctx, name)
    made = life.make_activity(desk.ctx, date(2026, 9, 10), topic="重温入党誓词")
    life.mark(desk.ctx, made, 逄翀=Presence.PRESENT, 欧阳㛃=Presence.SICK)
    return made


@pytest.fixture
def page(show):
    return show(QWidget())


@pytest.fixture
def prints(desk, page):
    return LifePrints(desk, page)


def opened(qtbot, prints):
    qtbot.waitUntil(lambda: prints.preview is not None and prints.preview.isVisible())
    return prints.preview


def test_the_menu_offers_the_four_papers_of_the_activity_that_is_current(prints, activity, qtbot):
    current: list[int | None] = [None]
    menu = prints.menu_for(lambda: current[0])
    menu.aboutToShow.emit()
    assert not any(act.isEnabled() for act in menu.actions())
    current[0] = activity
    menu.aboutToShow.emit()
    assert [act.text() for act in menu.actions()] == [f"{paper.label}…" for paper in LifePaper]

    menu.actions()[0].trigger()

    preview = opened(qtbot, prints)
    assert preview.windowTitle() == "预览：签到表"
    assert preview.page_count == 1
    preview.reject()
    qtbot.waitUntil(lambda: prints.preview is None)


def test_a_preview_is_saved_as_pdf_with_its_usual_name(
    prints, activity, qtbot, choose_file, tmp_path, desk, messages
):
    prints.open_activity(activity, LifePaper.ATTENDANCE)
    preview = opened(qtbot, prints)
    target = tmp_path / "考勤表.pdf"
    choose_file(target)
    save = next(b for b in preview.findChildren(QWidget) if getattr(b, "text", str)() == "另存为 PDF…")
    save.click()
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(lambda: any(f"已保存：{target}" in text for text, _ in messages))
    assert "欧阳㛃" in reports.pdf_text(target)
    assert len(reports.log(desk.ctx, AuditKind.PRINT)) == 1
    preview.reject()


def test_cancelling_the_file_dialog_writes_and_logs_nothing(prints, activity, qtbot, choose_file, desk):
    prints.open_register("2026Q3")
    preview = opened(qtbot, prints)
    choose_file(None)
    next(b for b in preview.findChildren(QWidget) if getattr(b, "text", str)() == "另存为 PDF…").click()
    assert reports.log(desk.ctx, AuditKind.PRINT) == []
    preview.reject()


def test_slips_where_nobody_owes_anything_are_refused_in_words(prints, qtbot, messages):
    prints.open_reminders()
    qtbot.waitUntil(lambda: any("没有需要提醒的补学任务" in text for text, _ in messages))
    assert prints.preview is None


@pytest.fixture
def printed(monkeypatch, tmp_path):
    """Let the printer's dialog answer with a printer that writes this file."""
    target = tmp_path / "打印机.pdf"

    def to_file(dialog: QPrintDialog) -> int:
        dialog.printer().setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        dialog.printer().setOutputFileName(str(target))
        return int(QPrintDialog.DialogCode.Accepted)

    monkeypatch.setattr(QPrintDialog, "exec", to_file)
    return target


def page_size(path):
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    return next(
        line.split(":")[1].split("pts")[0].strip() for line in told.splitlines() if "Page size" in line
    )


def test_slips_go_to_the_printer_and_into_the_log(prints, activity, qtbot, printed, desk, messages):
    prints.open_reminders()
    opened(qtbot, prints).print_button.click()
    qtbot.waitUntil(lambda: any("已送往打印机：补学提醒单，共 1 页" in text for text, _ in messages))
    assert page_size(printed) == "595 x 842"
    assert reports.log(desk.ctx, AuditKind.PRINT) == ["送打印机：补学提醒单，1 人，打印序号 2026-0001"]
    prints.preview.reject()


def test_the_register_lies_on_its_side_on_screen_and_paper(prints, activity, qtbot, printed, messages):
    prints.open_register("2026Q3")
    preview = opened(qtbot, prints)
    assert preview.view.sheets[0].width() > preview.view.sheets[0].height()
    preview.print_button.click()
    qtbot.waitUntil(lambda: any("已送往打印机" in text for text, _ in messages))
    assert page_size(printed) == "842 x 595"
    preview.reject()
