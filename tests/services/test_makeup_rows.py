from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import ActivityKind, MakeupState, Presence
from app.services import makeup, makeup_rows
from app.services.errors import BadInput
from app.services.makeup import ReportDraft
from app.services.makeup_rows import TaskFilter
from tests.life_helpers import claim, complete, group_id, make_activity, make_member, mark

NAMES = ("待返岗", "待认领", "逾期", "已认领", "已上报", "已补", "免补")


@pytest.fixture
def ledger(branch):
    """One task in each state, named after it; today is Sunday 2026-11-22."""
    for name in NAMES:
        make_member(branch, name)
    activity = make_activity(branch, date(2026, 11, 9))
    mark(branch, activity, **dict.fromkeys(NAMES, Presence.PRIVATE))
    task = {row.name: row.id for row in makeup_rows.list_tasks(branch)}
    makeup.set_return_date(branch, [task["待认领"]], date(2026, 11, 20))
    makeup.set_return_date(branch, [task["逾期"]], date(2026, 11, 10))
    for name in ("已认领", "已上报"):
        makeup.set_return_date(branch, [task[name]], date(2026, 11, 18))
        claim(branch, task[name], date(2026, 11, 19))
    makeup.report(branch, [task["已上报"]], ReportDraft(date(2026, 11, 20), "笔记"))
    complete(branch, task["已补"], date(2026, 11, 10), date(2026, 11, 11))
    makeup.exempt(branch, [task["免补"]], "病重")
    return branch


def names(ctx, **wanted):
    return [row.name for row in makeup_rows.list_tasks(ctx, TaskFilter(**wanted))]


def test_list_is_sorted_by_the_time_left_with_closed_ones_last(ledger):
    assert names(ledger) == ["逾期", "待认领", "已认领", "已上报", "待返岗", "已补", "免补"]


def test_days_left_are_working_days_and_negative_once_passed(ledger):
    left = {row.name: row.days_left for row in makeup_rows.list_tasks(ledger)}

    assert left["待认领"] == 2
    assert left["已认领"] == 4
    assert left["逾期"] == -6
    assert left["已上报"] is None


def test_coverage_counts_steps_reached(ledger):
    found = makeup_rows.coverage(ledger)

    assert (found.due, found.claimed, found.reported, found.done) == (6, 3, 2, 1)
    assert (found.overdue, found.waiting, found.exempt) == (1, 1, 1)
    assert makeup_rows.coverage(ledger, "2026Q4") == found
    assert makeup_rows.coverage(ledger, "2026Q3") == makeup_rows.Coverage()
    with pytest.raises(BadInput):
        makeup_rows.coverage(ledger, "2026Q5")


def test_list_is_filtered(ledger):
    make_member(ledger, "欧阳第二", "第二党小组")
    mark(
        ledger,
        make_activity(ledger, date(2026, 7, 8), ActivityKind.LECTURE, "七一党课"),
        欧阳第二=Presence.SICK,
    )

    assert names(ledger, group_id=group_id(ledger, "第二党小组")) == ["欧阳第二"]
    assert names(ledger, activity_kind=ActivityKind.LECTURE) == ["欧阳第二"]
    assert names(ledger, until=date(2026, 9, 30)) == ["欧阳第二"]
    assert names(ledger, text="oyde") == ["欧阳第二"]
    assert names(ledger, text="七一") == ["欧阳第二"]
    assert names(ledger, overdue_only=True) == ["逾期"]
    assert names(ledger, states=frozenset({MakeupState.DONE, MakeupState.EXEMPT})) == ["已补", "免补"]
    assert "已补" not in names(ledger, include_closed=False)


def test_one_task_is_found_by_its_id(ledger):
    row = makeup_rows.list_tasks(ledger)[0]

    assert makeup_rows.get(ledger, row.id) == row
    assert makeup_rows.get(ledger, 999) is None
