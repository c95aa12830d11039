"""What cannot be is said beside the field or the member; what was entered stays."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtGui import QGuiApplication

from app.models.kinds import Presence
from app.models.member import Member
from app.services import activity_rows, attendance
from app.ui.activities.activity_dialog import activity_dialog
from app.ui.activities.page import ActivitiesPage
from tests.life_helpers import make_activity, make_member, mark


@pytest.fixture
def people(desk):
    return [make_member(desk.ctx, name) for name in ("逄晓东", "李敏")]


def refuse(page, qtbot):
    """Save and return what stands beside each member."""
    page.panel.save()
    return [line.problem for line in page.panel.grid.rows()]


def test_two_activities_at_one_time_for_one_person_is_said_beside_the_member(desk, people, show, qtbot):
    other = make_activity(desk.ctx, topic="支委扩大会", starts_at="14:00", ends_at="16:00")
    mark(desk.ctx, other, 李敏=Presence.PRESENT)
    make_activity(desk.ctx, topic="党日", starts_at="15:00", ends_at="17:00")
    page = show(ActivitiesPage(desk))
    page.table.select_where(lambda row: row.topic == "党日")
    page.panel.grid.mark_rest(Presence.PRESENT)

    problems = refuse(page, qtbot)

    assert problems == ["", "同一时间已登记参加“支委扩大会”（14:00 起），请核对其中一处。"]
    assert page.panel.unsaved.text() == "2 人未保存"


def test_activity_outside_the_time_in_the_branch_is_said_beside_the_member(desk, people, show, qtbot):
    activity = make_activity(desk.ctx)
    with desk.ctx.write("转入日期") as work:
        work.session.get(Member, people[1]).entered_on = date(2026, 11, 15)
    page = show(ActivitiesPage(desk))
    page.panel.grid.mark_rest(Presence.PRESENT)

    problems = refuse(page, qtbot)

    assert problems[1] == "李敏于 2026-11-15 才转入本支部，不能登记 2026-11-12 的考勤。"
    assert [line.draft.presence for line in page.panel.grid.rows()] == [Presence.PRESENT] * 2
    assert [row.presence for row in attendance.grid(desk.ctx, activity).rows] == [None, None]


@pytest.mark.parametrize(("text", "fits"), [("2026-02-29", False), ("2024-02-29", True)])
def test_twenty_ninth_of_february_is_taken_in_leap_years_only(desk, people, qtbot, text, fits):
    dialog = activity_dialog(desk)
    qtbot.addWidget(dialog)
    dialog.form.set_values({"topic": "闰日党日", "held_on": text})
    dialog.submit()

    assert bool(activity_rows.list_activities(desk.ctx)) is fits
    assert ("不是一个存在的日期" in dialog.form.errors().get("held_on", "")) is not fits
    assert dialog.form.field("topic").state() == "闰日党日"


def test_a_pasted_block_of_the_wrong_shape_is_told_line_by_line(desk, people, show):
    make_activity(desk.ctx)
    page = show(ActivitiesPage(desk))
    page.panel.grid.select_only(0)
    QGuiApplication.clipboard().setText("出勤\n请病假了\n事假\n出勤\n")

    page.panel.grid.paste()

    said = page.panel._problem.text()
    assert "第 2 行：“请病假了”不是考勤用语" in said
    assert "第 3 行：超出应到名单的最后一人" in said
    assert [line.draft.presence for line in page.panel.grid.rows()] == [Presence.PRESENT, None]


def test_what_was_refused_is_no_longer_said_once_it_is_saved(desk, people, show, qtbot):
    make_activity(desk.ctx)
    page = show(ActivitiesPage(desk))
    page.panel.grid.select_only(0)
    page.panel.grid.mark_selected(Presence.EXEMPT)
    page.panel.save()
    assert page.panel._problem.text() == "免于参加要有批准，请填写批准人和批准日期。"

    page.panel.grid.select_only(0)
    page.panel.remarks.approver.edit.insert("李书记")
    qtbot.keyClicks(page.panel.remarks.leave_on.edit, "11.12")
    page.panel.save()

    assert page.panel.unsaved.text() == ""
    assert not page.panel._problem.isVisible()


def test_an_activity_ahead_is_said_to_be_a_plan(desk, people, qtbot, messages):
    dialog = activity_dialog(desk)
    qtbot.addWidget(dialog)
    dialog.form.set_values({"topic": "年底党日", "held_on": "2026-12-05"})
    dialog.submit()

    assert messages == [("已列入计划，应到 2 人；开过之后按数字键登记考勤。", "ok")]
