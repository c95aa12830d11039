"""A claim marked as a special case gets the longer limit of the branch's settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QPoint, Qt

from app.models.kinds import MakeupForm, Presence
from app.services import makeup, settings
from app.ui.makeup.step_dialogs import claim_dialog
from tests.life_helpers import make_activity, make_member, mark, only_task


def test_the_tick_moves_the_limit_and_back(desk, show, qtbot):
    settings.save(desk.ctx, replace(settings.load(desk.ctx), special_days=20))
    make_member(desk.ctx, "李敏")
    mark(desk.ctx, make_activity(desk.ctx), 李敏=Presence.SICK)
    makeup.set_return_date(desk.ctx, [only_task(desk.ctx).id], date(2026, 11, 19))
    dialog = show(claim_dialog(desk, [only_task(desk.ctx)]))
    box, due = dialog.form.field("special").box, dialog.form.field("complete_due")

    def tick() -> None:
        qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))

    assert due.value() == date(2026, 11, 29)
    tick()
    assert due.value() == date(2026, 12, 12)
    tick()
    assert due.value() == date(2026, 11, 29)
    tick()
    dialog.form.field("task_text").set_value("自学会议材料")
    dialog.form.field("form").set_value(MakeupForm.SELF_STUDY)
    dialog.submit()

    assert only_task(desk.ctx).complete_due == date(2026, 12, 12)
