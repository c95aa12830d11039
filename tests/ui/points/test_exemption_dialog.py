"""The dialog of 免于积分, opened from the totals."""

from __future__ import annotations

import pytest

from app.services.points import rulebooks, totals
from app.ui.points.page import PointsPage
from tests.services.points import samples

EXEMPT = '\n[exempt]\nclasses = ["离退休"]\nneeds_approval = true\n'


@pytest.fixture
def tab(desk, show, branch):
    rulebooks.import_toml(branch, samples.rulebook_text() + EXEMPT)
    samples.add_members(branch)
    page = PointsPage(desk)
    show(page)
    page.picker.choose("2026Q1")
    page.reload()
    return page.tab("totals")


def test_a_member_is_exempted_with_a_document_and_comes_back(tab, branch, in_dialog, press):
    def write_document(dialog):
        dialog._edit.setPlainText("支委会 2026-01-08 决定")
        dialog.accept()

    def approve(dialog):
        assert [row.name for row in dialog.table.rows()] == ["逄喆"]
        in_dialog(write_document)
        dialog.approve.click()
        assert not dialog.approve.isEnabled()
        dialog.accept()

    in_dialog(approve)
    tab.exempt.click()
    assert [row.exempt for row in totals.period_totals(branch, "2026Q1").rows] == [False] * 4 + [True]
    assert [row.exempt for row in tab.table.rows()] == [False] * 4 + [True]

    def withdraw(dialog):
        press("撤销")
        dialog.withdraw.click()
        dialog.accept()

    in_dialog(withdraw)
    tab.exempt.click()
    assert not any(row.exempt for row in totals.period_totals(branch, "2026Q1").rows)
