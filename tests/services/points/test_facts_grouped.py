"""Facts gathered in the database score exactly as entry by entry, for every kind and cap."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from app.models.kinds import EntryState
from app.models.points import Entry
from app.services.points import rulebooks
from app.services.points.facts import APPROVED, facts_in, members_in, scoring_in
from app.services.points.facts_grouped import grouped_facts_in
from app.services.points.scoring import score
from tests.services.points import samples

MORE = """
[[joint]]
code = "合"
points = 5
per = "month"
[[item]]
code = "J1"
category = "B"
text = "合并一"
kind = "per_unit"
points = 1
joint = "合"
[[item]]
code = "J2"
category = "A"
text = "合并二"
kind = "fixed"
points = 2
joint = "合"
[[item]]
code = "D1"
category = "B"
text = "每日封顶"
kind = "per_unit"
points = 1
cap = { points = 1.5, per = "day" }
[[item]]
code = "M1"
category = "B"
text = "每月封顶"
kind = "manual"
cap = { points = 3, per = "month" }
[[item]]
code = "E1"
category = "B"
text = "每次封顶"
kind = "per_quantity"
points = 1
per = 2
round = "down"
cap = { points = 1, per = "event" }
[[item]]
code = "Y1"
category = "A"
text = "每年封顶"
kind = "per_unit"
points = 1
cap = { points = 9, per = "year" }
[[item]]
code = "T1"
category = "B"
text = "达标"
kind = "target"
ge = 12
points = 4
[[item]]
code = "N1"
category = "C"
text = "累计"
kind = "count_table"
table = [{ from = 1, to = 3, points = -1 }, { from = 4, points = "void" }]
"""
VALUES = {
    "B1": (100, 250, 400),
    "J1": (100, 200),
    "J2": (None,),
    "D1": (100, 200),
    "M1": (-100, 50, 200),
    "E1": (100, 500),
    "Y1": (50, 100, 200),
    "T1": (100, 300),
    "N1": (100,),
    "没有的": (100,),
}


@pytest.fixture
def members(branch):
    return samples.add_members(branch)


def fill(ctx, members, seed):
    chance = random.Random(seed)
    with ctx.store.write() as session:
        rows = []
        for _ in range(400):
            code = chance.choice(list(VALUES))
            rows.append(
                {
                    "member_id": chance.choice(members),
                    "item_code": code,
                    "happened_on": date(2026, 1, 1) + timedelta(days=chance.randrange(320)),
                    "value": chance.choice(VALUES[code]),
                    "state": EntryState.APPROVED,
                    "created_at": ctx.now,
                }
            )
        session.execute(insert(Entry), rows)


@pytest.mark.parametrize("annual", ["running", "sum", "average"])
@pytest.mark.parametrize("period", ["2026Q1", "2026Q3", "2026", "2026-05"])
def test_figures_are_the_same(branch, members, annual, period):
    text = samples.rulebook_text().replace('annual = "sum"', f'annual = "{annual}"') + MORE
    rulebooks.import_toml(branch, text)
    fill(branch, members, f"{annual}{period}")
    with branch.read() as session:
        scoring = scoring_in(session, period)
        people = [member.scored for member in members_in(session, scoring.period)]
        one, many = facts_in(session, scoring, APPROVED), grouped_facts_in(session, scoring, APPROVED)
    assert len(many.facts) < len(one.facts)
    assert many.misfits == one.misfits
    cards = [score(scoring.rulebook, people, read.facts, scoring.period) for read in (one, many)]
    assert cards[0] == cards[1]
