"""Filters tell what is wanted now, once a pause in typing is over."""

from __future__ import annotations

from enum import StrEnum

import pytest
from PySide6.QtCore import Qt

from app.ui.widgets.filter_bar import FilterBar


@pytest.fixture
def bar(show) -> FilterBar:
    made = FilterBar()
    made.add_choice("state", "状态", [("open", "待认领"), ("done", "已补")])
    made.add_choice("year", "年度", [(2026, "2026 年"), (2025, "2025 年")], every="")
    made.search = made.add_search("姓名或拼音首字母")
    return show(made)


@pytest.fixture
def told(bar) -> list[dict]:
    heard: list[dict] = []
    bar.changed.connect(heard.append)
    return heard


def test_nothing_is_filtered_at_first(bar):
    assert bar.values() == {"state": None, "year": 2026, "text": ""}


def test_choice_is_told_at_once(bar, told, qtbot):
    combo = bar._choices["state"]
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)

    assert [values["state"] for values in told] == ["open"]


def test_typing_is_told_after_a_pause(bar, told, qtbot):
    with qtbot.waitSignal(bar.changed):
        qtbot.keyClicks(bar.search, "oyz")

    assert [values["text"] for values in told] == ["oyz"]


def test_escape_empties_the_search(bar, told, qtbot):
    bar.search.setFocus()
    qtbot.keyClicks(bar.search, "oyz")
    qtbot.keyClick(bar.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(told))

    assert told[-1]["text"] == ""


def test_ctrl_f_leads_to_the_search(bar, qtbot):
    bar._choices["state"].setFocus()
    qtbot.keyClick(bar, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    assert bar.search.hasFocus()


def test_other_options_keep_the_choice_where_they_can(bar):
    bar.set_value("state", "done")
    bar.set_options("state", [("done", "已补"), ("late", "逾期")])
    assert bar.values()["state"] == "done"

    bar.set_options("state", [("late", "逾期")])
    assert bar.values()["state"] is None


def test_clearing_is_told_once(bar, told):
    bar.set_value("state", "done")
    bar.set_value("text", "王")
    told.clear()

    bar.clear()

    assert told == [{"state": None, "year": 2026, "text": ""}]


class Shade(StrEnum):
    """A kind as the services know it."""

    LIGHT = "light"
    DARK = "dark"


def test_a_choice_gives_back_the_very_value_it_was_offered(bar, told):
    whole = (2026, 1)
    bar.add_choice("shade", "深浅", [(Shade.LIGHT, "浅"), (Shade.DARK, "深")])
    bar.add_choice("span", "期间", [(whole, "一季度")], every="")

    bar.set_value("shade", Shade.DARK)

    assert told[-1]["shade"] is Shade.DARK
    assert told[-1]["span"] is whole


def test_a_value_may_be_chosen_by_its_code(bar):
    bar.add_choice("shade", "深浅", [(Shade.LIGHT, "浅"), (Shade.DARK, "深")])

    bar.set_value("shade", "dark")

    assert bar.values()["shade"] is Shade.DARK


def test_the_button_to_clear_is_there_only_while_something_is_filtered(bar, told, qtbot):
    assert not bar.clear_button.isVisible()

    bar.set_value("year", 2025)
    assert not bar.clear_button.isVisible()
    bar.set_value("state", "open")
    bar.set_value("text", "张")
    assert bar.clear_button.isVisible()
    qtbot.mouseClick(bar.clear_button, Qt.MouseButton.LeftButton)

    assert told[-1] == {"state": None, "year": 2025, "text": ""}
    assert not bar.clear_button.isVisible()


def choose(bar: FilterBar, key: str, word: str) -> None:
    """Choose as the user does."""
    box = bar._choices[key]
    box.setCurrentIndex(box.findText(word))


def remembering(settings) -> FilterBar:
    made = FilterBar()
    made.add_choice("state", "状态", [("open", "待认领"), ("done", "已补")])
    made.add_choice("group", "党小组", [])
    made.add_search("姓名")
    made.remember("tasks", settings)
    return made


def test_choices_are_there_again_at_the_next_start_by_their_words(window_state, qtbot):
    first = remembering(window_state)
    qtbot.addWidget(first)
    first.set_options("group", [(2, "第一党小组"), (3, "第二党小组")])
    choose(first, "state", "已补")
    choose(first, "group", "第二党小组")

    again = remembering(window_state)
    qtbot.addWidget(again)
    assert again.values()["state"] == "done"
    assert again.values()["group"] is None
    # another file: the same group has another number
    again.set_options("group", [(7, "第二党小组"), (8, "第三党小组")])
    assert again.values() == {"state": "done", "group": 7, "text": ""}


def test_cleared_filters_are_forgotten_and_those_set_by_the_program_are_not_kept(window_state, qtbot):
    first = remembering(window_state)
    qtbot.addWidget(first)
    choose(first, "state", "已补")
    first.clear_filters()
    first.set_value("state", "open")

    again = remembering(window_state)
    qtbot.addWidget(again)
    assert again.values()["state"] is None


def test_a_hidden_choice_neither_counts_nor_is_cleared(bar):
    bar.set_value("state", "open")
    bar.show_only({"year"})
    assert not bar.clear_button.isVisible()
    bar.clear_filters()
    assert bar.values()["state"] == "open"


def test_another_page_asks_for_exactly_these_values(bar, told):
    bar.set_value("state", "open")
    bar.show_values({"year": 2025})
    assert told[-1] == {"state": None, "year": 2025, "text": ""}
    bar.show_values({"state": "done", "text": "张"})
    assert told[-1] == {"state": "done", "year": 2025, "text": "张"}
