from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.kinds import AuditKind
from app.services import printing
from app.services.errors import BadInput, Cancelled, FileBusy, NotFound
from app.services.printing import ArchiveOptions
from app.services.reports.archive_documents import ArchiveSection, ArchiveStyle
from tests import report_helpers as reports

OPTIONS = ArchiveOptions(2026)
SHORT = ArchiveOptions(2026, sections=frozenset({ArchiveSection.BASICS}))
PNG = b"\x89PNG"


@pytest.fixture
def people(branch):
    return reports.settle(branch)


class StopAt:
    """A progress whose user cancels at the first word about setting pages."""

    def step(self, done, total, text=""):
        if "排版" in text or "打印" in text:
            raise Cancelled


def test_one_pdf_holds_everyone_in_the_order_chosen(branch, people, tmp_path):
    job = printing.export_archives_pdf(branch, people, OPTIONS, tmp_path / "档案.pdf")
    text = reports.pdf_text(tmp_path / "档案.pdf")
    assert job.names == tuple(reports.NAMES)
    assert text.index("A-01") < text.index("逄翀") < text.index("李秀兰")
    assert "2026-0001" in text
    assert "王书记" in text


def test_numbers_are_masked_unless_asked_and_showing_them_is_logged(branch, people, tmp_path):
    path = tmp_path / "档案.pdf"
    printing.export_archives_pdf(branch, people[:1], SHORT, path)
    masked = reports.pdf_text(path)
    assert reports.ID_NUMBER not in masked
    assert reports.PHONE not in masked
    assert reports.log(branch, AuditKind.REVEAL) == []
    printing.export_archives_pdf(branch, people[:1], replace(SHORT, show_id=True, show_contact=True), path)
    shown = reports.pdf_text(path)
    assert reports.ID_NUMBER in shown
    assert reports.PHONE in shown
    (note,) = reports.log(branch, AuditKind.REVEAL)
    assert note == "党员档案存为 PDF显示完整公民身份证号、电话和住址：张伟#1"


def test_each_print_out_has_the_next_serial_number_of_the_year(branch, people, tmp_path, clock):
    for name in ("一.pdf", "二.pdf"):
        printing.export_archives_pdf(branch, people[:1], SHORT, tmp_path / name)
    clock.set(2027, 1, 5)
    printing.export_archives_pdf(branch, people[:1], SHORT, tmp_path / "三.pdf")
    serials = [note[-9:] for note in reports.log(branch, AuditKind.PRINT)]
    assert serials == ["2026-0001", "2026-0002", "2027-0001"]
    assert "2027-0001" in reports.pdf_text(tmp_path / "三.pdf")


def test_a_file_for_each_member_is_named_by_branch_number_and_name(branch, people, tmp_path):
    job = printing.prepare(branch, people, SHORT)
    made = printing.save_pdfs(branch, job, tmp_path)
    assert [path.name for path in made] == [
        "机关第一党支部-A-01-张伟#1.pdf",
        "机关第一党支部-A-02-逄翀.pdf",
        "机关第一党支部-A-03-张伟#2.pdf",
        "机关第一党支部-4-李秀兰.pdf",
    ]
    assert "逄翀" in reports.pdf_text(made[1])
    assert len(reports.log(branch, AuditKind.PRINT)) == 4


def test_a_preview_is_pictures_and_leaves_no_serial_number(branch, people):
    pages = printing.archive_preview(branch, people[0], SHORT)
    assert pages
    assert all(page.startswith(PNG) for page in pages)
    assert reports.log(branch, AuditKind.PRINT, AuditKind.REVEAL) == []
    printing.archive_preview(branch, people[0], replace(SHORT, show_id=True))
    assert reports.log(branch, AuditKind.REVEAL) == ["党员档案预览显示完整公民身份证号：张伟#1"]


def test_two_sided_sheets_begin_with_each_member(branch, people):
    stacks: list[list[bytes]] = []
    job = printing.prepare(branch, people[:2], replace(SHORT, two_sided=True))
    count = printing.print_sheets(branch, job, stacks.append)
    assert count == 2
    assert [[bool(page) for page in pages] for pages in stacks] == [[True, False], [True, False]]
    assert reports.log(branch, AuditKind.PRINT) == [
        "党员档案送打印机：张伟#1等 2 人，2026年，打印序号 2026-0001"
    ]


def test_cancelling_writes_no_file(branch, people, tmp_path):
    job = printing.prepare(branch, people, SHORT)
    with pytest.raises(Cancelled):
        printing.save_pdf(branch, job, tmp_path / "档案.pdf", StopAt())
    with pytest.raises(Cancelled):
        printing.save_pdfs(branch, job, tmp_path / "每人", StopAt())
    assert list(tmp_path.glob("**/*.pdf")) == []


def test_a_file_that_cannot_be_written_is_refused_after_the_log_knows_it(branch, people, tmp_path):
    blocked = tmp_path / "文件"
    blocked.write_bytes(b"")
    with pytest.raises(FileBusy):
        printing.export_archives_pdf(branch, people[:1], SHORT, blocked / "档案.pdf")
    assert len(reports.log(branch, AuditKind.PRINT)) == 1


@pytest.mark.parametrize(
    ("chosen", "options", "field"),
    [
        (slice(0, 0), SHORT, "members"),
        (slice(0, 1), replace(SHORT, sections=frozenset()), "sections"),
        (slice(0, 1), replace(SHORT, year=2027), "year"),
        (slice(0, 1), replace(SHORT, year=12), "year"),
    ],
)
def test_what_cannot_be_printed_is_refused_beside_its_field(branch, people, chosen, options, field):
    with pytest.raises(BadInput) as refusal:
        printing.prepare(branch, people[chosen], options)
    assert refusal.value.field == field


def test_members_are_found_by_name_and_told_apart(branch, people):
    assert printing.find_member(branch, "逄翀") == people[1]
    assert printing.find_member(branch, " 张伟#2 ") == people[2]
    with pytest.raises(BadInput, match="张伟#1（第一党小组）、张伟#2（第二党小组）"):
        printing.find_member(branch, "张伟")
    with pytest.raises(NotFound, match="没有名为“无人”"):
        printing.find_member(branch, "无人")


def test_the_usual_file_name_says_whose_archives(branch, people):
    one, all_of_them = (printing.prepare(branch, ids, SHORT) for ids in (people[:1], people))
    assert printing.pdf_name(one) == "机关第一党支部-A-01-张伟#1.pdf"
    assert printing.pdf_name(all_of_them) == "机关第一党支部2026年党员档案（4人）.pdf"
    assert all_of_them.whose == "张伟#1等 4 人"


def test_cards_share_their_sheets_and_are_logged_by_their_name(branch, people, tmp_path):
    cards = replace(OPTIONS, style=ArchiveStyle.CARD, two_sided=True)
    job = printing.prepare(branch, people, cards)
    delivered: list[list[bytes]] = []

    assert len(printing.preview(branch, job)) == 1
    assert printing.print_sheets(branch, job, delivered.append) == 1
    assert len(delivered[0]) == 1
    assert printing.pdf_name(job).endswith(f"年党员卡片（{len(people)}人）.pdf")
    assert "党员卡片送打印机" in reports.log(branch, AuditKind.PRINT)[-1]


def test_one_card_one_table_for_each_member_is_a_file_of_its_own(branch, people, tmp_path):
    job = printing.prepare(branch, people, replace(OPTIONS, style=ArchiveStyle.LEAF))

    made = printing.save_pdfs(branch, job, tmp_path)

    assert [path.stem.rpartition("-")[2] for path in made] == ["一卡一表"] * len(people)
