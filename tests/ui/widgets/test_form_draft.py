"""What was typed into a form is there again after a crash, and only in the form it belongs to."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.services import drafts, orgs
from app.ui.widgets.date_fields import DateField
from app.ui.widgets.fields import ChoiceField, LineField, TextField
from app.ui.widgets.form import Form
from app.ui.widgets.form_dialog import FormDialog
from app.ui.widgets.member_field import MemberChoice, MemberField

_PAUSE_MS = 1600


def _add(ctx, values):
    return orgs.add_group(ctx, values["name"])


@pytest.fixture
def opened(desk, show):
    """Open a dialog about a group that is called `name` so far."""

    def open_(name: str = "") -> FormDialog:
        form = Form()
        form.add("name", "名称", LineField(), required=True)
        form.add("since", "成立", DateField(date(2026, 11, 22)))
        form.add("kind", "类别", ChoiceField([("a", "甲"), ("b", "乙")]))
        form.add("who", "组长", MemberField([MemberChoice(1, "王伟", "ww")]))
        form.add("note", "说明", TextField())
        form.set_values({"name": name})
        return show(FormDialog(desk, "党小组", form, _add))

    return open_


def _typed(dialog: FormDialog, write, qtbot) -> None:
    write(dialog.form.field("name").inner, "第三")
    write(dialog.form.field("since").inner, "3.")
    write(dialog.form.field("who").inner, "王")
    dialog.form.field("kind").set_value("b")
    write(dialog.form.field("note").inner, "没写完")
    qtbot.wait(_PAUSE_MS)


def test_a_form_cut_off_by_a_crash_comes_back_as_it_stood(opened, write, qtbot):
    _typed(opened(), write, qtbot)

    again = opened()

    assert again.form.states() == {"name": "第三", "since": "3.", "kind": "b", "who": "王", "note": "没写完"}
    assert again.draft_line.isVisible()
    assert again.form.is_dirty


def test_the_form_of_another_record_does_not_get_it(opened, write, qtbot):
    _typed(opened("第一党小组"), write, qtbot)

    other = opened("第二党小组")

    assert other.form.states()["name"] == "第二党小组"
    assert not other.draft_line.isVisible()


def test_beginning_anew_empties_the_form_and_forgets_the_draft(opened, write, qtbot):
    _typed(opened(), write, qtbot)
    again = opened()

    qtbot.mouseClick(again.anew_button, Qt.MouseButton.LeftButton)

    assert again.form.states()["name"] == ""
    assert not again.form.is_dirty
    assert not opened().draft_line.isVisible()


def test_what_was_saved_is_no_draft_any_more(opened, write, qtbot):
    dialog = opened()
    write(dialog.form.field("name").inner, "第三党小组")
    qtbot.wait(_PAUSE_MS)
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    assert not dialog.isVisible()
    assert not opened().draft_line.isVisible()


def test_what_was_given_up_is_no_draft_any_more(opened, write, qtbot, press):
    dialog = opened()
    write(dialog.form.field("name").inner, "第三党小组")
    qtbot.wait(_PAUSE_MS)

    press("放弃")
    dialog.reject()

    assert not opened().draft_line.isVisible()


def test_an_untouched_form_keeps_nothing(opened, desk, qtbot):
    opened().form.edited.emit()
    qtbot.wait(_PAUSE_MS)

    with desk.ctx.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM draft").scalar() == 0
    assert drafts.find(desk.ctx, "党小组") is None
