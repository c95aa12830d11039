"""What cannot be is said beside the field; what was typed stays there."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import AwayKind, LeaveReason, MakeupForm, MakeupState, Presence
from app.services import away, makeup, members
from app.services.away import AwayDraft
from app.ui.makeup.away_dialog import away_dialog
from app.ui.makeup.step_dialogs import claim_dialog, report_dialog, return_dialog
from tests.life_helpers import claim, make_activity, make_member, mark, only_task


@pytest.fixture
def task(desk):
    """李敏 missed the theme day of 2026-11-12."""
    make_member(desk.ctx, "李敏")
    mark(desk.ctx, make_activity(desk.ctx), 李敏=Presence.SICK)
    return only_task(desk.ctx)


def refused(qtbot, dialog, values):
    """Fill a dialog in, try to save and return what it says beside its fields."""
    qtbot.addWidget(dialog)
    dialog.form.set_values(values)
    dialog.submit()
    return dialog.form.errors()


def test_return_before_the_activity_is_said_beside_the_date(desk, task, qtbot):
    dialog = return_dialog(desk, [task])
    errors = refused(qtbot, dialog, {"returned_on": "2026-11-11"})

    assert errors == {"returned_on": "李敏：返岗日期不能早于活动日期 2026-11-12，请检查。"}
    assert dialog.form.field("returned_on").state() == "2026-11-11"
    assert only_task(desk.ctx).state is MakeupState.WAITING


def test_twenty_ninth_of_february_of_a_common_year_is_said_beside_the_date(desk, task, qtbot):
    errors = refused(qtbot, return_dialog(desk, [task]), {"returned_on": "2026-02-29"})

    assert "不是一个存在的日期" in errors["returned_on"]


def test_claim_before_the_return_is_said_beside_the_date(desk, task, qtbot):
    makeup.set_return_date(desk.ctx, [task.id], date(2026, 11, 16))
    dialog = claim_dialog(desk, [only_task(desk.ctx)])
    values = {
        "task_text": "自学",
        "form": MakeupForm.ONLINE,
        "claimed_on": "2026-11-13",
        "complete_due": None,
    }
    errors = refused(qtbot, dialog, values)

    assert errors == {"claimed_on": "认领日期不能早于返岗日期 2026-11-16，请检查。"}
    assert dialog.form.field("task_text").state() == "自学"
    assert only_task(desk.ctx).state is MakeupState.OPEN


def test_completion_before_the_claim_is_said_beside_the_date(desk, task, qtbot):
    makeup.set_return_date(desk.ctx, [task.id], date(2026, 11, 16))
    claim(desk.ctx, task.id, date(2026, 11, 18))
    dialog = report_dialog(desk, [only_task(desk.ctx)])
    errors = refused(qtbot, dialog, {"reported_on": "2026-11-17", "material": "学习笔记 1 份"})

    assert errors == {"reported_on": "完成日期不能早于认领日期 2026-11-18，请检查。"}
    assert dialog.form.field("material").value() == "学习笔记 1 份"
    assert only_task(desk.ctx).state is MakeupState.CLAIMED


def test_the_time_away_of_one_who_has_left_can_still_be_corrected(desk, task, qtbot):
    away.add(desk.ctx, AwayDraft(task.member_id, AwayKind.SICK, date(2026, 11, 9)))
    members.mark_left(desk.ctx, task.member_id, date(2026, 11, 20), LeaveReason.TRANSFERRED)
    (row,) = away.list_away(desk.ctx)
    dialog = away_dialog(desk, row)
    qtbot.addWidget(dialog)

    dialog.form.set_values({"planned_back_on": "2026-12-01"})
    dialog.submit()

    assert dialog.form.errors() == {}
    assert away.list_away(desk.ctx)[0].planned_back_on == date(2026, 12, 1)
