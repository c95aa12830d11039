"""Whatever is corrected after the settlement, kept sheets and adjustments together are the recount."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.models.kinds import EntryState, Presence
from app.models.store import Store
from app.models.tables import metadata
from app.services import orgs, settings
from app.services.context import Context
from app.services.points import closing, entries, review, rulebooks, settlements, totals, year_end
from app.services.points.entries import EntryDraft
from app.services.points.totals import PeriodTotals
from tests.conftest import Clock
from tests.services.points import samples

QUARTERS, OPEN = ("2026Q1", "2026Q2", "2026Q3"), "2026Q4"
FIRST = date(2026, 1, 5)
MARKS = st.sampled_from([Presence.PRESENT, Presence.UNEXCUSED, Presence.SICK, Presence.LATE])
DAYS = [FIRST + timedelta(days=17 * number) for number in range(15)]
RULES = samples.rulebook_text().replace("cap = 100", "cap = 70")
RUNNING = RULES.replace('annual = "sum"', 'annual = "running"').replace("points = 60", "points = 0", 1)


def made(text: str) -> tuple[Context, list[int]]:
    store = Store.in_memory()
    metadata.create_all(store.engine)
    ctx = Context(store, Clock(), operator="王书记")
    with ctx.write("建立支部") as work:
        orgs.set_branch_in(work, "机关第一党支部")
        settings.save_in(work, settings.BranchSettings(auto_entry_state=EntryState.APPROVED))
    rulebooks.import_toml(ctx, text)
    return ctx, samples.add_members(ctx, ("张伟", "李敏"))


def figures(found: PeriodTotals) -> list[Fraction]:
    return [Fraction(row.total) for row in found.rows]


def without_adjustments(ctx: Context, period: str) -> list[Fraction]:
    found = totals.period_totals(ctx, period)
    at = next((n for n, head in enumerate(found.categories) if head.code == "adjusted"), None)
    return [Fraction(row.total) - (row.categories[at] if at is not None else 0) for row in found.rows]


@pytest.mark.parametrize("text", [RULES, RUNNING], ids=["sum", "running"])
@examples(deadline=None, max_examples=12)
@given(
    marks=st.lists(MARKS, min_size=15, max_size=15),
    corrected=st.lists(st.tuples(st.integers(0, 14), MARKS), max_size=6),
    reversed_at=st.sets(st.integers(0, 2)),
)
def test_sheets_and_adjustments_together_are_the_recount(text, marks, corrected, reversed_at):
    ctx, (one, two) = made(text)
    held = [
        samples.hold(ctx, day, {one: mark, two: Presence.PRESENT})
        for day, mark in zip(DAYS, marks, strict=True)
    ]
    by_hand = [
        entries.add(ctx, EntryDraft(one, "B2", date(2026, month, 8), "4", reason="抢险")).new_id
        for month in (2, 5, 8)
    ]
    review.approve(ctx, by_hand)
    for quarter in QUARTERS:
        closing.lock(ctx, quarter, accept_open=True)
    sheets = [settlements.settled(ctx, quarter) for quarter in QUARTERS]

    for at, mark in corrected:
        samples.correct(ctx, held[at], one, mark)
    for at in sorted(reversed_at):
        review.reverse(ctx, [by_hand[at]], "算错了")

    assert [settlements.settled(ctx, quarter) for quarter in QUARTERS] == [
        replace(sheet, row=replace(sheet.row)) for sheet in sheets
    ]
    kept = [[line.total for line in sheet.snapshot.lines] for sheet in sheets]
    booked = [sum(each) for each in zip(*kept, figures(totals.period_totals(ctx, OPEN)), strict=True)]
    recounted = [figures(totals.period_totals(ctx, quarter)) for quarter in QUARTERS]
    assert booked == [sum(each) for each in zip(*recounted, without_adjustments(ctx, OPEN), strict=True)]
    if text is RULES:
        assert booked == [row.exact for row in year_end.year_table(ctx, "2026").rows]
    ctx.store.close()
