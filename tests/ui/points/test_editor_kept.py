"""Unsaved changes of a rulebook survive the end of the program and are offered again."""

from __future__ import annotations

from datetime import date

import pytest

from app.services import drafts
from app.services.points import rulebook_draft
from app.services.points.rules_edit import Part
from app.ui.points.page import PointsPage
from tests.services.points import samples


@pytest.fixture
def open_tab(desk, show, branch):
    samples.adopt(branch)
    samples.add_members(branch)

    def opened():
        page = PointsPage(desk)
        show(page)
        page.show_tab("rulebook")
        return page.tab("rulebook")

    return opened


def change(editor, qtbot, text="3") -> None:
    editor.outline.go_to((Part.ITEM, "A1"))
    field = editor.panes[Part.ITEM].form.field("rule.points")
    field.edit.setFocus()
    field.edit.clear()
    qtbot.keyClicks(field.edit, text)


def crashed(open_tab, qtbot, branch):
    """Edit, let the change be kept, and come back in a window that knows nothing of the former."""
    tab = open_tab()
    tab.edit.click()
    change(tab.editor, qtbot)
    qtbot.waitUntil(lambda: rulebook_draft.kept(branch) is not None, timeout=3000)
    return open_tab()


def test_a_change_that_was_not_saved_is_offered_again(open_tab, qtbot, branch):
    tab = crashed(open_tab, qtbot, branch)
    assert tab.kept.isVisible()
    assert tab.kept.text() == "上次对“测试积分办法”的修改还没有保存（11月22日 09:30 暂存）。"
    tab.kept.resume.click()
    assert tab.editor.rulebook().item_by_code["A1"].rule.points == 3
    assert tab.editor.is_dirty
    assert not tab.kept.isVisible()


def test_saving_ends_the_draft(open_tab, qtbot, branch, in_dialog):
    tab = crashed(open_tab, qtbot, branch)
    tab.kept.resume.click()

    def answer(dialog):
        dialog.form.field("effective_from").set_value(date(2026, 7, 1))
        dialog.form.field("accept").box.click()
        dialog.save_button.click()

    in_dialog(answer)
    tab.editor.save.click()
    assert rulebook_draft.kept(branch) is None
    assert not open_tab().kept.isVisible()


def test_giving_up_ends_the_draft(open_tab, qtbot, branch):
    tab = crashed(open_tab, qtbot, branch)
    tab.kept.give_up.click()
    assert rulebook_draft.kept(branch) is None
    assert not tab.kept.isVisible()


def test_discarding_in_the_editor_ends_the_draft(open_tab, qtbot, branch, press):
    tab = crashed(open_tab, qtbot, branch)
    tab.kept.resume.click()
    press("放弃修改")
    tab.editor.back.click()
    assert rulebook_draft.kept(branch) is None


def test_taking_every_step_back_ends_the_draft(open_tab, qtbot, branch):
    tab = open_tab()
    tab.edit.click()
    change(tab.editor, qtbot)
    qtbot.waitUntil(lambda: rulebook_draft.kept(branch) is not None, timeout=3000)
    while tab.editor.undo.isEnabled():
        tab.editor.undo.click()
    qtbot.waitUntil(lambda: rulebook_draft.kept(branch) is None, timeout=3000)


def test_another_rulebook_asks_before_it_takes_the_place_of_a_draft(open_tab, qtbot, branch, press):
    tab = crashed(open_tab, qtbot, branch)
    press("取消")
    tab.edit.click()
    assert not tab.editor.is_open
    press("放弃那份修改")
    tab.edit.click()
    assert tab.editor.is_open
    assert tab.editor.rulebook().item_by_code["A1"].rule.points == 2


def test_a_draft_that_cannot_be_read_offers_nothing(open_tab, branch):
    drafts.keep(branch, "积分方案", {"text": "co"})
    assert not open_tab().kept.isVisible()
