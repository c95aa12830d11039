from __future__ import annotations

import pytest

from app.services import advice_steps
from app.ui.life_advice_dialog import AdviceStepsDialog
from app.ui.makeup.page import ADVICE, MakeupPage
from app.ui.settings.page import SettingsPage


@pytest.fixture
def dialog(desk, qtbot):
    made = AdviceStepsDialog(desk)
    qtbot.addWidget(made)
    made.show()
    return made


def put(dialog, row, column, text):
    dialog.grid.grid.write("输入", {(row, column): text})


def test_a_step_is_changed_with_its_source_and_the_presets_come_back(dialog, desk):
    assert dialog.grid.grid.text(0, 1) == "1"
    put(dialog, 0, 1, "2 次")
    put(dialog, 1, 1, "4")
    put(dialog, 0, 3, "本支部考勤制度第五条")
    dialog.save_button.click()

    first = advice_steps.load(desk.ctx)[0]
    assert (first.count, first.source) == (2, "本支部考勤制度第五条")
    dialog._preset()
    assert dialog.grid.grid.text(0, 1) == "1"


@pytest.mark.parametrize(
    ("place", "text", "words"),
    [
        ((0, 1), "两次", "请填整数"),
        ((0, 1), "", "请填 1 到 36 之间的整数。"),
        ((0, 3), "", "请写明依据"),
        ((8, 2), "谈话", "请选择这一步按什么计算。"),
    ],
)
def test_what_cannot_be_is_said_beside_the_cell_and_nothing_is_saved(dialog, desk, place, text, words):
    put(dialog, *place, text)

    dialog.save_button.click()

    assert words in dialog.problem()
    assert dialog.isVisible()
    assert dialog.grid.grid.problems()
    assert advice_steps.load(desk.ctx) == advice_steps.presets()


def test_the_steps_open_from_the_advice_and_from_the_settings(desk, show, in_dialog):
    seen = []

    def look(dialog):
        seen.append(type(dialog))
        dialog.reject()

    page = show(MakeupPage(desk))
    page.tabs.setCurrentIndex(ADVICE)
    in_dialog(look)
    page.advice.steps_button.click()
    settings = show(SettingsPage(desk))
    in_dialog(look)
    settings.advice_button.click()

    assert seen == [AdviceStepsDialog, AdviceStepsDialog]
