from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from app.models.kinds import ActivityKind
from app.services import activity_rows
from app.services.attachments import Owner, list_attachments
from app.services.decisions import Decision
from app.ui.activities.activity_dialog import activity_dialog
from app.ui.activities.page import ActivitiesPage
from tests.life_helpers import make_activity, make_member


@pytest.fixture
def meeting(desk):
    make_member(desk.ctx, "李敏")
    return make_activity(
        desk.ctx,
        date(2026, 11, 12),
        ActivityKind.ASSEMBLY,
        "支部大会",
        joint="水文中心党支部",
        observers="王敏（区水利站站长）",
        minutes="会议听取了工作报告。",
        decisions=(Decision("公示结果", "李敏", date(2026, 11, 20)), Decision("整改", "", date(2026, 12, 1))),
    )


@pytest.fixture
def page(desk, meeting, show):
    page = show(ActivitiesPage(desk))
    page.side_tabs.setCurrentIndex(1)
    return page


def said(page):
    return "\n".join(label.text() for label in page.details.findChildren(QLabel) if label.isVisible())


def test_details_show_minutes_decisions_and_joint_branches(page):
    text = said(page)
    for part in (
        "水文中心党支部",
        "王敏（区水利站站长）",
        "1. 公示结果\n责任人 李敏，2026-11-20 前",
        "逾期",
        "会议听取了工作报告。",
    ):
        assert part in text
    assert "未办结 2 项" in text


def test_decision_is_finished_with_one_click_and_undone(page, desk, meeting, qtbot):
    button = next(b for b in page.details.findChildren(QPushButton) if b.text() == "办结")
    button.click()

    assert activity_rows.get(desk.ctx, meeting).resolved[0].done_on == date(2026, 11, 22)
    # a panel shows what was put into it once the event loop has turned
    qtbot.waitUntil(lambda: "未办结 1 项" in said(page))
    desk.actions.undo()
    qtbot.waitUntil(lambda: "未办结 2 项" in said(page))


def test_paper_is_attached_and_taken_off_at_once(page, desk, meeting, choose_file, tmp_path):
    paper = tmp_path / "签到表.pdf"
    paper.write_bytes(b"%PDF-1.7 ...")
    choose_file(paper)

    page.details.papers.add_button.click()
    assert [row.name for row in list_attachments(desk.ctx, Owner.ACTIVITY, meeting)] == ["签到表.pdf"]
    assert page.details.papers.names() == ["签到表.pdf"]

    page.details.papers.add_button.click()
    assert len(list_attachments(desk.ctx, Owner.ACTIVITY, meeting)) == 1
    assert page.details.papers.names() == ["签到表.pdf"]


def test_decisions_are_written_in_the_form_with_errors_beside_them(desk, meeting, qtbot):
    dialog = activity_dialog(desk, activity_rows.get(desk.ctx, meeting))
    qtbot.addWidget(dialog)
    field = dialog.form.field("decisions")
    assert not dialog.form.is_dirty
    field.grid.grid.write("填写", {(2, 0): "建立台账", (2, 1): "李敏", (2, 2): "下下周"})
    assert dialog.form.is_dirty
    dialog.submit()
    assert "完成时限" in dialog.form.errors()["decisions"]

    field.grid.grid.write("填写", {(2, 2): "2026-11-01"})
    dialog.submit()
    assert "第 3 项决议的时限早于活动日期" in dialog.form.errors()["decisions"]

    field.grid.grid.write("填写", {(2, 2): "12.5"})
    dialog.submit()
    items = activity_rows.get(desk.ctx, meeting).resolved
    assert items[2] == Decision("建立台账", "李敏", date(2026, 12, 5))
    assert items[0].owner == "李敏"


def test_details_are_empty_without_an_activity(desk, show):
    page = show(ActivitiesPage(desk))
    page.side_tabs.setCurrentIndex(1)
    assert page.details.empty.isVisible()


def test_the_workbench_leads_to_the_details_and_a_sheet_to_the_attendance(page, meeting):
    page.focus(activity_id=meeting)
    assert page.side_tabs.currentIndex() == 0
    page.focus(activity_id=meeting, details=True)
    assert page.side_tabs.currentIndex() == 1
    assert "公示结果" in said(page)
