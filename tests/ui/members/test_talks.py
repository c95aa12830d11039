"""谈话 beside the list: hidden until the button is pressed, and never changed unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.models.kinds import AuditKind, RecordKind, Role
from app.services import members, records
from app.services.member_checks import MemberDraft
from app.services.records import RecordDraft
from app.ui.members.page import MembersPage
from app.ui.members.panel import RECORDS
from tests import report_helpers as reports


@pytest.fixture
def page(desk, show):
    member_id = members.add(desk.ctx, MemberDraft("张三")).new_id
    draft = RecordDraft(RecordKind.TALK, "廉政提醒", "2026-05-06", issuer="陈书记", detail="须报告的事")
    records.add(desk.ctx, member_id, draft)
    page = show(MembersPage(desk))
    page.panel.tabs.setCurrentIndex(RECORDS)
    return page


def told(page):
    return " ".join(label.text() for label in page.panel.findChildren(QLabel))


def ask(page, qtbot):
    (button,) = [b for b in page.panel.findChildren(QPushButton) if b.text() == "显示谈话内容"]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.wait(1)


def test_talk_is_shown_when_asked_for_and_hidden_again_for_the_next_member(page, desk, qtbot):
    assert "谈话（内容限阅）" in told(page)
    assert "廉政提醒" not in told(page)

    ask(page, qtbot)

    assert "廉政提醒" in told(page)
    assert "须报告的事" in told(page)
    assert reports.log(desk.ctx, AuditKind.REVEAL) == ["查看“张三”的谈话记录（1 条）"]
    page.panel.show_member(None)
    page.panel.show_member(page.table.current_row())
    qtbot.wait(1)
    assert "廉政提醒" not in told(page)


def test_who_may_not_read_talks_is_told_so(page, desk, qtbot, messages, monkeypatch):
    monkeypatch.setattr(desk, "_ctx", replace(desk.ctx, roles=frozenset({Role.RECORD})))

    ask(page, qtbot)

    assert "廉政提醒" not in told(page)
    assert "限阅" in messages[-1][0]
