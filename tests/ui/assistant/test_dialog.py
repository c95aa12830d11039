from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.services import first_start, members, orgs, settings
from app.services.points import rulebooks
from app.services.undo import UndoStack
from app.ui.assistant.dialog import BRANCH, DONE, MEMBERS, RULEBOOK, Assistant, run_assistant
from app.ui.members.page import MembersPage
from tests.ui.members.roster_files import person, write_roster


@pytest.fixture
def desk(empty_desk, ctx):
    """A desk on an empty file: no branch yet."""
    empty_desk.attach(ctx, UndoStack())
    yield empty_desk
    empty_desk.close()


@pytest.fixture
def assistant(desk, show):
    return show(Assistant(desk))


def forward(assistant, qtbot):
    qtbot.mouseClick(assistant.next_button, Qt.MouseButton.LeftButton)


def name_branch(assistant, qtbot):
    form = assistant.branch.form
    for key, text in (
        ("unit", "某市水利局"),
        ("branch", "机关第一党支部"),
        ("secretary", "王书记"),
        ("recorder", "李记录"),
    ):
        form.field(key).edit.insert(text)


def test_names_must_be_given_before_going_on(assistant, qtbot):
    forward(assistant, qtbot)

    assert set(assistant.branch.form.errors()) == {"unit", "branch"}
    assert assistant._at == BRANCH


def test_import_needs_its_file(assistant, qtbot):
    name_branch(assistant, qtbot)
    forward(assistant, qtbot)
    forward(assistant, qtbot)
    assert assistant._at == MEMBERS

    qtbot.mouseClick(assistant.members.hand_card, Qt.MouseButton.LeftButton)
    forward(assistant, qtbot)

    assert assistant._at == RULEBOOK


def test_nothing_is_written_before_the_last_step_is_confirmed(assistant, qtbot, desk):
    name_branch(assistant, qtbot)
    forward(assistant, qtbot)
    assistant.members.hand_card.choose()
    forward(assistant, qtbot)
    assert first_start.needed(desk.ctx)

    assistant.rulebook.cards["jiguan"].choose()
    forward(assistant, qtbot)

    assert assistant._at == DONE
    assert orgs.branch(desk.ctx).name == "机关第一党支部"
    assert [group.name for group in orgs.groups(desk.ctx)] == ["第一党小组", "第二党小组"]
    assert settings.load(desk.ctx).recorder == "李记录"
    assert rulebooks.current(desk.ctx).code == "jiguan"


def test_going_back_keeps_what_was_filled_in(assistant, qtbot):
    name_branch(assistant, qtbot)
    forward(assistant, qtbot)

    qtbot.mouseClick(assistant.back_button, Qt.MouseButton.LeftButton)

    assert assistant._at == BRANCH
    assert assistant.branch.form.field("unit").value() == "某市水利局"


def test_two_groups_of_one_name_lead_back_to_the_field(assistant, qtbot):
    name_branch(assistant, qtbot)
    assistant.branch.form.field("groups").set_value("一组、一组")
    forward(assistant, qtbot)
    assistant.members.hand_card.choose()
    forward(assistant, qtbot)
    forward(assistant, qtbot)

    assert assistant._at == BRANCH
    assert set(assistant.branch.form.errors()) == {"groups"}


def test_rulebook_may_be_chosen_later(assistant, qtbot, desk):
    name_branch(assistant, qtbot)
    forward(assistant, qtbot)
    assistant.members.hand_card.choose()
    forward(assistant, qtbot)
    assistant.rulebook.cards[""].choose()
    forward(assistant, qtbot)

    assert rulebooks.current(desk.ctx) is None


def test_sample_branch_writes_nothing_here(desk, in_dialog, qtbot):
    started = []
    desk.start_demo = lambda: started.append(True)

    in_dialog(lambda dialog: qtbot.mouseClick(dialog.demo_button, Qt.MouseButton.LeftButton))
    run_assistant(desk)

    assert started == [True]
    assert first_start.needed(desk.ctx)


def test_leaving_with_names_filled_in_is_asked_about(assistant, qtbot, press, desk):
    name_branch(assistant, qtbot)
    press("取消")
    assistant.reject()
    assert assistant.isVisible()

    press("退出向导")
    assistant.reject()
    assert not assistant.isVisible()
    assert first_start.needed(desk.ctx)


def test_from_an_empty_file_to_a_branch_with_its_roster(desk, in_dialog, qtbot, show, tmp_path):
    file = write_roster(
        tmp_path / "名册.xlsx", person("逄翀", 性别="男", 党小组="第一党小组"), person("㛃䶮", 性别="女")
    )
    page = show(MembersPage(desk))
    desk.navigate_with(lambda key, focus: page.focus(**focus))

    def through(dialog):
        name_branch(dialog, qtbot)
        forward(dialog, qtbot)
        dialog.members.take(file)
        forward(dialog, qtbot)
        forward(dialog, qtbot)
        # the preview opens as the assistant closes
        in_dialog(preview)
        forward(dialog, qtbot)

    def preview(dialog):
        qtbot.waitUntil(lambda: dialog.import_button.isEnabled())
        qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: not dialog.import_button.isVisible())
        qtbot.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)

    in_dialog(through)
    run_assistant(desk)

    assert [row.name for row in members.list_members(desk.ctx)] == ["逄翀", "㛃䶮"]
    assert [row.shown_name for row in page.table.rows()] == ["逄翀", "㛃䶮"]
