from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.models.kinds import Presence
from app.services import makeup
from app.ui.makeup.advice_view import REMINDER
from app.ui.makeup.page import ADVICE, MakeupPage
from tests.life_helpers import make_activity, make_member, mark, only_task


@pytest.fixture
def page(desk, show):
    """李敏's claim has been due since Friday; 周翀 missed twice without leave."""
    for name in ("李敏", "周翀"):
        make_member(desk.ctx, name)
    mark(desk.ctx, make_activity(desk.ctx), 李敏=Presence.SICK, 周翀=Presence.UNEXCUSED)
    mark(
        desk.ctx,
        make_activity(desk.ctx, date(2026, 11, 5), topic="另一次"),
        李敏=Presence.PRESENT,
        周翀=Presence.UNEXCUSED,
    )
    makeup.set_return_date(desk.ctx, [only_task(desk.ctx, text="李敏").id], date(2026, 11, 18))
    page = show(MakeupPage(desk))
    page.tabs.setCurrentIndex(ADVICE)
    return page


def led(desk):
    asked = []
    desk.navigate_with(lambda key, focus: asked.append((key, focus)))
    return asked


def press(page, qtbot, text):
    def found():
        return [b for b in page.advice.panel.findChildren(QPushButton) if b.text() == text and b.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)


def test_reminders_come_first_then_advice_with_word_and_colour(page):
    rows = page.advice.table.rows()
    assert [(row.word, row.source.name, row.tone) for row in rows] == [
        ("逾期未认领", "李敏", "bad"),
        ("无故缺席 2 次", "周翀", "warn"),
    ]
    assert page._subtitle.text() == "提醒 1 条，建议 1 条"
    assert not page.back_button.isVisible()


def test_advice_shows_facts_and_source_and_leads_to_the_member(page, desk, qtbot):
    asked = led(desk)
    page.advice.table.selectRow(1)
    text = "\n".join(label.text() for label in page.advice.panel.findChildren(QLabel))
    assert "2026 年无故缺席 2 次（11-05、11-12）" in text
    assert "第二十九条" in text
    assert "供参考，由组织决定" in text

    press(page, qtbot, "查看党员")

    assert asked == [("members", {"member_id": page.advice.table.rows()[1].source.member_id})]


def test_reminder_leads_to_its_task(page, desk, qtbot):
    asked = led(desk)
    page.advice.table.selectRow(0)
    press(page, qtbot, "去办理")
    assert asked == [("makeup", {"task_id": only_task(desk.ctx, text="李敏").id})]

    page.focus(task_id=asked[0][1]["task_id"])
    assert page.table.current_row().name == "李敏"


def test_enter_opens_the_member_of_an_advice(page, desk, qtbot):
    asked = led(desk)
    page.advice.table.selectRow(1)
    qtbot.keyClick(page.advice.table, Qt.Key.Key_Return)
    assert asked[0][0] == "members"


def test_only_reminders_can_be_shown_and_the_list_follows_changes(page, desk, qtbot):
    page.advice.head.set_value("kind", REMINDER)
    assert [row.source.name for row in page.advice.table.rows()] == ["李敏"]

    desk.actions.do(lambda ctx: makeup.exempt(ctx, [only_task(ctx, text="李敏").id], "住院"))

    assert page.advice.table.rows() == []
    assert page.advice.table.empty.isVisible()


def test_another_page_can_lead_to_the_advice(desk, show):
    page = show(MakeupPage(desk))
    page.focus(advice=True)
    assert page.tabs.currentIndex() == ADVICE
