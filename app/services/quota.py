"""The quota of 优秀 in the yearly appraisal (民主评议). Pure."""

from __future__ import annotations

from fractions import Fraction

ONE_THIRD = Fraction(1, 3)
"""优秀等次 is in general at most a third of the members (中组部 yearly notice); a branch may be stricter."""


def most_excellent(members: int, share: Fraction = ONE_THIRD) -> int:
    """Return how many of `members` may be graded 优秀: the share, rounded down.

    Raises:
        ValueError: A negative number of members, or a share outside 0 to 1.

    """
    if members < 0 or not 0 <= share <= 1:
        raise ValueError("members must be 0 or more and the share between 0 and 1")
    return int(members * share)
