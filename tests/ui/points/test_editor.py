"""The rulebook editor, driven as a secretary does, on a real database."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidgetItem

from app.services.points import drafting, entries, review, rulebooks
from app.services.points.entries import EntryDraft
from app.services.points.rules import Source
from app.services.points.rules_edit import Part
from app.services.points.rules_items import Cases, ItemKind
from app.ui.points.editor_outline import GRADES, JOINTS
from app.ui.points.editor_save import SaveDialog
from app.ui.points.page import PointsPage
from tests.services.points import samples

DAY = date(2026, 3, 12)


@pytest.fixture
def members(branch):
    samples.adopt(branch)
    return samples.add_members(branch)


@pytest.fixture
def tab(desk, show, members):
    page = PointsPage(desk)
    show(page)
    page.show_tab("rulebook")
    return page.tab("rulebook")


@pytest.fixture
def editor(tab):
    tab.edit.click()
    return tab.editor


def go_to(editor, part, code=""):
    editor.outline.go_to((part, code))
    return editor.panes[part]


def choose(field, value):
    field.set_value(value)
    field.edited.emit()


def type_into(qtbot, field, text):
    field.edit.setFocus()
    field.edit.clear()
    qtbot.keyClicks(field.edit, text)


def test_a_figure_is_changed_and_saved_from_a_day_on(editor, qtbot, branch, in_dialog):
    pane = go_to(editor, Part.ITEM, "A1")
    type_into(qtbot, pane.form.field("rule.points"), "3")
    assert editor.rulebook().item_by_code["A1"].rule.points == 3

    def answer(dialog):
        assert isinstance(dialog, SaveDialog)
        dialog.form.field("effective_from").set_value(date(2026, 7, 1))
        dialog.save_button.click()
        assert "打勾" in dialog.form.errors()["accept"]
        dialog.form.field("accept").box.click()
        dialog.save_button.click()

    in_dialog(answer)
    editor.save.click()
    assert [row.effective_from for row in rulebooks.list_versions(branch)] == [
        date(2026, 7, 1),
        date(2026, 1, 1),
    ]
    assert not editor.is_open


def test_another_kind_gives_other_fields(editor, qtbot):
    editor.outline.go_to((Part.CATEGORY, "B"))
    editor.add_item.click()
    assert editor.outline.current() == (Part.ITEM, "B5")
    pane = editor.panes[Part.ITEM]
    choose(pane.form.field("kind"), ItemKind.CASES.value)
    qtbot.waitUntil(lambda: "rule.cases" in pane.keys)
    assert "rule.points" not in pane.keys
    grid = pane.form.field("rule.cases").grid
    grid.grid.write("填写", {(0, 0): "通报批评", (0, 1): "-3", (1, 0): "受处分", (1, 1): "不得分"})
    type_into(qtbot, pane.form.field("rule.start"), "10")
    assert editor.rulebook().item_by_code["B5"].rule == Cases(10, {"通报批评": -3, "受处分": None})


@pytest.mark.parametrize("kind", list(ItemKind), ids=lambda kind: kind.value)
def test_every_kind_has_its_form(editor, qtbot, kind):
    editor.outline.go_to((Part.CATEGORY, "B"))
    editor.add_item.click()
    pane = editor.panes[Part.ITEM]
    choose(pane.form.field("kind"), kind.value)
    qtbot.waitUntil(lambda: editor.rulebook().item_by_code["B5"].kind is kind)
    qtbot.wait(10)
    assert not pane.broken


def test_errors_block_saving_and_lead_to_their_form(editor, qtbot):
    editor.add_item.click()
    pane = editor.panes[Part.ITEM]
    choose(pane.form.field("kind"), ItemKind.BONUS.value)
    qtbot.waitUntil(lambda: "rule.on" in pane.keys)
    assert not editor.save.isEnabled()
    editor.outline.go_to((Part.GRADE, ""))
    line: QListWidgetItem = editor.findings.list.item(0)
    assert line.text() == "积分项目 C2 · 附在项目：缺少此项，请补上。"
    editor.findings.list.itemClicked.emit(line)
    assert editor.outline.current()[0] is Part.ITEM
    choose(editor.panes[Part.ITEM].form.field("rule.on"), "B1")
    assert editor.save.isEnabled()


def test_what_is_no_number_is_said_and_blocks(editor, qtbot):
    pane = go_to(editor, Part.CATEGORY, "A")
    type_into(qtbot, pane.form.field("cap"), "abc")
    assert "数字" in pane.form.errors()["cap"]
    assert not editor.save.isEnabled()
    type_into(qtbot, pane.form.field("cap"), "30")
    assert editor.save.isEnabled()
    assert editor.rulebook().category_by_code["A"].cap == 30


def test_a_used_item_is_retired_not_deleted(branch, members, tab, messages):
    entries.add(branch, EntryDraft(members[0], "B1", DAY, "4"))
    tab.edit.click()
    editor = tab.editor
    pane = go_to(editor, Part.ITEM, "B1")
    assert not pane.form.field("code").edit.isEnabled()
    editor.drop.click()
    assert "请改为停用" in messages[-1][0]
    pane.form.field("retired").box.click()
    assert editor.rulebook().item_by_code["B1"].retired
    go_to(editor, Part.ITEM, "B2")
    editor.drop.click()
    assert "B2" not in editor.rulebook().item_by_code


def test_a_step_is_taken_back(editor, qtbot):
    before = editor.rulebook()
    go_to(editor, Part.CATEGORY, "B")
    editor.up.click()
    assert [c.code for c in editor.rulebook().categories] == ["B", "A", "C"]
    editor.undo.click()
    assert editor.rulebook() == before
    assert not editor.is_dirty


def test_a_renamed_category_keeps_its_items(editor, qtbot):
    pane = go_to(editor, Part.CATEGORY, "B")
    type_into(qtbot, pane.form.field("code"), "ZY")
    assert editor.outline.current() == (Part.CATEGORY, "ZY")
    assert editor.rulebook().item_by_code["B1"].category == "ZY"


def test_a_source_asks_for_its_conditions(editor, qtbot):
    pane = go_to(editor, Part.ITEM, "A1")
    assert pane.form.field("when.presence").value() == ("出勤", "线上")
    choose(pane.form.field("source"), None)
    qtbot.waitUntil(lambda: "when.presence" not in pane.keys)
    assert editor.rulebook().item_by_code["A1"].when == {}
    choose(pane.form.field("source"), Source.MAKEUP.value)
    qtbot.waitUntil(lambda: "when.makeup" in pane.keys)
    pane.form.field("when.makeup").boxes["按期补"].click()
    assert editor.rulebook().item_by_code["A1"].when == {"makeup": ("按期补",)}


def test_a_source_of_the_archive_asks_for_its_own_conditions(editor, qtbot, write):
    pane = go_to(editor, Part.ITEM, "B3")
    choose(pane.form.field("source"), Source.HONOUR.value)
    qtbot.waitUntil(lambda: "when.level" in pane.keys)
    pane.form.field("when.record").boxes["奖励"].click()
    level = pane.form.field("when.level")
    write(level.edit, "市级，局级")
    level.edited.emit()
    assert editor.rulebook().item_by_code["B3"].when == {"record": ("奖励",), "level": ("市级", "局级")}
    choose(pane.form.field("source"), Source.VOLUNTEER.value)
    qtbot.waitUntil(lambda: "when.name" in pane.keys)
    assert editor.rulebook().item_by_code["B3"].when == {}
    assert any("志愿服务" in found.plain for found in drafting.check(editor.rulebook()))


def test_grades_and_joint_caps_are_tables(editor):
    editor.outline.go_to(GRADES)
    grid = editor.panes[Part.GRADE].form.field("grades").grid.grid
    grid.write("填写", {(0, 0): "先锋", (0, 1): "95"})
    assert (editor.rulebook().grades[0].name, editor.rulebook().grades[0].ge) == ("先锋", 95)
    editor.outline.go_to(JOINTS)
    grid = editor.panes[Part.JOINT].form.field("joints").grid.grid
    grid.write("填写", {(0, 0): "答题", (0, 1): "6", (0, 2): "每日"})
    pane = go_to(editor, Part.ITEM, "B1")
    choose(pane.form.field("joint"), "答题")
    assert editor.rulebook().item_by_code["B1"].joint == "答题"
    editor.outline.go_to(JOINTS)
    grid = editor.panes[Part.JOINT].form.field("joints").grid.grid
    grid.write("填写", {(0, 0): "学习"})
    grid.write("填写", {(0, 0): "学习答题"})
    assert editor.rulebook().item_by_code["B1"].joint == "学习答题"


def test_general_figures(editor, qtbot):
    pane = go_to(editor, None)
    type_into(qtbot, pane.form.field("starts"), "13-01")
    assert pane.form.errors()["starts"]
    type_into(qtbot, pane.form.field("starts"), "12-01")
    choose(pane.form.field("quota"), "优秀")
    assert "比例" in pane.form.errors()["at_most"]
    type_into(qtbot, pane.form.field("at_most"), "30%")
    book = editor.rulebook()
    assert (book.calendar.opening.code, str(book.quota.at_most)) == ("12-01", "3/10")


def test_leaving_asks_where_something_would_be_lost(editor, qtbot, press):
    editor.add_category.click()
    press("取消")
    editor.back.click()
    assert editor.is_open
    page = editor.window()
    assert page.may_leave()
    press("取消")
    assert not page.may_close()
    press("放弃修改")
    editor.back.click()
    assert not editor.is_open


def test_a_copy_for_next_year_is_opened(tab):
    tab.copy.click()
    assert tab.editor.rulebook().version == "2027"
    assert tab.editor.is_dirty


def test_the_keyboard_saves(editor, qtbot, in_dialog):
    in_dialog(lambda dialog: dialog.reject())
    qtbot.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert editor.is_open


def test_the_preview_lists_whose_figure_changes(editor, qtbot, branch, members, in_dialog):
    made = entries.add_batch(branch, [EntryDraft(m, "B1", DAY, "4") for m in members[:2]]).new_ids
    review.approve(branch, made)
    pane = go_to(editor, Part.ITEM, "B1")
    type_into(qtbot, pane.form.field("rule.points"), "2")

    def look(dialog):
        dialog.picker.choose("2026Q1")
        dialog.picker.changed.emit("2026Q1")
        told = "按新方案，2026年第一季度 2 人分数变化：2 人增加。"
        qtbot.waitUntil(lambda: dialog.sentence.text() == told, timeout=5000)
        assert [row.name for row in dialog.table.rows()] == ["张伟#1", "李敏"]
        dialog.accept()

    in_dialog(look)
    editor.preview.click()
    assert rulebooks.current(branch).item_count == 7
