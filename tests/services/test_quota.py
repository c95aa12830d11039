"""The quota of 优秀 never rounds up."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.services.quota import most_excellent


@pytest.mark.parametrize(("members", "most"), [(0, 0), (1, 0), (3, 1), (8, 2), (17, 5), (30, 10)])
def test_a_third_of_the_members_may_be_excellent(members, most):
    assert most_excellent(members) == most


def test_a_branch_may_be_stricter():
    assert most_excellent(40, Fraction(15, 100)) == 6


@pytest.mark.parametrize(
    ("members", "share"), [(-1, Fraction(1, 3)), (3, Fraction(4, 3)), (3, Fraction(-1, 3))]
)
def test_impossible_figures_are_refused(members, share):
    with pytest.raises(ValueError, match="members"):
        most_excellent(members, share)
