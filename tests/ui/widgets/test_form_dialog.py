"""A form dialog closes only after the service accepted; a refusal stands beside its field and nothing is lost."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from app.services import orgs
from app.services.errors import BadInput, Refused
from app.ui.widgets.fields import LineField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog


def add_group(ctx, values):
    if values["name"] == "旧名":
        raise Refused("这个党小组已经撤销，请换一个名称。")
    if values["name"] == "太长":
        raise BadInput("名称太长。", field="name")
    return orgs.add_group(ctx, values["name"])


@pytest.fixture
def dialog(desk, show) -> FormDialog:
    form = Form()
    form.add("name", "名称", LineField(), required=True)
    made = FormDialog(desk, "新增党小组", form, add_group, button="新增", success="已新增党小组。")
    return show(made)


def groups(desk) -> list[str]:
    return [group.name for group in orgs.groups(desk.ctx)]


def test_accepted_values_are_saved_told_and_the_dialog_closes(dialog, desk, messages, write, qtbot):
    write(dialog.form.field("name").inner, "第三党小组")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    assert not dialog.isVisible()
    assert "第三党小组" in groups(desk)
    assert messages == [("已新增党小组。", "ok")]
    assert dialog.answer.tables == {"org"}


def test_enter_saves(dialog, desk, write, qtbot):
    write(dialog.form.field("name").inner, "第三党小组")
    qtbot.keyClick(dialog.form.field("name").inner, Qt.Key.Key_Return)

    assert "第三党小组" in groups(desk)


def test_refusal_of_a_field_stands_beside_it(dialog, messages, write, qtbot):
    write(dialog.form.field("name").inner, "太长")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    assert dialog.isVisible()
    assert dialog.form.errors() == {"name": "名称太长。"}
    assert messages == []


def test_other_refusals_stand_at_the_foot(dialog, write, qtbot):
    write(dialog.form.field("name").inner, "旧名")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    assert dialog.isVisible()
    assert dialog.problem() == "这个党小组已经撤销，请换一个名称。"
    assert dialog.form.field("name").inner.text() == "旧名"


def test_saving_twice_saves_once(dialog, desk, write):
    write(dialog.form.field("name").inner, "第三党小组")
    dialog.submit()
    write(dialog.form.field("name").inner, "第四党小组")
    dialog.submit()

    assert "第四党小组" not in groups(desk)


def test_unsaved_input_is_not_thrown_away_unasked(dialog, write, press, qtbot):
    write(dialog.form.field("name").inner, "第三党小组")
    press("取消")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    kept = dialog.isVisible()
    press("放弃")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert kept
    assert not dialog.isVisible()


def test_untouched_dialog_closes_without_a_question(dialog, qtbot):
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)

    assert not dialog.isVisible()


def _scrolls(dialog: FormDialog) -> bool:
    area = dialog.findChild(QScrollArea)
    assert area is not None
    return area.verticalScrollBar().maximum() > 0


def test_seven_fields_with_hints_and_errors_stand_without_scrolling(desk, qtbot):
    form = Form()
    for number in range(7):
        form.add(
            f"f{number}", f"第{number}项", LineField(), required=True, hint="以支部大会通过之日为准。" * 2
        )
    dialog = FormDialog(desk, "新增", form, add_group)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert not _scrolls(dialog)
    before = dialog.height()

    dialog.submit()

    assert len(form.errors()) == 7
    qtbot.waitUntil(lambda: dialog.height() > before and not _scrolls(dialog))


def test_a_form_higher_than_the_screen_scrolls_inside_it(desk, qtbot):
    form = Form()
    for number in range(40):
        form.add(f"f{number}", f"第{number}项", LineField())
    dialog = FormDialog(desk, "新增", form, add_group)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)

    assert dialog.frameGeometry().height() <= dialog.screen().availableGeometry().height()
    assert dialog.save_button.geometry().bottom() < dialog.height()
    assert _scrolls(dialog)
