"""The panel shows one record as plain text, with its acts, and a hint while there is none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui.widgets.buttons import plain_button
from app.ui.widgets.side_panel import SidePanel


@pytest.fixture
def panel(show) -> SidePanel:
    return show(SidePanel("选一条任务，这里显示经过。"))


def texts(panel: SidePanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def fill(panel: SidePanel, name: str) -> None:
    panel.begin(name, "第一党小组", badge="逾期", tone="bad")
    panel.add_section("缺席的活动", [("日期", "2026-03-05"), ("任务", "")], hint="双击打开")
    panel.add_text("<b>不是标记</b>")
    panel.end()


def test_hint_stands_while_nothing_is_chosen(panel):
    assert "选一条任务，这里显示经过。" in texts(panel)
    assert panel.empty.isVisible()


def test_record_is_shown_with_a_dash_for_what_is_empty(panel, qtbot):
    fill(panel, "欧阳喆")
    qtbot.waitUntil(lambda: "任务" in texts(panel))

    shown = texts(panel)
    assert shown[:2] == ["欧阳喆", "第一党小组"]
    assert shown[shown.index("任务") + 1] == "—"
    assert panel.badge.text() == "逾期"


def test_all_text_is_plain(panel):
    fill(panel, "<i>王</i>")

    assert {label.textFormat() for label in panel.findChildren(QLabel) if label.text()} == {
        Qt.TextFormat.PlainText
    }


def test_next_record_replaces_the_former(panel, qtbot):
    fill(panel, "欧阳喆")
    panel.begin("逄翀")
    panel.end()
    qtbot.waitUntil(lambda: "缺席的活动" not in texts(panel))

    assert "逄翀" in texts(panel)
    assert not panel.badge.isVisible()


def test_acts_are_pressed(panel, qtbot):
    pressed: list[str] = []
    fill(panel, "欧阳喆")
    button = plain_button("认领", lambda: pressed.append("认领"))
    panel.set_acts([button])

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert pressed == ["认领"]


def test_cleared_panel_shows_the_hint_again(panel):
    fill(panel, "欧阳喆")
    panel.clear()

    assert panel.empty.isVisible()


def test_hint_of_a_narrow_panel_is_not_cut(panel, qtbot):
    panel.resize(panel.minimumWidth(), 600)
    panel.empty.say("", "从左侧的列表里选一条任务，这里会显示它的经过和下一步。", icon="info-circle")
    (hint,) = [label for label in panel.empty.findChildren(QLabel) if "左侧" in label.text()]

    qtbot.waitUntil(lambda: hint.width() < panel.width())
    assert hint.height() >= hint.heightForWidth(hint.width())
    assert panel.empty.rect().contains(hint.geometry())
