"""Every place of every chart leads to a page that shows what is behind it, in the real window with the sample branch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from app.models.kinds import Presence
from app.services.trends.answers import answer
from app.services.trends.asking import SPLITS, Chart, Question, Split
from app.services.trends.reading import Reader
from app.ui.main_window import MainWindow
from tests.life_helpers import make_activity, mark
from tests.services.points import closing_kit


@pytest.fixture
def window(desk, show, branch, qtbot) -> Iterator[MainWindow]:
    closing_kit.settle(branch)
    names = ("李敏", "王芳", "逄喆")
    mark(branch, make_activity(branch, date(2026, 11, 5)), **dict.fromkeys(names, Presence.PRESENT))
    missed = dict.fromkeys(names[:2], Presence.UNEXCUSED) | {names[2]: Presence.PRESENT}
    mark(branch, make_activity(branch, date(2026, 11, 12), topic="党课"), **missed)
    made = MainWindow(desk)
    show(made)
    made.ready(branch)
    yield made
    qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=20_000)


@pytest.mark.parametrize("chart", list(Chart))
def test_what_is_behind_a_chart_is_shown(window, desk, branch, chart, qtbot):
    reader = Reader(branch)
    member = next(iter(reader.people()))
    for split in SPLITS.get(chart, (Split.MONTH,)):
        found = answer(reader, Question(chart, "2026Q4", 2026, member_id=member, split=split))
        goals = {told.goal for told in found.told.values() if told.goal is not None}
        assert goals
        page, focus = sorted(goals, key=str)[0]
        desk.show_page(page, **dict(focus))
        assert window.current_key == page
        qtbot.waitUntil(lambda: not desk.jobs.busy, timeout=20_000)


def test_a_month_of_attendance_opens_its_quarter_of_activities(window, desk):
    desk.show_page("activities", year=2026, quarter=4, kind="theme_day")
    page = window.page("activities")
    assert len(page.table.rows()) == 2
    desk.show_page("activities", year=2026, quarter=1)
    assert page.table.rows() == []


def test_a_groups_coverage_opens_its_tasks(window, desk, branch):
    group = Reader(branch).groups()[0]
    desk.show_page("makeup", period="2026Q4", group_id=group.id)
    names = {row.group_name for row in window.page("makeup").table.rows()}
    assert names == {group.name}
