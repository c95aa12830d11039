"""The message line shows the last sentence, offers the way back, and goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from app.ui.widgets.toast import Toast


@pytest.fixture
def host(show) -> QWidget:
    made = QWidget()
    made.toast = Toast(made)
    return show(made)


def test_last_sentence_stands_at_the_foot(host):
    host.toast.say("已保存。", "ok")
    host.toast.say("磁盘已满，没有保存。", "bad")

    assert host.toast.text() == "磁盘已满，没有保存。"
    assert host.toast.geometry().bottom() < host.height()
    assert abs(host.toast.geometry().center().x() - host.width() // 2) <= 1


def test_it_follows_the_windows_size(host, qtbot):
    host.toast.say("已保存。", "ok")
    host.resize(700, 500)

    qtbot.waitUntil(lambda: abs(host.toast.geometry().center().x() - 350) <= 1)
    assert host.rect().contains(host.toast.geometry())


def test_way_back_is_pressed_and_the_line_goes(host, qtbot):
    pressed: list[int] = []
    host.toast.say("已审定 3 条。", "ok", action="撤销", slot=lambda: pressed.append(1))
    button = host.toast.findChild(QPushButton)

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert pressed == [1]
    assert host.toast.text() == ""


def test_cross_closes_it(host, qtbot):
    host.toast.say("已保存。", "ok")

    qtbot.mouseClick(host.toast.findChild(QToolButton), Qt.MouseButton.LeftButton)

    assert host.toast.text() == ""


def test_long_sentence_gets_a_second_line(host, qtbot):
    host.toast.say("已保存。", "ok")
    one = host.toast.height()
    host.toast.say("这一句提示特别长，" * 12, "bad")

    assert host.toast.height() > one
    assert host.rect().contains(host.toast.geometry())
