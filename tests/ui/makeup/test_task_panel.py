"""Each line of the ledger leads to its absence, evidence and points."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from app.models.kinds import Presence
from app.services import attendance, makeup_rows
from app.services.attachments import Owner, list_attachments
from app.services.attendance import AttendanceDraft
from app.ui.life_papers_field import LivePapers
from app.ui.life_reports_dialog import LifeReportsDialog
from app.ui.makeup.page import MakeupPage
from app.ui.widgets.labels import ElidedLabel
from tests.life_helpers import make_activity, make_member

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def page(desk, show):
    member = make_member(desk.ctx, "李敏")
    activity = make_activity(desk.ctx, starts_at="14:30")
    leave = AttendanceDraft(Presence.SICK, "", "王书记", date(2026, 11, 12), "16:00")
    attendance.record(desk.ctx, activity, {member: leave})
    return show(MakeupPage(desk))


def press(page, text):
    next(b for b in page.panel.findChildren(QPushButton) if b.text() == text and b.isVisible()).click()


def papers(page):
    return next(field for field in page.panel.findChildren(LivePapers) if field.isVisible())


def test_the_panel_says_who_approved_the_leave_and_when(page):
    said = [label.text() for label in page.panel.findChildren(ElidedLabel)]
    assert "病假　王书记 2026-11-12 16:00 事后补假" in said


def test_the_absence_and_the_points_of_its_quarter_are_one_click_away(page, desk):
    asked = []
    desk.navigate_with(lambda key, focus: asked.append((key, focus)))
    (row,) = makeup_rows.list_tasks(desk.ctx)

    press(page, "打开这次活动的考勤")
    press(page, "查看这一季度的积分")

    assert asked == [
        ("activities", {"activity_id": row.first.activity_id}),
        ("points", {"period": "2026Q4", "member_id": row.member_id}),
    ]


def test_evidence_is_kept_with_the_task_at_once(page, desk, choose_file, tmp_path, messages):
    (row,) = makeup_rows.list_tasks(desk.ctx)
    path = tmp_path / "学习笔记.pdf"
    path.write_bytes(PDF)
    choose_file(path)

    papers(page).add_button.click()

    assert [paper.name for paper in list_attachments(desk.ctx, Owner.MAKEUP, row.id)] == ["学习笔记.pdf"]
    assert papers(page).names() == ["学习笔记.pdf"]
    papers(page).add_button.click()
    assert papers(page).names() == ["学习笔记.pdf"], "the same file is not kept twice"


def test_coverage_by_group_kind_and_quarter_opens_from_the_ledger(page, in_dialog):
    seen = []

    def look(dialog):
        assert isinstance(dialog, LifeReportsDialog)
        seen.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.reject()

    in_dialog(look)
    page._coverage()

    assert any("应补 1 · 已补 0 · 逾期 0" in text for text in seen)
