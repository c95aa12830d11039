from __future__ import annotations

from datetime import date

import pytest

from app.models.kinds import MemberClass
from app.models.member import Member
from app.services.points import closing, shown_totals, totals, trends
from tests.services.points import closing_kit as kit


@pytest.fixture
def people(branch):
    return kit.settle(branch)


def figures(found):
    return [(row.name, row.total, row.categories, row.rank, row.exempt) for row in found.rows]


def test_an_open_period_shows_the_ledger(branch, people):
    assert shown_totals.shown_totals(branch, kit.QUARTER) == totals.period_totals(branch, kit.QUARTER)


def test_a_settled_period_keeps_its_figures_and_names(branch, people):
    kit.earn(branch, people[0], "3")
    before = figures(shown_totals.shown_totals(branch, kit.QUARTER))
    closing_id = kit.lock(branch)
    with branch.write("变动") as work:
        work.session.get(Member, people[0]).name = "张为"
        work.session.get(Member, people[1]).deleted_at = work.now
        work.session.get(Member, people[2]).klass = MemberClass.RETIRED
        work.session.get(Member, people[3]).left_on = date(2026, 1, 31)
    assert figures(shown_totals.shown_totals(branch, kit.QUARTER)) == before
    assert len(trends.quarter_bars(branch, kit.QUARTER).names) == 5
    closing.reopen(branch, closing_id, "核对名单")
    assert len(shown_totals.shown_totals(branch, kit.QUARTER).rows) == 3
