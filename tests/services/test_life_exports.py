from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import AuditKind, Presence
from app.services import life_exports, settings
from app.services.errors import BadInput, FileBusy
from app.services.life_rates import By
from app.services.life_report_tables import REPORTS
from app.services.reports.life_documents import LifePaper
from tests import life_helpers as life
from tests import report_helpers as reports


@pytest.fixture
def activity(branch):
    for name in ("逄翀", "欧阳㛃", "刘䶮"):
        life.make_member(branch, name)
    made = life.make_activity(branch, date(2026, 9, 10), topic="重温入党誓词")
    life.mark(branch, made, 逄翀=Presence.PRESENT, 欧阳㛃=Presence.SICK, 刘䶮=Presence.PRESENT)
    return made


@pytest.mark.parametrize("paper", list(LifePaper))
def test_each_paper_of_an_activity_is_saved_and_logged(branch, activity, paper, tmp_path):
    job = life_exports.activity_job(branch, activity, paper)
    path = life_exports.save_pdf(branch, job, tmp_path / job.file_name)
    assert "欧阳㛃" in reports.pdf_text(path)
    assert "打印序号：2026-0001" in reports.pdf_text(path).replace(" ", "")
    assert reports.log(branch, AuditKind.PRINT) == [
        f"存为 PDF：{paper.label}：2026-09-10 主题党日“重温入党誓词”，打印序号 2026-0001"
    ]
    assert job.file_name == f"2026-09-10 主题党日{paper.label} 重温入党誓词.pdf"


def test_the_log_knows_a_paper_whose_file_could_not_be_written(branch, activity, tmp_path):
    blocked = tmp_path / "文件"
    blocked.write_bytes(b"")
    job = life_exports.activity_job(branch, activity, LifePaper.SIGN_IN)
    with pytest.raises(FileBusy):
        life_exports.save_pdf(branch, job, blocked / "签到表.pdf")
    assert len(reports.log(branch, AuditKind.PRINT)) == 1


def test_a_preview_is_not_a_print_out(branch, activity):
    pages = life_exports.preview(branch, life_exports.activity_job(branch, activity, LifePaper.MINUTES))
    assert pages[0].startswith(b"\x89PNG")
    assert reports.log(branch, AuditKind.PRINT) == []


def test_the_printer_gets_every_page_after_the_log(branch, activity):
    sent = []

    def deliver(pages):
        sent.append((len(pages), len(reports.log(branch, AuditKind.PRINT))))

    count = life_exports.print_sheets(branch, life_exports.reminder_job(branch), deliver)
    assert sent == [(count, 1)]
    assert reports.log(branch, AuditKind.PRINT) == ["送打印机：补学提醒单，1 人，打印序号 2026-0001"]


def test_reminder_slips_only_for_who_owes(branch, activity, tmp_path):
    path = life_exports.save_pdf(branch, life_exports.reminder_job(branch), tmp_path / "单.pdf")
    text = reports.pdf_text(path)
    assert "欧阳㛃同志" in text
    assert "刘䶮" not in text


def test_the_register_on_paper_and_as_workbook_say_the_same(branch, tmp_path):
    reports.settle(branch)
    paper = life_exports.save_pdf(branch, life_exports.register_job(branch, "2026Q3"), tmp_path / "表.pdf")
    book = life_exports.export_register(branch, "2026Q3", tmp_path / "表.xlsx")
    rows = next(iter(reports.sheets(book).values()))
    (line,) = [row for row in rows if "逄翀" in row]
    assert "补记 0.2" in line
    for words in ("逄翀", "病假", "补记0.2", "2026年第三季度补学登记表"):
        assert words in reports.pdf_text(paper)
    assert reports.log(branch, AuditKind.EXPORT) == ["导出2026年第三季度补学登记表，1 行"]


@pytest.mark.parametrize("kind", REPORTS, ids=lambda kind: kind.key)
def test_every_report_is_a_table_a_workbook_and_a_sheet(branch, activity, kind, tmp_path):
    for by in kind.by or (By.MEMBER,):
        report = kind.table(branch, "2026", by)
        path = life_exports.export_report(branch, report, tmp_path / life_exports.report_file_name(report))
        title = next(iter(reports.sheets(path).values()))[0][0]
        assert title == report.full_title
        paper = life_exports.save_pdf(branch, life_exports.report_job(report), tmp_path / "表.pdf")
        assert "".join(report.title.split()) in reports.pdf_text(paper)
    assert all(note.startswith("导出") for note in reports.log(branch, AuditKind.EXPORT))


def test_numbers_of_a_report_come_back_as_numbers(branch, activity, tmp_path):
    report = REPORTS[0].table(branch, "2026", By.MEMBER)
    rows = next(
        iter(reports.sheets(life_exports.export_report(branch, report, tmp_path / "表.xlsx")).values())
    )
    (line,) = [row for row in rows if "欧阳㛃" in row]
    assert line[2:8] == [1.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    assert line[8] == "0.0%"


def test_a_sample_branch_is_marked_on_paper(branch, activity, tmp_path):
    with branch.write("演示") as work:
        settings.save_in(work, settings.BranchSettings(demo=True))
    job = life_exports.activity_job(branch, activity, LifePaper.SIGN_IN)
    assert "演示数据" in reports.pdf_text(life_exports.save_pdf(branch, job, tmp_path / "表.pdf"))


def test_no_slips_where_nothing_is_owed(branch):
    with pytest.raises(BadInput):
        life_exports.reminder_job(branch)
