"""What time alone changes is caught up with when the data are opened."""

from __future__ import annotations

from datetime import date

from app.models.kinds import Presence
from app.services import daily, makeup
from app.services.points import entry_list, rulebooks
from tests.life_helpers import make_activity, make_member, mark, only_task


def test_a_make_up_that_has_become_late_costs_points_once(branch, clock):
    rulebooks.adopt_preset(branch, "jiguan", date(2026, 1, 1))
    make_member(branch, "张三")
    mark(branch, make_activity(branch, date(2026, 11, 12)), 张三=Presence.SICK)
    clock.set(2026, 11, 17)
    makeup.set_return_date(branch, [only_task(branch).id], date(2026, 11, 16))
    clock.set(2026, 11, 22)
    assert _late(branch) == 0

    daily.catch_up(branch)
    clock.set(2026, 12, 1)
    again = daily.catch_up(branch)

    assert _late(branch) == 1
    assert again.tables == frozenset()


def _late(ctx) -> int:
    return [row.item_code for row in entry_list.list_entries(ctx)].count("D4")
