"""Party dues: the rate of the bracket on the whole base, exact to the last digit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.services.dues import ACTIVE_2008, RETIRED_2008, Bracket, DuesTable


@pytest.mark.parametrize(
    ("base", "monthly"),
    [
        ("0", "0"),
        ("2999", "14.995"),
        ("3000", "15"),
        ("3001", "30.010"),
        ("5000", "50"),
        ("5001", "75.015"),
        ("10000", "150"),
        ("10001", "200.020"),
    ],
)
def test_member_in_work_pays_the_rate_on_the_whole_base(base, monthly):
    assert ACTIVE_2008.monthly(Decimal(base)) == Decimal(monthly)


@pytest.mark.parametrize(("base", "monthly"), [("5000", "25.000"), ("5000.01", "50.0001")])
def test_retired_member_pays_less(base, monthly):
    assert RETIRED_2008.monthly(Decimal(base)) == Decimal(monthly)


@pytest.mark.parametrize("base", ["-1", "NaN", "Infinity"])
def test_base_that_is_no_amount_is_refused(base):
    with pytest.raises(ValueError, match="base"):
        ACTIVE_2008.monthly(Decimal(base))


def test_base_above_a_table_that_ends_is_refused():
    table = DuesTable((Bracket(Decimal(10), Decimal("0.01")),), date(2026, 1, 1), "试验")

    with pytest.raises(ValueError, match="bracket"):
        table.monthly(Decimal(11))
