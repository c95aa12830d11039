"""A half-filled grid outlives a crash and a closed window."""

from __future__ import annotations

import pytest

from app.ui.points.page import PointsPage
from tests.services.points import samples


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


@pytest.fixture
def opened(desk, show, members):
    """Open the page anew, as the next start of the program does."""

    def open_() -> PointsPage:
        page = PointsPage(desk)
        show(page)
        page.picker.choose("2026Q1")
        page.reload()
        page.show_tab("entry")
        return page

    return open_


def test_a_batch_that_was_not_saved_is_there_at_the_next_start(opened):
    page = opened()
    tab = page.tab("entry")
    tab.batch_mode.click()
    tab.batch.item.set_value("B1")
    tab.batch.grid.grid.write("填写", {(0, 2): "4", (1, 2): "2", (1, 3): "清雪"})
    assert page.may_close()

    again = opened().tab("entry")
    again.batch_mode.click()

    assert again.batch.item.value() == "B1"
    filled = [values for values in again.batch.grid.values().values() if values["value"] is not None]
    assert [(values["value"], values["reason"]) for values in filled] == [("4", None), ("2", "清雪")]
    assert again.batch.save.text() == "保存 2 条"


def test_what_was_typed_against_one_member_is_there_too_until_it_is_saved(opened, members, qtbot):
    tab = opened().tab("entry")
    tab.member_mode.click()
    tab.by_member.grid.grid.write("填写", {(0, 3): "4", (0, 4): "社区清扫"})
    qtbot.wait(1600)

    again = opened().tab("entry")
    again.member_mode.click()
    assert again.by_member.grid.grid.text(0, 3) == "4"
    again.by_member.member.set_value(members[0])
    again.by_member.submit()

    third = opened().tab("entry")
    third.member_mode.click()
    assert third.by_member.grid.grid.text(0, 3) == ""
