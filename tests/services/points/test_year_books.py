from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import AuditKind, Presence
from app.services.points import entries, exemptions, review, rulebooks, year_books, year_end
from tests import report_helpers as reports
from tests.services.points import closing_kit as kit
from tests.services.points import samples


@pytest.fixture
def people(branch, clock):
    clock.set(2026, 12, 31)
    rulebooks.import_toml(branch, samples.rulebook_text() + '\n[exempt]\nclasses = ["离退休"]\n')
    found = samples.add_members(branch)
    samples.hold(branch, date(2026, 3, 12), {found[1]: Presence.PRESENT, found[2]: Presence.UNEXCUSED})
    samples.approve_all(branch)
    kit.earn(branch, found[1], "3")
    return found


def test_the_books_hold_summary_register_and_a_card_for_everybody(branch, people, tmp_path):
    year_end.confirm(branch, "2026", accept_open=True)
    path = year_books.export_year_book(branch, "2026", tmp_path / "台账.xlsx")
    read = reports.sheets(path)
    assert list(read) == ["年度汇总", "加扣分登记", "1张伟#1", "2李敏", "3王芳", "4张伟#2", "5逄喆"]
    assert any("参加积分管理党员数 4 = 优秀 4" in str(row[0]) for row in read["年度汇总"])
    assert len(reports.page_feet(path)) == len(read)
    assert reports.log(branch, AuditKind.EXPORT) == ["导出机关第一党支部2026年度党员积分台账，5 人"]


def test_the_register_lists_what_counted_by_day(branch, people, tmp_path):
    path = year_books.export_year_book(branch, "2026", tmp_path / "台账.xlsx")
    rows = [row for row in reports.sheets(path)["加扣分登记"] if row[1] in ("李敏", "王芳")]
    assert [(row[1], row[3], row[4], row[5]) for row in rows] == [
        ("李敏", "参加主题党日：《学党史》出勤", 2, ""),
        ("王芳", "无故缺席：《学党史》无故缺席", "", 3),
        ("李敏", "急难险重表现：防汛抢险表现突出", 3, ""),
    ]


def test_a_card_puts_each_item_under_its_month(branch, people, tmp_path):
    path = year_books.export_year_book(branch, "2026", tmp_path / "台账.xlsx")
    rows = reports.sheets(path)["2李敏"]
    (item,) = [row for row in rows if row[2] == "参加主题党日"]
    assert (item[5], item[15]) == (2, 2)
    (months,) = [row for row in rows if row[0] == "月度积分"]
    assert (months[5], months[10], months[15]) == (2, 3, 5)
    assert any("第一季度 62.0" in str(row[0]) for row in rows)
    assert any(str(row[0]).startswith("年度积分：") for row in rows)


def test_the_note_names_the_approval_of_an_exemption(branch, people):
    exemptions.approve_exemption(branch, people[-1], 2026, "支部委员会 2026-01-08 决定")
    (member,) = [m for m in year_books.year_book(branch, "2026").members if m.name == "逄喆"]
    assert member.note == "经批准不参加积分管理（支部委员会 2026-01-08 决定）"


def test_the_register_tells_of_adjustments_below_and_does_not_count_them_twice(branch, people, tmp_path):
    kit.lock(branch, "2026Q1")
    draft = entries.EntryDraft(people[2], "B2", date(2026, 3, 20), "2", reason="防汛值守后补报")
    review.approve(branch, [entries.add(branch, draft).new_id])
    path = year_books.export_year_book(branch, "2026", tmp_path / "台账.xlsx")
    rows = reports.sheets(path)["加扣分登记"]
    at = next(number for number, row in enumerate(rows) if "不重复计" in str(row[0]))
    assert [(row[1], row[2], row[3], row[4]) for row in rows[at + 1 : at + 2]] == [
        ("王芳", "调整", "2026年第一季度：补记：防汛值守后补报", 2)
    ]
    assert ("王芳", "急难险重表现：防汛值守后补报", 2) in [(row[1], row[3], row[4]) for row in rows[:at]]
