"""Evidence (证明材料) of entries: attached while entering or reviewing, asked for before approval."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QPushButton

from app.models.kinds import EntryState
from app.services.points import entries, entry_list
from app.services.points.entries import EntryDraft
from app.ui.points.page import PointsPage
from tests.services.points import samples

Q1_DAY = date(2026, 3, 12)


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


@pytest.fixture
def page(desk, show, members):
    made = PointsPage(desk)
    show(made)
    return made


def button(panel, text):
    """Return the button that a panel made last; former ones only wait to be deleted."""
    return [made for made in panel.findChildren(QPushButton) if made.text() == text][-1]


def go_to(page, period, tab):
    page.picker.choose(period)
    page.reload()
    page.show_tab(tab)
    return page.tab(tab)


def test_missing_evidence_is_filtered_attached_and_asked_for(
    page, branch, members, choose_file, tmp_path, in_dialog
):
    first, second = (entries.add(branch, EntryDraft(m, "B3", Q1_DAY, "市级")).new_id for m in members[:2])
    entries.add(branch, EntryDraft(members[2], "B1", Q1_DAY, "4"))
    tab = go_to(page, "2026Q1", "review")
    tab.filters.set_value("proof", "missing")
    assert {row.id for row in tab.table.rows()} == {first, second}
    path = tmp_path / "决定.pdf"
    path.write_bytes(b"%PDF-1.4")
    choose_file(path)
    tab.table.select_where(lambda row: row.id == first)

    def add_paper(dialog):
        dialog.form.field("papers").add_button.click()
        dialog.submit()

    in_dialog(add_paper)
    button(tab.panel, "证明材料").click()
    assert [row.id for row in tab.table.rows()] == [second]

    def explain(dialog):
        dialog.submit()
        assert dialog.form.errors()["without_proof"]
        dialog.form.field("without_proof").set_value("原件已核对")
        dialog.submit()

    tab.table.selectRow(0)
    in_dialog(explain)
    tab.approve.click()
    states = {row.id: row.state for row in entry_list.list_entries(branch)}
    assert states[second] is EntryState.APPROVED


def test_evidence_is_attached_while_entering(page, branch, members, choose_file, tmp_path):
    form = go_to(page, "2026Q1", "entry").form
    form.member.set_value(members[0])
    form.day.set_value(Q1_DAY)
    form.item.set_value("B3")
    form.value.set_value("市级")
    path = tmp_path / "决定.pdf"
    path.write_bytes(b"%PDF-1.4")
    choose_file(path)
    form.papers.add_button.click()
    form.save.click()
    (row,) = entry_list.list_entries(branch)
    assert (row.papers, row.proof_missing) == (1, False)
    assert form.papers.names() == []


def test_checking_without_evidence_asks_why(page, branch, members, in_dialog):
    (made,) = entries.add(branch, EntryDraft(members[0], "B3", Q1_DAY, "市级")).new_ids
    tab = go_to(page, "2026Q1", "review")
    tab.table.select_where(lambda row: row.id == made)
    in_dialog(lambda dialog: dialog.reject())
    tab.check.click()
    assert entry_list.list_entries(branch)[0].state is EntryState.DRAFT

    def explain(dialog):
        dialog._edit.setPlainText("原件已核对")
        dialog.accept()

    in_dialog(explain)
    tab.check.click()
    (row,) = entry_list.list_entries(branch)
    assert (row.state, row.reason) == (EntryState.CHECKED, "未附证明：原件已核对")
