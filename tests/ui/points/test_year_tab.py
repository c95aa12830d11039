"""The grades of a year, decided and confirmed by clicks, on a real database."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import EntryState
from app.services.points import entries, entry_list, review, rulebooks, settlements, year_end
from app.ui.points.page import PointsPage
from tests import report_helpers as reports
from tests.services.points import samples

RULES = (
    samples.rulebook_text().replace('annual = "sum"', 'annual = "running"')
    + '\n[quota]\ngrade = "优秀"\nat_most = "1/3"\n'
)


@pytest.fixture
def people(branch, clock):
    clock.set(2026, 12, 31)
    rulebooks.import_toml(branch, RULES)
    found = samples.add_members(branch, ("张伟", "李敏", "王芳", "赵刚"))
    for member in found[:2]:
        ids = [
            entries.add(
                branch, entries.EntryDraft(member, "B2", date(2026, 3, 1 + at), "5", reason="急难险重")
            ).new_id
            for at in range(7)
        ]
        review.approve(branch, ids)
    return found


@pytest.fixture
def tab(desk, show, people):
    page = PointsPage(desk)
    show(page)
    page.picker.choose("2026")
    page.reload()
    page.show_tab("year")
    return page.tab("year")


def cells(tab, key):
    at = [column.key for column in tab.table.model().columns].index(key)
    return [tab.table.model().columns[at].text(row) for row in tab.table.rows()]


def test_the_year_shows_its_quarters_and_the_ties(tab):
    assert cells(tab, "total") == ["95.0", "95.0", "60.0", "60.0"]
    assert cells(tab, "grade") == ["待确定", "待确定", "合格", "合格"]
    assert "有 2 名党员积分并列" in tab.notice.text()
    assert "“优秀”名额 1 个" in tab.check.text()


def test_a_tie_is_decided_with_a_reason(tab, branch, people, in_dialog):
    errors = []

    def fill(dialog):
        dialog.form.field("grade").set_value("优秀")
        dialog.save_button.click()
        errors.append(dialog.form.errors())
        dialog.form.field("reason").edit.setPlainText("支委会研究")
        dialog.save_button.click()

    tab.table.select_where(lambda row: row.member_id == people[0])
    in_dialog(fill)
    tab.decide.click()
    assert "理由" in errors[0]["reason"]
    assert year_end.year_table(branch, "2026").rows[0].decided == "优秀"


def test_confirming_locks_the_year(tab, branch, people, press):
    year_end.decide(branch, "2026", people[0], "优秀", "支委会研究")
    year_end.decide(branch, "2026", people[1], "合格", "支委会研究")
    tab.show_year("2026")
    press("确认并锁定")
    tab.confirm.click()
    tab.show_year("2026")
    assert settlements.settled(branch, "2026") is not None
    assert not tab.confirm.isVisible()
    assert "结算公示" in tab.notice.text()


def test_a_veto_is_entered_with_its_document(tab, branch, people, in_dialog, write):
    def fill(dialog):
        write(dialog.form.field("happened_on").edit, "2026-06-01")
        write(dialog.form.field("document").edit, "江水党 8 号")
        dialog.save_button.click()

    tab.table.select_where(lambda row: row.member_id == people[1])
    in_dialog(fill)
    tab.veto.click()
    (found,) = [row for row in entry_list.list_entries(branch) if row.is_veto]
    assert (found.member_id, found.document, found.state) == (people[1], "江水党 8 号", EntryState.DRAFT)


def test_the_books_of_the_year_are_saved(tab, choose_file, tmp_path):
    choose_file(tmp_path / "台账.xlsx")
    tab.export.click()
    assert next(iter(reports.sheets(tmp_path / "台账.xlsx"))) == "年度汇总"
