"""The question before a correction: calm where everything comes back by itself, a warning where work is lost."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget

from app.models.kinds import Presence
from app.services import activities, attendance, makeup
from app.services.attendance import AttendanceDraft
from app.ui.consequences import Declined, asking
from tests.life_helpers import claim, make_activity, make_member, mark, only_task


@pytest.fixture
def absent(branch):
    """张三 missed an activity and came back on the 16th."""
    member, activity = make_member(branch, "张三"), make_activity(branch, date(2026, 11, 12))
    mark(branch, activity, 张三=Presence.OFFICIAL)
    makeup.set_return_date(branch, [only_task(branch).id], date(2026, 11, 16))
    return member, activity


@pytest.fixture
def first_button(qtbot, in_dialog):
    """Ask about an act, take 取消 and return the button Enter would have pressed."""

    def asked(ctx, act, **how):
        widget = QWidget()
        qtbot.addWidget(widget)
        seen = []

        def look(box: QMessageBox) -> None:
            seen.append(box.defaultButton().text())
            box.reject()

        in_dialog(look)
        with pytest.raises(Declined):
            asking(widget, "要保存吗？", act, yes="保存", **how)(ctx)
        return seen[0]

    return asked


def present(member, activity):
    return lambda ctx: attendance.record(ctx, activity, {member: AttendanceDraft(Presence.PRESENT)})


def test_a_task_nobody_has_begun_is_withdrawn_without_alarm(branch, absent, first_button):
    assert first_button(branch, present(*absent)) == "保存"


def test_a_claimed_task_that_would_be_lost_is_warned_of(branch, absent, first_button):
    claim(branch, only_task(branch).id, date(2026, 11, 17))

    assert first_button(branch, present(*absent)) == "取消"


def test_to_delete_is_always_warned_of(branch, absent, first_button):
    assert first_button(branch, lambda ctx: activities.remove(ctx, absent[1]), deletes=True) == "取消"


def test_a_return_is_asked_about_calmly(branch, absent, first_button):
    task = only_task(branch).id

    def act(ctx):
        return makeup.set_return_date(ctx, [task], date(2026, 11, 17))

    assert first_button(branch, act, always=True) == "保存"
