from __future__ import annotations

import shutil
from datetime import date

import pytest
from openpyxl import load_workbook

from app.models.kinds import AuditKind
from app.services import audit, audit_check, calendar_days, holiday_years, safekeeping
from app.services.errors import FileBusy, Refused
from app.services.points import closing, publication
from app.services.points.settlements import Order, PublicationOptions
from tests import report_helpers as reports
from tests.services.points import closing_kit as kit

STARTS = date(2026, 11, 23)


@pytest.fixture
def closing_id(branch):
    people = kit.settle(branch)
    kit.earn(branch, people[1], "3")
    return kit.lock(branch)


def publish(ctx, closing_id, **options):
    closing.publish(ctx, closing_id, STARTS, PublicationOptions(**options))


def test_nothing_is_published_before_its_first_day_is_known(branch, closing_id):
    with pytest.raises(Refused, match="还没有公示"):
        publication.publication(branch, closing_id)
    shown = publication.publication(branch, closing_id, PublicationOptions(), STARTS)
    assert (shown.last_day, shown.workdays) == (date(2026, 11, 26), 3)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.BRANCH, ["张伟#1", "李敏", "王芳", "张伟#2", "逄喆"]),
        (Order.STROKES, ["王芳", "李敏", "张伟#1", "张伟#2", "逄喆"]),
        (Order.PINYIN, ["李敏", "逄喆", "王芳", "张伟#1", "张伟#2"]),
    ],
)
def test_names_are_ordered_as_the_branch_chose(branch, closing_id, order, names):
    publish(branch, closing_id, order=order)
    assert [row.name for row in publication.publication(branch, closing_id).rows] == names


def test_a_ranking_is_shown_only_behind_its_switch(branch, closing_id, tmp_path):
    publish(branch, closing_id)
    plain = publication.export_sheet(branch, closing_id, tmp_path / "公示.xlsx")
    assert "排名" not in str(reports.sheets(plain))
    publish(branch, closing_id, ranking=True)
    ranked = publication.export_sheet(branch, closing_id, tmp_path / "排名.xlsx")
    rows = reports.sheets(ranked)["公示表"]
    assert [row[4] for row in rows if row[1] in ("张伟#1", "李敏")] == [2, 1]


def test_the_sheet_names_days_version_and_hash_on_every_page(branch, closing_id, tmp_path):
    publish(branch, closing_id)
    path = publication.export_sheet(branch, closing_id, tmp_path / "公示.xlsx")
    found = publication.publication(branch, closing_id)
    text = str(reports.sheets(path))
    assert "公示期：2026年11月23日至2026年11月26日（3 个工作日）" in text
    assert found.seal.mark in reports.page_feet(path)[0]
    (note,) = reports.log(branch, AuditKind.EXPORT)
    assert found.seal.mark in note


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_the_notice_says_what_when_and_to_whom_to_object(branch, closing_id, tmp_path):
    publish(branch, closing_id)
    path = publication.save_notice(branch, closing_id, tmp_path / "公示.pdf")
    text = reports.pdf_text(path)
    assert "关于2026年第三季度党员积分情况的公示" in text
    assert "公示期为三个工作日：2026年11月23日至2026年11月26日" in text
    assert "请实名向党支部反映" in text
    assert "".join(publication.publication(branch, closing_id).seal.mark.split()) in text
    assert "65.0" in text
    assert "排名" not in text


def test_a_last_day_in_a_year_without_a_table_is_marked(branch, closing_id, clock):
    clock.set(2026, 12, 28)
    closing.publish(branch, closing_id, date(2026, 12, 30), PublicationOptions())
    pages, warnings = publication.notice_preview(branch, closing_id)
    assert pages[0].startswith(b"\x89PNG")
    assert any("2027年的放假调休安排尚未录入" in text for text in warnings)


def test_printing_is_logged_and_hands_over_every_page(branch, closing_id):
    publish(branch, closing_id)
    given: list[bytes] = []
    assert publication.print_notice(branch, closing_id, given.extend) == len(given) == 1
    (note,) = reports.log(branch, AuditKind.PRINT)
    assert note.startswith("打印公示通知")


def test_a_file_that_cannot_be_written_says_so(branch, closing_id, tmp_path):
    publish(branch, closing_id)
    blocked = tmp_path / "文件"
    blocked.write_bytes(b"")
    with pytest.raises(FileBusy):
        publication.save_notice(branch, closing_id, blocked / "公示.pdf")


def test_days_off_entered_while_it_runs_move_the_last_day_of_a_publication(branch, closing_id):
    publish(branch, closing_id)
    calendar_days.enter(branch, {date(2026, 11, 25): False}, source="某通知")
    assert publication.publication(branch, closing_id).last_day == date(2026, 11, 27)
    holiday_years.forget_year(branch, 2026)
    assert publication.publication(branch, closing_id).last_day == date(2026, 11, 26)


def test_sheet_and_notice_carry_the_end_of_the_log_as_it_was(branch, closing_id, tmp_path):
    publish(branch, closing_id)
    head = audit.short_head(branch)
    publication.export_sheet(branch, closing_id, tmp_path / "公示表.xlsx")
    cells = [cell.value for row in load_workbook(tmp_path / "公示表.xlsx").active for cell in row]
    assert f"操作日志校验码：{head}。" in cells
    assert audit.short_head(branch) != head
    assert audit_check.findings(branch, [safekeeping.printed_anchor(head)]) == ()
