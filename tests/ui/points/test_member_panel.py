"""逐人录入: one member against every item, typed or pasted."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from app.services.points import entry_list
from app.ui.points.page import PointsPage
from tests.services.points import samples


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


@pytest.fixture
def panel(desk, show, members):
    page = PointsPage(desk)
    show(page)
    page.picker.choose("2026Q1")
    page.reload()
    page.show_tab("entry")
    tab = page.tab("entry")
    tab.member_mode.click()
    return tab.by_member


def lines(panel):
    return list(panel.grid.values())


def test_items_that_a_person_enters_stand_in_the_grid(panel):
    assert lines(panel) == ["B1", "B2", "B3"]
    assert not panel.save.isEnabled()


def test_a_pasted_block_is_saved_for_the_member(panel, branch, members):
    panel.member.set_value(members[0])
    panel.grid.go_to(0, 3)
    QGuiApplication.clipboard().setText("4\t社区清扫\n3\t抗洪抢险\n市级\t先进")
    panel.grid.paste()
    assert panel.save.text() == "保存 3 条"
    panel.save.click()
    rows = {row.item_code: row for row in entry_list.list_entries(branch)}
    assert [(code, rows[code].value_text, rows[code].reason) for code in ("B1", "B2", "B3")] == [
        ("B1", "4 小时", "社区清扫"),
        ("B2", "3 分", "抗洪抢险"),
        ("B3", "市级", "先进"),
    ]
    assert {row.member_id for row in rows.values()} == {members[0]}
    assert not panel.save.isEnabled()
    assert panel.member.value() is None


def test_each_line_is_held_to_its_own_item(panel, branch, members):
    panel.member.set_value(members[0])
    panel.grid.grid.write("填写", {(1, 3): "9", (2, 3): "省级"})
    problems = {row: reason for row, _, reason in panel.grid.grid.problems()}
    assert "超出范围" in problems[2]
    assert "市级、局级" in problems[3]
    panel.save.click()
    assert entry_list.list_entries(branch) == []


def test_a_member_is_needed_and_refusals_stand_at_their_line(panel, branch, members):
    panel.grid.grid.write("填写", {(0, 3): "4", (1, 3): "3"})
    panel.save.click()
    assert panel.form.errors()["member_id"]
    panel.member.set_value(members[0])
    panel.save.click()
    assert "事由" in panel.grid.grid.problems()[0][2]
    assert entry_list.list_entries(branch) == []
