from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from app.services.reports.documents import SheetHead
from app.services.reports.excel_report import report_bytes
from app.services.reports.life_documents import RegisterPaper, ReportColumn, ReportRow, ReportTable
from app.services.reports.life_tables import register_sheet, report_sheet, text_of
from tests.report_helpers import sheets
from tests.services.reports.conftest import NAMES, make_makeup_sheet
from tests.services.reports.life_papers import sizes_of
from tests.services.reports.life_papers import text_of as pdf_text

LANDSCAPE = "841.89 x 595.276"
COLUMNS = (
    ReportColumn("序号", 12),
    ReportColumn("姓名", 24),
    ReportColumn("学时", 20, "合计", "r", 1, number=True),
    ReportColumn("日期", 30),
    ReportColumn("提醒", 60, align="l"),
)


def make_report(**changes):
    values = {
        "key": "test", "title": "学时表", "branch": "机关第一党支部", "period": "2026年度",
        "head": SheetHead("机关第一党支部", "李记录", "王书记", date(2026, 11, 22)), "columns": COLUMNS,
        "rows": (
            ReportRow((1, "欧阳㛃", Fraction(65, 2), date(2026, 3, 5), "=1+1"), "warn"),
            ReportRow((2, "施𬭎", Fraction(0), None, "")),
        ),
        "foot": ("合计", "", Fraction(65, 2), None, ""), "notes": ("按参加的活动计。",), "empty": "没有党员。",
    } | changes  # fmt: skip
    return ReportTable(**values)


def test_the_register_is_a_landscape_sheet_with_every_member(tmp_path):
    makeups = make_makeup_sheet()
    doc = RegisterPaper(
        replace(
            makeups, rows=tuple(replace(row, provisional=row.claim_due is not None) for row in makeups.rows)
        ),
        2026,
    )
    made = register_sheet(doc)
    text = pdf_text(made, tmp_path)
    assert set(sizes_of(made, tmp_path)) == {LANDSCAPE}
    assert all(name[:4] in text for name in NAMES[:9])
    for words in (
        "本人签字",
        "支部书记签字",
        "补记2.0",
        "登记18人次，已补9人次，逾期9人次",
        "放假调休安排尚未录入",
    ):
        assert words in text


def test_a_register_without_absences_says_so(tmp_path):
    empty = replace(make_makeup_sheet(), rows=())
    assert "没有需要补学的缺席" in pdf_text(register_sheet(RegisterPaper(empty, 2026)), tmp_path)


def test_days_of_another_year_name_it(tmp_path):
    sheet = make_makeup_sheet()
    row = replace(sheet.rows[0], claimed_on=date(2027, 1, 5), approved_by="隋喆 2026-01-15")
    text = pdf_text(register_sheet(RegisterPaper(replace(sheet, rows=(row,)), 2026)), tmp_path)
    assert "2027年" in text
    assert "1月5日" in text
    assert "隋喆1月15日" in text


def test_a_report_on_paper_has_its_rows_foot_and_remarks(tmp_path):
    text = pdf_text(report_sheet(make_report()), tmp_path)
    for words in ("2026年度学时表", "欧阳㛃", "施𬭎", "32.5", "2026年3月5日", "=1+1", "按参加的活动计", "—"):
        assert words in text


def test_an_empty_report_says_why(tmp_path):
    assert "没有党员。" in pdf_text(report_sheet(make_report(rows=(), foot=())), tmp_path)


def test_the_workbook_keeps_numbers_days_and_text_apart(tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(report_bytes(make_report()))
    rows = sheets(path)["学时表"]
    assert rows[0][0] == "机关第一党支部2026年度学时表"
    (line,) = [row for row in rows if "欧阳㛃" in row]
    assert line == [1.0, "欧阳㛃", 32.5, date(2026, 3, 5), "=1+1"]
    (other,) = [row for row in rows if "施𬭎" in row]
    assert other[3:] == ["—", "—"]
    assert any(row[0] == "合计" and row[2] == 32.5 for row in rows)


def test_a_long_unit_is_not_squeezed_into_the_first_column(tmp_path):
    path = tmp_path / "表.xlsx"
    head = SheetHead("中共青溪市水旱灾害防御与水利工程运行管理中心机关第二支部委员会", "隋喆", "逄翀")
    path.write_bytes(report_bytes(make_report(head=head)))
    rows = sheets(path)["学时表"]
    assert rows[1][0] == f"单位（盖章）：{head.unit}"
    assert rows[2][0] == "填表人：隋喆"


def test_an_empty_workbook_says_why(tmp_path):
    path = tmp_path / "表.xlsx"
    path.write_bytes(report_bytes(make_report(rows=(), foot=())))
    assert "没有党员。" in str(sheets(path))


def test_values_as_words():
    assert text_of(Fraction(1, 2), COLUMNS[2]) == "0.5"
    assert text_of(0, COLUMNS[0]) == "0"
    assert text_of(None, COLUMNS[0]) == ""
