from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import Presence
from app.services import attendance, makeup_register, makeup_rows
from app.services.attendance import AttendanceDraft
from app.services.errors import BadInput
from tests.life_helpers import complete, make_activity, make_member, mark

HELD = date(2026, 11, 9)


@pytest.fixture
def people(branch):
    return {name: make_member(branch, name) for name in ("李敏", "周翀", "逄晓东")}


def test_register_has_a_line_for_each_absence_with_its_activity(branch, people):
    activity = make_activity(branch, HELD)
    mark(branch, activity, 李敏=Presence.PRIVATE, 周翀=Presence.UNEXCUSED, 逄晓东=Presence.PRESENT)
    (task,) = [row.id for row in makeup_rows.list_tasks(branch) if row.name == "李敏"]
    complete(branch, task, date(2026, 11, 10), date(2026, 11, 11))

    sheet = makeup_register.register(branch, "2026Q4")

    assert (sheet.branch, sheet.period, sheet.head.unit) == (
        "机关第一党支部",
        "2026年第四季度",
        "某市水利局",
    )
    lines = {line.name: line for line in sheet.rows}
    assert set(lines) == {"李敏", "周翀"}
    done = lines["李敏"]
    assert (done.absence, done.claimed_on, done.form, done.outcome) == (
        "事假",
        date(2026, 11, 11),
        "自学并写心得",
        "已补",
    )
    (count,) = sheet.activities
    assert (count.expected, count.present, count.on_leave, count.made_up) == (3, 1, 1, 1)


@pytest.mark.parametrize(
    ("draft", "approved"),
    [
        (AttendanceDraft(Presence.PRIVATE, "", "王书记", date(2026, 11, 8)), "王书记 2026-11-08"),
        (
            AttendanceDraft(Presence.PRIVATE, "", "王书记", date(2026, 11, 8), "9:30"),
            "王书记 2026-11-08 09:30",
        ),
        (AttendanceDraft(Presence.SICK, "", "王书记", HELD, "16:00"), "王书记 2026-11-09 16:00 事后补假"),
        (
            AttendanceDraft(Presence.SICK, "", "王书记", date(2026, 11, 13)),
            "王书记 2026-11-13 事后补假",
        ),
        (AttendanceDraft(Presence.SICK), ""),
    ],
)
def test_register_says_who_approved_a_leave_when_and_whether_afterwards(branch, people, draft, approved):
    activity = make_activity(branch, HELD, starts_at="14:30", ends_at="16:00")

    attendance.record(branch, activity, {people["李敏"]: draft})

    (line,) = makeup_register.lines(branch, "2026Q4")
    assert line.approved_by == approved


def test_a_period_that_cannot_be_read_is_refused(branch):
    with pytest.raises(BadInput):
        makeup_register.lines(branch, "去年")
